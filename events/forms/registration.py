"""What does a resident tell us to sign up? Who is coming, and then yes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import NotEligible
from portal.accounts.models import Notice, Person


class WhoForm(forms.Form):
    """Who is coming: some of the people one may act for, none of them refused, no more than may come together."""

    person = forms.TypedMultipleChoiceField(
        coerce=int,
        label=gettext_lazy("Who is coming?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please choose who is coming.")},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        people: Sequence[Person],
        refusals: Mapping[int, NotEligible],
        max_party_size: int,
        **kwargs: Any,
    ):
        super().__init__(data, **kwargs)
        self._people = people
        self._refusals = refusals
        self._max_party_size = max_party_size
        self.fields["person"].choices = [(person.pk, person.name) for person in people]

    def clean_person(self) -> list[Person]:
        """Return the people chosen; each who cannot come is named with the reason."""
        chosen = set(self.cleaned_data["person"])
        people = [person for person in self._people if person.pk in chosen]
        refused = [(person.name, self._refusals[person.pk]) for person in people if person.pk in self._refusals]
        if refused:
            sentence = _("%(name)s cannot be signed up: %(reason)s")
            raise forms.ValidationError(
                [sentence % {"name": name, "reason": refusal.sentence} for name, refusal in refused], code="refused"
            )
        if len(people) > self._max_party_size:
            raise forms.ValidationError(
                _("At most %(count)d people can sign up together.") % {"count": self._max_party_size}, code="too_many"
            )
        return people


class ConfirmForm(forms.Form):
    """Yes: the key that the page was given, so that pressing twice signs up once; and what is optional."""

    key = forms.UUIDField()
    health_consent = forms.BooleanField(required=False)
    photo_consent = forms.BooleanField(required=False)
    arrival_consent = forms.BooleanField(required=False)

    @property
    def consents(self) -> list[str]:
        """The purposes that were ticked, each on its own."""
        ticked = {
            Notice.Purpose.HEALTH: "health_consent",
            Notice.Purpose.PHOTOS: "photo_consent",
            Notice.Purpose.ARRIVALS: "arrival_consent",
        }
        return [purpose for purpose, name in ticked.items() if self.cleaned_data[name]]
