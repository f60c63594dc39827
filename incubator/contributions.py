"""What does this app show on pages that all share?"""

from django.http import HttpRequest
from django.urls import reverse

from incubator import forgetting, graduating, letters, milestones, placement_messages, premises, waiting_work
from incubator.demo import load
from incubator.kind import APPLICATION
from incubator.models import Base, Intake, MilestoneKind, PlannedMilestone
from incubator.objecting import found_objections
from incubator.objection_kind import OBJECTION
from incubator.readouts import appointments, personal, placements
from incubator.readouts.act_names import ACT_NAMES
from incubator.readouts.fact_names import FACT_NAMES
from incubator.readouts.reviews import my_section
from incubator.telling import remind
from portal import contributions, sms
from portal.outbox import texts
from portal.proofs import content


def bases_run_by(request: HttpRequest, organisation_id: int) -> contributions.Section | None:
    """Show on an organisation's profile which incubation bases it runs."""
    bases = list(Base.objects.filter(organisation_id=organisation_id))
    return contributions.Section("incubator/bases/run_by.html", {"bases": bases}) if bases else None


def edited_at(what: str, pk: int) -> str | None:
    """Send whoever edits what a call asks, or how it goes, to the call: a change there is told to everybody."""
    field = {"questions": "question_set", "workflow": "workflow"}.get(what)
    call = Intake.objects.filter(**{field: pk}).order_by("-pk").first() if field else None
    if call or what != "questions":
        return reverse(f"intakes:{what}", args=[call.pk]) if call else None
    planned = PlannedMilestone.objects.filter(question_set=pk).first()
    page = "looks_back" if planned and planned.kind == MilestoneKind.LOOK_BACK else "reports"
    return reverse(f"intakes:{page}", args=[planned.intake_id]) if planned else None


def register() -> None:
    """Fill the portal's slots; called once when the app is ready."""
    contributions.organisation_sections.register(bases_run_by, order=50)
    contributions.demonstrations.register(load, order=50)
    contributions.case_kinds.register(APPLICATION, key=APPLICATION.name)
    contributions.case_kinds.register(OBJECTION, key=OBJECTION.name)
    contributions.foundations.register(found_objections, order=45)
    contributions.my_page_sections.register(appointments.my_section, order=33)
    contributions.my_page_sections.register(my_section, order=35)
    contributions.personal_data.register(personal.held_about, order=55)
    # Before the cases: afterwards nobody knows which applications were theirs.
    contributions.erasures.register(forgetting.forget, order=45)
    contributions.due.register(remind, order=46)
    contributions.editing_places.register(edited_at)
    contributions.occupations.register(
        contributions.OccupationSource(premises.SOURCE, premises.words_of, lasts=True), key=premises.SOURCE
    )
    contributions.act_names.register(ACT_NAMES, key="incubator")
    contributions.fact_names.register(FACT_NAMES, key="incubator")
    contributions.my_page_sections.register(placements.my_section, order=34)
    contributions.achievements.register(placements.record, order=20)
    contributions.due.register(milestones.remind, order=47)
    for number, item in enumerate(WAITING):
        contributions.waiting_items.register(item, order=30 + number)
    for kind in letters.LETTERS.values():
        texts.register(kind)
    for name, text in placement_messages.WORDINGS.items():
        sms.register(name, text)
    content.register(graduating.KIND)


WAITING = (
    waiting_work.lists_to_decide,
    waiting_work.agreements_to_sign,
    waiting_work.reports_to_check,
    waiting_work.overdue_milestones,
)
