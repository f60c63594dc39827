"""What is said of an area: its name, where it lies, which centre serves it, how many households there are?"""

from typing import Any

from django.utils.translation import gettext as _

from organisations.forms.staff import ForUser
from organisations.models import Area, Organisation


class AreaForm(ForUser):
    """A new area. Its code stays for ever, for households and addresses name it."""

    class Meta:
        model = Area
        fields = ["level", "parent", "code", "name", "name_en", "centre", "household_count"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        above = Area.objects.in_use().exclude(level=Area.Level.ESTATE)
        if self.instance.pk:
            above = above.exclude(path__startswith=self.instance.path)
            above = above | Area.objects.filter(pk=self.instance.parent_id or 0)
        self.fields["parent"].queryset = above.order_by("path")
        self.fields["parent"].label_from_instance = lambda area: f"{'– ' * (area.path.count('/') - 1)}{area.local_name}"
        self.fields["centre"].queryset = Organisation.objects.active().centres()
        self.fields["centre"].label_from_instance = lambda centre: centre.local_name
        self.fields["centre"].help_text = _("Named by residents' committees; an estate follows its committee.")
        self.fields["household_count"].help_text = _("For estates: figures compare with it how many are reached.")


class ChangeAreaForm(AreaForm):
    """An area that is there: what it is, and its code, stay."""

    class Meta(AreaForm.Meta):
        fields = ["parent", "name", "name_en", "centre", "household_count"]
