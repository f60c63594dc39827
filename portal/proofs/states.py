"""Which states can a proof be in? That it has expired is no state: the day says so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lifecycle import Lifecycle


class ProofState(models.TextChoices):
    """``replaced`` is a proof of which a newer one was issued."""

    ISSUED = "issued", _("issued")
    REVOKED = "revoked", _("revoked")
    REPLACED = "replaced", _("replaced")


class Why(models.TextChoices):
    """Why a proof was revoked: these words are public."""

    MISTAKE = "mistake", _("It was issued by mistake.")
    CORRECTED = "corrected", _("The records behind it were corrected.")
    WITHDRAWN = "withdrawn", _("The issuer has withdrawn it.")
    ERASED = "erased", _("The holder asked for their data to be erased.")


PROOF_MOVES = Lifecycle(
    {
        ProofState.ISSUED: frozenset({ProofState.REVOKED, ProofState.REPLACED}),
        ProofState.REVOKED: frozenset(),
        ProofState.REPLACED: frozenset(),
    }
)
