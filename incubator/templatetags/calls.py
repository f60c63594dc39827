"""What does the notice of a call fetch besides its words? The call beside it; in preview too."""

from django import template
from django.utils import timezone

from incubator.models import Intake, IntakePage, PublicNotice
from incubator.readouts.calls import Call, Calls, call_of, calls
from incubator.readouts.deciding import public_notices

register = template.Library()


@register.simple_tag
def call_beside(page: IntakePage) -> Call | None:
    """Return the call that this notice is of; nothing while there is none yet."""
    intake = Intake.objects.select_related("base", "question_set").filter(page=page.pk).first()
    return call_of(intake, timezone.localdate()) if intake else None


@register.simple_tag
def public_calls() -> Calls:
    """Return the calls that everybody may read."""
    return calls(timezone.localdate())


@register.simple_tag
def running_notices() -> list[PublicNotice]:
    """Return the public notices to which one may object today."""
    return list(public_notices().running(timezone.localdate())[:20])
