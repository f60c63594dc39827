"""How is an organisation doing by its volunteers? How many, how long, who stays, who was not asked, what runs out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Assignment, HoursEntry, Qualification, Shift, Volunteer, VolunteerRole, Welcome
from events.states import HoursState, WelcomeState
from events.volunteering import writing
from organisations.models import Organisation
from portal.handing_out import Table
from portal.templatetags.when import day_and_time, duration, full_day

#: Who served within so long is active; of those who served before it too, so many stayed.
ACTIVE = timedelta(days=180)
#: Who has neither been asked nor been in a shift for so long is named.
LONG = timedelta(days=60)
EXPIRES_WITHIN = timedelta(days=60)
AHEAD = timedelta(days=60)
MONTHS = 12
MOST_NAMED = 50


@dataclass(frozen=True)
class Figures:
    """An organisation's volunteers. ``stayed_of``: who served more than half a year ago; ``stayed``: and since then."""

    volunteers: int
    active: int
    stayed: int
    stayed_of: int
    minutes: int
    months: Sequence[tuple[date, int, int]]
    not_asked: Sequence[tuple[Volunteer, datetime | None]]
    expiring: Sequence[Qualification]
    training: Sequence[tuple[VolunteerRole, int, int]]

    @property
    def percent(self) -> int | None:
        """How many of a hundred stayed; None while nobody has been there long enough."""
        return self.stayed * 100 // self.stayed_of if self.stayed_of else None


def figures_of(organisation: Organisation, at: datetime) -> Figures:
    """Return the figures; a dozen queries, however many volunteers."""
    theirs = Volunteer.objects.filter(
        Q(welcomes__organisation=organisation, welcomes__state=WelcomeState.WELCOMED)
        | Q(hours__organisation=organisation, hours__state=HoursState.APPROVED)
    ).distinct()
    today = timezone.localdate(at)
    ledger = HoursEntry.objects.approved().filter(organisation=organisation).order_by()
    spans = list(ledger.values("volunteer").annotate(first=Min("on"), last=Max("on")))
    since = today - ACTIVE
    long_there = [one for one in spans if one["first"] < since]
    return Figures(
        theirs.count(),
        sum(one["last"] >= since for one in spans),
        sum(one["last"] >= since for one in long_there),
        len(long_there),
        ledger.minutes(),
        _months(ledger, today),
        _not_asked(organisation, at),
        _expiring(theirs, today),
        _training(organisation, theirs, at),
    )


def table_of(organisation: Organisation, at: datetime) -> Table:
    """Return an organisation's volunteers with their hours, to be handed out; two queries."""
    rows = (
        HoursEntry.objects.approved()
        .filter(organisation=organisation)
        .order_by()
        .values("volunteer__person__name", "volunteer__number", "volunteer__national_number")
        .annotate(sum=Sum("minutes"), first=Min("on"), last=Max("on"), days=Count("on", distinct=True))
        .order_by("-sum", "volunteer__number")
    )
    return Table(
        title=_("Volunteers and hours"),
        columns=[_("Name"), _("Volunteer number"), _("Time"), _("Days"), _("First"), _("Last")],
        rows=[
            [
                row["volunteer__person__name"],
                row["volunteer__number"],
                duration(row["sum"]),
                row["days"],
                full_day(row["first"]),
                full_day(row["last"]),
            ]
            for row in rows
        ],
        fields=["name", "number", "minutes", "days", "first", "last"],
        widths=[14, 16, 16, 8, 16, 16],
    )


def national_table(organisation: Organisation, first: date, last: date) -> Table:
    """Return the approved hours between two days in the columns that the national volunteer system takes.

    Which columns these are is an assumption (docs/volunteers.md); the document stays empty: it is not kept here.
    """
    rows = (
        HoursEntry.objects.approved()
        .filter(organisation=organisation, on__gte=first, on__lte=last)
        .select_related("volunteer__person", "assignment__shift__centre")
        .order_by("on", "volunteer__number", "pk")
    )
    return Table(
        title="志愿服务记录",
        columns=[
            "志愿者姓名",
            "证件类型",
            "证件号码",
            "志愿者编号",
            "服务项目名称",
            "服务内容",
            "服务日期",
            "开始时间",
            "结束时间",
            "服务时长（小时）",
            "服务地点",
            "记录单位",
            "备注",
        ],
        rows=[_national_row(row, organisation) for row in rows],
        fields=["name", "number", "project", "content", "day", "from", "to", "hours", "place", "organisation", "note"],
        widths=[14, 10, 20, 18, 24, 28, 12, 10, 10, 10, 24, 24, 24],
    )


def groups_to_write_to(organisation: Organisation, at: datetime) -> list[tuple[str, str]]:
    """Return the shifts and the roles to come that have people, as choices ``shift:7`` and ``role:3``; one query."""
    rows = Shift.objects.open().with_all().filter(organisation=organisation, ends_at__gt=at, pool__taken__gt=0)
    shifts = list(rows.order_by("starts_at")[:MOST_NAMED])
    roles = {shift.role_id: shift.role.local_name for shift in shifts}
    return [
        *((f"role:{pk}", _("everybody of: %(role)s") % {"role": name}) for pk, name in roles.items()),
        *((f"shift:{shift.pk}", f"{shift.role.local_name} · {day_and_time(shift.starts_at)}") for shift in shifts),
    ]


def volunteers_to_write_to(organisation: Organisation, group: str, at: datetime) -> list[Volunteer]:
    """Return who is in one of these groups; nobody for a foreign one."""
    kind, _colon, pk = group.partition(":")
    if kind == "shift":
        shift = Shift.objects.filter(pk=pk, organisation=organisation).first()
        return writing.of_shift(shift) if shift else []
    role = VolunteerRole.objects.filter(pk=pk).first()
    return writing.of_role(organisation, role, at) if role else []


def _national_row(row: HoursEntry, organisation: Organisation) -> list[Any]:
    volunteer, shift = row.volunteer, row.assignment.shift if row.assignment else None
    came = row.assignment.came_at if row.assignment and not row.corrects_id else None
    left = row.assignment.left_at if row.assignment and not row.corrects_id else None
    project, _dot, content = row.content.partition(" · ")
    return [
        volunteer.person.name,
        "",
        "",
        volunteer.national_number or volunteer.number,
        content or project,
        project,
        row.on.isoformat(),
        f"{timezone.localtime(came):%H:%M}" if came else "",
        f"{timezone.localtime(left):%H:%M}" if left else "",
        round(row.minutes / 60, 2),
        shift.centre.name if shift and shift.centre else "",
        organisation.name,
        row.reason,
    ]


def _months(ledger: Any, today: date) -> list[tuple[date, int, int]]:
    """Return the last twelve months, each with its minutes and the length of its bar of a hundred; one query."""
    first = date(today.year - (today.month < MONTHS), today.month % 12 + 1, 1)
    rows = ledger.filter(on__gte=first).annotate(month=TruncMonth("on")).values("month").annotate(sum=Sum("minutes"))
    sums = {row["month"]: row["sum"] for row in rows}
    most = max([1, *sums.values()])
    months = [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(MONTHS)]
    return [(month, sums.get(month, 0), max(0, sums.get(month, 0)) * 100 // most) for month in months]


def _not_asked(organisation: Organisation, at: datetime) -> list[tuple[Volunteer, datetime | None]]:
    """Return who is welcome, and was neither asked nor in a shift for long; who waits longest first."""
    lately = Assignment.objects.filter(
        volunteer=OuterRef("volunteer"), shift__organisation=organisation, shift__starts_at__gt=at - LONG
    )
    rows = Welcome.objects.filter(
        ~Exists(lately),
        Q(asked_last_at=None) | Q(asked_last_at__lte=at - LONG),
        organisation=organisation,
        state=WelcomeState.WELCOMED,
        volunteer__state="active",
        welcomed_at__lte=at - LONG,
    )
    rows = rows.select_related("volunteer__person").order_by("asked_last_at", "welcomed_at")[:MOST_NAMED]
    return [(row.volunteer, row.asked_last_at) for row in rows]


def _expiring(theirs: Any, today: date) -> list[Qualification]:
    people = theirs.values("person")
    rows = Qualification.objects.filter(person__in=people, ended_at=None, valid_until__gte=today)
    rows = rows.filter(valid_until__lte=today + EXPIRES_WITHIN).select_related("person", "kind")
    return list(rows.order_by("valid_until")[:MOST_NAMED])


def _training(organisation: Organisation, theirs: Any, at: datetime) -> list[tuple[VolunteerRole, int, int]]:
    """Return each role of the coming weeks that asks for a paper: people wished for, and volunteers who hold it all."""
    coming = Shift.objects.open().filter(
        organisation=organisation, starts_at__gt=at, starts_at__lte=at + AHEAD, role__requires__isnull=False
    )
    wanted = dict(coming.order_by().values_list("role").annotate(most=Max("pool__capacity")))
    roles = VolunteerRole.objects.filter(pk__in=wanted).prefetch_related("requires")
    held: dict[int, set[int]] = {}
    papers = Qualification.objects.held_on(timezone.localdate(at)).filter(person__in=theirs.values("person"))
    for person_id, kind_id in papers.values_list("person", "kind"):
        held.setdefault(person_id, set()).add(kind_id)
    found = []
    for role in roles:
        asked = {kind.pk for kind in role.requires.all()}
        found.append((role, wanted[role.pk], sum(asked <= kinds for kinds in held.values())))
    return [one for one in found if one[2] < one[1]]
