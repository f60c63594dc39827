"""What does this app show on pages that all share?"""

from django.http import HttpRequest
from django.urls import reverse

from incubator.demo import load
from incubator.kind import APPLICATION
from incubator.models import Base, Intake
from incubator.readouts.act_names import ACT_NAMES
from incubator.readouts.reviews import my_section
from incubator.telling import remind
from portal import contributions


def bases_run_by(request: HttpRequest, organisation_id: int) -> contributions.Section | None:
    """Show on an organisation's profile which incubation bases it runs."""
    bases = list(Base.objects.filter(organisation_id=organisation_id))
    return contributions.Section("incubator/bases/run_by.html", {"bases": bases}) if bases else None


def edited_at(what: str, pk: int) -> str | None:
    """Send whoever edits what a call asks, or how it goes, to the call: a change there is told to everybody."""
    field = {"questions": "question_set", "workflow": "workflow"}.get(what)
    call = Intake.objects.filter(**{field: pk}).order_by("-pk").first() if field else None
    return reverse(f"intakes:{what}", args=[call.pk]) if call else None


def register() -> None:
    """Fill the portal's slots; called once when the app is ready."""
    contributions.organisation_sections.register(bases_run_by, order=50)
    contributions.demonstrations.register(load, order=50)
    contributions.case_kinds.register(APPLICATION, key=APPLICATION.name)
    contributions.my_page_sections.register(my_section, order=35)
    contributions.due.register(remind, order=46)
    contributions.editing_places.register(edited_at)
    contributions.act_names.register(ACT_NAMES, key="incubator")
