"""What is a guardian told when a minor wants to volunteer, and the minor when the guardian has agreed?"""

from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Volunteer
from events.volunteering.shift_messages import listeners
from portal.accounts.models import Mandate, User
from portal.outbox.queueing import Notice, tell_each


def guardians_of(volunteer: Volunteer, at: datetime) -> list[User]:
    """Return the accounts that may agree for a minor today."""
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).filter(
        person=volunteer.person_id, basis=Mandate.Basis.GUARDIAN
    )
    return list(User.objects.filter(pk__in=mandates.values("agent"), is_active=True).order_by("pk"))


def ask_guardians(volunteer: Volunteer, *, at: datetime) -> None:
    """Ask every guardian with an account for their word."""
    notices = []
    for user in guardians_of(volunteer, at):
        with translation.override(user.language):
            notices.append(
                Notice(
                    user,
                    kind="volunteer.asks_guardian",
                    subject=_("%(name)s would like to volunteer") % {"name": volunteer.person.name},
                    body=_("Under 18 this needs your word. You can give it on your page, under “Needs my word”."),
                    path="/me/",
                    key=f"volunteer:{volunteer.pk}:asks_guardian:{at:%Y%m%d}:{user.pk}",
                )
            )
    tell_each(notices, at=at)


def tell_agreed(volunteer: Volunteer, *, at: datetime) -> None:
    """Tell a minor with an account of their own that the guardian has agreed."""
    notices = []
    for user in listeners(volunteer, timezone.localdate(at)):
        with translation.override(user.language):
            notices.append(
                Notice(
                    user,
                    kind="volunteer.guardian_agreed",
                    subject=_("Your guardian has agreed: you can take shifts now"),
                    body=_("Have a look at who needs hands near you."),
                    path="/volunteer/shifts/",
                    key=f"volunteer:{volunteer.pk}:agreed:{at:%Y%m%d%H%M}:{user.pk}",
                )
            )
    tell_each(notices, at=at)
