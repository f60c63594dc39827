"""Who is who in a joining, and what does it show of itself? What the case engine asks of every kind of case."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from organisations.joining.applying import KIND
from organisations.joining.verifying import not_here_yet, take_in
from organisations.models import Fact, Organisation
from organisations.permissions import Act, may, reach_of, staff_for
from portal import contributions

OFFICER, LEAD = "officer", "lead"
#: What is known of an organisation, as whoever writes questions chooses it.
FACTS = {
    "name": gettext_lazy("full name"),
    "name_en": gettext_lazy("name in English"),
    "legal_form": gettext_lazy("legal form"),
    "credit_code": gettext_lazy("unified social credit code"),
    "registrar": gettext_lazy("registered with"),
    "supervising_body": gettext_lazy("supervising body"),
    "certificate_until": gettext_lazy("certificate valid until"),
    "filing_number": gettext_lazy("filing number"),
    "guiding_committee": gettext_lazy("guiding committee"),
    "rating": gettext_lazy("rating"),
    "rated_on": gettext_lazy("rated on"),
    "listed": gettext_lazy("on a list of dishonest organisations"),
    "party_branch": gettext_lazy("has a Party branch"),
    "fields": gettext_lazy("fields of work"),
    "summary": gettext_lazy("in one sentence"),
    "address": gettext_lazy("address"),
    "phone": gettext_lazy("phone"),
}


def roles_of(user: Any, case: Any) -> frozenset[str]:
    """The officers of the centre it was sent to check it; the administrator leads, and may do so as well."""
    if user.is_superuser:
        return frozenset({OFFICER, LEAD})
    return frozenset({OFFICER}) if may(user, Act.APPROVE, case.holder_id) else frozenset()


def visible_to(user: Any) -> Q:
    """Return the condition on the joinings that this member of staff sees."""
    if user.is_superuser:
        return Q()
    return Q(holder_id__in=[pk for pk, acts in reach_of(user).acts.items() if Act.APPROVE in acts])


def people_in(case: Any, role: str) -> Iterable[Any]:
    """Return whom to tell: the centre's officers, or whoever leads."""
    if role == LEAD:
        return get_user_model().objects.filter(is_superuser=True, is_active=True)
    return [one.user for one in staff_for(case.holder_id, Act.APPROVE, timezone.localdate())]


def holder_name(case: Any) -> str:
    centre = Organisation.objects.filter(pk=case.holder_id).first()
    return centre.local_name if centre else ""


def known_of(organisation_id: int) -> Mapping[str, contributions.Fact]:
    """Return what is known of an organisation, by name; one query."""
    return {
        fact.name: contributions.Fact(
            fact.kind,
            fact.value,
            fact.words,
            _("verification %(reference)s") % {"reference": fact.case_reference},
            fact.on,
        )
        for fact in Fact.objects.filter(organisation=organisation_id)
    }


BOOK = contributions.FactBook(FACTS, known_of)
JOINING = contributions.CaseKind(
    name=KIND,
    prefix="ZZ",
    title=gettext_lazy("Joining as an organisation"),
    roles={OFFICER: pgettext_lazy("of the centre", "officer"), LEAD: gettext_lazy("administrator")},
    roles_of=roles_of,
    visible_to=visible_to,
    comes_to=lambda user: reach_of(user).allows_anywhere(Act.APPROVE),
    people_in=people_in,
    holder_name=holder_name,
    staff_path=lambda case: reverse("cases_admin:case", args=[case.pk]),
    lead=LEAD,
    titled_by="name",
    effects={"take_in": take_in},
    guards={"not_here_yet": not_here_yet},
)
WORDINGS = {
    "verification_ends": "${name}的核验有效期至${until}，请登录邻里续期。已有的资料会自动填好。",
    "verification_ends.en": "${name} is verified until ${until}. Please renew it in Linli; what is known is filled in.",
}
