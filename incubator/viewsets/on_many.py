"""Where do staff act on many applications at once? They choose rows, see what becomes of each, then say yes."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from incubator.forms.on_many import AskReviewersForm, DeedForm, MoveOnForm, WriteForm
from incubator.models import Application
from incubator.on_many import MOST, Outcome, carry_out
from incubator.readouts.choices import moves_for_many
from incubator.viewsets.filters import cases_of
from organisations.viewsets.guarded import Guarded
from organisations.viewsets.saved_views import query_of
from portal.cases.definition import Move
from portal.ids import id_of, ids_of

ASK, WRITE, EXPORT, MOVE = "ask", "write", "export", "move"
LABELS = {
    ASK: gettext_lazy("Ask reviewers"),
    WRITE: gettext_lazy("Write to the applicants"),
    EXPORT: gettext_lazy("Export as Excel"),
}


class PickColumn(Column):
    """A box to choose an application; it belongs to the form below the list."""

    cell_template_name = "incubator/admin/pick_cell.html"


def acts_for(request: HttpRequest) -> dict[str, Any]:
    """Return what can be done with many: the moves of the workflows in use, and the other acts, by name."""
    moves = [(f"{MOVE}:{move.id}", move.name) for move in moves_for_many(cases_of(request))]
    return {"moves": moves, "others": list(LABELS.items())}


class OnMany(Guarded):
    """Before the list: foresees an act on ticked rows or on all that match; carries out what was shown."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act, _colon, key = request.POST.get("act", "").partition(":")
        if act == EXPORT:
            return self.export()
        if "confirmed" in request.POST:
            return self.confirmed(act, key)
        rows, left_out = self.chosen()
        if not rows:
            messages.warning(request, _("Please choose some applications first."))
            return HttpResponseRedirect(self.back())
        form = self.form(act, key, rows, request.POST if "show" in request.POST else None)
        outcomes: list[Outcome] | None = None
        if not form.is_bound and not form.visible_fields():
            form = self.form(act, key, rows, request.POST)
        if form.is_bound and form.is_valid():
            outcomes = form.deed().foresee(rows, by=request.user, at=timezone.now())
        return self.show(act, key, rows, form, outcomes, left_out=left_out)

    def confirmed(self, act: str, key: str) -> HttpResponse:
        """Do to each row what was shown of it; a row that is not there any more is counted."""
        pairs = [pair.partition(":") for pair in self.request.POST.getlist("do")[:MOST]]
        marks = {found: mark for pk, _colon, mark in pairs if (found := id_of(pk)) is not None}
        rows = self.read(list(marks))
        form = self.form(act, key, rows, self.request.POST)
        if not form.is_valid():
            return self.show(act, key, rows, form, None)
        outcomes = carry_out(form.deed(), rows, marks, by=self.request.user, at=timezone.now())
        done = [one for one in outcomes if one.happens]
        context = {
            **self.head(act, key),
            "done": done,
            "skipped": [one for one in outcomes if not one.happens],
            "gone": len(marks) - len(rows),
        }
        return render(self.request, "incubator/admin/many_done.html", context)

    def export(self) -> HttpResponse:
        """Go on to handing out these rows: there it is asked for whom and what for."""
        query = QueryDict(query_of(self.request), mutable=True)
        if "all" not in self.request.POST:
            rows, _left_out = self.chosen()
            if not rows:
                messages.warning(self.request, _("Please choose some applications first."))
                return HttpResponseRedirect(self.back())
            query["only"] = "-".join(str(row.pk) for row in rows)
        return HttpResponseRedirect(f"{reverse('reviews_admin:hand_out')}?{query.urlencode()}")

    def chosen(self) -> tuple[list[Application], int]:
        """Return the rows that are ticked, or the first of all that match, and how many are left out.

        A ticked row that is not the user's makes them all missing.
        """
        if "all" in self.request.POST:
            if self.filters and not self.filters.is_valid():
                raise Http404
            keys = list(self.get_queryset().values_list("pk", flat=True))
            return self.read(keys[:MOST]), max(len(keys) - MOST, 0)
        keys = ids_of([*self.request.POST.getlist("pick"), *self.request.POST.getlist("row")])
        rows = self.read(keys[:MOST])
        if len(rows) != len(keys[:MOST]):
            raise Http404
        return rows, max(len(keys) - MOST, 0)

    def read(self, keys: Sequence[int]) -> list[Application]:
        """Return the applications with these keys that the user sees, in the order in which they are locked."""
        # What many rows share is read once for all; of a workflow that is most of the work.
        rows = self.allowed_records().select_related("case", "intake__base__parent__parent", "track", "organisation")
        rows = rows.prefetch_related("case__workflow", "case__questions")
        return list(rows.filter(pk__in=keys).order_by("case"))

    @cached_property
    def moves(self) -> dict[str, Move]:
        return {move.id: move for move in moves_for_many(cases_of(self.request))}

    def form(self, act: str, key: str, rows: Sequence[Application], data: Any) -> DeedForm:
        """Return what an act asks; raises ``Http404`` for one that there is not."""
        if act == MOVE and key in self.moves:
            return MoveOnForm(data, move=self.moves[key])
        if act == ASK:
            return AskReviewersForm(data, bases=list({row.intake.base_id: row.intake.base for row in rows}.values()))
        if act == WRITE:
            return WriteForm(data)
        raise Http404

    def show(
        self, act: str, key: str, rows: Any, form: DeedForm, outcomes: list[Outcome] | None, *, left_out: int = 0
    ) -> HttpResponse:
        context = {
            **self.head(act, key),
            "form": form,
            "rows": rows,
            "outcomes": outcomes,
            "count": sum(one.happens for one in outcomes or ()),
            "left_out": left_out,
            "most": MOST,
        }
        return render(self.request, "incubator/admin/many.html", context, status=422 if form.errors else 200)

    def head(self, act: str, key: str) -> dict[str, Any]:
        label = self.moves[key].name if act == MOVE else LABELS[act]
        return {"act": f"{act}:{key}", "label": label, "back": self.back()}

    def back(self) -> str:
        return reverse("reviews_admin:index") + f"?{query_of(self.request) or 'view='}"
