"""Who acts? A centre, a social organisation, a committee: the record; its words are on its page."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.states import OrganisationState
from portal.languages import Named, in_reader_language

if TYPE_CHECKING:
    from wagtail.models import Page

#: Root, home page, directory, organisation: four steps of four characters. Pages do not move.
PAGE_PATH_LENGTH = 16


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> "OrganisationQuerySet":
        """Keep those that are not suspended."""
        return self.filter(state=Organisation.State.ACTIVE)

    def centres(self) -> "OrganisationQuerySet":
        """Keep the community centres."""
        return self.filter(kind=Organisation.Kind.CENTRE)

    def of_page(self, page: "Page") -> "Organisation | None":
        """Return the organisation in whose part of the tree the page lies, or nothing."""
        return self.filter(page__path=page.path[:PAGE_PATH_LENGTH]).first()


class Organisation(Named):
    """Somebody who publishes, hosts or approves. ``code`` is its place in addresses and never changes."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("community centre")
        SOCIAL = "social", _("social organisation")
        COMMITTEE = "committee", _("residents' committee")
        AUTHORITY = "authority", _("public authority")

    State = OrganisationState

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    legal_form = models.CharField(_("legal form"), max_length=30, blank=True)
    field_of_work = models.CharField(_("field of work"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    suspension_reason = models.CharField(_("why it is suspended"), max_length=500, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    address_en = models.CharField(_("address in English"), max_length=160, blank=True)
    area = models.ForeignKey(
        "organisations.Area", on_delete=models.PROTECT, related_name="organisations", verbose_name=_("area")
    )
    home_centre = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_organisations",
        limit_choices_to={"kind": "centre"},
        verbose_name=_("home centre"),
    )
    page = models.OneToOneField(
        "organisations.OrganisationPage", on_delete=models.PROTECT, related_name="organisation", verbose_name=_("page")
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection", on_delete=models.PROTECT, related_name="organisation", verbose_name=_("collection")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    @property
    def local_address(self) -> str:
        return in_reader_language(self.address, self.address_en)
