"""Where does an officer say what placements of a call have to show, and what they are asked then?"""

from typing import Any

from django.http import Http404, HttpRequest

from incubator import planning
from incubator.forms.planning import PlannedRows, planned
from incubator.models import Intake
from incubator.viewsets.call_parts import Part
from portal.questions.forms.editing import SetEditor


class _PlanPage:
    """The rows, with what is amiss about them all."""

    def __init__(self, intake: Intake, data: Any):
        self.rows = PlannedRows(data, queryset=intake.planned_milestones.all(), prefix="milestone")
        self.faults: list[str] = []

    def is_valid(self) -> bool:
        return bool(self.rows.is_valid())


class ChangePlan(Part):
    """Goals and reports so many months after the beginning, looks back so many months after graduation."""

    template = "call_plan"

    def form(self, intake: Intake, request: HttpRequest, data: Any = None) -> _PlanPage:
        return _PlanPage(intake, data)

    def perform(self, intake: Intake, form: Any, **acting: Any) -> Any:
        return planning.set_plan(intake, planned(form.rows), **self.seen, **acting)

    def more(self, intake: Intake) -> dict[str, Any]:
        return {"reports": planning.reports_of(intake)}

    def stamp(self, pk: int) -> str:
        return planning.stamp(self.intake(pk))


class ChangeReports(Part):
    """What a report asks."""

    template = "call_reports"
    what = planning.REPORT

    def form(self, intake: Intake, request: HttpRequest, data: Any = None) -> SetEditor:
        asked = planning.reports_of(intake).get(self.what)
        if asked is None:
            raise Http404
        return SetEditor(asked, data)

    def perform(self, intake: Intake, form: Any, **acting: Any) -> Any:
        seen = form.names.cleaned_data["seen"] or 0
        return planning.save_reports(intake, self.what, definition=form.definition(), seen=seen, **acting)


class ChangeLooksBack(ChangeReports):
    """What a look back after graduation asks."""

    what = planning.LOOK_BACK
