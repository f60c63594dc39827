"""What do staff say about a qualification got elsewhere? Whose it is, what the paper says, and perhaps a scan of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin import widgets

from events.models import Qualification, Registration
from organisations.forms.staff import ForUser
from organisations.permissions import Act, organisations_for
from portal.proofs.states import Why
from portal.questions.files import ACCEPT


class PaperForm(ForUser):
    """The paper that was shown. People are named by the reference of a sign-up, so that nobody can list people here."""

    reference = forms.CharField(
        label=_("Reference of a sign-up"),
        max_length=10,
        help_text=_("Of any activity of yours that the person signed up for. It is on their ticket and in the list."),
    )
    scan = forms.FileField(
        label=_("Scan or photograph of the paper"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_("Kept privately; only staff of your organisation can open it."),
    )

    class Meta:
        model = Qualification
        fields = ["kind", "issuer", "issuer_en", "number", "obtained_on", "valid_until"]
        widgets = {"obtained_on": widgets.AdminDateInput, "valid_until": widgets.AdminDateInput}
        help_texts = {"valid_until": _("The last day. Empty: without end.")}

    def clean_reference(self) -> str:
        reference = self.cleaned_data["reference"].strip().upper()
        served = organisations_for(self.user, Act.SERVE)
        rows = Registration.objects.select_related("person", "event__organisation")
        self.registration = rows.filter(reference=reference, event__organisation__in=served).first()
        if self.registration is None:
            raise forms.ValidationError(_("No activity of yours has a sign-up with this reference."))
        return reference

    def details(self) -> dict[str, Any]:
        """Return what the paper says, as the operation knows it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class RenewForm(forms.Form):
    """Until when it goes on."""

    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=widgets.AdminDateInput,
        help_text=_("The last day. Empty: without end."),
    )


class WithdrawForm(forms.Form):
    """Why; everybody who checks the certificate reads the reason."""

    why = forms.ChoiceField(
        label=_("Why"),
        choices=[(why.value, why.label) for why in (Why.WITHDRAWN, Why.CORRECTED, Why.MISTAKE)],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("A word to the holder"), max_length=200, required=False)
