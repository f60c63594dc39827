"""What is said once for many applications? Why they move on, who reviews them, what their writers are told."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from incubator.models import Appointment, Base
from incubator.on_many import AskReviewers, Deed, MoveOn, WriteTo
from portal.cases.definition import Move
from portal.cases.forms.moving import LONGEST_REASON
from portal.cases.states import Reason

#: Stands for: whoever would be proposed for each.
AS_PROPOSED = "proposed"


class DeedForm(forms.Form):
    """An act on many; ``deed`` returns it as the operation takes it, after ``is_valid``."""

    use_required_attribute = False

    def deed(self) -> Deed:
        raise NotImplementedError


class MoveOnForm(DeedForm):
    """One reason for all, where the move asks for one."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicants read this."),
    )

    def __init__(self, *args: Any, move: Move, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.move = move
        if move.reason == Reason.NONE:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = move.reason == Reason.REQUIRED

    def deed(self) -> MoveOn:
        return MoveOn(self.move.id, self.cleaned_data.get("reason", ""))


class DueForm(forms.Form):
    """Until when a review is wanted."""

    due_on = forms.DateField(
        label=_("Until"),
        help_text=_("Left empty: as long as the application may be under review."),
        required=False,
        widget=AdminDateInput,
    )

    def clean_due_on(self) -> date | None:
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(gettext("This day has passed."))
        return day


class AskReviewersForm(DueForm, DeedForm):
    """Who is asked, and until when."""

    reviewer = forms.ChoiceField(label=_("Reviewer"))
    field_order = ("reviewer", "due_on")

    def __init__(self, *args: Any, bases: list[Base], **kwargs: Any):
        super().__init__(*args, **kwargs)
        valid = Appointment.objects.valid_on(timezone.localdate()).filter(role=Appointment.Role.REVIEWER)
        found = valid.filter(base__in=bases).select_related("user__person").order_by("pk")
        people = {str(one.user_id): one.who for one in found}
        self.fields["reviewer"].choices = [
            (AS_PROPOSED, _("As proposed")),
            *people.items(),
        ]

    def deed(self) -> AskReviewers:
        data = self.cleaned_data
        who = None if data["reviewer"] == AS_PROPOSED else int(data["reviewer"])
        return AskReviewers(who, data["due_on"])


class WriteForm(DeedForm):
    """A message; ``key`` tells it once, however often it is sent."""

    subject = forms.CharField(label=_("Subject"), max_length=100)
    body = forms.CharField(label=_("Message"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))
    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def deed(self) -> WriteTo:
        data = self.cleaned_data
        return WriteTo(data["subject"], data["body"], data["key"])
