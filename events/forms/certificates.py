"""What do staff say about an event's certificates? Who gets one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.states import Certified


class CertificateRuleForm(forms.Form):
    """How often one has to have come."""

    certified = forms.ChoiceField(label=_("Who gets one"), choices=Certified.choices, widget=forms.RadioSelect)
    certified_sessions = forms.IntegerField(label=_("So many sessions"), required=False, min_value=1, max_value=500)

    def __init__(self, event: Event, data: Any = None):
        initial = {"certified": event.certified, "certified_sessions": event.certified_sessions}
        super().__init__(data, initial=initial)
