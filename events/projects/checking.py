"""What is missing in a project's dossier? Named one by one, with whose record has to be filled."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.feedback.giving import OPEN_FOR
from events.projects.content import Activity, Content
from portal.templatetags.when import full_day


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: what, in words, and in which activity's record; of the whole project, in none.

    ``is_final``: nobody can fill it any more, or it only becomes known later; the dossier says so and is whole.
    """

    code: str
    words: str
    activity: Activity | None = None
    is_final: bool = False

    @property
    def where(self) -> str:
        """The day and the name of the activity, or nothing."""
        if self.activity is None:
            return ""
        return f"{full_day(self.activity.record.session.starts_at)} {self.activity.title}"


def gaps(content: Content) -> list[Gap]:
    """Return what is missing: first of the activities in the order of time, then of the whole project."""
    found = [gap for activity in content.activities if activity.is_over for gap in _of_activity(activity, content)]
    return [*found, *_of_project(content)]


def _of_activity(activity: Activity, content: Content) -> Iterator[Gap]:
    record = activity.record
    if not activity.sheets and not activity.arrivals:
        yield Gap("sheet", _("neither a signed sheet nor anybody checked in"), activity)
    if activity.withheld:
        words = ngettext(
            "%(count)d photograph waits: somebody took their consent back",
            "%(count)d photographs wait: somebody took their consent back",
            activity.withheld,
        )
        yield Gap("look", words % {"count": activity.withheld}, activity)
    elif not activity.photos:
        yield Gap("photo", _("no photograph"), activity)
    if not record.summary:
        yield Gap("summary", _("no summary"), activity)
    if activity.satisfaction.average is None:
        is_settled = content.at >= record.session.event.ends_at + OPEN_FOR
        words = _("too few said how it was") if is_settled else _("those who came can still say how it was")
        yield Gap("satisfaction", words, activity, is_final=True)


def _of_project(content: Content) -> Iterator[Gap]:
    if content.planned:
        words = ngettext("%(count)d session is still to come", "%(count)d sessions are still to come", content.planned)
        yield Gap("planned", words % {"count": content.planned}, is_final=True)
    for target in content.targets:
        if target.is_short:
            words = _("%(name)s: %(reached)d of %(agreed)d agreed")
            facts = {"name": target.name, "reached": target.reached, "agreed": target.agreed}
            yield Gap("target", words % facts, is_final=True)
