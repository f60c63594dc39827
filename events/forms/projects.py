"""What do staff say of a project, of an activity, and of its pictures?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin import widgets

from events.models import ActivityPicture, ActivityRecord, Event, Project
from events.projects import sessions, setting_up
from organisations.forms.staff import ForUser
from organisations.models import Organisation, Standing
from organisations.permissions import Act, organisations_for

#: Pictures in one go.
MOST_AT_ONCE = 12


class ProjectForm(ForUser):
    """What was agreed with a funder; whose project it is does not change."""

    class Meta:
        model = Project
        fields = [
            *("organisation", "name", "name_en", "kind", "number", "funder_name", "funder", "starts_on", "ends_on"),
            *("target_sessions", "target_attendances", "target_people", "kept_years"),
        ]
        widgets = {"starts_on": widgets.AdminDateInput, "ends_on": widgets.AdminDateInput}
        help_texts = {
            "number": _("As it stands in the contract."),
            "funder": _("Its officers then see the progress, and the dossiers that are made for them."),
            "target_sessions": _("Empty where nothing was agreed."),
            "target_attendances": _("Somebody who comes three times counts three times."),
            "target_people": _("Each person counts once."),
            "kept_years": _("Nothing that belongs to it is deleted before."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["funder"].queryset = self.funders()
        if self.instance.pk:
            del self.fields["organisation"]
            return
        mine = organisations_for(self.user, Act.WRITE).active()
        self.fields["organisation"].queryset = mine
        if len(mine) == 1:
            self.initial["organisation"] = mine[0].pk

    def funders(self) -> QuerySet[Organisation]:
        """Return who may pay: public authorities, foundations, and the centres that host one's organisations."""
        hosting = organisations_for(self.user, Act.WRITE).exclude(home_centre=None).values("home_centre")
        paying = Q(kind=Organisation.Kind.AUTHORITY) | Q(standing__form=Standing.Form.FOUNDATION) | Q(pk__in=hosting)
        return Organisation.objects.filter(paying | Q(pk=self.instance.funder_id)).active().order_by("name")

    def validate_constraints(self) -> None:
        """Leave it to the operation, whose sentence stands at the field that has to change."""


class PartForm(forms.Form):
    """Which programme belongs to the project: all its dates in the period, or one of them."""

    programme = forms.ModelChoiceField(queryset=None, label=_("programme"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = setting_up.to_choose_from(project)


class EventPartForm(forms.Form):
    """One run of dates that belongs to the project by itself."""

    event = forms.ModelChoiceField(queryset=None, label=_("dates"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        start, end = sessions.period(project)
        near = Event.objects.scheduled().filter(organisation=project.organisation, starts_at__lt=end, ends_at__gt=start)
        whole = project.parts.filter(event=None).values("programme")
        there = project.parts.exclude(event=None).values("event")
        rows = near.exclude(programme__in=whole).exclude(pk__in=there).select_related("programme")
        self.fields["event"].queryset = rows.order_by("starts_at")


class RecordForm(forms.ModelForm):
    """How it was, and how many came who are on no list."""

    class Meta:
        model = ActivityRecord
        fields = ["summary", "head_count"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "summary": _("What was done, who helped, what went well: three to five sentences. No names of residents."),
            "head_count": _("Only those who neither signed up nor were checked in; leave it empty otherwise."),
        }


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field; each is checked where it is kept."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        if len(given) > MOST_AT_ONCE:
            raise forms.ValidationError(_("At most %(count)d at once, please."), params={"count": MOST_AT_ONCE})
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


class PhotosForm(forms.Form):
    """Photographs of an activity; whoever sends them says who can be seen."""

    files = ManyFilesField(label=_("photographs of the activity"), widget=ManyFilesInput(attrs={"accept": "image/*"}))
    seen = forms.ChoiceField(label=_("who can be seen"), choices=ActivityPicture.Seen.choices, widget=forms.RadioSelect)
    caption = forms.CharField(label=_("what it shows"), max_length=80, required=False)


class SheetsForm(forms.Form):
    """Photographs of sheets that were signed and did not come from the portal."""

    files = ManyFilesField(label=_("photographs of signed sheets"), widget=ManyFilesInput(attrs={"accept": "image/*"}))
