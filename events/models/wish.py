"""What do residents ask for, who asked with them, and what became of it?"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from events.models.programme import ProgrammePage
from events.states import OPEN_WISHES, PUBLIC_WISHES, WishState
from organisations.models import Organisation
from portal.languages import in_reader_language


class WishQuerySet(models.QuerySet["Wish"]):
    def public(self) -> "WishQuerySet":
        """Keep what anybody may read: the centre has looked at it."""
        return self.filter(state__in=PUBLIC_WISHES)

    def open(self) -> "WishQuerySet":
        """Keep what neighbours can second."""
        return self.filter(state__in=OPEN_WISHES)

    def asked_by(self, user: Any) -> "WishQuerySet":
        """Keep what this account asked for or seconded."""
        return self.filter(voices__user=user)

    def readable_by(self, user: Any) -> "WishQuerySet":
        """Keep what is public, and one's own whatever its state."""
        own = WishVoice.objects.filter(user=user).values("wish") if user.is_authenticated else []
        return self.filter(Q(state__in=PUBLIC_WISHES) | Q(pk__in=own))

    def passed_to(self, organisation_ids: Any) -> "WishQuerySet":
        """Keep what awaits an organisation, and was passed on to one of these."""
        of_these = Organisation.objects.filter(pk__in=organisation_ids)
        near = Q(centre__in=of_these.values("home_centre")) | Q(centre__in=of_these)
        return self.filter(near | Q(passed_to=Wish.Reach.ALL), state=WishState.PASSED_ON)

    def counted(self) -> "WishQuerySet":
        """Say of each how many asked (``asked_count``)."""
        return self.annotate(asked_count=Count("voices", distinct=True))


class Wish(index.Indexed, models.Model):
    """A topic that residents of a centre ask for.

    Whoever asked is its first voice; nobody is told who asked. ``title`` is public once the centre has looked at it,
    ``detail`` is for the centre and the organisations. ``answer`` is what the centre says to all; ``returned_note``
    is why an organisation gave it back, for the centre. A merged wish's voices are the other one's.
    """

    class Reach(models.TextChoices):
        """Which organisations it was passed on to."""

        HOSTED = "hosted", _("the organisations that the centre hosts")
        ALL = "all", _("all organisations")

    title = models.CharField(_("what is wished for"), max_length=40)
    title_en = models.CharField(_("in English"), max_length=80, blank=True)
    detail = models.CharField(_("more about it"), max_length=300, blank=True)
    category = models.ForeignKey(
        "events.Category", on_delete=models.PROTECT, null=True, blank=True, related_name="wishes"
    )
    audience = models.CharField(_("for whom"), max_length=12, choices=ProgrammePage.Audience.choices)
    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="wishes")
    state = models.CharField(_("state"), max_length=10, choices=WishState.choices, default=WishState.NEW)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    passed_to = models.CharField(max_length=10, choices=Reach.choices, blank=True)
    returned_note = models.CharField(max_length=300, blank=True)
    taken_by = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="wishes_taken"
    )
    programme = models.ForeignKey(
        "events.ProgrammePage", on_delete=models.SET_NULL, null=True, blank=True, related_name="wishes"
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    State = WishState
    objects = WishQuerySet.as_manager()
    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("title_en"),
        index.FilterField("state"),
        index.FilterField("centre"),
    ]

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["centre", "state"]),
            models.Index(fields=["state", "passed_to"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "fulfilled"]) | Q(taken_by__isnull=False),
                name="taken_wish_has_an_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(state="passed_on") | ~Q(passed_to=""), name="passed_on_wish_has_a_reach"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(state="merged"), name="only_merged_wishes_lead_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def local_title(self) -> str:
        return in_reader_language(self.title, self.title_en)


class WishVoice(models.Model):
    """An account that asked for a wish or seconded it; ``estate_code`` is where it was at home then."""

    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="voices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wish_voices")
    estate_code = models.CharField(max_length=40, blank=True)
    is_first = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("voice for a wish")
        verbose_name_plural = _("voices for wishes")
        indexes = [models.Index(fields=["user", "created_at"])]
        constraints = [models.UniqueConstraint(fields=["wish", "user"], name="one_voice_an_account")]

    def __str__(self) -> str:
        return f"{self.wish_id} × {self.user_id}"


class WishReport(models.Model):
    """Somebody says that a wish should not be shown; the centre looks and hides it, or lets it stand."""

    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="reports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("what is wrong with it"), max_length=200)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report about a wish")
        verbose_name_plural = _("reports about wishes")
        constraints = [models.UniqueConstraint(fields=["wish", "user"], name="one_report_an_account")]

    def __str__(self) -> str:
        return f"{self.wish_id} × {self.user_id}"
