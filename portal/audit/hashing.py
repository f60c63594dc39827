"""What is hashed? An entry with its place in the chain, in one canonical form, behind the hash before it."""

import hashlib
import json
from datetime import UTC
from typing import Any

from portal.audit.models import Entry


def canonical(entry: Entry, sequence: int) -> str:
    """Return the entry as JSON that is the same on every database: sorted, no spaces, time in UTC."""
    return json.dumps(plain(entry, sequence), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def plain(entry: Entry, sequence: int) -> dict[str, Any]:
    """Return the entry as plain data, as it is hashed and exported."""
    return {
        "sequence": sequence,
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "act": entry.act,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "beneficiary_id": entry.beneficiary_id,
        "organisation_id": entry.organisation_id,
        "facts": entry.facts,
    }


def link(previous_hash: str, text: str) -> str:
    """Return the hash of one entry behind the one before it."""
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()
