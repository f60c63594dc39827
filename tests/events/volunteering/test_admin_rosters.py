"""The coordinator's pages: the grid, making shifts, who comes into them, moving, plans, duties, the proposal."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Assignment, QualificationKind, Shift, ShiftPlan, StandingDuty, VolunteerRole
from events.volunteering import roles, taking
from portal.outbox.models import Message
from tests import factories
from tests.factories.volunteers import make_role, make_shift, make_volunteer, make_welcome

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def staff(client, organiser):
    client.force_login(organiser, backend=BACKEND)
    return client


@pytest.fixture
def known(organisation):
    """A volunteer that the organisation has welcomed."""
    volunteer = make_volunteer()
    make_welcome(volunteer, organisation)
    return volunteer


def page(client, name, *args, query="", status=200):
    response = client.get(reverse(f"rosters:{name}", args=args) + query)
    assert response.status_code == status
    return response.content.decode()


def in_shift(shift, volunteer):
    return taking.take(shift, volunteer, by=volunteer.person.user, at=timezone.now())


def counted(shift):
    shift.pool.refresh_from_db()
    return shift.pool.taken, shift.pool.waiting


def test_the_grid_names_people_and_says_gaps_in_words(staff, organisation, known):
    shift = make_shift(organisation, make_role("图书角值班"), minimum=2, wished=3)
    in_shift(shift, known)
    shown = page(staff, "index")
    for words in ("图书角值班", known.person.name, "缺 1 人", "linli-shift--short", f'data-shift="{shift.pk}"'):
        assert words in shown


def test_the_volunteer_coordinator_rosters_and_sees_nobody_elses_names(client, organisation, known):
    coordinator = factories.make_user("coordinator")
    factories.make_member(coordinator, organisation, "coordinator")
    client.force_login(coordinator, backend=BACKEND)
    shift = make_shift(organisation, make_role("图书角值班"), minimum=2, wished=3)
    assert "图书角值班" in page(client, "index")
    taking.place(shift, known, by=coordinator, at=timezone.now())
    assert known.person.name in client.get(reverse("volunteers:index")).content.decode()
    assert client.get(reverse("sign_ups:index")).status_code == 404


def test_the_grid_runs_the_same_queries_for_more_shifts(staff, organisation, known):
    in_shift(make_shift(organisation), known)
    reverse("rosters:index")
    page(staff, "index")
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(staff, "index", query="?days=60")
    role = make_role("摄影")
    for number in range(12):
        shift = make_shift(organisation, role, starts_at=timezone.now() + timedelta(days=1 + number), hours=1)
        in_shift(shift, make_volunteer(name=f"志愿{number}"))
    with CaptureQueriesContext(connection) as many:
        page(staff, "index", query="?days=60")
    assert len(many) == len(few)


def test_a_shift_is_made_by_hand_and_nothing_typed_is_lost_when_it_cannot_be(staff, organisation):
    role, day = make_role(organisation=organisation), timezone.localdate() + timedelta(days=4)
    sent = {
        "organisation": organisation.pk,
        "role": role.pk,
        "day": day.isoformat(),
        "start": "09:00",
        "end": "11:30",
        "minimum": 3,
        "wished": 2,
        "meeting_point": "大门口",
    }
    refused = staff.post(reverse("rosters:add"), sent)
    assert refused.status_code == 422
    assert "大门口" in refused.content.decode()
    assert staff.post(reverse("rosters:add"), sent | {"wished": 4}).status_code == 302
    shift = Shift.objects.get()
    assert (shift.minimum, shift.pool.capacity, shift.meeting_point) == (3, 4, "大门口")
    assert shift.length == timedelta(hours=2.5)


def test_the_page_of_a_shift_parts_who_may_from_who_may_not_with_reasons(staff, organisation, known):
    kind = QualificationKind.objects.get(code="first_aid")
    holder = make_volunteer(name="有证人")
    make_welcome(holder, organisation)
    factories.make_qualification(holder.person, organisation, kind=kind.code)
    stranger = make_volunteer(name="陌生人")
    shift = make_shift(organisation, make_role("急救", requires=[kind]))
    shown = page(staff, "show", shift.pk)
    may, _sep, may_not = shown.partition("<details")
    assert holder.person.name in may
    assert known.person.name in may_not
    assert kind.name in may_not
    assert stranger.person.name not in shown


def test_who_lacks_something_is_put_in_only_with_a_reason_that_is_kept(staff, organisation, known):
    kind = QualificationKind.objects.get(code="first_aid")
    shift = make_shift(organisation, make_role("急救", requires=[kind]))
    address = reverse("rosters:put", args=[shift.pk])
    refused = staff.post(address, {"put": known.pk})
    assert refused.status_code == 422
    assert kind.name in refused.content.decode()
    assert counted(shift) == (0, 0)
    assert staff.post(address, {"put": known.pk, "override_reason": "护士，证件补办中"}).status_code == 302
    row = Assignment.objects.get()
    assert (row.state, row.overridden, row.override_reason) == ("confirmed", ["qualification"], "护士，证件补办中")


def test_those_chosen_are_asked_once_and_strangers_to_the_organisation_never(staff, organisation, known):
    shift, stranger = make_shift(organisation), make_volunteer(name="陌生人")
    address = reverse("rosters:invite", args=[shift.pk])
    for _again in range(2):
        staff.post(address, {"volunteer": [known.pk, stranger.pk]})
    assert list(Assignment.objects.values_list("volunteer", "state")) == [(known.pk, "invited")]
    assert counted(shift) == (0, 0)


def test_moving_takes_out_of_one_shift_and_into_the_other_and_lets_who_waits_up(staff, organisation, known):
    first, second = make_shift(organisation), make_shift(organisation, hours=3)
    row, waiting = in_shift(first, known), in_shift(first, make_volunteer(name="等候人"))
    grid = reverse("rosters:index") + "?days=14"
    answer = staff.post(reverse("rosters:assigned", args=[row.pk]), {"to": second.pk, "grid": grid})
    assert (answer.status_code, answer.url) == (302, grid)
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.state, waiting.state) == ("released", "confirmed")
    assert second.assignments.confirmed().get().volunteer == known
    assert (counted(first), counted(second)) == ((1, 0), (1, 0))
    kinds = list(Message.objects.filter(recipient=known.person.user).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["shift.in", "shift.placed"]


def test_a_move_that_may_not_be_changes_nothing_and_names_the_reasons(staff, organisation, known):
    kind = QualificationKind.objects.get(code="first_aid")
    first = make_shift(organisation)
    second = make_shift(organisation, make_role("急救", requires=[kind]))
    row, waiting = in_shift(first, known), in_shift(first, make_volunteer(name="等候人"))
    address = reverse("rosters:assigned", args=[row.pk])
    refused = staff.post(address, {"to": second.pk})
    assert refused.status_code == 422
    assert kind.name in refused.content.decode()
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.state, waiting.state, counted(first), counted(second)) == ("confirmed", "waiting", (1, 1), (0, 0))
    staff.post(address, {"to": second.pk, "override_reason": "有经验，老师在场"})
    assert second.assignments.confirmed().get().override_reason == "有经验，老师在场"


def test_somebody_is_let_go_only_with_a_reason(staff, organisation, known):
    row = in_shift(make_shift(organisation), known)
    address = reverse("rosters:assigned", args=[row.pk])
    assert staff.post(address, {"let_go": "1"}).status_code == 422
    assert staff.post(address, {"let_go": "1", "reason": "人手够了"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "released"
    assert "人手够了" in Message.objects.filter(recipient=known.person.user).last().body


def test_a_shift_is_changed_moved_and_called_off(staff, organisation, known):
    shift = make_shift(organisation)
    in_shift(shift, known)
    day = timezone.localdate(shift.starts_at).isoformat()
    sent = {"day": day, "start": "14:00", "end": "16:00", "minimum": 1, "wished": 3, "note": "带水杯"}
    assert staff.post(reverse("rosters:change", args=[shift.pk]), sent).status_code == 302
    shift.refresh_from_db()
    assert (timezone.localtime(shift.starts_at).hour, shift.note, shift.pool.capacity) == (14, "带水杯", 3)
    staff.post(reverse("rosters:call_off", args=[shift.pk]), {"note": "下雨"})
    shift.refresh_from_db()
    assert (shift.state, counted(shift)) == ("cancelled", (0, 0))
    assert Message.objects.filter(recipient=known.person.user, kind="shift.cancelled", body="下雨").exists()


def test_a_plan_shows_what_it_makes_before_it_makes_it(staff, organisation, event, organiser):
    role = make_role(organisation=organisation)
    plan = roles.make_plan(
        organisation,
        facts={"name": "讲座"},
        lines=[{"role": role, "minutes_before": 30, "minutes_after": 15, "minimum": 1, "wished": 2}],
        by=organiser,
        at=timezone.now(),
    )
    session = event.sessions.get()
    sent = {"plan": plan.pk, "sessions": [session.pk]}
    shown = staff.post(reverse("rosters:plan"), sent)
    assert (shown.status_code, Shift.objects.count()) == (200, 0)
    for _again in range(2):
        staff.post(reverse("rosters:plan"), sent | {"make": "1"})
    shift = Shift.objects.get()
    assert shift.starts_at == session.starts_at - timedelta(minutes=30)
    assert shift.ends_at == session.ends_at + timedelta(minutes=15)


def test_roles_and_plans_and_duties_are_made_in_the_workspace(staff, organisation):
    sent = {"organisation": organisation.pk, "name": "探访老人", "min_age": 18, "position": 1}
    staff.post(reverse("volunteer_roles:add"), sent)
    role = VolunteerRole.objects.get()
    lines = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0}
    line = {"lines-0-role": role.pk, "lines-0-minutes_before": 5, "lines-0-minutes_after": 0}
    sent = {"organisation": organisation.pk, "name": "讲座", **lines, **line, "lines-0-minimum": 1, "lines-0-wished": 2}
    staff.post(reverse("shift_plans:add"), sent)
    assert ShiftPlan.objects.get().lines.get().role == role
    sent = {
        "organisation": organisation.pk,
        "name": "每周探访",
        "role": role.pk,
        "weekdays": list(range(7)),
        "starts": "09:00",
        "minutes": 60,
        "minimum": 1,
        "wished": 2,
        "starts_on": timezone.localdate().isoformat(),
    }
    staff.post(reverse("standing_duties:add"), sent)
    duty = StandingDuty.objects.get()
    assert duty.shifts.count() >= 15
    last = timezone.localdate() + timedelta(days=7)
    staff.post(reverse("standing_duties:end", args=[duty.pk]), {"last_day": last.isoformat(), "note": "换地方了"})
    open_ones = duty.shifts.filter(state="open")
    assert max(timezone.localdate(one.starts_at) for one in open_ones) <= last
    for name in ("volunteer_roles", "shift_plans", "standing_duties"):
        assert staff.get(reverse(f"{name}:index")).status_code == 200


def test_a_proposal_changes_nothing_until_it_is_accepted_and_names_what_changed(staff, organisation, known):
    first, second = make_shift(organisation), make_shift(organisation, make_role("摄影"), hours=1)
    free = make_volunteer(name="有空人", free_times=[])
    make_welcome(free, organisation)
    query = f"?days=7&shift={first.pk}&shift={second.pk}"
    shown = page(staff, "propose", query=query)
    assert known.person.name in shown
    assert free.person.name in shown
    assert Assignment.objects.count() == 0
    pairs = [f"{first.pk}:{known.pk}", f"{second.pk}:{free.pk}"]
    in_shift(second, make_volunteer(name="抢先人"))
    answer = staff.post(reverse("rosters:propose"), {"pair": pairs}, follow=True).content.decode()
    assert list(Assignment.objects.filter(way="proposed").values_list("shift", "volunteer")) == [(first.pk, known.pk)]
    assert free.person.name in answer


def test_the_sheet_names_meeting_points_and_the_phone_of_the_person_in_charge(staff, organisation, organiser, known):
    factories.make_person("顾思远", user=organiser)
    type(organiser).objects.filter(pk=organiser.pk).update(phone="+8613812345678")
    shift = make_shift(organisation, supervisor=organiser, meeting_point="大门口")
    in_shift(shift, known)
    shown = page(staff, "sheet")
    for words in (known.person.name, "大门口", "顾思远", "13812345678"):
        assert words in shown


def test_what_is_short_of_people_stands_on_the_first_page(staff, organisation):
    make_shift(organisation, make_role("急救"), minimum=2, wished=2)
    assert "缺 2 人" in staff.get(reverse("wagtailadmin_home")).content.decode()


def test_volunteers_stand_in_the_menu_of_whoever_rosters_them_alone(client, organisation, organiser):
    viewer = factories.make_user("viewer")
    factories.make_member(viewer, organisation, "viewer")
    for user, is_there in ((organiser, True), (viewer, False)):
        client.force_login(user, backend=BACKEND)
        shown = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (reverse("rosters:index") in shown) is is_there


def test_staff_of_another_organisation_find_nothing(client, other_organiser, organisation, known):
    shift = make_shift(organisation)
    row = in_shift(shift, known)
    client.force_login(other_organiser, backend=BACKEND)
    assert known.person.name not in page(client, "index")
    assert known.person.name not in page(client, "sheet")
    for name in ("show", "change", "call_off"):
        page(client, name, shift.pk, status=404)
    page(client, "assigned", row.pk, status=404)
    assert client.post(reverse("rosters:put", args=[shift.pk]), {"put": known.pk}).status_code == 404
    own = make_shift(other_organiser.memberships.get().organisation)
    assert client.post(reverse("rosters:put", args=[own.pk]), {"put": known.pk}).status_code == 404
