"""Has anybody changed a proof behind our back? A keyed digest over everything that is fixed when it is issued."""

import json

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.proofs.models import Proof

#: So much of the seal stands on the paper and in its QR code: enough to tell that somebody has the paper at hand.
SHORT = 8
_SALT = "portal.proofs.seal"


def seal(proof: Proof, *, key: str | bytes | None = None) -> str:
    """Return the seal over what never changes; whoever writes to the database alone cannot make one."""
    fixed = {
        "number": proof.number,
        "kind": proof.kind,
        "subject": proof.subject,
        "person": proof.person_id,
        "organisation": proof.organisation_id,
        "content": proof.content,
        "issued": int(proof.issued_at.timestamp()),
        "valid_until": proof.valid_until.isoformat() if proof.valid_until else None,
        "replaces": proof.replaces_id,
    }
    text = json.dumps(fixed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    secret = settings.SECRET_KEY if key is None else key
    return salted_hmac(_SALT, text, secret=secret, algorithm="sha256").hexdigest()


def is_intact(proof: Proof) -> bool:
    """Return whether the proof says what it said when it was issued, under this key or one that was in use before."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(proof.seal, seal(proof, key=key)) for key in keys)


def short_seal(proof: Proof) -> str:
    """Return the part of the seal that stands on the paper: ``4F9A-07C2``."""
    part = proof.seal[:SHORT].upper()
    return f"{part[:4]}-{part[4:]}"


def is_short_seal(proof: Proof, given: str) -> bool:
    """Return whether ``given`` is what stands on the paper of this proof."""
    return constant_time_compare(given.replace("-", "").lower()[: SHORT * 2], proof.seal[:SHORT])
