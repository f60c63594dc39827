"""What does the demonstration show? A neighbourhood for the eight weeks from a moment; safe to repeat.

The words are in the YAML files beside this one. Loading again, also on a later day, adds the weeks that are
missing and leaves alone what is there, whoever has changed it since.
"""

from datetime import datetime

from events.demo.bookings import load_bookings
from events.demo.care import load_care
from events.demo.courses import lead_next_course, load_last_course
from events.demo.events import load_events
from events.demo.feedback import load_feedback
from events.demo.helping import load_helping
from events.demo.joining import load_joining
from events.demo.messages import write_letter
from events.demo.organisations import load_organisations
from events.demo.people import load_people
from events.demo.places import load_areas, load_rooms
from events.demo.programmes import load_programmes
from events.demo.projects import load_projects
from events.demo.rosters import load_rosters
from events.demo.service import load_service
from events.demo.sign_ups import fill
from events.demo.staff import load_staff
from events.demo.volunteers import load_volunteers
from events.demo.wishes import load_wishes


def load(at: datetime) -> None:
    """Make whatever of the demonstration is missing at this moment."""
    load_areas()
    load_organisations(at)
    load_rooms()
    load_people(at)
    load_joining(at)
    load_programmes(at)
    load_staff(at)
    load_last_course(at)
    made = load_events(at)
    lead_next_course(at)
    fill(made, at)
    load_care(at)
    load_bookings(at)
    load_wishes(at)
    load_feedback(at)
    load_projects(at)
    write_letter(made, at)
    load_helping(at)
    load_rosters(at)
    load_volunteers(at)
    load_service(at)
