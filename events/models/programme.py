"""What is a programme? The words: drafted, approved and published. What one signs up for is an Event beside it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from events.models.blocks import ProgrammeBody
from organisations.models import Organisation
from organisations.permissions import WordsRights
from portal.languages import Named, in_reader_language
from portal.pages.models import InTwoLanguages


class Category(Named):
    """A kind of programme (健康讲座 …); ``pattern`` names the garden-window lattice of its covers."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    pattern = models.CharField(_("pattern of its covers"), max_length=20, default="ice")

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "code"]


class SpokenLanguage(Named):
    """A language that is spoken at a programme (普通话, 苏州话 …)."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("spoken language")
        verbose_name_plural = _("spoken languages")
        ordering = ["position", "code"]


class ProgrammePage(InTwoLanguages, Page):
    """A programme's words, under the page of the organisation that publishes it. Ages in whole years."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Everyone")
        SENIORS = "seniors", _("Older people")
        FAMILIES = "families", _("Families")
        CHILDREN = "children", _("Children")
        YOUTH = "youth", _("Young people")
        ADULTS = "adults", _("Adults")

    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="programmes", verbose_name=_("category")
    )
    audience = models.CharField(_("for whom"), max_length=12, choices=Audience.choices, default=Audience.EVERYONE)
    min_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    languages = ParentalManyToManyField(SpokenLanguage, blank=True, verbose_name=_("spoken languages"))
    summary = models.CharField(_("in one sentence"), max_length=200)
    summary_en = models.CharField(_("in one sentence, in English"), max_length=300, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    body = StreamField(ProgrammeBody(), blank=True, verbose_name=_("text"))
    fee_yuan = models.DecimalField(_("materials fee in yuan"), max_digits=7, decimal_places=2, default=0)
    is_outing = models.BooleanField(_("goes out of the house"), default=False)
    bring = models.CharField(_("what to bring"), max_length=200, blank=True)
    bring_en = models.CharField(_("what to bring, in English"), max_length=300, blank=True)
    is_wheelchair_accessible = models.BooleanField(_("accessible by wheelchair"), default=True)
    access_note = models.CharField(_("about access"), max_length=200, blank=True)
    access_note_en = models.CharField(_("about access, in English"), max_length=300, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    search_fields = [
        *Page.search_fields,
        index.SearchField("title_en", boost=2),
        index.SearchField("summary"),
        index.SearchField("summary_en"),
        index.SearchField("body"),
        index.SearchField("names_to_find_it_by"),
        index.AutocompleteField("title_en"),
    ]
    template = "events/programme/page.html"
    parent_page_types = ["organisations.OrganisationPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(min_age=None) | models.Q(max_age=None) | models.Q(min_age__lte=models.F("max_age")),
                name="programme_ages_in_order",
            ),
            models.CheckConstraint(condition=models.Q(fee_yuan__gte=0), name="programme_fee_not_negative"),
        ]

    def clean(self) -> None:
        super().clean()
        if self.min_age is not None and self.max_age is not None and self.min_age > self.max_age:
            raise ValidationError({"max_age": _("The highest age is below the lowest.")})

    def names_to_find_it_by(self) -> str:
        """Return the names of its category, publisher, hosts and speakers in both languages, for the search index."""
        hosts = [host.organisation or host for host in self.hosts.all()]
        named = [self.category, *hosts, *self.speakers.all()]
        names = [part for one in named for part in (one.name, one.name_en) if part]
        return " ".join([self.get_parent().title, *names])

    def permissions_for_user(self, user: Any) -> WordsRights:
        """Return what the user may do with this page, in Wagtail's shape."""
        return WordsRights(user, self)

    def co_host_ids(self) -> set[int]:
        """Return the other organisations named as hosts that the portal knows; for this version of the words."""
        named = {host.organisation_id for host in self.hosts.all() if host.organisation_id}
        own = Organisation.objects.of_page(self)
        return named - {own.pk if own else None}

    @property
    def local_summary(self) -> str:
        return self.in_reader_language("summary")

    @property
    def local_bring(self) -> str:
        return self.in_reader_language("bring")

    @property
    def local_access_note(self) -> str:
        return self.in_reader_language("access_note")


class ProgrammeHost(Orderable):
    """An organisation's part in a programme; ``name`` is for one that the portal does not know."""

    class Role(models.TextChoices):
        GUIDE = "guide", _("Under the guidance of")
        HOST = "host", _("Host")
        ORGANISER = "organiser", _("Organiser")
        PARTNER = "partner", _("Partner")

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="hosts")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.HOST)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name, if not in the list"), max_length=60, blank=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    share_percent = models.PositiveSmallIntegerField(
        _("share in the figures, in per cent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    class Meta(Orderable.Meta):
        verbose_name = _("host")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share_percent=None) | models.Q(share_percent__lte=100), name="host_share_of_a_whole"
            )
        ]

    @property
    def local_name(self) -> str:
        return self.organisation.local_name if self.organisation else in_reader_language(self.name, self.name_en)


class ProgrammeSpeaker(Orderable):
    """Somebody who speaks or teaches, with their credentials and who checked them, when."""

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=50)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    credentials = models.CharField(_("title and employer"), max_length=120, blank=True)
    credentials_en = models.CharField(_("title and employer, in English"), max_length=200, blank=True)
    checked_by = models.CharField(_("credentials checked by"), max_length=60, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("speaker")

    @property
    def local_name(self) -> str:
        return in_reader_language(self.name, self.name_en)

    @property
    def local_credentials(self) -> str:
        return in_reader_language(self.credentials, self.credentials_en)
