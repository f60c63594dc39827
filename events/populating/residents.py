"""Who lives in a full portal? Households of one to four, the first of each with an account."""

from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from events.populating import words
from organisations.models import Area
from portal.accounts.models import Household, Mandate, Person
from portal.timetable.models import Diary

#: Accounts made here; nobody can sign in to them by password.
PREFIX = "full-"
FIRST_PHONE = 13900000001
SIZES = (1, 2, 2, 3, 4)
BATCH = 2000


def make_residents(count: int, chance: Random, at: datetime) -> int:
    """Make households until there are this many more people."""
    estates = list(Area.objects.estates().values_list("code", flat=True)) or [""]
    sizes = _sizes(count, chance)
    users = _make_users(len(sizes), at)
    households = Household.objects.bulk_create(
        [Household(estate_code=chance.choice(estates)) for _ in sizes], batch_size=BATCH
    )
    diaries = iter(Diary.objects.bulk_create([Diary() for _ in range(count)], batch_size=BATCH))
    today = timezone.localdate(at)
    people, agents = [], []
    for size, user, household in zip(sizes, users, households, strict=True):
        for place in range(size):
            people.append(
                Person(
                    user=None if place else user,
                    household=household,
                    name=words.person(chance),
                    birth_date=_born(place, today, chance),
                    diary=next(diaries),
                )
            )
            agents.append(user)
    Person.objects.bulk_create(people, batch_size=BATCH)
    Mandate.objects.bulk_create(
        [
            Mandate(
                person=person,
                agent=agent,
                relation="self" if person.user_id else "other",
                basis="self" if person.user_id else "family",
                starts_on=today,
            )
            for person, agent in zip(people, agents, strict=True)
        ],
        batch_size=BATCH,
    )
    return len(people)


def _sizes(count: int, chance: Random) -> list[int]:
    sizes: list[int] = []
    left = count
    while left > 0:
        sizes.append(min(chance.choice(SIZES), left))
        left -= sizes[-1]
    return sizes


def _make_users(count: int, at: datetime) -> list:
    users = get_user_model().objects
    known = users.filter(username__startswith=PREFIX).count()
    unusable = make_password(None)
    return users.bulk_create(
        [
            users.model(
                username=f"{PREFIX}{known + number:06}",
                phone=f"+86{FIRST_PHONE + known + number}",
                phone_verified_at=at,
                password=unusable,
            )
            for number in range(count)
        ],
        batch_size=BATCH,
    )


def _born(place: int, today: date, chance: Random) -> date:
    """Return a birth date: a grown-up first, then anybody from a grandchild to a grandmother."""
    years = chance.randint(25, 80) if place == 0 else chance.choice((chance.randint(2, 17), chance.randint(30, 88)))
    return today - timedelta(days=round(years * 365.25) + chance.randint(0, 364))
