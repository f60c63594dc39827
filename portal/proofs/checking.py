"""Is this proof real? Anyone may ask by its number; guessing is slowed down, and nobody is locked out by others."""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.proofs.errors import NotAProof, TooManyTries
from portal.proofs.models import Proof, ProofTry
from portal.proofs.numbers import read_number
from portal.proofs.sealing import is_short_seal

#: Numbers that do not exist, from one network or by one account. Numbers that exist never count, nor does what
#: cannot be a number at all; and whoever scans the code on a paper is answered in any case.
WRONG_TRIES, WITHIN = 30, timedelta(hours=1)


def look_up(typed: str, *, source: str, paper_seal: str = "", at: datetime) -> Proof:
    """Return the proof with this number. ``source`` is who asks: an account, or else a network.

    Raises ``NotAProof``, and ``TooManyTries`` once too many numbers were wrong, unless ``paper_seal`` shows that the
    paper itself is at hand.
    """
    number = read_number(typed)
    if not number:
        raise NotAProof(_("A number looks like 2026-7K3QH-RTWX9. Please check it."), reason="unreadable")
    proof = Proof.objects.select_related("replaced_by").filter(number=number).first()
    if proof and paper_seal and is_short_seal(proof, paper_seal):
        return proof
    asker = salted_hmac("portal.proofs.checking", source, algorithm="sha256").hexdigest()
    if ProofTry.objects.filter(source=asker, tried_at__gt=at - WITHIN).count() >= WRONG_TRIES:
        raise TooManyTries(
            _(
                "Many numbers that do not exist were asked for from your network. Please try again in an hour, sign "
                "in, or scan the code on the paper."
            )
        )
    if proof is None:
        ProofTry.objects.create(source=asker, tried_at=at)
        raise NotAProof(_("We have issued no proof with this number. Please compare it with the paper once more."))
    return proof


def purge_tries(at: datetime) -> int:
    """Delete tries that no limit looks at any more, and return how many."""
    old = ProofTry.objects.filter(tried_at__lt=at - WITHIN)
    return old.delete()[0] if old.exists() else 0
