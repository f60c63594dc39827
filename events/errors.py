"""Why was an act on an event refused?"""

from portal.refusals import Refusal


class NotEligible(Refusal):
    """A person may not sign up; ``reason`` names why."""

    reason = "not_eligible"

    def __init__(self, sentence, *, reason: str = "", person_id: int | None = None):
        super().__init__(sentence, reason=reason)
        self.person_id = person_id


class SignUpClosed(Refusal):
    """Sign-up is not open now."""

    reason = "closed"


class Full(Refusal):
    """There is no place and no waiting list."""

    reason = "full"


class DifferentRequest(Refusal):
    """The request key was used before, with another body (HTTP 422)."""

    reason = "different_request"


class TooFewPlaces(Refusal):
    """More places are taken than there would be."""

    reason = "too_few_places"


class NoMandate(Refusal):
    """The account has no right to act for one of these people; they look missing to it."""

    reason = "no_mandate"


class NotAllowed(Refusal):
    """The user has no such right for this organisation."""

    reason = "not_allowed"


class NotWaiting(Refusal):
    """The words do not await approval (any more)."""

    reason = "not_waiting"


class WordsChanged(Refusal):
    """There is a newer version than the one that was looked at."""

    reason = "words_changed"


class ChecksMissing(Refusal):
    """The approver has not ticked or entered everything; ``fields`` says what, by the key of the check."""

    reason = "checks_missing"

    def __init__(self, sentence, *, fields: dict[str, str]):
        super().__init__(sentence)
        self.fields = fields


class SettingRefused(Refusal):
    """A setting of approval makes no sense; ``field`` names what has to change."""

    reason = "setting_refused"

    def __init__(self, sentence, *, field: str = ""):
        super().__init__(sentence)
        self.field = field


class EventOver(Refusal):
    """The event is over or called off."""

    reason = "event_over"


class NotAtThisDoor(Refusal):
    """Nobody with that reference has a place in this event, or the session is not one of its own."""

    reason = "not_at_this_door"


class DoorClosed(Refusal):
    """The session or the shift takes no such mark now: too early, over, called off, at an impossible time."""

    reason = "door_closed"


class WrongCode(Refusal):
    """The code that was typed or scanned is not the one on the screen, or too many were wrong."""

    reason = "wrong_code"


class NoLink(Refusal):
    """The device link opens nothing: unknown, lapsed or taken back, or asked for too often."""

    reason = "no_link"


class BadRows(Refusal):
    """The row numbers typed from a sheet of paper cannot be read, or are not on it."""

    reason = "bad_rows"


class NoLeave(Refusal):
    """Leave cannot be asked for this session (any more)."""

    reason = "no_leave"


class NoGuestPlace(Refusal):
    """There is no place for one session, or not for this person."""

    reason = "no_guest_place"


class OfferOver(Refusal):
    """The offered place was not accepted in time, or was declined."""

    reason = "offer_over"


class RulesRefused(Refusal):
    """These rules for sharing places make no sense, or come too late; ``field`` names what has to change."""

    reason = "rules_refused"

    def __init__(self, sentence, *, field: str = "", reason: str = ""):
        super().__init__(sentence, reason=reason)
        self.field = field


class NoDraw(Refusal):
    """The ballot cannot be drawn (now, again, or with this seed)."""

    reason = "no_draw"


class FeeRefused(Refusal):
    """A fee cannot be ticked so: there is none, the receipt is missing, or the other was ticked before."""

    reason = "fee_refused"


class NoHelper(Refusal):
    """The account is no helper (any more), or not for this estate; it answers as if the helper did not exist."""

    reason = "no_helper"


class HelpRefused(Refusal):
    """A helper may not sign this person up; ``reason`` names why."""

    reason = "help_refused"


class UnreadableChain(Refusal):
    """What was pasted is no sign-up chain, or too long for one."""

    reason = "unreadable_chain"


class NotPending(Refusal):
    """The sign-up does not await approval (any more)."""

    reason = "not_pending"


class NoCertificate(Refusal):
    """Nothing can be certified: not over yet, not there often enough, or the event has no certificates."""

    reason = "no_certificate"


class CourseRefused(Refusal):
    """A qualification course cannot be set up like this."""

    reason = "course_refused"


class ResultsChanged(Refusal):
    """Somebody else has entered results meanwhile; ``cells`` are those in which both differ."""

    reason = "results_changed"

    def __init__(self, sentence, *, cells=()):
        super().__init__(sentence)
        self.cells = frozenset(cells)


class ResultsMissing(Refusal):
    """Results cannot be published while some are missing; ``cells`` are the empty ones."""

    reason = "results_missing"

    def __init__(self, sentence, *, cells=()):
        super().__init__(sentence)
        self.cells = frozenset(cells)


class QualificationRefused(Refusal):
    """A qualification cannot be recorded or renewed like this; ``field`` names what has to change."""

    reason = "qualification_refused"

    def __init__(self, sentence, *, field: str = ""):
        super().__init__(sentence)
        self.field = field


class UnreadableFile(Refusal):
    """A file to import cannot be read as one."""

    reason = "unreadable_file"


class ImportRefused(Refusal):
    """A row of a file cannot be written, so nothing of it is; ``number`` is the row."""

    reason = "import_refused"

    def __init__(self, sentence, *, number: int = 0):
        super().__init__(sentence)
        self.number = number


class WishRefused(Refusal):
    """A wish cannot be made, seconded or changed now; ``field`` names what has to change."""

    reason = "wish_refused"

    def __init__(self, sentence, *, field: str = "", reason: str = ""):
        super().__init__(sentence, reason=reason)
        self.field = field


class FeedbackRefused(Refusal):
    """Feedback cannot be given or asked for like this now; ``field`` names what has to change."""

    reason = "feedback_refused"

    def __init__(self, sentence, *, field: str = "", reason: str = ""):
        super().__init__(sentence, reason=reason)
        self.field = field


class CallOver(Refusal):
    """The call is not on the list any more: it was answered, or its reason is gone."""

    reason = "call_over"


class LetterRefused(Refusal):
    """A message to those signed up cannot be sent; ``field`` says what to change."""

    reason = "letter_refused"

    def __init__(self, sentence, *, field: str = "", reason: str = ""):
        super().__init__(sentence, reason=reason)
        self.field = field


class ProjectRefused(Refusal):
    """A project, what belongs to it or its dossier cannot be changed like this now; ``field`` says what to change."""

    reason = "project_refused"

    def __init__(self, sentence, *, field: str = "", reason: str = ""):
        super().__init__(sentence, reason=reason)
        self.field = field


class NoShift(Refusal):
    """The volunteer cannot take this shift; ``reasons`` are all that stand against it, each with a sentence.

    A coordinator may set aside those that ``events.volunteering.fitness`` calls so.
    """

    reason = "no_shift"

    def __init__(self, sentence, *, reason: str = "", reasons=()):
        super().__init__(sentence, reason=reason)
        self.reasons = tuple(reasons)


class ShiftRefused(Refusal):
    """A shift, a role or a plan cannot be so; ``field`` names what has to change."""

    reason = "shift_refused"

    def __init__(self, sentence, *, field: str = ""):
        super().__init__(sentence)
        self.field = field


class VolunteeringRefused(Refusal):
    """What a volunteer says of themselves cannot be so; ``field`` names what has to change."""

    reason = "volunteering_refused"

    def __init__(self, sentence, *, field: str = "", reason: str = ""):
        super().__init__(sentence, reason=reason)
        self.field = field


class HoursRefused(Refusal):
    """Hours cannot be entered, corrected or decided so; ``field`` names what has to change."""

    reason = "hours_refused"

    def __init__(self, sentence, *, field: str = ""):
        super().__init__(sentence)
        self.field = field
