"""How does somebody prove that a number is theirs? Six digits by SMS, good once, for ten minutes and five tries.

All limits are read from the codes sent, in the database: emptying a cache forgives nothing. Nothing here looks
at accounts, so that a known and an unknown number get the same answer in the same time.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal import sms
from portal.accounts.errors import CodeNotSent, CodeSpent, TooManyCodes, WrongCode
from portal.accounts.models import PhoneCode

VALID_FOR = timedelta(minutes=10)
#: PostgreSQL's name of the turn in which codes are counted; any number that nothing else uses.
TURN = 7_201_411
#: Rows are kept a little longer than the longest limit looks back.
KEPT_FOR = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """At most ``count`` codes ``within`` a time, and what to say when there were as many."""

    count: int
    within: timedelta
    sentence: str | Promise


ONE_A_MINUTE = Limit(
    1, timedelta(minutes=1), _("We sent a code a moment ago. Please wait a minute before asking for another.")
)
PHONE_LIMITS = (
    ONE_A_MINUTE,
    Limit(5, timedelta(hours=1), _("Too many codes were sent to this number. Please try again in an hour.")),
    Limit(10, timedelta(days=1), _("Too many codes were sent to this number today. Please try again tomorrow.")),
)
_FROM_HERE = _("Many codes were asked for from your network. Please try again in an hour, or ask at your centre.")
_IN_ALL = _("We cannot send any more codes today. Please try again tomorrow, or call us.")


def send_code(phone: str, *, address: str, at: datetime) -> PhoneCode:
    """Send six new digits to ``phone``, which end any sent before.

    Raises ``TooManyCodes`` over a limit and ``CodeNotSent`` when the SMS service fails; a code that was not
    sent still counts, so that a broken service is not hammered.
    """
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = _reserve(phone, code, address_digest=_digest("address", address), at=at)
    try:
        sms.send_code(phone, code)
    except sms.NotSent as error:
        PhoneCode.objects.filter(pk=row.pk).update(expires_at=at)
        raise CodeNotSent(_("The message could not be sent. Please try again in a minute.")) from error
    return row


def redeem_code(phone: str, code: str, *, at: datetime) -> None:
    """Use up the newest code of ``phone``; every try counts, also those that come at the same moment.

    Raises ``WrongCode`` for other digits and ``CodeSpent`` when there is nothing left to try. Call it outside a
    transaction: rolling back would give the try back.
    """
    row = PhoneCode.objects.filter(phone=phone).order_by("-number").first()
    if row is None or not PhoneCode.objects.filter(pk=row.pk).usable(at).update(tries=F("tries") + 1):
        raise CodeSpent(_("This code is no longer valid. Please ask for a new one."))
    if not constant_time_compare(row.digest, _digest(phone, row.number, code)):
        raise WrongCode(_("These are not the digits we sent. Please check the newest message."))
    if not PhoneCode.objects.filter(pk=row.pk, used_at=None).update(used_at=at):
        raise CodeSpent(_("This code was just used. Please ask for a new one."))


def purge_codes(at: datetime) -> int:
    """Delete codes that no limit looks at any more; return how many."""
    return PhoneCode.objects.filter(sent_at__lt=at - KEPT_FOR).delete()[0]


def _reserve(phone: str, code: str, *, address_digest: str, at: datetime) -> PhoneCode:
    """Insert the code's row under all limits, which hold exactly however many ask at the same moment.

    Whoever is over a limit is refused before anybody waits; then one row at a time is counted and inserted. A turn is
    a few milliseconds, for the message is sent after it.
    """
    _refuse_over_limits(phone, address_digest, at)
    with transaction.atomic():
        _take_turn()
        _refuse_over_limits(phone, address_digest, at)
        number = (PhoneCode.objects.filter(phone=phone).aggregate(last=Max("number"))["last"] or 0) + 1
        return PhoneCode.objects.create(
            phone=phone,
            number=number,
            digest=_digest(phone, number, code),
            address_digest=address_digest,
            sent_at=at,
            expires_at=at + VALID_FOR,
        )


def _take_turn() -> None:
    """Let no other code be counted until this transaction ends. On SQLite one transaction writes at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _refuse_over_limits(phone: str, address_digest: str, at: datetime) -> None:
    """Raise ``TooManyCodes``; codes sent after ``at`` (a clock set back) count as sent just now."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    sent = list(PhoneCode.objects.filter(phone=phone, sent_at__gt=at - day).values_list("sent_at", flat=True))
    for limit in PHONE_LIMITS:
        if sum(moment > at - limit.within for moment in sent) >= limit.count:
            raise TooManyCodes(limit.sentence, retry_after=limit.within)
    from_here = PhoneCode.objects.filter(address_digest=address_digest, sent_at__gt=at - hour)
    if from_here.count() >= settings.SIGN_IN_CODES_AN_HOUR_PER_ADDRESS:
        raise TooManyCodes(_FROM_HERE, retry_after=hour, reason="too_many_from_address")
    if PhoneCode.objects.filter(sent_at__gt=at - day).count() >= settings.SIGN_IN_CODES_A_DAY:
        raise TooManyCodes(_IN_ALL, retry_after=day, reason="too_many_today")


def _digest(*parts: str | int) -> str:
    """Return an HMAC under the portal's secret; without the secret a million codes cannot be tried offline."""
    return salted_hmac("accounts.phone_code", ":".join(map(str, parts)), algorithm="sha256").hexdigest()
