"""Who applies, for which track? Asked before the application itself is begun."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from incubator.models import ApplicantKind, Intake, Track
from incubator.models.intake import kinds_of_applicants
from organisations.models import Organisation

NOBODYS = _(
    "You cannot speak for an organisation here. Whoever manages it applies; one that is not on this portal yet joins "
    "first."
)


class ApplyForm(forms.Form):
    """The track, what stands behind the application, and the organisation where there is one."""

    track = forms.ModelChoiceField(
        label=_("Track"), queryset=Track.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    applicant_kind = forms.ChoiceField(label=_("You apply as"), widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None of them"),
        help_text=_("Organisations here that you may speak for."),
    )

    def __init__(self, *args: Any, intake: Intake, theirs: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["track"].queryset = intake.tracks.all()
        self.fields["track"].label_from_instance = lambda track: track.local_name
        self.fields["applicant_kind"].choices = [
            (value, capfirst(label)) for value, label in kinds_of_applicants(intake)
        ]
        self.fields["organisation"].queryset = theirs
        self.fields["organisation"].label_from_instance = lambda organisation: organisation.local_name
        if not theirs.exists():
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("applicant_kind") == ApplicantKind.REGISTERED and not given.get("organisation"):
            if "organisation" in self.fields:
                said = _("Please choose the organisation that applies. One that is not here yet joins first.")
                self.add_error("organisation", said)
            else:
                self.add_error("applicant_kind", NOBODYS)
        if given.get("applicant_kind") == ApplicantKind.TEAM:
            given["organisation"] = None
        return given
