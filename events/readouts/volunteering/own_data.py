"""What is held of somebody as a volunteer? All of it, for a copy of their data."""

from typing import Any

from events.models import Incident, ServiceProof, Volunteer


def volunteer_data(person_id: int) -> dict[str, Any]:
    """Return what is held of somebody as a volunteer; nothing of whoever never was one, but what they reported."""
    reported = [
        {"at": one.made_at.isoformat(), "words": one.words, "somebody_was_hurt": one.somebody_was_hurt}
        for one in Incident.objects.filter(made_by__person=person_id).order_by("made_at", "pk")
    ]
    incidents = {"incidents_reported": reported} if reported else {}
    row = Volunteer.objects.filter(person=person_id).first()
    if row is None:
        return incidents
    return incidents | {
        "volunteer": _profile(row),
        "volunteer_of": [
            {
                "organisation": one.organisation.name,
                "state": one.state,
                "note": one.note,
                "insured_until": one.insured_until.isoformat() if one.insured_until else None,
                "insurance": one.insurance_note,
            }
            for one in row.welcomes.select_related("organisation")
        ],
        "shifts": _shifts(row),
        "stand_ins_sought": [
            {"asked": one.asked_at.isoformat(), "state": one.state, "message": one.note}
            for assignment in row.assignments.prefetch_related("stand_ins").order_by("pk")
            for one in assignment.stand_ins.all()
        ],
        "service_hours": [
            {
                "on": str(one.on),
                "minutes": one.minutes,
                "organisation": one.organisation.name,
                "content": one.content,
                "reason": one.reason,
                "state": one.state,
            }
            for one in row.hours.select_related("organisation").order_by("on", "pk")
        ],
        "service_proofs": [_proof(one) for one in row.service_proofs.select_related("organisation", "proof")],
    }


def _profile(row: Volunteer) -> dict[str, Any]:
    fields = ("number", "national_number", "state", "interests", "skills", "skills_note", "free_times", "estate_codes")
    return {name: getattr(row, name) for name in fields} | {
        "languages": [one.code for one in row.languages.all()],
        "started": row.started_at.isoformat(),
        "guardian_agreed": row.guardian_agreed_at.isoformat() if row.guardian_agreed_at else None,
    }


def _shifts(row: Volunteer) -> list[dict[str, Any]]:
    rows = row.assignments.select_related("shift__role", "shift__organisation").prefetch_related("marks")
    return [
        {
            "role": one.shift.role.name,
            "organisation": one.shift.organisation.name,
            "from": one.shift.starts_at.isoformat(),
            "to": one.shift.ends_at.isoformat(),
            "state": one.state,
            "set_aside": one.override_reason,
            "mark": one.mark,
            "came": one.came_at.isoformat() if one.came_at else None,
            "left": one.left_at.isoformat() if one.left_at else None,
            "corrections": [mark.reason for mark in one.marks.all() if mark.reason],
        }
        for one in rows.order_by("shift__starts_at")
    ]


def _proof(row: ServiceProof) -> dict[str, Any]:
    return {
        "organisation": row.organisation.name,
        "from": str(row.starts_on),
        "to": str(row.ends_on),
        "asked": row.asked_at.isoformat(),
        "document": row.document,
        "number": row.proof.number if row.proof else None,
        "declined": row.declined_note,
    }
