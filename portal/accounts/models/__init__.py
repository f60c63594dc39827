from portal.accounts.models.collector import Collector
from portal.accounts.models.consent import Consent, Notice
from portal.accounts.models.mandate import Mandate
from portal.accounts.models.number_given import NumberGiven
from portal.accounts.models.person import ERASED_NAME, Household, Person, masked, normalise_name
from portal.accounts.models.phone_code import PhoneCode
from portal.accounts.models.user import User

__all__ = [
    "ERASED_NAME",
    "Collector",
    "Consent",
    "Household",
    "Mandate",
    "Notice",
    "NumberGiven",
    "Person",
    "PhoneCode",
    "User",
    "masked",
    "normalise_name",
]
