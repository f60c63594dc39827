"""What does this app show on pages that all share?"""

from django.http import HttpRequest
from django.utils import timezone

from events import api, home_sections, profile_sections, waiting_work
from events.approving.approval import found_approval
from events.demo import load as load_demo
from events.door.door_links import purge_tries
from events.door.paper import purge_photos
from events.erasing import erase_of
from events.feedback.alerts import remind_of_alerts
from events.feedback.forgetting import erase_words, let_go_of_alerts, make_anonymous
from events.feedback.inviting import invite
from events.feedback.questions import found_usual_questions
from events.figures.keeping import keep_figures, keep_statistics
from events.founding import found_checks, found_words
from events.helping.neighbours import helpers_of
from events.importing.files import purge as purge_imported_files
from events.learning.certificates import KIND as ATTENDANCE
from events.learning.qualifications import KIND as QUALIFICATION
from events.learning.qualifications import remind_expiring
from events.messages.call_list import lapse_due as lapse_calls
from events.messages.call_list import take_up_failed
from events.messages.reminders import remind
from events.messages.sms_wordings import WORDINGS
from events.messages.telling import kinds
from events.planning.room_requests import SOURCE, room_was_answered, words_of
from events.projects import track_record
from events.projects.erasing import erase_over
from events.projects.making import give_up
from events.projects.notices import open_due_records
from events.readouts.act_names import ACT_NAMES
from events.readouts.answers import SOURCES
from events.readouts.asking import answers_about
from events.readouts.certificates import to_take
from events.readouts.courses import qualifications_about
from events.readouts.fact_names import FACT_NAMES
from events.readouts.feedback import feedback_of_person, still_to_say
from events.readouts.feedback_desk import alerts_waiting
from events.readouts.figures import public_figures
from events.readouts.helping import helped_sign_ups
from events.readouts.my_registrations import overview
from events.readouts.no_shows import own_absences
from events.readouts.record_names import RECORD_NAMES
from events.readouts.sitemap import public_programmes
from events.readouts.volunteering.mine import MOST_COMING, awaiting_my_word, own_cards
from events.readouts.volunteering.own_data import volunteer_data
from events.readouts.wish_desk import wishes_waiting
from events.readouts.wishes import my_wishes, wishes_of_person
from events.seating.offers import lapse_due
from events.seating.reserves import release_due
from events.seating.waiting_list import fill_late
from events.sign_up.asking import erase_expired
from events.sign_up.ballot import close_due
from events.sign_up.no_shows import count_absences
from events.sign_up.standby import admit_due
from events.volunteering.absences import count_absences as count_absent_volunteers
from events.volunteering.alerts import alert_due
from events.volunteering.duties import make_ahead
from events.volunteering.hours import propose_due
from events.volunteering.reminding import remind as remind_volunteers
from events.volunteering.service_proofs import KIND as SERVICE
from events.volunteering.service_proofs import erase_documents
from events.volunteering.shifts import follow_sessions
from events.volunteering.stand_ins import close_stale as close_stand_ins
from events.wishes.ageing import close_stale
from events.wishes.first_told import fulfil_due, tell_due
from portal import contributions, sms
from portal.outbox import texts
from portal.proofs import content as proofs


def my_registrations(request: HttpRequest) -> contributions.Section:
    """Return what somebody and their family signed up for, for my page."""
    return contributions.Section("events/registration/my_section.html", overview(request.user, timezone.now()))


def certificates_to_take(request: HttpRequest) -> contributions.Section | None:
    """Return the certificates that somebody and their family have earned and not taken, for my page."""
    offers = to_take(request.user, timezone.now())
    return contributions.Section("events/certificates/my_section.html", {"offers": offers}) if offers else None


def helping(request: HttpRequest) -> contributions.Section | None:
    """Return what helpers did for somebody and their family, and the way to one's own helping, for my page."""
    at = timezone.now()
    shown = {"helped": helped_sign_ups(request.user, at), "helps": bool(helpers_of(request.user, at))}
    return contributions.Section("events/helping/my_section.html", shown) if any(shown.values()) else None


def own_no_shows(request: HttpRequest) -> contributions.Section | None:
    """Return what counts against somebody and their family, with the right of reply, for my page."""
    absences = own_absences(request.user, timezone.now())
    return contributions.Section("events/no_shows/my_section.html", {"absences": absences}) if absences else None


def own_shifts(request: HttpRequest) -> contributions.Section | None:
    """Return the next shifts, invitations and hours of somebody and whom they act for, for my page."""
    cards = own_cards(request.user, timezone.now(), most_past=0, most_coming=MOST_COMING)
    return contributions.Section("events/volunteering/my_section.html", {"cards": cards}) if cards else None


def needs_my_word(request: HttpRequest) -> contributions.Section | None:
    """Return the minors who wait for this guardian's word to volunteer, for my page."""
    waiting = awaiting_my_word(request.user, timezone.now())
    return contributions.Section("events/volunteering/my_word.html", {"volunteers": waiting}) if waiting else None


def own_wishes(request: HttpRequest) -> contributions.Section | None:
    """Return what somebody asked for and where it stands, for my page."""
    wishes = my_wishes(request.user)
    return contributions.Section("events/wishes/my_section.html", {"wishes": wishes}) if wishes else None


def wishes_panel(request: HttpRequest) -> contributions.Section | None:
    """Return how many wishes wait for this member of staff, for their first page."""
    waiting = wishes_waiting(request.user)
    return contributions.Section("events/admin/wishes/panel.html", {"waiting": waiting}) if waiting else None


def own_feedback(request: HttpRequest) -> contributions.Section | None:
    """Return what somebody has not said yet of where they were, for my page."""
    rows = still_to_say(request.user, timezone.now())
    return contributions.Section("events/feedback/my_section.html", {"rows": rows}) if rows else None


def alerts_panel(request: HttpRequest) -> contributions.Section | None:
    """Return what an officer has to look into today, for their first page."""
    alerts = alerts_waiting(request.user)
    return contributions.Section("events/admin/feedback/alerts_panel.html", {"alerts": alerts}) if alerts else None


def short_of_people(request: HttpRequest) -> contributions.Section | None:
    """Return the shifts of the next week that have too few people, for the coordinators' first page."""
    shifts = waiting_work.short_of(request)
    return contributions.Section("events/admin/rosters/short_panel.html", {"shifts": shifts}) if shifts else None


def statistics(request: HttpRequest) -> contributions.Section:
    """Return what was on in the district and how many came, as it is kept, for the public page."""
    return contributions.Section("events/figures/public.html", public_figures(timezone.now()))


def register() -> None:
    """Fill the portal's slots; called once when the app is ready."""
    _register_due_work()
    _register_words()
    contributions.foundations.register(found_words, order=30)
    contributions.foundations.register(found_checks, order=35)
    contributions.foundations.register(found_approval, order=40)
    contributions.occupations.register(contributions.OccupationSource(SOURCE, words_of), key=SOURCE)
    contributions.room_answers.register(room_was_answered)
    contributions.personal_data.register(answers_about, order=30)
    contributions.erasures.register(erase_of, order=30)
    contributions.foundations.register(found_usual_questions, order=50)
    contributions.personal_data.register(feedback_of_person, order=36)
    contributions.personal_data.register(wishes_of_person, order=35)
    contributions.act_names.register(ACT_NAMES, key="events")
    contributions.fact_names.register(FACT_NAMES, key="events")
    contributions.record_names.register(RECORD_NAMES, key="events")
    contributions.facts.register(track_record.BOOK, order=120, key="track record")
    contributions.waiting_items.register(waiting_work.words_to_approve, order=10)
    contributions.waiting_items.register(waiting_work.sign_ups_to_decide, order=20)
    contributions.waiting_items.register(waiting_work.calls_to_make, order=15)
    contributions.waiting_items.register(waiting_work.shifts_short_of_people, order=18)
    contributions.waiting_items.register(waiting_work.volunteers_awaiting_word, order=24)
    contributions.waiting_items.register(waiting_work.volunteers_to_welcome, order=25)
    contributions.my_page_sections.register(my_registrations, order=10)
    contributions.my_page_sections.register(needs_my_word, order=5)
    contributions.my_page_sections.register(own_shifts, order=12)
    contributions.personal_data.register(volunteer_data, order=60)
    contributions.my_page_sections.register(own_no_shows, order=20)
    contributions.my_page_sections.register(certificates_to_take, order=40)
    proofs.register(ATTENDANCE)
    proofs.register(QUALIFICATION)
    proofs.register(SERVICE)
    contributions.personal_data.register(qualifications_about, order=50)
    contributions.my_page_sections.register(own_feedback, order=15)
    contributions.my_page_sections.register(own_wishes, order=30)
    contributions.workspace_panels.register(alerts_panel, order=10)
    contributions.workspace_panels.register(wishes_panel, order=20)
    contributions.workspace_panels.register(short_of_people, order=15)
    contributions.my_page_sections.register(helping, order=15)
    contributions.demonstrations.register(load_demo, order=10)
    contributions.home_sections.register(home_sections.soon, order=10)
    contributions.home_sections.register(home_sections.facilities, order=20)
    contributions.home_sections.register(home_sections.audiences, order=30)
    contributions.home_sections.register(home_sections.near, order=40)
    contributions.organisation_sections.register(profile_sections.programmes, order=10)
    contributions.organisation_sections.register(profile_sections.facilities, order=20)
    contributions.achievements.register(profile_sections.record, order=10)
    contributions.place_sections.register(home_sections.in_rooms, order=10)
    contributions.home_sections.register(home_sections.wishes, order=50)
    contributions.addresses.register(public_programmes, order=30)
    contributions.statistics.register(statistics, order=10)
    for source in SOURCES:
        contributions.answers.register(source, order=20, key=source.kind)
    for name, router in api.ROUTERS.items():
        contributions.api_routers.register(router, order=20, key=name)


def _register_due_work() -> None:
    contributions.due.register(keep_statistics, order=97)
    contributions.due.register(keep_figures, order=98)
    contributions.due.register(release_due, order=40)
    contributions.due.register(lapse_due, order=41)
    contributions.due.register(close_due, order=42)
    contributions.due.register(fill_late, order=43)
    contributions.due.register(follow_sessions, order=45)
    contributions.due.register(make_ahead, order=46)
    contributions.due.register(alert_due, order=61)
    contributions.due.register(admit_due, order=44)
    contributions.due.register(propose_due, order=46)
    contributions.due.register(close_stand_ins, order=47)
    contributions.due.register(remind_volunteers, order=60)
    contributions.due.register(count_absent_volunteers, order=61)
    contributions.due.register(erase_documents, order=90)
    contributions.due.register(remind, order=60)
    contributions.due.register(take_up_failed, order=62)
    contributions.due.register(lapse_calls, order=63)
    contributions.due.register(purge_imported_files, order=80)
    contributions.due.register(erase_expired, order=90)
    contributions.due.register(count_absences, order=61)
    contributions.due.register(purge_tries, order=91)
    contributions.due.register(purge_photos, order=92)
    contributions.due.register(fulfil_due, order=62)
    contributions.due.register(tell_due, order=63)
    contributions.due.register(invite, order=64)
    contributions.due.register(remind_of_alerts, order=65)
    contributions.due.register(open_due_records, order=66)
    contributions.due.register(give_up, order=67)
    contributions.due.register(erase_over, order=89)
    contributions.due.register(close_stale, order=93)
    contributions.due.register(make_anonymous, order=94)
    contributions.due.register(let_go_of_alerts, order=95)
    contributions.due.register(erase_words, order=96)
    contributions.due.register(remind_expiring, order=62)


def _register_words() -> None:
    for name, text in WORDINGS.items():
        sms.register(name, text)
    for kind in kinds():
        texts.register(kind)
