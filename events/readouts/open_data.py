"""What do partners' machines read of programmes, events and sessions? Both languages, named fields, few queries.

Whatever is not named here is not public. Plain values: their shapes are the API's document.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import F, FilteredRelation, Q, QuerySet

from events.models import Category, Event, Pool, ProgrammePage, Session
from events.readouts.card import sign_up_state
from events.readouts.programme_list import Next
from events.readouts.sessions import OrganisationRow, SessionRow, rows
from events.states import EventState
from organisations.models import Organisation
from organisations.models.organisation import PAGE_PATH_LENGTH
from portal.languages import address_in

_EVENT_FIELDS = (
    "pk",
    "code",
    "label",
    "label_en",
    "state",
    "state_note",
    "starts_at",
    "ends_at",
    "needs_sign_up",
    "opens_at",
    "closes_at",
    "has_waiting_list",
    "max_party_size",
    "capacity",
    "taken",
    "waiting",
    "programme_id",
    "programme__title",
    "programme__title_en",
    "programme__slug",
    "organisation__code",
    "organisation__name",
    "organisation__name_en",
    "centre__code",
    "centre__name",
    "centre__name_en",
)


def programme_items(chosen: Sequence[Next], at: datetime) -> list[dict[str, Any]]:
    """Return these programmes, each with its next session; six queries however many."""
    found = rows([session_id for _programme_id, session_id in chosen])
    ids = [row.programme.programme_id for row in found]
    traits = {
        pk: {"audience": audience, "min_age": youngest, "max_age": oldest}
        for pk, audience, youngest, oldest in ProgrammePage.objects.order_by()
        .filter(pk__in=ids)
        .values_list("pk", "audience", "min_age", "max_age")
    }
    languages = _languages(ids)
    return [
        {
            "id": row.programme.programme_id,
            "title": row.programme.title,
            "title_en": row.programme.title_en,
            "summary": row.programme.summary,
            "summary_en": row.programme.summary_en,
            "category": _named(row.programme.category_code, row.programme.category, row.programme.category_en),
            "fee_yuan": row.programme.fee_yuan,
            "languages": languages[row.programme.programme_id],
            "organisation": _organisation(row.organisation),
            **_addresses(row.organisation.code, row.programme.slug),
            **traits[row.programme.programme_id],
            "next_session": session_item(row, at),
        }
        for row in found
    ]


def session_item(row: SessionRow, at: datetime) -> dict[str, Any]:
    """Return one session with the places of its event."""
    return {
        "id": row.session_id,
        "event_id": row.event_id,
        "programme_id": row.programme.programme_id,
        "title": row.session_title,
        "title_en": row.session_title_en,
        "programme_title": row.programme.title,
        "programme_title_en": row.programme.title_en,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "place": row.room or row.place,
        "place_en": row.room_en or "" if row.room else row.place_en,
        "organisation": _organisation(row.organisation),
        "centre": _organisation(row.centre) if row.centre else None,
        "is_cancelled": row.is_cancelled,
        "places": {
            "capacity": row.capacity or 0,
            "taken": row.taken or 0,
            "left": max(row.left, 0),
            "waiting": row.waiting or 0,
            "has_waiting_list": row.has_waiting_list,
            "sign_up": row.sign_up_state(at),
        },
    }


def public_events() -> QuerySet:
    """Return the query of what the public may see, as rows of ``event_item``, soonest first."""
    return _event_rows().filter(programme__live=True, awaits_room=False, organisation__state=Organisation.State.ACTIVE)


def event_items(events: Iterable[dict[str, Any]], at: datetime) -> list[dict[str, Any]]:
    """Return these rows of ``public_events`` as events."""
    return [_event_item(row, at) for row in events]


def with_sessions(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event with all its sessions; one query."""
    kept = Session.objects.filter(event_id=event["id"]).order_by("starts_at", "pk")
    fields = ("pk", "number", "title", "title_en", "starts_at", "ends_at", "state", "note", "note_en")
    where = ("place", "place_en", "room__name", "room__name_en")
    sessions = [
        {
            "id": row["pk"],
            **{name: row[name] for name in fields if name not in ("pk", "state")},
            "place": row["room__name"] or row["place"],
            "place_en": row["room__name_en"] or "" if row["room__name"] else row["place_en"],
            "is_cancelled": EventState.CANCELLED in (row["state"], event["state"]),
        }
        for row in kept.values(*fields, *where)
    ]
    return {**event, "sessions": sessions}


def programme_detail(page: ProgrammePage, events: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a published programme's words with its events; five queries."""
    organisation = Organisation.objects.get(page__path=page.path[:PAGE_PATH_LENGTH])
    return {
        "id": page.pk,
        **{name: getattr(page, name) for name in ("title", "title_en", "summary", "summary_en", "bring", "bring_en")},
        **{name: getattr(page, name) for name in ("audience", "min_age", "max_age", "fee_yuan")},
        "is_outing": page.is_outing,
        "is_wheelchair_accessible": page.is_wheelchair_accessible,
        "access_note": page.access_note,
        "access_note_en": page.access_note_en,
        "category": _named(page.category.code, page.category.name, page.category.name_en),
        "languages": _languages([page.pk])[page.pk],
        "organisation": _named(organisation.code, organisation.name, organisation.name_en),
        **_addresses(organisation.code, page.slug),
        "hosts": [_host(host) for host in page.hosts.select_related("organisation")],
        "speakers": [
            {name: getattr(speaker, name) for name in ("name", "name_en", "credentials", "credentials_en")}
            for speaker in page.speakers.all()
        ],
        "events": events,
    }


def categories() -> list[dict[str, str]]:
    """Return all categories in their order; one query."""
    return [_named(*row) for row in Category.objects.values_list("code", "name", "name_en")]


@cache
def _event_rows() -> QuerySet:
    pool = FilteredRelation("pools", condition=Q(pools__kind=Pool.Kind.OPEN))
    numbers = {name: F(f"open_pool__{name}") for name in ("capacity", "taken", "waiting")}
    return Event.objects.annotate(open_pool=pool).annotate(**numbers).order_by("starts_at", "pk").values(*_EVENT_FIELDS)


def _event_item(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    kept = ("code", "label", "label_en", "state", "state_note", "starts_at", "ends_at", "needs_sign_up", "opens_at")
    capacity, taken, waiting = (row[name] or 0 for name in ("capacity", "taken", "waiting"))
    left = 0 if waiting else max(capacity - taken, 0)
    times = {name: row[name] for name in ("starts_at", "ends_at", "needs_sign_up", "opens_at", "closes_at")}
    centre = _named(row["centre__code"], row["centre__name"], row["centre__name_en"]) if row["centre__code"] else None
    return {
        "id": row["pk"],
        **{name: row[name] for name in kept},
        "closes_at": row["closes_at"] or row["starts_at"],
        "max_party_size": row["max_party_size"],
        "programme": {
            "id": row["programme_id"],
            "title": row["programme__title"],
            "title_en": row["programme__title_en"],
            **_addresses(row["organisation__code"], row["programme__slug"]),
        },
        "organisation": _named(row["organisation__code"], row["organisation__name"], row["organisation__name_en"]),
        "centre": centre,
        "places": {
            "capacity": capacity,
            "taken": taken,
            "left": left,
            "waiting": waiting,
            "has_waiting_list": row["has_waiting_list"],
            "sign_up": sign_up_state(at=at, state=row["state"], left=left, **times),
        },
    }


def _languages(programme_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the codes of the languages spoken at each programme; one query."""
    spoken: dict[int, list[str]] = defaultdict(list)
    through = ProgrammePage.languages.through
    for pk, code in (
        through.objects.filter(programmepage_id__in=programme_ids)
        .order_by("spokenlanguage__position", "spokenlanguage__code")
        .values_list("programmepage_id", "spokenlanguage__code")
    ):
        spoken[pk].append(code)
    return spoken


def _host(host: Any) -> dict[str, str]:
    known = host.organisation
    name, name_en = (known.name, known.name_en) if known else (host.name, host.name_en)
    return {"role": host.role, **_named(known.code if known else "", name, name_en)}


def _organisation(row: OrganisationRow) -> dict[str, str]:
    return _named(row.code, row.name, row.name_en)


def _named(code: str, name: str, name_en: str) -> dict[str, str]:
    return {"code": code, "name": name, "name_en": name_en}


def _addresses(organisation_code: str, slug: str) -> dict[str, str]:
    """Return the addresses of a programme's page in both languages."""
    path, base = f"/organisations/{organisation_code}/{slug}/", settings.WAGTAILADMIN_BASE_URL
    return {"url": base + path, "url_en": base + address_in("en", path)}
