"""Who is who in an application to an incubator? What the case engine asks of every kind of case."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from incubator.applying import KIND
from incubator.errors import NoPlace
from incubator.letters import write_letter
from incubator.models import Application, Base, Intake, Objection, ProposalLine, PublicNotice, Review
from incubator.notices import open_objections
from incubator.permissions import bases_seen_by, can_decide, can_prepare, staff_of, stands_at_a_base
from incubator.placing import place
from incubator.states import DECIDED, DECIDING, NOTICED, REVIEWING, UPHELD, ProposalState, Verdict
from organisations.permissions import Act
from portal import contributions
from portal.cases.errors import NotReady
from portal.cases.models import Case
from portal.questions.definition import Question

#: The operator of the base prepares and checks, the authority decides.
OPERATOR, AUTHORITY = "operator", "authority"

#: Guards of moves that an application makes with the list of its call, and never by itself.
WITH_ITS_LIST = frozenset({"on_list", "list_handed_back", "chosen", "kept", "not_chosen", "notice_there"})


def base_of(case: Any) -> Base:
    """Return the base of a case's call; what was read along with its application is not read again."""
    if Case.incubator_application.is_cached(case):
        return case.incubator_application.intake.base
    return Base.objects.select_related("parent__parent").get(intakes=case.context_id)


def roles_of(user: Any, case: Any) -> frozenset[str]:
    base = base_of(case)
    return frozenset(
        role for role, may in ((OPERATOR, can_prepare(user, base)), (AUTHORITY, can_decide(user, base))) if may
    )


def visible_to(user: Any) -> Q:
    """Return the condition on the applications that this member of staff sees: those to calls of their bases."""
    if user.is_superuser:
        return Q()
    return Q(context_id__in=Intake.objects.filter(base__in=bases_seen_by(user)).values("pk"))


def people_in(case: Any, role: str) -> Iterable[Any]:
    """Return whom to tell for a role."""
    return staff_of(base_of(case), Act.APPROVE if role == AUTHORITY else Act.WRITE)


def holder_name(case: Any) -> str:
    return base_of(case).local_name


def window_open(case: Any) -> str | None:
    """Refuse to take an application after the last day of the call."""
    intake = Intake.objects.get(pk=case.context_id)
    if intake.takes_applications(timezone.localdate()):
        return None
    return _("This call takes no applications any more.")


def papers_there(case: Any) -> str | None:
    """Refuse to hand in without the papers that this kind of applicant has to bring."""
    application = Application.objects.select_related("intake").get(case=case.pk)
    wanted = application.intake.papers.get(application.applicant_kind, [])
    questions = case.questions.questions.by_id()
    lacking = [str(questions[key].label) for key in wanted if key in questions and not case.draft.get(key)]
    if not lacking:
        return None
    return _("These papers are still missing: %(papers)s") % {"papers": _(", ").join(lacking)}


def as_asked(case: Any, questions: Sequence[Question]) -> Sequence[Question]:
    """Ask of an applicant the papers that their kind brings, and not those that only others bring."""
    application = Application.objects.select_related("intake").get(case=case.pk)
    papers = application.intake.papers
    own = set(papers.get(application.applicant_kind, []))
    others = {key for keys in papers.values() for key in keys} - own
    return [replace(one, required=one.required or one.id in own) for one in questions if one.id not in others]


def reviews_done(case: Any) -> str | None:
    """Refuse to put an application forward before as many reviews are in as its call wants; stale ones do not count."""
    application = Application.objects.select_related("intake").get(case=case.pk)
    wanted = application.intake.reviews_wanted
    count = Review.objects.counting().filter(application=application).count()
    if count >= wanted:
        return None
    return _("%(count)d of %(wanted)d reviews are in.") % {"count": count, "wanted": wanted}


def on_list(case: Any) -> str | None:
    """Refuse to put forward an application by itself: it goes with the list of its call."""
    if ProposalLine.objects.filter(application__case=case.pk, proposal__state=ProposalState.HANDED_OVER).exists():
        return None
    return _("Please put it forward with the list of its call, under “Deciding”.")


def list_handed_back(case: Any) -> str | None:
    """Refuse to hand back an application by itself."""
    if ProposalLine.objects.filter(application__case=case.pk, proposal__state=ProposalState.PREPARED).exists():
        return None
    return _("Please hand back the list of its call, under “Deciding”.")


def _decided_as(verdict: Verdict) -> Any:
    """Return the guard that lets an application go only the way that its list says."""

    def guard(case: Any) -> str | None:
        if ProposalLine.objects.filter(application__case=case.pk, verdict=verdict).exists():
            return None
        return _("Please decide it with the list of its call, under “Deciding”.")

    return guard


def notice_there(case: Any) -> str | None:
    """Refuse to show one result in public without its list."""
    if PublicNotice.objects.filter(proposal__lines__application__case=case.pk).exists():
        return None
    return _("Please publish the list of its call, under “Deciding”.")


def no_objection(case: Any) -> str | None:
    """Refuse to make final what somebody has objected to, until that is answered."""
    count = open_objections(Application.objects.get(case=case.pk))
    if not count:
        return None
    return ngettext(
        "%(count)d objection has not been answered yet.", "%(count)d objections have not been answered yet.", count
    ) % {"count": count}


def objection_upheld(case: Any) -> str | None:
    """Refuse to strike off what nobody has objected to with reason."""
    if Objection.objects.filter(application__case=case.pk, case__state=UPHELD).exists():
        return None
    return _("No objection to it was upheld.")


def start_notice(case: Any, *, decision: Any, by: Any, at: Any) -> None:
    """Let the clock of a result that is shown in public run as long as its notice."""
    notice = PublicNotice.objects.get(proposal__lines__application__case=case.pk)
    case.due_on, case.is_due_estimated = notice.last_on, notice.is_estimate
    case.save(update_fields=["due_on", "is_due_estimated"])


def start_placement(case: Any, *, decision: Any, by: Any, at: Any) -> None:
    """Give an accepted application its place; there is none to give when all are taken."""
    application = Application.objects.select_related("intake__base__parent__parent").get(case=case.pk)
    application.case = case
    try:
        place(application, by=by, at=at)
    except NoPlace as refusal:
        raise NotReady(refusal.sentence, reason="no_place") from refusal


def letter(case: Any, *, decision: Any, by: Any, at: Any) -> None:
    """Lay the letter into the case, with the reason: that of this move, or of the list."""
    line = ProposalLine.objects.filter(application__case=case.pk).first()
    reason = decision.reason if decision and decision.reason else line.reason if line else ""
    write_letter(case, reason, by=by, at=at)


APPLICATION = contributions.CaseKind(
    name=KIND,
    prefix="FH",
    title=gettext_lazy("Application to an incubator"),
    roles={OPERATOR: gettext_lazy("incubation base"), AUTHORITY: gettext_lazy("authority")},
    roles_of=roles_of,
    visible_to=visible_to,
    comes_to=stands_at_a_base,
    writes_its_way=stands_at_a_base,
    people_in=people_in,
    holder_name=holder_name,
    staff_path=lambda case: reverse("cases_admin:case", args=[case.pk]),
    lead=AUTHORITY,
    titled_by="name",
    asks=as_asked,
    words={
        "window_open": gettext_lazy("the call takes applications"),
        "papers_there": gettext_lazy("the papers that this kind of applicant brings are there"),
        "reviews_done": gettext_lazy("as many reviews count as the call wants"),
        "on_list": gettext_lazy("it is on the list that is put before the authority"),
        "list_handed_back": gettext_lazy("its list was handed back"),
        "chosen": gettext_lazy("its list says: accept"),
        "kept": gettext_lazy("its list says: keep in reserve"),
        "not_chosen": gettext_lazy("its list says: do not accept"),
        "notice_there": gettext_lazy("its list is in public notice"),
        "no_objection": gettext_lazy("every objection to it is answered"),
        "objection_upheld": gettext_lazy("an objection to it was upheld"),
        "start_notice": gettext_lazy("the days of the public notice begin"),
        "start_placement": gettext_lazy("it gets a place at the base"),
        "letter": gettext_lazy("a letter is laid into the case"),
    },
    landmarks={
        REVIEWING: gettext_lazy("under review (reviewers score here)"),
        DECIDING: gettext_lazy("with the authority (the list is decided here)"),
        DECIDED: gettext_lazy("decided (waits for the public notice)"),
        NOTICED: gettext_lazy("in public notice (anybody may object)"),
    },
    guards={
        "window_open": window_open,
        "papers_there": papers_there,
        "reviews_done": reviews_done,
        "on_list": on_list,
        "list_handed_back": list_handed_back,
        "chosen": _decided_as(Verdict.ACCEPT),
        "kept": _decided_as(Verdict.RESERVE),
        "not_chosen": _decided_as(Verdict.REJECT),
        "notice_there": notice_there,
        "no_objection": no_objection,
        "objection_upheld": objection_upheld,
    },
    effects={"start_notice": start_notice, "start_placement": start_placement, "letter": letter},
)
