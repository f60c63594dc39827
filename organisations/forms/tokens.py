"""What does the admin ask about a token for the API?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.forms.staff import ForUser
from organisations.models import ApiToken, Organisation
from organisations.permissions import Act, organisations_for

DAYS = [(30, _("a month")), (90, _("three months")), (365, _("a year"))]


class TokenForm(ForUser):
    """What it is for, what it may do, for which organisation and how long; it is the user's own."""

    scopes = forms.MultipleChoiceField(
        label=_("what it may do"), choices=ApiToken.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("how long it is valid"), choices=DAYS, coerce=int, initial=90)

    class Meta:
        model = ApiToken
        fields = ["name", "organisation"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = organisations_for(self.user, Act.SEE).filter(state=Organisation.State.ACTIVE)
        self.fields["organisation"].queryset = choices
        self.fields["organisation"].label_from_instance = lambda organisation: organisation.local_name
        self.fields["organisation"].help_text = _(
            "The token reaches this organisation's events and no other's. "
            "Without one it reaches only the people you act for yourself."
        )
