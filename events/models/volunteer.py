"""Who lends a hand? A volunteer, the organisations that welcomed them, and what each asks before the first shift."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.states import LIVE_WELCOMES, VolunteerState, WelcomeState
from portal.accounts.models import Mandate
from portal.languages import Named, in_reader_language


class Interest(models.TextChoices):
    """What somebody likes to help with."""

    ELDERS = "elders", _("Keeping older people company")
    CHILDREN = "children", _("Children and young people")
    HEALTH = "health", _("Health and first aid")
    CULTURE = "culture", _("Culture and dialect")
    DIGITAL = "digital", _("Phones and computers")
    ENVIRONMENT = "environment", _("Green spaces and sorting waste")
    EVENTS = "events", _("Festivals and big events")
    ORDER = "order", _("Keeping order and showing the way")


class Skill(models.TextChoices):
    """What somebody can do that not everybody can; papers are ``Qualification``."""

    TEACHING = "teaching", _("teaching")
    MEDICAL = "medical", _("medical knowledge")
    PHOTOGRAPHY = "photography", _("photography")
    MUSIC = "music", _("music and dance")
    CALLIGRAPHY = "calligraphy", _("calligraphy and painting")
    REPAIRS = "repairs", _("small repairs")
    COMPUTERS = "computers", _("computers and phones")
    COUNSELLING = "counselling", _("listening and counselling")
    SIGNING = "signing", _("sign language")
    DRIVING = "driving", _("driving")

    @classmethod
    def named(cls, codes: Iterable[str]) -> list[str]:
        """Return these skills in words; a code that is none any more is left out."""
        names = dict(cls.choices)
        return [str(names[code]) for code in codes if code in names]


class DayPart(models.TextChoices):
    """A part of a local day: before noon, until six, from six on."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")

    @classmethod
    def of(cls, moment: datetime) -> "DayPart":
        """Return the part of the local day that this moment lies in."""
        hour = timezone.localtime(moment).hour
        return cls.MORNING if hour < 12 else cls.AFTERNOON if hour < 18 else cls.EVENING


def free_time(moment: datetime) -> str:
    """Return the weekday and part of the day of this moment, as ``Volunteer.free_times`` holds them: ``5:morning``."""
    return f"{timezone.localtime(moment).weekday()}:{DayPart.of(moment)}"


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def active(self) -> "VolunteerQuerySet":
        """Keep who takes shifts at present."""
        return self.filter(state=VolunteerState.ACTIVE)

    def of_organisations(self, organisations: Any) -> "VolunteerQuerySet":
        """Keep who is welcome at one of these organisations, or asked to be."""
        return self.filter(welcomes__organisation__in=organisations, welcomes__state__in=LIVE_WELCOMES).distinct()

    def acted_for_by(self, user: Any, day: date) -> "VolunteerQuerySet":
        """Keep those for whom this account has a lasting mandate on this day: oneself among them."""
        return self.filter(person__in=Mandate.objects.valid_on(day).of_agent(user).lasting().values("person"))


class Volunteer(models.Model):
    """Somebody who takes shifts. ``number`` is theirs for life; ``national_number`` that of the national system.

    ``interests``, ``skills`` and ``estate_codes`` hold codes, ``free_times`` weekdays from 0 (Monday) with a part of
    the day (``5:morning``). Under 18 a guardian has agreed: who, and when.
    """

    State = VolunteerState

    person = models.OneToOneField("accounts.Person", on_delete=models.PROTECT, related_name="volunteer")
    number = models.CharField(_("volunteer number"), max_length=12, unique=True)
    national_number = models.CharField(_("number in the national volunteer system"), max_length=30, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=VolunteerState.choices, default=VolunteerState.ACTIVE)
    interests = models.JSONField(_("what I like to help with"), default=list, blank=True)
    skills = models.JSONField(_("what I can do"), default=list, blank=True)
    skills_note = models.CharField(_("anything else I can do"), max_length=200, blank=True)
    languages = models.ManyToManyField(
        "events.SpokenLanguage", blank=True, related_name="volunteers", verbose_name=_("languages")
    )
    free_times = models.JSONField(_("when I am free"), default=list, blank=True)
    estate_codes = models.JSONField(_("estates that I can reach"), default=list, blank=True)
    guardian = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    guardian_agreed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=VolunteerState.ENDED, ended_at__isnull=False)
                | ~Q(state=VolunteerState.ENDED) & Q(ended_at=None),
                name="volunteer_ended_when",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Welcome(models.Model):
    """That a volunteer belongs to an organisation, or asked to; whether they are insured there and until when.

    ``insured_until`` is the last day; ``asked_last_at`` when the organisation last asked them for a shift.
    """

    State = WelcomeState

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="welcomes")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        related_name="volunteer_welcomes",
        verbose_name=_("organisation"),
    )
    state = models.CharField(_("state"), max_length=8, choices=WelcomeState.choices, default=WelcomeState.ASKED)
    note = models.CharField(_("note for colleagues"), max_length=200, blank=True)
    asked_at = models.DateTimeField()
    welcomed_at = models.DateTimeField(null=True, blank=True)
    welcomed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    insured_until = models.DateField(_("insured until"), null=True, blank=True)
    insurance_note = models.CharField(_("insurer and number of the policy"), max_length=100, blank=True)
    asked_last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("volunteer of an organisation")
        verbose_name_plural = _("volunteers of an organisation")
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "organisation"], name="one_welcome_an_organisation"),
        ]
        indexes = [models.Index(fields=["organisation", "state"])]

    def __str__(self) -> str:
        return f"{self.volunteer_id} @ {self.organisation_id}"


class VolunteerRule(models.Model):
    """What an organisation asks of its volunteers. Without a row the defaults hold.

    ``needs_welcome``: nobody takes a shift before they were welcomed; ``words`` say how that is done.
    ``alert_hours``: so long before a shift its supervisor is told when it has too few people. Whoever was absent
    without a word ``absences`` times within ``absence_days`` waits for the coordinator's word on their next sign-up;
    ``None``: nobody does.
    """

    ABSENCES, ABSENCE_DAYS = 3, 90

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="volunteer_rule"
    )
    needs_welcome = models.BooleanField(_("we welcome volunteers before their first shift"), default=False)
    words = models.CharField(_("how we welcome them"), max_length=300, blank=True)
    words_en = models.CharField(_("how we welcome them, in English"), max_length=400, blank=True)
    alert_hours = models.JSONField(_("hours before a shift at which we are told of gaps"), default=list, blank=True)
    absences = models.PositiveSmallIntegerField(
        _("absences after which the coordinator decides"),
        default=ABSENCES,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    absence_days = models.PositiveSmallIntegerField(
        _("within days"), default=ABSENCE_DAYS, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )

    class Meta:
        verbose_name = _("rule for volunteers")
        verbose_name_plural = _("rules for volunteers")

    def __str__(self) -> str:
        return f"{self.organisation_id}"

    @property
    def local_words(self) -> str:
        return in_reader_language(self.words, self.words_en)


class Badge(Named):
    """A thank-you for so many approved hours; the district sets them."""

    hours = models.PositiveIntegerField(_("hours"), unique=True)

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["hours"]
