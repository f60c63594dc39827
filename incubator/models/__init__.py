from incubator.models.application import Application
from incubator.models.appointment import Appointment
from incubator.models.base import Base
from incubator.models.intake import Amendment, ApplicantKind, Intake, Track
from incubator.models.page import IntakePage
from incubator.models.review import Review

__all__ = [
    "Amendment",
    "ApplicantKind",
    "Application",
    "Appointment",
    "Base",
    "Intake",
    "IntakePage",
    "Review",
    "Track",
]
