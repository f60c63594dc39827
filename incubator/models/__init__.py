from incubator.models.application import Application
from incubator.models.appointment import Appointment
from incubator.models.base import Base
from incubator.models.intake import Amendment, ApplicantKind, Intake, Track
from incubator.models.meeting import Attendee, Meeting
from incubator.models.milestone import Milestone, MilestoneKind, PlannedMilestone
from incubator.models.notice import Objection, PublicNotice
from incubator.models.page import IntakePage
from incubator.models.placement import LogEntry, Mentoring, Placement
from incubator.models.proposal import Proposal, ProposalLine
from incubator.models.review import Review

__all__ = [
    "Amendment",
    "ApplicantKind",
    "Application",
    "Appointment",
    "Attendee",
    "Base",
    "Intake",
    "IntakePage",
    "LogEntry",
    "Meeting",
    "Mentoring",
    "Milestone",
    "MilestoneKind",
    "Objection",
    "Placement",
    "PlannedMilestone",
    "Proposal",
    "ProposalLine",
    "PublicNotice",
    "Review",
    "Track",
]
