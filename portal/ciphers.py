"""How is a secret kept in the database? Encrypted, under keys derived from the portal's own, one for each purpose."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def encrypt(text: str, *, purpose: str) -> str:
    """Return the text so that whoever reads the database, or a backup of it, cannot."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def decrypt(secret: str, *, purpose: str) -> str:
    """Return what was encrypted for this purpose. Raises ``cryptography.fernet.InvalidToken`` for anything else."""
    return _cipher(purpose).decrypt(secret.encode()).decode()


def _cipher(purpose: str) -> MultiFernet:
    """Encrypt with the present secret; decrypt with former ones too (``SECRET_KEY_FALLBACKS``)."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"{purpose}:".encode() + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
