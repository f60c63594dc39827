"""What does the portal itself know of an organisation's work? Counted, not asked: filled into every later form."""

from collections.abc import Mapping
from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Project, Session
from events.projects.counting import Tally, tally
from portal.contributions import Fact, FactBook
from portal.questions.definition import Kind
from portal.templatetags.when import full_day

NAMES = {
    "sessions_last_year": gettext_lazy("sessions held in the last twelve months"),
    "attendances_last_year": gettext_lazy("attendances in the last twelve months"),
    "people_last_year": gettext_lazy("people served in the last twelve months"),
    "work_so_far": gettext_lazy("what it has done so far"),
    "funded_projects": gettext_lazy("funded projects"),
}


def known_of(organisation_id: int) -> Mapping[str, Fact]:
    """Return what was held in the twelve months until today, and the funded projects; four queries.

    What was held is counted until this morning, so that the figures have a day. Nothing held, nothing said.
    """
    today = timezone.localdate()
    until = timezone.make_aware(datetime.combine(today, time()))
    since = until - relativedelta(years=1)
    own = Session.objects.public().filter(event__organisation=organisation_id, starts_at__gte=since)
    reached = tally(own, until)
    projects = list(Project.objects.filter(organisation=organisation_id).order_by("-starts_on", "pk"))
    source = _("counted in Linli")

    def fact(kind: Kind, value: int | str) -> Fact:
        return Fact(kind, str(value), str(value), source, today)

    found: dict[str, Fact] = {}
    if reached.sessions:
        found["sessions_last_year"] = fact(Kind.NUMBER, reached.sessions)
        found["attendances_last_year"] = fact(Kind.NUMBER, reached.attendances)
        found["people_last_year"] = fact(Kind.NUMBER, reached.people)
    # What is filled in is an answer, and answers are in Chinese whoever fills in.
    with translation.override("zh-hans"):
        listed = "\n".join(_line(project) for project in projects)
        told = "\n".join(filter(None, (_told(reached) if reached.sessions else "", listed)))
    if listed:
        found["funded_projects"] = fact(Kind.LONG_TEXT, listed)
    if told:
        found["work_so_far"] = fact(Kind.LONG_TEXT, told)
    return found


def _told(reached: Tally) -> str:
    words = _("In the last twelve months: %(sessions)d sessions with %(attendances)d attendances by %(people)d people.")
    return words % {"sessions": reached.sessions, "attendances": reached.attendances, "people": reached.people}


def _line(project: Project) -> str:
    days = f"{full_day(project.starts_on)}–{full_day(project.ends_on)}"
    return _("%(name)s (%(kind)s, %(funder)s, %(days)s)") % {
        "name": project.name,
        "kind": project.get_kind_display(),
        "funder": project.funder_name,
        "days": days,
    }


BOOK = FactBook(NAMES, known_of)
