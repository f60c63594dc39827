"""Does axe find anything where somebody volunteers? On a narrow phone, in both languages, in easy view."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Assignment, Qualification
from events.volunteering import hours, inviting, service_proofs, stand_ins
from tests import factories
from tests.factories.service import make_assignment, make_entry
from tests.factories.volunteers import make_role, make_shift, make_volunteer, make_welcome
from tests.journeys.signing_in import sign_in
from tests.journeys.test_accessibility_personal import troubles_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def addresses(live_server, resident, organisation, organiser):
    """Everything that a volunteer opens, with something on each page."""
    now = timezone.now()
    volunteer = make_volunteer(resident.person, skills=["teaching"])
    make_welcome(volunteer, organisation, insured_until=timezone.localdate(now))
    factories.make_qualification(resident.person, organisation, kind="first_aid")
    yesterday = timezone.localdate(now) - timedelta(days=1)
    Qualification.objects.update(obtained_on=yesterday - timedelta(days=9), valid_until=yesterday)
    role = make_role("急救", skills=["medical"], requires=[Qualification.objects.get().kind])
    refused = make_shift(organisation, role, starts_at=now + timedelta(days=8))
    begins = now + timedelta(minutes=30)
    soon = make_assignment(organisation, volunteer, starts_at=begins, supervisor=resident).shift
    later = make_assignment(organisation, volunteer, starts_at=now + timedelta(days=5))
    asked = make_shift(organisation, starts_at=now + timedelta(days=9))
    inviting.invite(asked, [volunteer], answer_by=None, by=organiser, at=now)
    colleague = make_assignment(organisation, starts_at=now + timedelta(days=12))
    sought = stand_ins.ask(colleague, asked=volunteer, note="要去外地", by=colleague.volunteer.person.user, at=now)
    entry = make_entry(volunteer, organisation, 316)
    make_entry(volunteer, organisation, 30)
    hours.approve([entry.pk], organisation_id=organisation.pk, by=organiser, at=now)
    today = timezone.localdate(now)
    days = (today - timedelta(days=3), today)
    proof = service_proofs.ask(volunteer, organisation, days=days, document=None, by=resident, at=now)
    assert Assignment.objects.confirmed().count() == 3
    shifts = "volunteer/shifts/"
    return [
        *("volunteer/", "volunteer/join/", "volunteer/mine/", f"volunteer/mine/{volunteer.pk}/change/"),
        *(f"volunteer/mine/{volunteer.pk}/stop/", shifts, f"{shifts}?skill=medical", f"{shifts}{refused.pk}/"),
        *(f"{shifts}{asked.pk}/", f"{shifts}{later.shift_id}/", f"{shifts}{later.shift_id}/step-back/"),
        *(f"{shifts}{later.shift_id}/stand-in/", f"volunteer/stand-ins/{sought.pk}/", f"{shifts}{soon.pk}/here/"),
        *(f"{shifts}{soon.pk}/door/", f"{shifts}{soon.pk}/door/code/", "volunteer/hours/"),
        *(f"volunteer/hours/{today.year}/", "volunteer/proofs/ask/", f"volunteer/proofs/{proof.pk}/"),
    ]


@pytest.mark.parametrize(("screen", "language", "is_easy"), [("phone", "zh", False), ("phone", "en", True)])
def test_axe_finds_nothing_where_somebody_volunteers(
    visit, live_server, resident, addresses, screen, language, is_easy
):
    page = visit(screen, language)
    page.set_viewport_size({"width": 360, "height": 780})
    start = "/en/" if language == "en" else "/"
    if is_easy:
        page.goto(start)
        page.locator(".tool-easy").click()
    sign_in(page, live_server, resident)
    assert troubles_of(page, addresses, start) == ""
