from organisations.models.api_token import ApiFailure, ApiToken
from organisations.models.area import Area
from organisations.models.booking import Booking
from organisations.models.closure import Closure
from organisations.models.facility import Equipment, Facility, Room, RoomPicture
from organisations.models.invitation import Invitation
from organisations.models.list_columns import ShownColumns
from organisations.models.membership import Membership
from organisations.models.organisation import Organisation
from organisations.models.page import OrganisationIndexPage, OrganisationPage
from organisations.models.saved_view import DefaultView, SavedView
from organisations.models.standard import ServiceStandard
from organisations.models.standing import Fact, Standing

__all__ = [
    "ApiFailure",
    "ApiToken",
    "Area",
    "Booking",
    "Closure",
    "DefaultView",
    "Equipment",
    "Facility",
    "Fact",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationIndexPage",
    "OrganisationPage",
    "Room",
    "RoomPicture",
    "SavedView",
    "ServiceStandard",
    "ShownColumns",
    "Standing",
]
