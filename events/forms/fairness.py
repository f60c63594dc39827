"""What does an organiser say about who gets a place? The rules, what is kept for whom, and the seed of a draw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin import widgets

from events.models import Allowance, Event
from events.planning.fairness import RULES
from events.seating.reserves import Reserve
from organisations.models import Area

MOST_RESERVES = 10


class ReserveForm(forms.Form):
    """Places kept for estates, or for the window where no estate is chosen."""

    pool = forms.IntegerField(required=False, widget=forms.HiddenInput)
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=10_000)
    estate_codes = forms.MultipleChoiceField(
        label=_("Kept for residents of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: kept for those who come to the window."),
    )
    releases_at = forms.DateTimeField(
        label=_("Kept until"),
        widget=widgets.AdminDateTimeInput,
        help_text=_("Then they go to the queue and to everybody."),
    )
    is_over = forms.BooleanField(label=_("Release now"), required=False)

    def __init__(self, *args: Any, estates: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["estate_codes"].choices = estates


ReserveFormSet = forms.formset_factory(ReserveForm, extra=0, max_num=MOST_RESERVES, absolute_max=MOST_RESERVES + 5)


class RulesForm(forms.ModelForm):
    """By which rules an event's places are given out. What is taken is no field."""

    estate_codes = forms.MultipleChoiceField(
        label=_("Only for residents of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for everybody."),
    )

    class Meta:
        model = Event
        fields = list(RULES)
        widgets = {
            "allocation": forms.RadioSelect,
            "fills_from": widgets.AdminDateTimeInput,
            "priority_until": widgets.AdminDateTimeInput,
        }
        help_texts = {
            "offer_hours": _("A free place is kept so long for the next in line. Empty: it is theirs at once."),
            "fills_from": _("Until then the queue is strict; then the first party that fits is taken."),
            "max_party_size": _("Coming together: parent and child, a couple."),
            "priority_until": _("In these first days only residents whom the centre serves can sign up. Empty: none."),
            "max_per_household": _("Empty: no limit."),
            "requires": _("Valid on the first day; the sign-up page says who holds it. Empty: for everybody."),
            "allowance": _(
                "Shared by several events: at most so many sign-ups a person. Empty: no limit. "
                "They are made under “Allowances” in the menu."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        estates = [(area.code, area.local_name) for area in Area.objects.estates()]
        self.fields["estate_codes"].choices = estates
        self.fields["allowance"].queryset = Allowance.objects.filter(organisation=self.instance.organisation_id)
        self.fields["offer_hours"].min_value = 1
        self.reserves = ReserveFormSet(
            self.data if self.is_bound else None,
            initial=[*map(_initial, self.instance.pools.filter(released_at=None).exclude(kind="open")), {}],
            prefix="reserves",
            form_kwargs={"estates": estates},
        )
        self.reserves.forms[-1].empty_permitted = True

    @property
    def media(self) -> forms.Media:
        return super().media + self.reserves.media

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.reserves.is_valid()])

    def rules(self) -> dict[str, Any]:
        """Return the rules as the operation knows them."""
        return {name: self.cleaned_data[name] for name in RULES}

    def kept(self) -> list[Reserve]:
        """Return what is to be kept."""
        own = {pool.pk for pool in self.instance.pools.exclude(kind="open")}
        rows = [row.cleaned_data for row in self.reserves if row.cleaned_data and not row.cleaned_data["is_over"]]
        return [
            Reserve(
                row["capacity"],
                row["releases_at"],
                tuple(row["estate_codes"]),
                row["pool"] if row["pool"] in own else None,
            )
            for row in rows
        ]


class DrawForm(forms.Form):
    """The seed that two people drew in public."""

    seed = forms.CharField(
        label=_("Seed"), max_length=100, help_text=_("Exactly as drawn: for example the digits of twelve dice.")
    )
    first_witness = forms.CharField(label=_("Drawn by"), max_length=50)
    second_witness = forms.CharField(label=_("and by"), max_length=50)


def _initial(pool: Any) -> dict[str, Any]:
    return {
        "pool": pool.pk,
        "capacity": pool.capacity,
        "estate_codes": pool.estate_codes,
        "releases_at": pool.releases_at,
    }
