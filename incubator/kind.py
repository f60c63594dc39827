"""Who is who in an application to an incubator? What the case engine asks of every kind of case."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incubator.applying import KIND
from incubator.models import Application, Base, Intake, Review
from incubator.permissions import bases_for, can_decide, can_prepare, staff_of
from incubator.states import REVIEWING
from organisations.permissions import Act
from portal import contributions

#: The operator of the base prepares and checks, the authority decides.
OPERATOR, AUTHORITY = "operator", "authority"


def base_of(case: Any) -> Base:
    """Return the base of a case's call."""
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
    bases = bases_for(user, Act.WRITE) | Base.objects.filter(overseen_by__in=_overseeing(user))
    return Q(context_id__in=Intake.objects.filter(base__in=bases).values("pk"))


def _overseeing(user: Any) -> Any:
    return bases_for(user, Act.APPROVE).exclude(overseen_by=None).values("overseen_by")


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


def reviews_done(case: Any) -> str | None:
    """Refuse to put an application forward before as many reviews are in as its call wants; stale ones do not count."""
    application = Application.objects.select_related("intake").get(case=case.pk)
    wanted = application.intake.reviews_wanted
    count = Review.objects.counting().filter(application=application).count()
    if count >= wanted:
        return None
    return _("%(count)d of %(wanted)d reviews are in.") % {"count": count, "wanted": wanted}


APPLICATION = contributions.CaseKind(
    name=KIND,
    prefix="FH",
    title=gettext_lazy("Application to an incubator"),
    roles={OPERATOR: gettext_lazy("incubation base"), AUTHORITY: gettext_lazy("authority")},
    roles_of=roles_of,
    visible_to=visible_to,
    people_in=people_in,
    holder_name=holder_name,
    staff_path=lambda case: reverse("cases_admin:case", args=[case.pk]),
    lead=AUTHORITY,
    titled_by="name",
    words={
        "window_open": gettext_lazy("the call takes applications"),
        "papers_there": gettext_lazy("the papers that this kind of applicant brings are there"),
        "reviews_done": gettext_lazy("as many reviews count as the call wants"),
    },
    landmarks={REVIEWING: gettext_lazy("under review (reviewers score here)")},
    guards={"window_open": window_open, "papers_there": papers_there, "reviews_done": reviews_done},
)
