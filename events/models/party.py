"""Who signed up, with whom, and where do they stand? A party of registrations, one a person."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.models.guest_place import GuestPlace
from events.states import LIVE, PartyState
from portal.accounts.models import Mandate
from portal.accounts.phone_numbers import shown


class Party(models.Model):
    """People who signed up together: confirmed together or waiting together.

    ``ticket`` is the place in the queue (lower is earlier), drawn from the pool. ``request_key`` names the
    request that made it: the same key gives the same answer, ``request_digest`` tells a different body.
    ``pool`` is where its places are counted; who waits does so in the open pool, and may also be served by
    ``reserve``; ``lent`` are places of its reserve that were moved to the open pool for it. Who missed too often
    stands by, and is not in the queue before ``stands_by_until``. ``decided_at`` is when
    somebody accepted it or did not, and ``note`` what it was told then.
    """

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="parties")
    pool = models.ForeignKey("events.Pool", on_delete=models.PROTECT, related_name="parties")
    reserve = models.ForeignKey(
        "events.Pool", on_delete=models.PROTECT, null=True, blank=True, related_name="waiting_parties"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="parties")
    request_key = models.UUIDField()
    request_digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=PartyState.choices)
    size = models.PositiveSmallIntegerField(_("people"))
    lent = models.PositiveSmallIntegerField(default=0)
    ticket = models.PositiveIntegerField(null=True, blank=True)
    stands_by_until = models.DateTimeField(null=True, blank=True)
    offer_ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        indexes = [
            models.Index(fields=["pool", "state", "ticket"]),
            models.Index(fields=["made_by", "-created_at"]),
            models.Index(fields=["offer_ends_at"], condition=Q(state="offered"), name="offers_by_deadline"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["made_by", "request_key"], name="same_request_same_answer"),
            models.CheckConstraint(condition=Q(size__gte=1), name="party_of_one_at_least"),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(ticket__isnull=False) | Q(stands_by_until__isnull=False),
                name="waiting_has_a_ticket",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_ends_at__isnull=False), name="offered_has_a_deadline"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.state} × {self.size}"

    @cached_property
    def references(self) -> dict[int, str]:
        """Return the reference of each person's part by the person's id; whoever writes a party fills it in."""
        return dict(self.registrations.values_list("person_id", "reference"))


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> "RegistrationQuerySet":
        """Keep those that are not cancelled, lapsed or declined."""
        return self.filter(state__in=LIVE)

    def confirmed(self) -> "RegistrationQuerySet":
        """Keep those who have a place."""
        return self.filter(state=PartyState.CONFIRMED)

    def seated(self, session: Any) -> "RegistrationQuerySet":
        """Keep those who have a place at this session: in all of the course, or as a guest this once."""
        guests = GuestPlace.objects.filter(session=session)
        here = Q(state=PartyState.CONFIRMED) | Q(pk__in=guests.values("registration"))
        return self.filter(here, event=session.event_id)

    def visible_to(self, user: Any, at: datetime) -> "RegistrationQuerySet":
        """Keep what the user made, and what is of people they act for."""
        mandates = Mandate.objects.valid_on(timezone.localdate(at)).of_agent(user).lasting()
        return self.filter(Q(party__made_by=user) | Q(person__in=mandates.values("person")))

    def beside(self, reference: str) -> "RegistrationQuerySet":
        """Keep the registration with this reference and those of its party, in the order they were given."""
        return self.filter(party__registrations__reference=reference).order_by("pk")


class Registration(models.Model):
    """One person's part in a sign-up; its state is the party's unless this person alone cancelled."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="registrations")
    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(_("state"), max_length=10, choices=PartyState.choices)
    reference = models.CharField(_("reference"), max_length=10, unique=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [models.Index(fields=["event", "state"]), models.Index(fields=["person", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=Q(state__in=["entered", "pending", "waiting", "offered", "confirmed"]),
                name="one_live_registration_a_person",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def phones(self) -> list[str]:
        """Numbers to call about it: the person's own, and that of whoever of their household signed them up.

        Whoever asks for many reads ``person__user`` and ``party__made_by__person`` along.
        """
        person, maker = self.person, self.party.made_by
        home = getattr(maker, "person", None)
        family = maker.phone if home and home.household_id == person.household_id else ""
        return [number for number in (person.contact_phone, person.user.phone if person.user else "", family) if number]

    @property
    def phone(self) -> str:
        """The first of these numbers as people write it, or nothing."""
        return shown(next(iter(self.phones), ""))
