"""Why was an act on an account, a person or a consent refused?"""

from datetime import timedelta

from django.utils.functional import Promise

from portal.refusals import Refusal


class TooManyCodes(Refusal):
    """A limit on sending codes is reached; ``retry_after`` says how long to wait (HTTP 429)."""

    reason = "too_many_codes"

    def __init__(self, sentence: str | Promise, *, retry_after: timedelta, reason: str = ""):
        super().__init__(sentence, reason=reason)
        self.retry_after = retry_after


class CodeNotSent(Refusal):
    """The SMS service did not take the code (HTTP 503)."""

    reason = "code_not_sent"


class WrongCode(Refusal):
    """These are not the six digits that were sent."""

    reason = "wrong_code"


class CodeSpent(Refusal):
    """The code was used, ran out of time or of tries, or never was."""

    reason = "code_spent"


class NotYourPerson(Refusal):
    """There is no valid mandate; a view answers as if the person did not exist (HTTP 404)."""

    reason = "no_mandate"


class HasOwnAccount(Refusal):
    """Somebody of this name and birth date signs in themselves, so nobody can take them up by typing."""

    reason = "has_own_account"


class HouseholdFull(Refusal):
    """More people than one account may look after."""

    reason = "household_full"


class SeveralFit(Refusal):
    """More than one person has this name, birth date and home; one more fact would tell them apart."""

    reason = "several_fit"


class TooManyPeople(Refusal):
    """The window found or added as many people today as one account may (HTTP 429)."""

    reason = "too_many_people"


class TooManyCollectors(Refusal):
    """More people than anybody's child is collected by."""

    reason = "too_many_collectors"


class NeedsGuardian(Refusal):
    """For somebody under age a guardian decides this."""

    reason = "needs_guardian"


class OwnConsentOnly(Refusal):
    """Somebody who has an account agrees to this themselves, and nobody in their stead."""

    reason = "own_consent_only"


class CannotEnd(Refusal):
    """Nobody can give up acting for themselves."""

    reason = "own_mandate"


class NotOptional(Refusal):
    """What the portal cannot work without is not withdrawn here, but by closing the account."""

    reason = "not_optional"


class NotAtWindow(Refusal):
    """A window cannot give this account this number."""

    reason = "not_at_window"


class CannotErase(Refusal):
    """Somebody's data cannot be erased as long as something else ties them to the portal."""

    reason = "cannot_erase"
