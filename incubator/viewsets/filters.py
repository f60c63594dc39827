"""By what does a base look through its applications? The same for the table and for the board of a call."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField
from wagtail.admin.filters import WagtailFilterSet

from incubator.kind import visible_to
from incubator.models import Application, Base, Intake, Review, Track
from incubator.permissions import bases_seen_by
from incubator.readouts.choices import answering, options_of, states_of
from incubator.states import REVIEWING, ReviewState
from organisations.models import Area
from portal.cases.models import Case
from portal.ids import id_of

#: What is asked for, and which applications that are; their figures are those of ``readouts.ranking``.
BY_REVIEWS = {
    "missing": (_("reviewers missing"), Q(case__state=REVIEWING, asked__lt=F("intake__reviews_wanted"))),
    "awaited": (_("not all handed in"), Q(case__state=REVIEWING, counting__lt=F("intake__reviews_wanted"))),
    "complete": (_("all handed in"), Q(counting__gte=F("intake__reviews_wanted"))),
    "stale": (_("of older answers"), Q(stale__gt=0)),
    "vetoed": (_("with a veto"), Q(vetoed__gt=0)),
}


def cases_of(request: Any) -> QuerySet[Case]:
    """Return the applications handed in to the calls of one's bases."""
    return Case.objects.filter(visible_to(request.user), kind="incubator").exclude(submitted_at=None)


def own_calls(request: Any) -> QuerySet[Intake]:
    """Return the calls whose applications the user may see."""
    return Intake.objects.filter(pk__in=cases_of(request).values("context_id"))


def own_bases(request: Any) -> QuerySet[Base]:
    return bases_seen_by(request.user)


def own_tracks(request: Any) -> QuerySet[Track]:
    return Track.objects.filter(intake__in=own_calls(request)).select_related("intake").order_by("intake", "pk")


def areas(request: Any) -> QuerySet[Area]:
    """Return where an organisation that applies can be at home: all but single estates, in the order of the tree."""
    return Area.objects.in_use().exclude(level=Area.Level.ESTATE).select_related("parent")


class LocalField(ModelChoiceField):
    """Records by their name in the reader's language; a track with its call, an area with what it is in."""

    def label_from_instance(self, obj: Any) -> str:
        within = obj.intake if isinstance(obj, Track) else obj.parent if isinstance(obj, Area) else None
        return f"{within.local_name} · {obj.local_name}" if within else str(obj.local_name)


class LocalChoice(django_filters.ModelChoiceFilter):
    """One of several records, as ``LocalField`` names them."""

    field_class = LocalField


def _named(choices: Any) -> Any:
    return [(key, label) for key, (label, _condition) in choices.items()]


class ApplicationFilters(WagtailFilterSet):
    """Where it stands, of which call, from whom, what it is about, whether it is late, and how its reviews are."""

    intake = LocalChoice(label=_("call"), queryset=own_calls, widget=forms.Select)
    base = LocalChoice(label=_("incubation base"), queryset=own_bases, widget=forms.Select, method="at_base")
    state = django_filters.ChoiceFilter(label=_("where it stands"), field_name="case__state")
    track = LocalChoice(label=_("track"), queryset=own_tracks, widget=forms.Select)
    area = LocalChoice(label=_("area of the organisation"), queryset=areas, widget=forms.Select, method="in_area")
    answer = django_filters.ChoiceFilter(label=_("field and other options"), method="by_answer")
    late = django_filters.ChoiceFilter(label=_("in time"), choices=[("yes", _("overdue"))], method="only_late")
    reviews = django_filters.ChoiceFilter(label=_("reviews"), choices=_named(BY_REVIEWS), method="by_reviews")
    recused = django_filters.ChoiceFilter(
        label=_("recusal"), choices=[("yes", _("a reviewer has stepped back"))], method="only_recused"
    )
    at_least = django_filters.NumberFilter(label=_("mean from"), field_name="mean", lookup_expr="gte")
    at_most = django_filters.NumberFilter(label=_("mean up to"), field_name="mean", lookup_expr="lte")

    class Meta:
        model = Application
        fields = ["intake", "base", "state", "track", "applicant_kind", "area", "answer", "late", "reviews", "recused"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.filters["state"].extra["choices"] = states_of(cases_of(self.request))
        self.filters["answer"].extra["choices"] = options_of(self._calls())

    def _calls(self) -> QuerySet[Intake]:
        """Return the calls whose questions count: the chosen one, else all."""
        chosen = id_of(str((self.data or {}).get("intake", "")))
        calls = own_calls(self.request)
        return calls.filter(pk=chosen) if chosen is not None else calls

    def at_base(self, rows: QuerySet[Application], name: str, base: Base) -> QuerySet[Application]:
        """Keep those to calls of this base, and of those that lean on it."""
        ours = Q(intake__base=base) | Q(intake__base__parent=base) | Q(intake__base__parent__parent=base)
        return rows.filter(ours)

    def in_area(self, rows: QuerySet[Application], name: str, area: Area) -> QuerySet[Application]:
        """Keep those of organisations in this area, or in what lies in it; a team that is not registered is nowhere."""
        return rows.filter(organisation__area__path__startswith=area.path)

    def by_answer(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return rows.filter(answering(value))

    def only_late(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return rows.filter(case__closed_at=None, case__due_on__lt=timezone.localdate())

    def by_reviews(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        _label, condition = BY_REVIEWS[value]
        return rows.filter(condition)

    def only_recused(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return rows.filter(Exists(Review.objects.filter(application=OuterRef("pk"), state=ReviewState.RECUSED)))
