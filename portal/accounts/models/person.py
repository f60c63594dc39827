"""Who takes part? A person, with or without an account of their own, in a household."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: Whoever was erased is called so, in every language: no name that anybody has.
ERASED_NAME = "＊＊＊"
#: Ways to write the dot inside a name (阿卜杜拉·买买提); all are stored as U+00B7.
NAME_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅．﹒", "·"))


def normalise_name(name: str) -> str:
    """Return the name with single spaces, and its inner dot as U+00B7."""
    return " ".join(name.translate(NAME_DOTS).split())


def masked(name: str) -> str:
    """Return a name as it may lie open: 王*英, 王*, 欧阳*; each hidden character a star."""
    if len(name) < 2:
        return name
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}" if len(name) > 2 else f"{name[0]}*"


def not_in_the_future(day) -> None:
    """Refuse a birth date after today, by the local calendar, or before 1900."""
    if day > timezone.localdate():
        raise ValidationError(_("A birth date cannot be in the future."), code="future")
    if day.year < 1900:
        raise ValidationError(_("Please check the year of birth."), code="too_long_ago")


def age_on(day: date, born: date) -> int:
    """Return the age in whole years on ``day``; somebody born on 29 February turns older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class Household(models.Model):
    """People of one home; groups them for limits and figures. ``estate_code`` is an estate's unchanging code."""

    estate_code = models.CharField(_("estate"), max_length=40, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Person(models.Model):
    """Somebody who takes part. The contact number may be a landline and may be shared."""

    class Need(models.TextChoices):
        WHEELCHAIR = "wheelchair", _("uses a wheelchair")
        HEARING = "hearing", _("hard of hearing")
        SIGHT = "sight", _("poor sight")
        COMPANION = "companion", _("comes with a companion")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(_("name"), max_length=50, validators=[MaxLengthValidator(50)])
    birth_date = models.DateField(_("date of birth"), null=True, blank=True, validators=[not_in_the_future])
    contact_phone = models.CharField(_("contact number"), max_length=30, blank=True)
    emergency_name = models.CharField(_("emergency contact"), max_length=50, blank=True)
    emergency_phone = models.CharField(_("emergency contact's number"), max_length=30, blank=True)
    needs = models.JSONField(_("needs"), default=list, blank=True)
    needs_note = models.CharField(_("anything else we should know"), max_length=200, blank=True)
    diary = models.OneToOneField("timetable.Diary", on_delete=models.PROTECT, related_name="person")
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["name", "birth_date"])]

    def __str__(self) -> str:
        return self.name

    def age_on(self, day) -> int | None:
        """Return the age in whole years on ``day``, where the birth date is known."""
        return age_on(day, self.birth_date) if self.birth_date else None

    @property
    def estate_code(self) -> str:
        """The code of the household's estate, or nothing."""
        return self.household.estate_code
