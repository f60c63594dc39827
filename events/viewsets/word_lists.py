"""Which words do all share? Categories and languages: officers read them, the administrator changes them."""

from typing import Any

from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views import generic

from events.models import Category, ReportingLabel, SpokenLanguage
from organisations import admin_gate
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet


class WordListIndex(GuardedIndex):
    def allowed_records(self) -> Any:
        return self.model._default_manager.all()


class PlainCreate(Guarded, generic.CreateView):
    pass


class PlainEdit(Guarded, generic.EditView):
    pass


class CategoryForm(WagtailAdminModelForm):
    class Meta:
        model = Category
        fields = ["name", "name_en", "code", "position", "pattern"]


class SpokenLanguageForm(WagtailAdminModelForm):
    class Meta:
        model = SpokenLanguage
        fields = ["name", "name_en", "code", "position"]


class ReportingLabelForm(WagtailAdminModelForm):
    class Meta:
        model = ReportingLabel
        fields = ["name", "name_en", "code", "position"]


class WordList(GuardedViewSet):
    """A short list that the administrator keeps; nothing hangs on its moments, so its form simply saves."""

    icon = "tag"
    add_to_settings_menu = True
    roles = tuple(admin_gate.APPROVERS)
    index_view_class = WordListIndex
    list_display = ["name", "name_en", "code", "position"]
    add_view_class = PlainCreate
    edit_view_class = PlainEdit


class CategoryViewSet(WordList):
    model = Category
    name = "categories"
    form_class = CategoryForm


class SpokenLanguageViewSet(WordList):
    model = SpokenLanguage
    name = "languages"
    form_class = SpokenLanguageForm


class ReportingLabelViewSet(WordList):
    model = ReportingLabel
    name = "reporting_labels"
    form_class = ReportingLabelForm
