"""What is asked before the form of joining itself? Which centre, and whether it is a renewal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from organisations.permissions import ROLES, Act, reach_of


class JoiningForm(forms.Form):
    """The centre that checks it, and the organisation that renews, to whoever manages one."""

    use_required_attribute = False
    centre = forms.ModelChoiceField(
        label=_("Your community centre"),
        queryset=Organisation.objects.none(),
        empty_label=_("Please choose"),
        help_text=_("The one nearest to where you work. It checks what you write, and opens its rooms to you."),
        error_messages={"required": _("Please choose a community centre.")},
    )
    organisation = forms.ModelChoiceField(
        label=_("For whom"), queryset=Organisation.objects.none(), required=False, empty_label=_("a new organisation")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        centres = Organisation.objects.active().centres().order_by("name")
        self.fields["centre"].queryset = centres
        self.fields["centre"].label_from_instance = lambda centre: centre.local_name
        managed = [pk for pk, roles in reach_of(user).own.items() if ROLES[Act.MANAGE] & roles]
        own = Organisation.objects.active().filter(pk__in=managed).exclude(kind=Organisation.Kind.CENTRE)
        if managed and own.exists():
            self.fields["organisation"].queryset = own
            self.fields["organisation"].label_from_instance = lambda one: one.local_name
        else:
            del self.fields["organisation"]
