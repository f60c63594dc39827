from portal.cases.models.case import Case, Editor
from portal.cases.models.checking import CheckTick, Defect, DefectNotice
from portal.cases.models.document import Document
from portal.cases.models.history import Decision, HistoryEntry, Revision
from portal.cases.models.workflow import Workflow, WorkflowVersion

__all__ = [
    "Case",
    "CheckTick",
    "Decision",
    "Defect",
    "DefectNotice",
    "Document",
    "Editor",
    "HistoryEntry",
    "Revision",
    "Workflow",
    "WorkflowVersion",
]
