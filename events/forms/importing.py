"""What is asked to import a file? The file; whose rows are that name no organisation; and, having looked, a yes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.importing.reading import MOST_BYTES
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for


class FileForm(forms.Form):
    """A file of programmes."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("An Excel workbook (.xlsx), a CSV table or a calendar (.ics). You see every row first."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.ics"}),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Organisation, where the file names none"),
        to_field_name="code",
        required=False,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mine = organisations_for(user, Act.WRITE)
        self.fields["organisation"].queryset = mine
        self.fields["organisation"].label_from_instance = lambda organisation: organisation.local_name

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024}
            )
        return file


class ConfirmForm(forms.Form):
    """Yes to the rows as they were shown."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    publish = forms.BooleanField(
        label=gettext_lazy("Publish at once, or send for approval where somebody else has to agree"), required=False
    )
