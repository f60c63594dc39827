"""The fixed cast of the tests, and the ground they stand on."""

from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from tests import factories
from tests.databases import django_db_setup as django_db_setup
from tests.foreign import foreign as foreign


@pytest.fixture(autouse=True)
def _in_chinese():
    """A request leaves its language with the thread; each test begins with that of addresses without prefix."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def founded(db):
    """The page tree, categories, languages and notices: every copy of the template has them."""


@pytest.fixture
def areas(founded):
    return factories.make_areas()


@pytest.fixture
def centre(areas):
    organisation = factories.make_organisation("dongshahu", "东沙湖民众联络所", kind="centre", area=areas["committee"])
    areas["committee"].centre = organisation
    areas["committee"].save()
    return organisation


@pytest.fixture
def organisation(areas, centre):
    return factories.make_organisation(
        "huiyue", "惠悦服务中心", kind="social", area=areas["committee"], home_centre=centre
    )


@pytest.fixture
def other_organisation(areas, centre):
    return factories.make_organisation(
        "wuyun", "吴韵传承文化服务中心", kind="social", area=areas["committee"], home_centre=centre
    )


@pytest.fixture
def resident(db):
    """A woman of forty with an account and a person of her own."""
    user = factories.make_user("resident", "+8613800000001")
    factories.make_person("王小英", user=user, birth_date=date(1986, 3, 1))
    return user


@pytest.fixture
def father(resident):
    """The resident's father, seventy-five, for whom she may act."""
    return factories.make_person(
        "王建国",
        agent=resident,
        relation="father",
        birth_date=date(1951, 5, 4),
        household=resident.person.household,
        emergency_name="王小英",
        emergency_phone="13800000001",
    )


@pytest.fixture
def neighbour(db):
    user = factories.make_user("neighbour", "+8613800000002")
    factories.make_person("李阿婆", user=user, birth_date=date(1950, 1, 1))
    return user


@pytest.fixture
def organiser(organisation):
    user = factories.make_user("organiser", is_staff=True)
    factories.make_member(user, organisation, "organiser")
    return user


@pytest.fixture
def other_organiser(other_organisation):
    user = factories.make_user("other_organiser", is_staff=True)
    factories.make_member(user, other_organisation, "organiser")
    return user


@pytest.fixture
def centre_officer(centre):
    user = factories.make_user("centre_officer", is_staff=True)
    factories.make_member(user, centre, "officer")
    return user


@pytest.fixture
def outsider(db):
    """An account with no person, no role and no rights."""
    return factories.make_user("outsider", "+8613800000099")


@pytest.fixture
def room(centre):
    return factories.make_room(centre)


@pytest.fixture
def programme(organisation):
    return factories.make_programme(organisation, "解答“三高”人群的科学用药与健康养生知识")


@pytest.fixture
def event(programme, room):
    return factories.make_event(programme, room=room)
