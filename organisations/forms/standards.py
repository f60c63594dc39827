"""Within how many working days? One number for each kind of question that an app names."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from organisations.models.standard import LONGEST, SHORTEST
from portal import contributions


class StandardsForm(forms.Form):
    """The targets of all kinds, in working days."""

    def __init__(self, data: Any = None):
        super().__init__(data)
        for source in contributions.answers:
            self.fields[source.kind] = forms.IntegerField(
                label=capfirst(source.title), min_value=SHORTEST, max_value=LONGEST
            )
