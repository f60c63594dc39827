"""What does a resident say to ask for something, and an officer or an organisation to answer? One small form an act."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Category, ProgrammePage, Wish, WishReport
from organisations.models import Organisation
from portal.languages import in_reader_language

Audience = ProgrammePage.Audience


class TitleForm(forms.Form):
    """What is wished for, in a few words: enough to look for others who ask for the same."""

    title = forms.CharField(
        label=_("What would you like?"),
        max_length=Wish._meta.get_field("title").max_length,
        help_text=_("A few words, for example “Smartphones for beginners”. Please name nobody."),
        error_messages={"required": _("Please say in a few words what you would like.")},
    )


class AskForm(TitleForm):
    """All that is asked about a wish."""

    detail = forms.CharField(
        label=_("More about it"),
        max_length=Wish._meta.get_field("detail").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example when it would suit you. Only the centre and the organisations read this."),
    )
    audience = forms.ChoiceField(label=_("For whom"), choices=Audience.choices, initial=Audience.EVERYONE)
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category"), required=False, empty_label=_("Not sure")
    )
    centre = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Community Centre"),
        error_messages={"required": _("Please choose a Community Centre.")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = Organisation.objects.active().centres()
        for name in ("centre", "category"):
            self.fields[name].label_from_instance = lambda one: one.local_name


class ReportForm(forms.Form):
    """Why a wish should not be shown."""

    reason = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=WishReport._meta.get_field("reason").max_length,
        error_messages={"required": _("Please say what is wrong with it.")},
    )


class ShowForm(forms.Form):
    """The words in which everybody sees a wish."""

    title = forms.CharField(label=_("Words that everybody sees"), max_length=40)
    title_en = forms.CharField(label=_("In English"), max_length=80, required=False)


class AnswerForm(forms.Form):
    """What the centre says to those who asked."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who asked reads it, and it stands on the wish's page."),
        error_messages={"required": _("Please write an answer.")},
    )


class HideForm(AnswerForm):
    """Why a wish is not shown."""

    answer = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only whoever wrote the wish reads it."),
        error_messages={"required": _("Please say why.")},
    )


class PassOnForm(forms.Form):
    """To whom a wish is passed on."""

    reach = forms.ChoiceField(label=_("To whom"), choices=Wish.Reach.choices, widget=forms.RadioSelect)


class MergeForm(forms.Form):
    """Which open wish of the centre it is joined with."""

    into = forms.ModelChoiceField(
        Wish.objects.none(),
        label=_("The wish that stays"),
        error_messages={"required": _("Please choose the wish that stays.")},
    )

    def __init__(self, *args: Any, wish: Wish, **kwargs: Any):
        super().__init__(*args, **kwargs)
        others = Wish.objects.open().filter(centre=wish.centre_id).exclude(pk=wish.pk)
        self.fields["into"].queryset = others.counted().order_by("-asked_count", "-pk")
        self.fields["into"].label_from_instance = lambda one: f"{one.local_title} ({one.asked_count})"


class TakeUpForm(forms.Form):
    """Which organisation takes it up."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["organisation"].label_from_instance = lambda one: one.local_name
        if len(only := list(organisations[:2])) == 1:
            self.fields["organisation"].initial = only[0].pk


class GiveBackForm(forms.Form):
    """Why an organisation gives a wish back."""

    reason = forms.CharField(
        label=_("Why it is given back"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The centre reads it."),
        error_messages={"required": _("Please say why.")},
    )


class ExistingForm(forms.Form):
    """Which programme of the organisation answers the wish already."""

    programme = forms.ModelChoiceField(ProgrammePage.objects.none(), label=_("A programme that you have already"))

    def __init__(self, *args: Any, wish: Wish, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if wish.taken_by:
            own = ProgrammePage.objects.child_of(wish.taken_by.page)
            self.fields["programme"].queryset = own.order_by("-latest_revision_created_at", "-pk")
        self.fields["programme"].label_from_instance = lambda page: in_reader_language(page.title, page.title_en)
