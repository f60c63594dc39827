"""How many places has a call left? Never more are given away than there are: counted last, under the call's lock."""

from django.utils.translation import gettext as _

from incubator.errors import NoPlace
from incubator.models import Intake, ProposalLine, Track
from incubator.states import DECIDED, DECIDING, NOTICED, Verdict


def taken(intake: Intake, track: Track | None = None) -> int:
    """Return how many places are taken by placements, or promised: decided, and not placed yet."""
    promised = ProposalLine.objects.filter(
        application__intake=intake,
        application__placement=None,
        application__case__state__in=[DECIDING, DECIDED, NOTICED],
        verdict=Verdict.ACCEPT,
    )
    placed = intake.placements.taking_a_place()
    if track:
        promised, placed = promised.filter(application__track=track), placed.filter(track=track)
    return placed.count() + promised.count()


def free(intake: Intake) -> int:
    """Return how many places are left."""
    return max(intake.place_count - taken(intake), 0)


def must_have_room(intake: Intake) -> None:
    """Raise ``NoPlace`` when a call or a track gives away more places than it has, what is written here included.

    The call's row is locked here, last of all, so that two who take the last place at once do not both get it.
    """
    locked = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if (over := taken(locked) - locked.place_count) > 0:
        words = {"count": locked.place_count, "over": over}
        raise NoPlace(_("This call has %(count)d places; that would be %(over)d too many.") % words)
    for track in locked.tracks.exclude(place_count=None):
        count = track.place_count or 0
        if (over := taken(locked, track) - count) > 0:
            sentence = _("The track “%(track)s” has %(count)d places; that would be %(over)d too many.")
            raise NoPlace(sentence % {"track": track.local_name, "count": count, "over": over})
