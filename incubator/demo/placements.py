"""Who is being incubated in the demonstration? A list in public notice with an objection, placements, a graduate."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from incubator import deciding, meetings, milestones, notices, placing
from incubator.applying import apply
from incubator.assigning import assign
from incubator.demo.reviews import account, paper, paper_upload
from incubator.graduating import graduate
from incubator.intakes import publish_intake
from incubator.models import Application, Appointment, Base, Intake, LogEntry, Placement
from incubator.objecting import begin_objection, found_objections
from incubator.preparing import pattern_of, prepare_call
from incubator.reviewing import Judgement, submit
from organisations.models import Membership, Organisation
from portal.audit.recording import SYSTEM
from portal.cases.drafting import save_draft
from portal.cases.models import Case
from portal.cases.moving import move_case
from portal.cases.returning import tick
from portal.questions.definition import Kind

ACTOR = "demo"
FOLDER = Path(__file__).parent
PATTERN = "core-spring"
WORDS = ("title", "title_en", "summary", "summary_en", "body", "body_en")
SCORES = {"need": 5, "plan": 4, "team": 4, "effect": 4, "money": 3}
REPORT = {"done": "按计划推进：本期活动都办了，签到表和照片见附件。", "people": "126"}


@transaction.atomic
def load_placements(at: datetime) -> None:
    """Make the calls with their placements, unless there are some; nothing without the accounts of the cast."""
    pattern = Intake.objects.filter(code=PATTERN).first()
    cast = get_user_model().objects.in_bulk(["officer", "reviewer", "ngo", "neighbour"], field_name="username")
    if pattern is None or len(cast) < 4 or Placement.objects.exists():
        return
    found_objections()
    facts = _read("placements")
    _appoint_mentor(facts["mentor"], cast, at)
    for row in facts["calls"]:
        _Story(row, pattern, cast, at).tell()
    _arrange_panel(cast, at)


class _Story:
    """One call and what became of its applications."""

    def __init__(self, row: dict[str, Any], pattern: Intake, cast: dict[str, Any], at: datetime):
        self.row, self.cast, self.at = row, cast, at
        self.officer = cast["officer"]
        self.call = _call(row, pattern, at)

    def on(self, days: int) -> datetime:
        """Return noon of so many days from now."""
        day = timezone.localdate(self.at) + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time(12)))

    def tell(self) -> None:
        rows, decided = self.row["applications"], self.row["decided"]
        found = {row["username"]: self.hand_in(row) for row in rows}
        words = {
            found[row["username"]].pk: deciding.Word(row["verdict"], row["reason"], number)
            for number, row in enumerate(rows, 1)
        }
        # Handing in asks what day it is: the call was open while its past was made.
        closes_on = timezone.localdate(self.at) + timedelta(days=self.row["closes"])
        Intake.objects.filter(pk=self.call.pk).update(closes_on=closes_on)
        proposal = deciding.prepare(self.call, words, by=self.officer, at=self.on(decided - 3))
        proposal = deciding.hand_over(proposal, by=self.officer, at=self.on(decided - 2))
        proposal = deciding.decide(proposal, words, by=self.officer, at=self.on(decided))
        notice = notices.publish(proposal, by=self.officer, at=self.on(decided + 2))
        if not self.row.get("is_over"):
            for row in rows:
                if row.get("objection"):
                    self.object_to(notice, found[row["username"]], row["objection"])
            return
        for row in rows:
            self.settle(found[row["username"]], row)

    def hand_in(self, row: dict[str, Any]) -> Application:
        """Write an application while the call was open, have it checked and judged."""
        by = self.cast.get(row["username"]) or account(row["username"], row["contact"])
        organisation = Organisation.objects.filter(code=row.get("organisation")).first()
        if organisation:
            Membership.objects.get_or_create(
                user=by, organisation=organisation, role="owner", defaults={"starts_on": self.on(-500).date()}
            )
        began = self.on(self.row["closes"] - 5)
        kind = "registered" if organisation else "team"
        track = self.call.tracks.first()
        if track is None:
            raise LookupError("The pattern of the demonstration has no track.")
        application = apply(
            intake=self.call, track=track, applicant_kind=kind, organisation=organisation, by=by, at=began
        )
        answers = self.answers(application, row, by, began)
        case = save_draft(application.case, answers=answers, asked=set(answers), base={}, by=by, at=began).case
        case = move_case(case, "submit", seen=case.step, by=by, at=began)
        for check in case.where.checks:
            tick(case, check.id, is_done=True, by=self.officer, at=self.on(self.row["closes"]))
        move_case(case, "admit", seen=case.step, by=self.officer, at=self.on(self.row["closes"] + 1))
        return self.judge(Application.objects.with_case().get(pk=application.pk))

    def answers(self, application: Application, row: dict[str, Any], by: Any, at: datetime) -> dict[str, Any]:
        """Return the answers of an application: what the content says, and what rules nobody out."""
        call = self.call
        ruled_out = {one["question"]: one["answer"] for one in call.exclusions}
        team = [{"who": row["contact"], "does": "负责人", "full_time": "yes"}]
        given: dict[str, Any] = {
            **{"name": row["name"], "field": "community", "idea": row["idea"], "team": team},
            **{
                "year_plan": "每月两次活动，半年后推广到相邻社区。",
                "contact": row["contact"],
                "phone": "0512-60000030",
            },
        }
        for question in application.case.questions.questions:
            if question.kind == Kind.YES_NO and question.required:
                given[question.id] = "no" if ruled_out.get(question.id, "yes") == "yes" else "yes"
            if question.kind == Kind.DECLARATION and question.required:
                given[question.id] = "yes"
        for key in call.papers.get(application.applicant_kind, []):
            given[key] = [paper(by, at, question=key)]
        return given

    def judge(self, application: Application) -> Application:
        """Have as many reviewers as the call wants judge it."""
        at = self.on(self.row["closes"] + 3)
        for username in ("reviewer", "second-reviewer")[: self.call.reviews_wanted]:
            reviewer = get_user_model().objects.get(username=username)
            Appointment.objects.get_or_create(
                base=self.call.base,
                user=reviewer,
                role=Appointment.Role.REVIEWER,
                defaults={"answer": Appointment.Answer.ACCEPTED, "starts_on": self.on(-500).date()},
            )
            review = assign(application, reviewer, by=self.officer, at=at)
            given = Judgement(scores=SCORES, comment="对象清楚，计划可行。")
            submit(review, given, seen=review.revision_id, by=reviewer, at=at)
        return application

    def object_to(self, notice: Any, application: Application, ground: str) -> None:
        by, at = self.cast["neighbour"], self.on(-1)
        objection = begin_objection(notice, application, by=by, at=at)
        answers = {"ground": ground, "name": "沈秀英", "phone": "13800000002"}
        case = save_draft(objection.case, answers=answers, asked=set(answers), base={}, by=by, at=at).case
        move_case(case, "submit", seen=case.step, by=by, at=at)

    def settle(self, application: Application, row: dict[str, Any]) -> None:
        """Let the days of the notice be over, and tell what came of the placement."""
        case = Case.objects.select_related("workflow").get(pk=application.case_id)
        settled = self.on(self.row["decided"] + 14)
        names = {"accept": "settle_accepted", "reserve": "settle_kept", "reject": "settle_refused"}
        move_case(case, names[row["verdict"]], seen=case.step, by=SYSTEM, at=settled)
        placement = Placement.objects.filter(application=application).first()
        if placement is None:
            return
        begins = self.on(row["begins"])
        terms = placing.Terms(
            starts_on=begins.date(),
            ends_on=begins.date() + timedelta(days=365),
            premises=row["premises"],
            subsidy=Decimal(row["subsidy"]) if row.get("subsidy") else None,
        )
        placement = placing.sign(placement, terms, [paper_upload()], by=self.officer, at=begins)
        for entry in row.get("log", []):
            self.note(placement, entry)
        getattr(self, row["story"])(placement, row)

    def note(self, placement: Placement, entry: dict[str, Any]) -> None:
        at = self.on(entry["day"])
        kept = LogEntry(
            kind=entry["kind"],
            on=at.date(),
            words=entry["words"],
            hours=entry.get("hours"),
            amount=entry.get("amount"),
        )
        placing.note(placement, kept, by=self.officer, at=at)

    def report(self, milestone: Any, *, returned: str = "", is_checked: bool = True) -> None:
        """Hand in a report some days before it is due, and look at it."""
        writer = milestone.placement.application.case.editors.get().user
        at = timezone.make_aware(datetime.combine(milestone.due_on - timedelta(days=3), time(15)))
        at = min(at, self.at - timedelta(days=1))
        milestones.report(milestone, REPORT, by=writer, at=at)
        if returned:
            milestones.send_back(milestone, note=returned, by=self.officer, at=at + timedelta(hours=20))
        elif is_checked:
            milestones.accept(milestone, note="做得扎实。", by=self.officer, at=at + timedelta(hours=20))

    def graduated(self, placement: Placement, row: dict[str, Any]) -> None:
        for milestone in placement.milestones.all():
            self.report(milestone)
        graduate(placement, reason="各项目标达成，已独立运作。", by=self.officer, at=self.on(-3))

    def running(self, placement: Placement, row: dict[str, Any]) -> None:
        first, second, third, *_later = placement.milestones.all()
        self.report(first)
        self.report(second)
        self.report(third, returned="请补充两个社区的走访记录。")
        mentor = Appointment.objects.get(base=self.call.base, role=Appointment.Role.MENTOR)
        placing.pair(placement, mentor, by=self.officer, at=self.on(-190))
        people = [mentor.user, placement.application.case.editors.get().user]
        for days, minutes in ((-20, "谈了义卖的定价和账目；下次带上三个月的流水。"), (7, "")):
            begins = self.on(days) + timedelta(hours=2)
            plan = meetings.Plan(begins, begins + timedelta(hours=1), "基地一楼茶歇角", people)
            talk = meetings.arrange(
                self.call, placement, plan, kind="mentor", is_despite_clash=True, by=mentor.user, at=self.on(days - 10)
            )
            if minutes:
                meetings.write_minutes(talk, minutes, by=mentor.user, at=begins + timedelta(hours=2))

    def left(self, placement: Placement, row: dict[str, Any]) -> None:
        self.report(placement.milestones.all()[0])
        placing.begin_leaving(placement, reason=row["why"], by=self.officer, at=self.on(-180))
        placing.finish_leaving(placement, by=self.officer, at=self.on(-165))


def _call(row: dict[str, Any], source: Intake, at: datetime) -> Intake:
    """Make a call after another one, with its own notice and days; published when it opened."""
    today = timezone.localdate(at)
    opened = at + timedelta(days=row["opens"])
    call = prepare_call(
        base=Base.objects.select_related("parent__parent").get(code=row["base"]),
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        opens_on=timezone.localdate(opened),
        # Handing in asks what day it is: the call is open while its past is made.
        closes_on=today,
        pattern=replace(pattern_of(source), words={name: row[name] for name in WORDS}, reviews_wanted=2),
        by=ACTOR,
        at=opened,
    )
    return publish_intake(call, by=ACTOR, at=opened)


def _appoint_mentor(facts: dict[str, str], cast: dict[str, Any], at: datetime) -> None:
    Appointment.objects.get_or_create(
        base=Base.objects.get(code="sip-core"),
        user=cast[facts["username"]],
        role=Appointment.Role.MENTOR,
        defaults={
            "answer": Appointment.Answer.ACCEPTED,
            "field_of_work": facts["field"],
            "starts_on": timezone.localdate(at) - timedelta(days=500),
        },
    )


def _arrange_panel(cast: dict[str, Any], at: datetime) -> None:
    """Arrange the panel of the call that is under review."""
    call = Intake.objects.select_related("base__parent__parent").filter(code="youth-second").first()
    if call is None:
        return
    begins = timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=4), time(14)))
    known = {user.pk for user in meetings.invitable(call, None, at=at)}
    people = [user for user in (cast["officer"], cast["reviewer"]) if user.pk in known]
    if people:
        plan = meetings.Plan(begins, begins + timedelta(hours=3), "孵化基地二楼会议室", people)
        meetings.arrange(call, None, plan, kind="panel", is_despite_clash=True, by=cast["officer"], at=at)


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
