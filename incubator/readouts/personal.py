"""What does the incubator hold about a person? Their appointments and what they wrote as reviewers."""

from typing import Any

from incubator.models import Appointment, Review


def held_about(person_id: int) -> dict[str, Any]:
    """Return it for a copy of their data; what they applied for is among their cases."""
    appointments = Appointment.objects.filter(user__person=person_id).select_related("base").order_by("starts_on", "pk")
    reviews = Review.objects.filter(reviewer__person=person_id).select_related("application__case").order_by("pk")
    return {
        "incubator_appointments": [
            {
                "base": one.base.local_name,
                "role": one.get_role_display(),
                "name": one.name,
                "field_of_work": one.field_of_work,
                "works_for": one.employer,
                "from": str(one.starts_on),
                "until": str(one.last_day or ""),
            }
            for one in appointments
        ],
        "incubator_reviews": [
            {
                "reference": one.application.case.reference,
                "state": one.get_state_display(),
                "score": one.total,
                "reasons": one.reasons,
                "comment": one.comment,
                "stepped_back": one.recusal,
            }
            for one in reviews
        ],
    }
