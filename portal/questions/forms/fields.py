"""How is each kind of question answered in a form? Fields that give plain answers, and sentences for what is amiss."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.questions import credit_code
from portal.questions.definition import YES, Column, Format, Kind, Question, limit, options_of
from portal.questions.errors import FileRefused
from portal.questions.files import ACCEPT, check

#: Everything below a space but the tab and the new line, and what the terminal keeps for itself; NUL is refused.
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: A Han character is a word of its own; what is between spaces is one.
WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|[^\W\u3400-\u9fff\uf900-\ufaff]+")
MOST_DIGITS = 15


class TextAnswer(forms.CharField):
    """Text of a limited length; a browser is not told the length, because it would cut what is pasted."""

    def __init__(
        self, *, characters: int, words: int | None = None, lines: bool = False, form: str | None = None, **kwargs: Any
    ):
        widget = forms.Textarea(attrs={"rows": 4}) if lines else forms.TextInput()
        super().__init__(widget=widget, **kwargs)
        self.characters, self.words, self.lines, self.form = characters, words, lines, form

    def to_python(self, value: Any) -> str:
        text = CONTROL.sub("", super().to_python(value).replace("\r\n", "\n").replace("\r", "\n"))
        if self.form == Format.CREDIT_CODE:
            return credit_code.tidied(text)
        return text if self.lines else " ".join(text.split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if "\x00" in value:
            raise ValidationError(_("There is a character in it that cannot be kept."))
        if self.form == Format.CREDIT_CODE and value and not credit_code.is_credit_code(value):
            raise ValidationError(
                _("This is not a unified social credit code: it has 18 characters, and the last one checks the others.")
            )
        if len(value) > self.characters:
            counts = {"most": self.characters, "count": len(value)}
            raise ValidationError(_("At most %(most)d characters, please; these are %(count)d.") % counts)
        if self.words and (count := len(WORD.findall(value))) > self.words:
            raise ValidationError(
                _("At most %(most)d words, please; these are %(count)d.") % {"most": self.words, "count": count}
            )

    def run_validators(self, value: str) -> None:
        """Everything is said in ``validate``, in the portal's words."""


class NumberAnswer(forms.DecimalField):
    """A number typed with any digits; the answer is its plain text."""

    unreadable = gettext_lazy("Please enter a number.")

    def __init__(self, *, decimals: int, least: Any = None, most: Any = None, **kwargs: Any):
        attributes = {"inputmode": "decimal" if decimals else "numeric", "autocomplete": "off"}
        super().__init__(
            max_digits=MOST_DIGITS, decimal_places=decimals, widget=forms.TextInput(attrs=attributes), **kwargs
        )
        self.error_messages["invalid"] = self.unreadable
        self.least = None if least is None else Decimal(str(least))
        self.most = None if most is None else Decimal(str(most))

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = re.sub(r"[\s,¥￥元]", "", unicodedata.normalize("NFKC", value[:60])) or None
        number = super().to_python(value)
        return number.normalize() if number is not None and number.is_finite() else number

    def run_validators(self, value: Any) -> None:
        if value in self.empty_values:
            return
        try:
            super().run_validators(value)
        except ValidationError:
            raise ValidationError(self._too_exact(value)) from None
        if self.least is not None and value < self.least:
            raise ValidationError(_("At least %(least)s, please.") % {"least": self.least})
        if self.most is not None and value > self.most:
            raise ValidationError(_("At most %(most)s, please.") % {"most": self.most})

    def _too_exact(self, value: Decimal) -> str:
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or exponent >= 0 or abs(value) >= 10**12:
            return _("This number is too large.")
        if not self.decimal_places:
            return _("A whole number, please.")
        return _("At most %(count)d places after the point, please.") % {"count": self.decimal_places}

    def clean(self, value: Any) -> str:
        number = super().clean(value)
        if number is None:
            return ""
        return f"{number + 0:.{self.decimal_places}f}" if self.is_money else f"{number.normalize() + 0:f}"

    is_money = False


class MoneyAnswer(NumberAnswer):
    """Yuan with two places."""

    unreadable = gettext_lazy("Please enter an amount in yuan, such as 12.50.")
    is_money = True

    def __init__(self, *, least: Any = None, most: Any = None, **kwargs: Any):
        super().__init__(decimals=2, least=0 if least is None else least, most=most, **kwargs)


class DateAnswer(forms.DateField):
    """A day."""

    def __init__(self, *, earliest: str | None = None, latest: str | None = None, **kwargs: Any):
        formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=formats, widget=widget, **kwargs)
        self.error_messages["invalid"] = _("Please write the date as year, month and day, such as 1951-05-04.")
        self.earliest, self.latest = earliest, latest

    def clean(self, value: Any) -> str:
        day = super().clean(value)
        if day is None:
            return ""
        if self.earliest and day < (first := _day(self.earliest)):
            raise ValidationError(_("Not before %(day)s, please.") % {"day": first.isoformat()})
        if self.latest and day > (last := _day(self.latest)):
            raise ValidationError(_("Not after %(day)s, please.") % {"day": last.isoformat()})
        return day.isoformat()


class ChoicesAnswer(forms.MultipleChoiceField):
    """Any of several."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, least: int | None = None, most: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def clean(self, value: Any) -> list[str]:
        chosen = set(super().clean(value))
        if self.least and 0 < len(chosen) < self.least:
            raise ValidationError(_("Please choose at least %(count)d.") % {"count": self.least})
        if self.most and len(chosen) > self.most:
            raise ValidationError(_("Please choose at most %(count)d.") % {"count": self.most})
        return [key for key, _word in self.choices if key in chosen]


class DeclarationAnswer(forms.BooleanField):
    """A box to tick; ticked it is answered."""

    def clean(self, value: Any) -> str:
        return YES if super().clean(value) else ""


class TableWidget(forms.Widget):
    """Rows of cells, each an input of its own column's kind."""

    template_name = "questions/table.html"

    def __init__(self, cells: Mapping[str, forms.Field], *, rows: int):
        super().__init__()
        self.cells, self.rows = cells, rows

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        return [
            {
                column: field.widget.value_from_datadict(data, files, f"{name}-{row}-{column}")
                for column, field in self.cells.items()
            }
            for row in range(self.rows)
        ]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        # The portal's templates, not those of Django's forms.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0_{next(iter(self.cells))}" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = value or []
        context["headers"] = [(field.label, field.required) for field in self.cells.values()]
        base = context["widget"]["attrs"].get("id", name)
        context["rows"] = [
            {
                "number": row + 1,
                "is_filled": any((given[row] if row < len(given) else {}).values()),
                "cells": [
                    (
                        field.label,
                        field.widget.render(
                            f"{name}-{row}-{column}",
                            (given[row] if row < len(given) else {}).get(column),
                            {"id": f"{base}_{row}_{column}", "aria-label": f"{field.label} {row + 1}"},
                        ),
                    )
                    for column, field in self.cells.items()
                ],
            }
            for row in range(self.rows)
        ]
        return context


class TableAnswer(forms.Field):
    """A table; empty rows are passed over, and every cell that is amiss is named by its row and column."""

    def __init__(self, columns: Sequence[Column], *, rows: int, **kwargs: Any):
        self.columns, self.rows = columns, rows
        self.cells = {column.id: field_for(column, required=column.required) for column in columns}
        super().__init__(widget=TableWidget(self.cells, rows=rows), **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        cleaned, amiss = [], []
        for number, row in enumerate((value or [])[: self.rows], 1):
            if not any(_typed(cell) for cell in row.values()):
                continue
            found = {}
            for column, field in self.cells.items():
                try:
                    found[column] = field.clean(row.get(column))
                except ValidationError as error:
                    words = {"number": number, "column": field.label, "reason": " ".join(error.messages)}
                    amiss.append(_("Row %(number)d, %(column)s: %(reason)s") % words)
            cleaned.append({column: answer for column, answer in found.items() if answer})
        if amiss:
            raise ValidationError(amiss)
        return cleaned


class FilesWidget(forms.FileInput):
    """Chooses files, and lists those that are there already: each stays unless it is unticked."""

    template_name = "questions/files.html"
    allow_multiple_selected = True

    def __init__(self, *, most: int):
        super().__init__(attrs={"accept": ACCEPT, "multiple": most > 1})
        self.there: Sequence[Mapping[str, Any]] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[list[Any], list[str]]:
        uploads = files.getlist(name) if hasattr(files, "getlist") else [files[name]] if name in (files or {}) else []
        kept = data.getlist(f"{name}-there") if hasattr(data, "getlist") else data.get(f"{name}-there", [])
        return uploads, kept

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {**super().get_context(name, None, attrs), "there": self.there}


class FilesAnswer(forms.Field):
    """Files, each checked; gives the new uploads and the keys of those that stay."""

    def __init__(self, *, most: int, megabytes: int, **kwargs: Any):
        super().__init__(widget=FilesWidget(most=most), **kwargs)
        self.most, self.megabytes = most, megabytes

    def clean(self, value: Any) -> tuple[list[Any], list[str]]:
        uploads, kept = value or ([], [])
        # Where there is one file, another takes its place: nobody has to untick the old one first.
        kept = [] if uploads and self.most == 1 else list(dict.fromkeys(kept))[: self.most]
        if len(uploads) + len(kept) > self.most:
            raise ValidationError(_("At most %(count)d files, please.") % {"count": self.most})
        for upload in uploads:
            try:
                check(upload, megabytes=self.megabytes)
            except FileRefused as refusal:
                raise ValidationError(str(refusal.sentence)) from None
        return uploads, kept


def field_for(asked: Question | Column, *, required: bool = False) -> forms.Field:
    """Return the field that a question or a column is answered in."""
    words = {"label": str(asked.label), "required": required}
    get = {name: limit(asked, name) for name in ("least", "most", "earliest", "latest")}
    match asked.kind:
        case Kind.TEXT:
            return TextAnswer(characters=limit(asked, "characters"), form=limit(asked, "format"), **words)
        case Kind.LONG_TEXT:
            return TextAnswer(characters=limit(asked, "characters"), words=limit(asked, "words"), lines=True, **words)
        case Kind.CHOICE | Kind.YES_NO:
            is_cell = isinstance(asked, Column)
            choices = [*([("", "")] if is_cell else []), *options_of(asked)]
            return forms.ChoiceField(choices=choices, widget=forms.Select if is_cell else forms.RadioSelect, **words)
        case Kind.CHOICES:
            return ChoicesAnswer(choices=options_of(asked), least=get["least"], most=get["most"], **words)
        case Kind.NUMBER:
            return NumberAnswer(decimals=limit(asked, "decimals"), least=get["least"], most=get["most"], **words)
        case Kind.MONEY:
            return MoneyAnswer(least=get["least"], most=get["most"], **words)
        case Kind.DATE:
            return DateAnswer(earliest=get["earliest"], latest=get["latest"], **words)
        case Kind.DECLARATION:
            return DeclarationAnswer(**words)
        case Kind.TABLE if isinstance(asked, Question):
            return TableAnswer(asked.columns, rows=limit(asked, "rows"), **words)
        case Kind.FILE:
            return FilesAnswer(most=limit(asked, "files"), megabytes=limit(asked, "megabytes"), **words)
    raise ValueError(asked.kind)


def _typed(cell: Any) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else bool(cell)


def _day(text: str) -> date:
    return timezone.localdate() if text == "today" else date.fromisoformat(text)
