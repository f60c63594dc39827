"""What does one sign up for, and when does one come? An event of one or more sessions."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from events.models.pool import Pool
from events.states import Allocation, Certified, EventState
from portal.languages import in_reader_language


class EventQuerySet(models.QuerySet):
    def public(self) -> "EventQuerySet":
        """Keep what the public may see: the page is live, the organisation not suspended, every room given."""
        return self.filter(programme__live=True, organisation__state="active", awaits_room=False)

    def scheduled(self) -> "EventQuerySet":
        """Keep what has not been called off."""
        return self.filter(state=EventState.SCHEDULED)

    def upcoming(self, at: datetime) -> "EventQuerySet":
        """Keep what is not over yet."""
        return self.filter(ends_at__gt=at)

    def open_for_sign_up(self, at: datetime) -> "EventQuerySet":
        """Keep what takes sign-ups now (places or a waiting list)."""
        return self.scheduled().filter(
            Q(opens_at=None) | Q(opens_at__lte=at),
            Q(closes_at__gt=at) | Q(closes_at=None, starts_at__gt=at),
            needs_sign_up=True,
        )

    def with_places_left(self) -> "EventQuerySet":
        """Keep what has a free place in its open pool and nobody waiting for it."""
        free = Pool.objects.filter(event=OuterRef("pk"), kind=Pool.Kind.OPEN, waiting=0, taken__lt=F("capacity"))
        return self.filter(Exists(free))


class Event(models.Model):
    """One run of a programme that one signs up for as a whole: a lecture, a term's class, one week's drop-in.

    ``starts_at`` and ``ends_at`` span its sessions and are kept by ``events.planning.scheduling``. ``code`` is the
    short address that posters carry. ``opens_at`` empty: sign-up is open from the start; ``closes_at``
    empty: until the first session begins.
    """

    programme = models.ForeignKey(
        "events.ProgrammePage", on_delete=models.PROTECT, related_name="events", verbose_name=_("programme")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="events", verbose_name=_("organisation")
    )
    centre = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events_held_here",
        verbose_name=_("centre"),
    )
    code = models.CharField(_("short address"), max_length=8, unique=True, editable=False)
    label = models.CharField(_("name of this class, if there are several"), max_length=60, blank=True)
    label_en = models.CharField(_("its name in English"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=EventState.choices, default=EventState.SCHEDULED)
    state_note = models.CharField(_("what people are told about it"), max_length=200, blank=True)
    needs_sign_up = models.BooleanField(_("sign-up needed"), default=True)
    opens_at = models.DateTimeField(_("sign-up opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("sign-up closes"), null=True, blank=True)
    has_waiting_list = models.BooleanField(_("keeps a waiting list"), default=True)
    fills_from = models.DateTimeField(_("from then the first party that fits is taken"), null=True, blank=True)
    max_party_size = models.PositiveSmallIntegerField(_("people in one sign-up, at most"), default=5)
    allocation = models.CharField(
        _("who gets a place"), max_length=10, choices=Allocation.choices, default=Allocation.FIRST_COME
    )
    offer_hours = models.PositiveSmallIntegerField(_("hours to accept a place that became free"), null=True, blank=True)
    estate_codes = models.JSONField(_("only for residents of"), default=list, blank=True)
    priority_until = models.DateTimeField(_("until then only residents of the centre's estates"), null=True, blank=True)
    asked_first_until = models.DateTimeField(
        _("until then only those who asked for it"), null=True, blank=True, editable=False
    )
    max_per_household = models.PositiveSmallIntegerField(_("people of one household, at most"), null=True, blank=True)
    allowance = models.ForeignKey(
        "events.Allowance",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("allowance"),
    )
    requires = models.ForeignKey(
        "events.QualificationKind",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only for holders of"),
    )
    certified = models.CharField(
        _("certificate of attendance"), max_length=6, choices=Certified.choices, default=Certified.MOST
    )
    certified_sessions = models.PositiveSmallIntegerField(_("so many sessions"), null=True, blank=True)
    awaits_room = models.BooleanField(_("waits for a room"), default=False, editable=False)
    starts_at = models.DateTimeField(_("starts"), editable=False)
    ends_at = models.DateTimeField(_("ends"), editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    State = EventState
    Allocation = Allocation
    Certified = Certified
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["state", "ends_at"]),
            models.Index(fields=["programme", "starts_at"]),
            models.Index(fields=["organisation", "starts_at"]),
            models.Index(fields=["centre", "starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_has_length"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")), name="event_window"
            ),
            models.CheckConstraint(condition=Q(max_party_size__gte=1), name="event_party_of_one_at_least"),
            models.CheckConstraint(
                condition=~Q(certified=Certified.SOME) | Q(certified_sessions__gte=1), name="certified_for_so_many"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.title} {self.label}".strip()

    @property
    def local_name(self) -> str:
        """The programme's title and the name of this class, in the reader's language."""
        return f"{self.programme.local_title} {self.local_label}".strip()

    @property
    def local_label(self) -> str:
        return in_reader_language(self.label, self.label_en)

    @property
    def sign_up_closes_at(self) -> datetime:
        """The moment from which nobody can sign up any more."""
        return self.closes_at or self.starts_at


class SessionQuerySet(models.QuerySet):
    def scheduled(self) -> "SessionQuerySet":
        """Keep what takes place, in an event that takes place."""
        return self.filter(state=EventState.SCHEDULED, event__state=EventState.SCHEDULED)

    def public(self) -> "SessionQuerySet":
        """Keep what the public may see."""
        return self.filter(event__programme__live=True, event__organisation__state="active", event__awaits_room=False)

    def between(self, start: datetime, end: datetime) -> "SessionQuerySet":
        """Keep what overlaps the half-open span."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Session(models.Model):
    """One meeting of an event: a date, a time and a room, or a place in words where there is no room.

    ``booking`` is the question for a room of another centre; declined, the session has neither room nor place.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("event"))
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("subject"), max_length=100, blank=True)
    title_en = models.CharField(_("subject in English"), max_length=150, blank=True)
    starts_at = models.DateTimeField(_("starts"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    room = models.ForeignKey(
        "organisations.Room",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("room"),
    )
    place = models.CharField(_("place, if not in one of our rooms"), max_length=100, blank=True)
    place_en = models.CharField(_("place in English"), max_length=150, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=EventState.choices, default=EventState.SCHEDULED)
    note = models.CharField(_("note"), max_length=200, blank=True)
    note_en = models.CharField(_("note in English"), max_length=300, blank=True)
    override_reason = models.CharField(_("why in spite of what is in the way"), max_length=200, blank=True)
    booking = models.OneToOneField(
        "organisations.Booking",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="session",
        verbose_name=_("request for the room"),
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["event", "starts_at"]), models.Index(fields=["room", "starts_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_has_length"),
            models.UniqueConstraint(fields=["event", "number"], name="one_session_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} #{self.number}"

    @property
    def local_title(self) -> str:
        return in_reader_language(self.title, self.title_en)

    @property
    def local_place(self) -> str:
        """Where it is: the room's name, or the words."""
        return self.room.local_name if self.room else in_reader_language(self.place, self.place_en)

    @property
    def local_note(self) -> str:
        return in_reader_language(self.note, self.note_en)
