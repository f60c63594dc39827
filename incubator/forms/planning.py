"""What does an officer set of the milestones of a call? A row each; what they ask is edited as questions are."""

from typing import Any

from django import forms

from incubator.models import PlannedMilestone
from incubator.planning import DETAILS

#: More than these nobody reports on in a year or two.
MOST = 40


class PlannedForm(forms.ModelForm):
    """One milestone; a row without a name is none."""

    use_required_attribute = False

    class Meta:
        model = PlannedMilestone
        fields = DETAILS
        labels = {"kind": PlannedMilestone._meta.get_field("kind").verbose_name}

    def _post_clean(self) -> None:
        """Leave the record as it is: the operation changes it."""


PlannedRows = forms.modelformset_factory(PlannedMilestone, form=PlannedForm, extra=3, can_delete=True, max_num=MOST)


def planned(rows: Any) -> list[dict[str, Any]]:
    """Return the milestones that stay and those that are new; after ``is_valid``."""
    staying = [form for form in rows.forms if form not in rows.deleted_forms and form.cleaned_data.get("name")]
    return [{name: form.cleaned_data[name] for name in DETAILS} for form in staying]
