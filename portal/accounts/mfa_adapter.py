"""How are the secrets of second factors kept? Encrypted, under a key derived from the portal's own secret."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext

from portal import ciphers

_PURPOSE = "accounts.second_factor"


class MFAAdapter(DefaultMFAAdapter):
    """Whoever reads the database, or a backup of it, cannot make codes."""

    def encrypt(self, text: str) -> str:
        return ciphers.encrypt(text, purpose=_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return ciphers.decrypt(encrypted_text, purpose=_PURPOSE)

    def get_totp_issuer(self) -> str:
        return gettext("Linli")
