"""May an organisation act? A suspended one shows nothing and its staff may only look."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lifecycle import Lifecycle


class OrganisationState(models.TextChoices):
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")


ORGANISATION_MOVES = Lifecycle(
    {
        OrganisationState.ACTIVE: frozenset({OrganisationState.SUSPENDED}),
        OrganisationState.SUSPENDED: frozenset({OrganisationState.ACTIVE}),
    }
)
