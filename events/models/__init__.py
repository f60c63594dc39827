from events.models.approval import ApprovalPlan, HostApproval, WordsApproval
from events.models.asking import AnswerSheet, Asking
from events.models.assignment import Assignment, AssignmentMark, Incident, StandIn
from events.models.attendance import Attendance, AttendanceMark, NoShow, NoShowRule
from events.models.calendar_token import CalendarToken
from events.models.call import Call
from events.models.care import CareRule, HandOver
from events.models.checks import Check, CheckKind, CheckList
from events.models.course import Course, CourseResult, CourseStep, StepMark
from events.models.door import DoorLink, DoorLinkTry, PaperSheet
from events.models.event import Event, Session
from events.models.fairness import Allowance, Ballot
from events.models.fee import FeeMark
from events.models.feedback import Feedback, FeedbackAsking, SalesAlert
from events.models.guest_place import GuestPlace
from events.models.helping import HelpedSignUp, Helper
from events.models.imported_file import ImportedFile
from events.models.label import ReportingLabel
from events.models.letter import Letter
from events.models.party import Party, Registration
from events.models.pool import Pool
from events.models.programme import (
    Category,
    ProgrammeHost,
    ProgrammePage,
    ProgrammeSpeaker,
    SpokenLanguage,
)
from events.models.project import ActivityPicture, ActivityRecord, Dossier, Project, ProjectPart
from events.models.qualification import Qualification, QualificationKind
from events.models.recurrence import Recurrence
from events.models.service import HoursEntry, ServiceProof
from events.models.shift import Shift, ShiftPlan, ShiftPlanLine, StandingDuty, VolunteerRole
from events.models.volunteer import Badge, DayPart, Interest, Skill, Volunteer, VolunteerRule, Welcome
from events.models.wish import Wish, WishReport, WishVoice

__all__ = [
    "ActivityPicture",
    "ActivityRecord",
    "Allowance",
    "AnswerSheet",
    "ApprovalPlan",
    "Asking",
    "Assignment",
    "AssignmentMark",
    "Attendance",
    "AttendanceMark",
    "Badge",
    "Ballot",
    "CalendarToken",
    "Call",
    "CareRule",
    "Category",
    "Check",
    "CheckKind",
    "CheckList",
    "Course",
    "CourseResult",
    "CourseStep",
    "DayPart",
    "DoorLink",
    "DoorLinkTry",
    "Dossier",
    "Event",
    "FeeMark",
    "Feedback",
    "FeedbackAsking",
    "GuestPlace",
    "HandOver",
    "HelpedSignUp",
    "Helper",
    "HostApproval",
    "HoursEntry",
    "ImportedFile",
    "Incident",
    "Interest",
    "Letter",
    "NoShow",
    "NoShowRule",
    "PaperSheet",
    "Party",
    "Pool",
    "ProgrammeHost",
    "ProgrammePage",
    "ProgrammeSpeaker",
    "Project",
    "ProjectPart",
    "Qualification",
    "QualificationKind",
    "Recurrence",
    "Registration",
    "ReportingLabel",
    "SalesAlert",
    "ServiceProof",
    "Session",
    "Shift",
    "ShiftPlan",
    "ShiftPlanLine",
    "Skill",
    "SpokenLanguage",
    "StandIn",
    "StandingDuty",
    "StepMark",
    "Volunteer",
    "VolunteerRole",
    "VolunteerRule",
    "Welcome",
    "Wish",
    "WishReport",
    "WishVoice",
    "WordsApproval",
]
