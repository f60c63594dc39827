"""People, organisations and events for tests, made through the same operations as the real ones."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.messages import call_list
from events.models import (
    ActivityPicture,
    Allowance,
    Call,
    Category,
    Dossier,
    Event,
    Helper,
    ProgrammePage,
    Project,
    Qualification,
    QualificationKind,
    Registration,
    SalesAlert,
    Wish,
)
from events.planning.scheduling import Slot, schedule_event
from events.projects.notices import words_of
from organisations.models import Area, Facility, Membership, Organisation, Room
from organisations.registering import register_organisation
from portal.accounts.household import basis_for
from portal.accounts.models import Household, Mandate, Person
from portal.outbox import texts
from portal.outbox.texts import Text, edit
from portal.proofs.issuing import issue
from portal.proofs.models import Proof
from portal.timetable.models import Diary

SYSTEM = "test"


def make_user(username: str, phone: str | None = None, **fields):
    """Return an account with the password ``linli-demo``."""
    return get_user_model().objects.create_user(username=username, phone=phone, password="linli-demo", **fields)


def at_the_next_request(user):
    """Return the account as the next request loads it: what it may do is looked up once a request."""
    return get_user_model().objects.get(pk=user.pk)


def make_person(
    name: str, *, user=None, agent=None, birth_date=None, household=None, relation="other", **fields
) -> Person:
    """Return a person; of ``user`` themselves, or for whom ``agent`` may act."""
    household = household or Household.objects.create(estate_code=fields.pop("estate_code", ""))
    person = Person.objects.create(
        user=user, name=name, birth_date=birth_date, household=household, diary=Diary.objects.create(), **fields
    )
    today = timezone.localdate()
    if user:
        Mandate.objects.create(person=person, agent=user, relation="self", basis="self", starts_on=today)
    if agent:
        basis = basis_for(relation, birth_date, on=today)
        Mandate.objects.create(person=person, agent=agent, relation=relation, basis=basis, starts_on=today)
    return person


def make_areas() -> dict[str, Area]:
    """Return a small tree: district, sub-district, committee and two estates."""
    district = Area.objects.create(code="sip", name="苏州工业园区", name_en="Suzhou Industrial Park", level="district")
    subdistrict = Area.objects.create(
        code="loufeng", name="娄葑街道", name_en="Loufeng Sub-district", level="subdistrict", parent=district
    )
    committee = Area.objects.create(
        code="jintang", name="锦塘社区", name_en="Jintang Community", level="committee", parent=subdistrict
    )
    return {
        "district": district,
        "subdistrict": subdistrict,
        "committee": committee,
        "estate": Area.objects.create(code="jinyuan", name="锦园", level="estate", parent=committee),
        "other_estate": Area.objects.create(code="tangyuan", name="塘苑", level="estate", parent=committee),
    }


def make_organisation(code: str, name: str, *, kind: str, area: Area, home_centre=None, **details) -> Organisation:
    """Return an active organisation with its page and collection."""
    return register_organisation(
        code=code, name=name, kind=kind, area=area, home_centre=home_centre, by=SYSTEM, at=timezone.now(), **details
    )


def make_member(user, organisation: Organisation, role: str) -> Membership:
    """Return a membership that began today."""
    return Membership.objects.create(user=user, organisation=organisation, role=role, starts_on=timezone.localdate())


def make_room(
    centre: Organisation, name: str = "多功能厅", *, kind: str = "club", capacity: int = 60, parent=None
) -> Room:
    """Return a room in the centre's facility of this kind."""
    facility, _created = Facility.objects.get_or_create(centre=centre, kind=kind)
    return Room.objects.create(
        facility=facility,
        code=f"room-{Room.objects.count() + 1}",
        name=name,
        capacity=capacity,
        parent=parent,
        diary=Diary.objects.create(),
    )


def make_programme(
    organisation: Organisation, title: str = "健康讲座", *, category: str = "health", live: bool = True, **fields
) -> ProgrammePage:
    """Return a programme page under the organisation's page, published unless ``live`` is False."""
    page = ProgrammePage(
        title=title,
        slug=fields.pop("slug", f"p{ProgrammePage.objects.count() + 1}"),
        category=Category.objects.get(code=category),
        summary=fields.pop("summary", "一句话介绍"),
        live=live,
        **fields,
    )
    organisation.page.add_child(instance=page)
    return page


def make_event(
    programme: ProgrammePage,
    *,
    starts_at: datetime | None = None,
    capacity: int = 20,
    sessions: int = 1,
    room=None,
    **details,
) -> Event:
    """Return an event of weekly sessions of ninety minutes, the first in three days unless said."""
    first = starts_at or (timezone.now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    slots = [
        Slot(
            first + timedelta(weeks=week),
            first + timedelta(weeks=week, minutes=90),
            room=room,
            place="" if room else "活动室",
        )
        for week in range(sessions)
    ]
    organisation = Organisation.objects.get(page=programme.get_parent())
    return schedule_event(
        programme=programme,
        organisation=organisation,
        slots=slots,
        capacity=capacity,
        by=SYSTEM,
        at=timezone.now(),
        **details,
    )


def make_proof(person: Person, organisation: Organisation, activity: str) -> Proof:
    """Return a certificate of attendance that the organisation issued."""
    return issue(
        "attendance",
        subject=f"attendance:{-person.pk}",
        person=person,
        values={"activity": activity, "issuer": organisation.name},
        organisation_id=organisation.pk,
        by=SYSTEM,
        at=timezone.now(),
    )


def make_qualification(
    person: Person, organisation: Organisation, *, kind: str = "first_aid", issuer: str = "红十字会", **details
) -> Qualification:
    """Return a qualification held from today, which the organisation recorded."""
    return Qualification.objects.create(
        person=person,
        kind=QualificationKind.objects.get(code=kind),
        organisation=organisation,
        issuer=issuer,
        obtained_on=timezone.localdate(),
        checked_at=timezone.now(),
        **details,
    )


def make_said(event: Event, centre: Organisation, words: str) -> dict[str, int]:
    """Make what residents said to a centre: a wish, and that something was sold at an event; return ids by address."""
    at = timezone.now()
    wish = Wish.objects.create(title=words, detail=words, audience="everyone", centre=centre, created_at=at)
    alert = SalesAlert.objects.create(event=event, centre=centre, said=words, raised_at=at)
    return {"wishes": wish.pk, "sales_alerts": alert.pk}


def make_call(registration: Registration, words: str) -> Call:
    """Return a call to be made to whoever takes part."""
    wanted = call_list.Wanted(f"test:{registration.pk}", "moved_up", registration, words, words)
    return call_list.enter(wanted, event=registration.event, at=timezone.now())


def make_text(centre: Organisation, words: str) -> None:
    """Write a centre's own text of the message by which a place is offered."""
    text = Text(f"{words}{{title}}{{until}}", "{when}{where}")
    edit(texts.kind("offered"), {"zh-hans": text, "en": text}, organisation_id=centre.pk, by=SYSTEM, at=timezone.now())


def make_helper(centre: Organisation, estate: Area, user, *, name: str = "楼组长老张", **quota) -> Helper:
    """Return a helper of the estate for this month."""
    day = timezone.localdate()
    return Helper.objects.create(
        centre=centre, estate=estate, user=user, name=name, starts_on=day, ends_on=day + timedelta(days=30), **quota
    )


def make_allowance(organisation: Organisation, name: str = "秋季手作课", *, most: int = 1) -> Allowance:
    """Return an allowance of the organisation for the next two months."""
    day = timezone.localdate()
    return Allowance.objects.create(
        organisation=organisation, name=name, most=most, starts_on=day, ends_on=day + timedelta(days=60)
    )


def make_dossier(page: ProgrammePage, event: Event, words: str, *, by) -> tuple[Dossier, ActivityPicture]:
    """Return a dossier of a project with one activity, and the picture of it."""
    at, day = timezone.now(), timezone.localdate(event.starts_at)
    project = Project.objects.create(
        organisation=event.organisation,
        name=f"{words}项目",
        kind="purchase",
        number=words,
        funder_name=words,
        starts_on=day,
        ends_on=day,
        kept_until=day + timedelta(days=366),
        created_at=at,
    )
    project.parts.create(programme=page)
    notice = {**words_of(page), "event": "", "subject": "", "when": "", "where": ""}
    record = project.records.create(session=event.sessions.get(), notice=notice, noticed_at=at, summary=words)
    picture = record.pictures.create(
        kind="photo", seen="nobody", caption=words, size=1, sha256="0", looked_at=at, added_by=by, added_at=at
    )
    dossier = project.dossiers.create(
        number=1,
        state="ready",
        recipient="funder",
        purpose="report",
        ordered_by=by,
        ordered_at=at,
        made_at=at,
        pdf_sha256="0",
        zip_sha256="0",
    )
    for path in (picture.path, dossier.path("pdf")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words)
    return dossier, picture
