"""Who has to agree before words are published? Each host, its own part; the publisher in one to three levels.

This keeps their words, Wagtail keeps the queue.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, Task, TaskState, WorkflowState

from events.models.checks import CheckList
from organisations.models import Area, Membership, Organisation
from organisations.permissions import Act, may, organisations_for


class Office(models.TextChoices):
    """Whose word is asked: a co-host's own, or one of those that stand above the publisher."""

    HOST = "host", _("the co-host itself")
    CENTRE = "centre", _("the home centre's officer")
    SUBDISTRICT = "subdistrict", _("the sub-district's officer")
    DISTRICT = "district", _("the district's officer")


#: The levels in order, as staff call them.
LEVELS = {1: _("first review"), 2: _("second review"), 3: _("final review")}
#: Levels of an area whose authority holds an office.
_AREA_OF = {Office.SUBDISTRICT: Area.Level.SUBDISTRICT, Office.DISTRICT: Area.Level.DISTRICT}


class Word(NamedTuple):
    """A word that is asked: whose part it is, at which level (0 for a co-host), and who gives it."""

    organisation_id: int
    level: int
    office: str


class ApprovalPlan(models.Model):
    """Who approves programmes of a kind, level by level. Empty category: all; empty centre: the whole district."""

    category = models.ForeignKey(
        "events.Category",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="approval_plans",
        verbose_name=_("category"),
    )
    centre = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": "centre"},
        verbose_name=_("centre"),
    )
    first = models.CharField(LEVELS[1], max_length=12, choices=Office.choices[1:], default=Office.CENTRE)
    second = models.CharField(LEVELS[2], max_length=12, choices=Office.choices[1:], blank=True)
    third = models.CharField(LEVELS[3], max_length=12, choices=Office.choices[1:], blank=True)

    class Meta:
        verbose_name = _("levels of approval")
        verbose_name_plural = _("levels of approval")
        constraints = [
            models.UniqueConstraint(
                Coalesce("category", Value(0)), Coalesce("centre", Value(0)), name="one_plan_a_kind_and_centre"
            ),
            models.CheckConstraint(condition=~Q(second="") | Q(third=""), name="no_third_level_without_a_second"),
        ]

    def __str__(self) -> str:
        return f"{self.category or '*'} {self.centre or '*'}"

    def offices(self) -> list[str]:
        """Return who approves, in order."""
        return [office for office in (self.first, self.second, self.third) if office]


def hosts_of(page: Page) -> dict[int, bool]:
    """Return whose word this version needs: the publisher's (True) and the co-hosts' that the portal knows (False)."""
    publisher = Organisation.objects.of_page(page)
    co_hosts = page.co_host_ids() if hasattr(page, "co_host_ids") else set()
    return {**({publisher.pk: True} if publisher else {}), **dict.fromkeys(co_hosts, False)}


def offices_for(page: Page, publisher: Organisation) -> list[str]:
    """Return who approves this version for its publisher: by the plan that says most about it, else its centre."""
    category_id = getattr(page, "category_id", None)
    if category_id is None:
        return [Office.CENTRE]
    centre_id = publisher.pk if publisher.kind == Organisation.Kind.CENTRE else publisher.home_centre_id
    plans = ApprovalPlan.objects.filter(
        Q(category=category_id) | Q(category=None), Q(centre=centre_id) | Q(centre=None)
    )
    best = max(plans, key=lambda plan: (plan.centre_id is not None, plan.category_id is not None), default=None)
    return best.offices() if best else [Office.CENTRE]


def words_asked_of(page: Page) -> list[Word]:
    """Return every word that this version needs, the publisher's levels first."""
    publisher = Organisation.objects.of_page(page)
    levels = enumerate(offices_for(page, publisher), start=1) if publisher else ()
    own = [Word(publisher.pk, level, str(office)) for level, office in levels] if publisher else []
    return [*own, *(Word(pk, 0, Office.HOST) for pk, mine in hosts_of(page).items() if not mine)]


def check_list_of(page: Page) -> CheckList | None:
    """Return what an approver looks at for this version, as the list stands today."""
    category_id = getattr(page, "category_id", None)
    if category_id is None:
        return None
    newest = CheckList.objects.filter(category=category_id).order_by("-version").first()
    return newest if newest and newest.items else None


def holds_office(user: Any, office: str, organisation: Organisation) -> bool:
    """Return whether the user gives this office's word for an organisation."""
    if office == Office.HOST:
        return may(user, Act.MANAGE, organisation.pk)
    if office == Office.CENTRE:
        return may(user, Act.APPROVE, organisation.pk)
    if user.is_superuser:
        return bool(user.is_active)
    paths = authority_paths(user, timezone.localdate())[office]
    return any(organisation.area.path.startswith(path) for path in paths)


def authority_paths(user: Any, day: date) -> dict[str, list[str]]:
    """Return the areas for which the user is an officer of the authority, by office; one query."""
    held: dict[str, list[str]] = {office: [] for office in _AREA_OF}
    rows = _authorities(day).filter(user=user).values_list("organisation__area__level", "organisation__area__path")
    for level, path in rows:
        for office, of_area in _AREA_OF.items():
            if level == of_area:
                held[office].append(path)
    return held


def officers_of(office: str, organisation: Organisation, day: date) -> models.QuerySet[Membership]:
    """Return the memberships of the authority's officers that hold this office for an organisation."""
    area = organisation.area.path
    above = [area[: place + 1] for place, sign in enumerate(area) if sign == "/"]
    return (
        _authorities(day)
        .filter(organisation__area__level=_AREA_OF[Office(office)], organisation__area__path__in=above)
        .select_related("user")
    )


def _authorities(day: date) -> models.QuerySet[Membership]:
    return Membership.objects.valid_on(day).filter(
        role=Membership.Role.OFFICER,
        organisation__kind=Organisation.Kind.AUTHORITY,
        organisation__state=Organisation.State.ACTIVE,
        user__is_active=True,
    )


class WordsApproval(Task):
    """The one step between a draft and the public: every host agrees to the same version.

    Wagtail's own buttons for approving are not offered (``get_actions`` is empty): ``events.approving.approval`` is the
    only way through, so that no host can be passed over.
    """

    class Meta:
        verbose_name = _("approval of words")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Ask every host of the latest version for its word."""
        step = super().start(workflow_state, user=user)
        HostApproval.objects.ask(step, words_asked_of(step.revision.as_object()))
        return step

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        """While it waits, only those who approve for its organisation may mend a word."""
        organisation = Organisation.objects.of_page(obj)
        return organisation is None or not may(user, Act.APPROVE, organisation.pk)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Each host of the programme agrees; the home centre's officers speak for its organisations."))


class HostApprovalQuerySet(models.QuerySet):
    def ask(self, step: TaskState, words: Sequence[Word]) -> None:
        """Open a row for each word that has none yet at this step; one of another office than now asked begins anew."""
        HostApproval.objects.bulk_create(
            [
                HostApproval(
                    step=step,
                    organisation_id=word.organisation_id,
                    level=word.level,
                    office=word.office,
                    is_publisher=word.level > 0,
                )
                for word in words
            ],
            ignore_conflicts=True,
        )
        for word in words:
            if word.level:
                others = HostApproval.objects.filter(
                    step=step, organisation=word.organisation_id, level=word.level
                ).exclude(office=word.office)
                others.update(office=word.office, revision=None, by=None, at=None, checks={}, check_list=None)

    def waiting(self) -> "HostApprovalQuerySet":
        """Keep those of words that still wait."""
        return self.filter(step__status=TaskState.STATUS_IN_PROGRESS)

    def given_to(self, revision: Revision) -> "HostApprovalQuerySet":
        """Keep the words given to this very version, as it stands now."""
        return self.filter(revision=revision, at__gte=F("revision__created_at"))

    def of_speaker(self, user: Any) -> "HostApprovalQuerySet":
        """Keep the words that this user may give, by the offices they hold."""
        condition = Q(office=Office.CENTRE, organisation__in=organisations_for(user, Act.APPROVE)) | Q(
            office=Office.HOST, organisation__in=organisations_for(user, Act.MANAGE)
        )
        if user.is_superuser and user.is_active:
            return self.filter(condition | Q(office__in=list(_AREA_OF)))
        for office, paths in authority_paths(user, timezone.localdate()).items():
            for path in paths:
                condition |= Q(office=office, organisation__area__path__startswith=path)
        return self.filter(condition)


class HostApproval(models.Model):
    """A word that is asked at this step: ``organisation``'s part, at a ``level`` (0 for a co-host), by an ``office``.

    ``revision`` is the version that was agreed to, ``at`` when, ``checks`` what was ticked and entered, by the
    keys of ``check_list``. A version written anew after ``at`` needs its word again.
    """

    step = models.ForeignKey(TaskState, on_delete=models.CASCADE, related_name="host_approvals")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    is_publisher = models.BooleanField()
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    office = models.CharField(max_length=12, choices=Office.choices, default=Office.HOST)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    check_list = models.ForeignKey(CheckList, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checks = models.JSONField(default=dict, blank=True)

    objects = HostApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("a host's approval")
        verbose_name_plural = _("hosts' approvals")
        constraints = [
            models.UniqueConstraint(fields=["step", "organisation", "level"], name="one_word_a_host_and_level"),
            models.CheckConstraint(
                condition=Q(at=None, by=None, revision=None) | Q(at__isnull=False, by__isnull=False),
                name="a_word_has_a_speaker",
            ),
            models.CheckConstraint(
                condition=Q(is_publisher=False, level=0, office="host")
                | (Q(is_publisher=True, level__gte=1, level__lte=3) & ~Q(office="host")),
                name="levels_are_the_publishers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.step_id} {self.level}"

    def agrees_to(self, revision: Revision) -> bool:
        """Return whether this word was given to this very version, as it stands now."""
        return self.at is not None and self.revision_id == revision.pk and self.at >= revision.created_at

    @property
    def part(self) -> str:
        """Whose word it is, in words: a level of the publisher's, or a co-host's."""
        return str(LEVELS[self.level]) if self.level else str(_("co-host"))
