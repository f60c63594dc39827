from organisations.models.api_token import ApiFailure, ApiToken
from organisations.models.area import Area
from organisations.models.closure import Closure
from organisations.models.facility import Facility, Room
from organisations.models.invitation import Invitation
from organisations.models.list_columns import ShownColumns
from organisations.models.membership import Membership
from organisations.models.organisation import Organisation
from organisations.models.page import OrganisationIndexPage, OrganisationPage
from organisations.models.standing import Fact, Standing

__all__ = [
    "ApiFailure",
    "ApiToken",
    "Area",
    "Closure",
    "Facility",
    "Fact",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationIndexPage",
    "OrganisationPage",
    "Room",
    "ShownColumns",
    "Standing",
]
