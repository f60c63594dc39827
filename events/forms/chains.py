"""How is a sign-up chain pasted, and what is asked about its lines before anything is written?"""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import UnreadableChain
from events.forms.helping import ask_for_one_fact
from events.helping.chain_reading import Chain, ChainLine, read_chain
from events.helping.chains import Candidate, Circle, Match, Named, Wanted, match
from events.readouts.door import last_four
from portal.accounts.forms.fields import BirthDateField, ContactPhoneField, NameField
from portal.accounts.receiving import Visitor

SOMEBODY_ELSE = "new"


class PasteForm(forms.Form):
    """The chain, as it was copied from the group."""

    text = forms.CharField(
        label=gettext_lazy("The chain, as copied from the group"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "placeholder": "#接龙\n…\n1. 王小英 2人\n2. 李阿婆"}),
        error_messages={"required": gettext_lazy("Please paste the chain here.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if "\0" in text:
            raise ValidationError(_("There is a character in it that cannot be kept."), code="nul")
        try:
            self.chain: Chain = read_chain(text)
        except UnreadableChain as refusal:
            raise ValidationError(str(refusal.sentence), code="unreadable") from refusal
        return text


class PersonForm(forms.Form):
    """Who one name of a line is: one of those known by it, or somebody by what they said of themselves."""

    who = forms.ChoiceField(label=gettext_lazy("Who is it?"), required=False, widget=forms.RadioSelect)
    name = NameField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    birth_date = BirthDateField(required=False)
    phone = ContactPhoneField(label=gettext_lazy("Phone"))

    def __init__(
        self,
        *args: Any,
        name: str,
        candidates: Sequence[Candidate],
        phone: str = "",
        needs_number: bool = False,
        **kwargs: Any,
    ):
        self.candidates = {str(one.person.pk): one for one in candidates}
        is_one = len(candidates) == 1
        kwargs["initial"] = {"name": name, "phone": phone, "who": next(iter(self.candidates)) if is_one else ""}
        super().__init__(*args, **kwargs)
        self.called, self.needs_number = name, needs_number
        if candidates:
            choices = [(pk, _described(one)) for pk, one in self.candidates.items()]
            self.fields["who"].choices = [*choices, (SOMEBODY_ELSE, _("somebody else of this name"))]
        else:
            del self.fields["who"]
        self.fields["birth_date"].widget.attrs["autocomplete"] = "off"

    @property
    def is_asked(self) -> bool:
        """Whether somebody has to say who this is: unless one person is known by the name, or it is a companion."""
        return bool(self.called) and len(self.candidates) != 1

    def named(self) -> Named | None:
        """Return who it is, or None for a companion who stays unnamed; puts what is missing at its field."""
        said = self.cleaned_data
        who = said.get("who", "")
        if who in self.candidates:
            return self.candidates[who].person
        has_fact = said.get("phone") or (said.get("birth_date") and not self.needs_number)
        # Sent twice, a line finds by name whom it added the first time: what was typed says who it is.
        if self.candidates and not who and not has_fact:
            self.add_error(
                "who", _("Several people fit. Please choose.") if len(self.candidates) > 1 else _("Please choose.")
            )
            return None
        if not said.get("name"):
            return None
        if self.needs_number and not said.get("phone"):
            self.add_error("phone", _("Please give the telephone number, so that it is the right person."))
            return None
        if not said.get("birth_date") and not said.get("phone"):
            self.add_error("birth_date", ask_for_one_fact())
            return None
        return Visitor(said["name"], said.get("birth_date"), phone=said.get("phone", ""))


def _described(one: Candidate) -> str:
    """Return how somebody known is told from others of the name: age, and the last digits of a number."""
    age = one.person.age_on(timezone.localdate())
    tail = last_four(one.person.contact_phone)
    facts = [
        _("%(age)d years old") % {"age": age} if age is not None else "",
        f"…{tail}" if tail else "",
        _("signed up already") if one.is_there else "",
    ]
    return " · ".join([one.person.name, *filter(None, facts)])


class LineForm:
    """One line of the preview: whether it is taken, and the forms of who comes."""

    def __init__(self, line: ChainLine, found: Match, data: Any = None, *, needs_number: bool):
        self.line, self.found = line, found
        self.take_name = f"take{line.number}"
        self.is_there = bool(found.candidates) and all(len(some) == 1 and some[0].is_there for some in found.candidates)
        self.is_taken = self.take_name in data if data is not None else not self._is_doubtful_at_all
        self.people = [
            PersonForm(
                data,
                prefix=f"line{line.number}-{place}",
                name=name,
                candidates=found.candidates[place] if place < len(found.candidates) else (),
                phone=line.phone if place == 0 else "",
                needs_number=needs_number,
            )
            for place, name in enumerate([*line.names, *[""] * (line.extra or not line.names)])
        ]
        self.error = ""

    @property
    def _is_doubtful_at_all(self) -> bool:
        return bool(self.line.problem) or self.found.is_twice or self.is_there

    @property
    def is_known(self) -> bool:
        """Whether nothing has to be asked."""
        return (
            bool(self.found.candidates)
            and not self.line.extra
            and all(len(some) == 1 for some in self.found.candidates)
        )

    def wanted(self) -> Wanted | None:
        """Return who is to be signed up by this line; None when it is left out or something is amiss."""
        if not self.is_taken:
            return None
        valid = all([form.is_valid() for form in self.people])
        named = [form.named() for form in self.people if form.is_valid()]
        if not valid or any(form.errors for form in self.people):
            return None
        people = tuple(one for one in named if one is not None)
        if not people:
            self.error = _("Please give the name, or leave this line out.")
            return None
        return Wanted(self.line.number, people)

    @property
    def has_errors(self) -> bool:
        return bool(self.error) or (self.is_taken and any(form.is_bound and form.errors for form in self.people))


class ChainForms:
    """The preview of a chain: a form for each line."""

    def __init__(self, chain: Chain, circle: Circle, data: Any = None):
        self.passed_over = chain.passed_over
        self.lines = [
            LineForm(line, found, data, needs_number=circle.needs_number)
            for line, found in zip(chain.lines, match(chain, circle), strict=True)
        ]

    def __iter__(self) -> Iterator[LineForm]:
        return iter(self.lines)

    @property
    def people_count(self) -> int:
        """How many people the chain speaks of."""
        return sum(max(1, form.line.size) for form in self.lines)

    def wanted(self) -> list[Wanted]:
        """Return the lines that were confirmed and have nothing amiss."""
        return [wanted for form in self.lines if (wanted := form.wanted())]

    @property
    def faulty(self) -> list[LineForm]:
        """The lines in which something is amiss; after ``wanted``."""
        return [form for form in self.lines if form.has_errors]
