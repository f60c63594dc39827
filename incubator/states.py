"""Where does a call stand? Prepared, open to the public, decided; an application's own states are its workflow's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lifecycle import Lifecycle


class IntakeState(models.TextChoices):
    PREPARED = "prepared", _("being prepared")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")
    CALLED_OFF = "called_off", _("called off")


INTAKE_MOVES = Lifecycle(
    {
        IntakeState.PREPARED: frozenset({IntakeState.PUBLISHED, IntakeState.CALLED_OFF}),
        IntakeState.PUBLISHED: frozenset({IntakeState.CLOSED, IntakeState.CALLED_OFF}),
        IntakeState.CLOSED: frozenset(),
        IntakeState.CALLED_OFF: frozenset(),
    }
)
