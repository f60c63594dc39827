"""What does verifying an organisation do? Its page, its part of the tree, its staff's rights, its standing."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from organisations.errors import NotPossible
from organisations.models import Fact, Membership, Organisation, OrganisationPage, Standing
from organisations.registering import register_organisation
from portal.audit.recording import record
from portal.cases.models import Case, Decision
from portal.questions.definition import Kind
from portal.questions.readouts import line

Form = Standing.Form
#: What kind of organisation a legal form makes here.
KINDS = {
    Form.COMMITTEE: Organisation.Kind.COMMITTEE,
    Form.AUTHORITY: Organisation.Kind.AUTHORITY,
    Form.INSTITUTION: Organisation.Kind.AUTHORITY,
}
#: Words below /organisations/ that lead elsewhere.
TAKEN = frozenset({"join", "search", "feed", "new"})
CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
RATED_YEARS = 5


def take_in(case: Case, *, decision: Decision, by: Any, at: datetime) -> None:
    """Make the organisation of a joining that is verified, with its applicant as owner; or renew its standing.

    Raises ``NotPossible`` for an address that is taken or cannot be one.
    """
    answers = case.revisions.latest("number").answers
    if case.applicant_id:
        organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=case.applicant_id)
    else:
        organisation = _make(case, answers, str(decision.answers.get("code", "")), by=by, at=at)
        case.applicant_id = organisation.pk
        case.save(update_fields=["applicant_id"])
    standing = _stand(organisation, case, answers, until=date.fromisoformat(decision.answers["until"]), at=at)
    _remember(organisation, case, answers, at=at)
    record(
        "organisation.verified",
        organisation,
        by=by,
        at=at,
        organisation_id=organisation.pk,
        case=case.pk,
        until=standing.verified_until.isoformat(),
    )


def not_here_yet(case: Case) -> str | None:
    """Refuse a credit code that is verified for another organisation already."""
    code = case.draft.get("credit_code", "")
    there = Standing.objects.exclude(organisation=case.applicant_id).filter(credit_code=code) if code else None
    found = there.select_related("organisation").first() if there is not None else None
    if found is None:
        return None
    return _("%(name)s has this credit code and is here already. Its owner can invite you as a colleague.") % {
        "name": found.organisation.local_name
    }


def _make(case: Case, answers: Mapping[str, Any], wanted: str, *, by: Any, at: datetime) -> Organisation:
    centre = Organisation.objects.select_related("area").get(pk=case.holder_id or 0)
    questions = case.questions.questions.by_id()
    with translation.override("zh-hans"):
        words = {key: line(questions[key], answers[key]).text for key in ("legal_form", "fields") if key in answers}
    organisation = register_organisation(
        code=_code(wanted, str(answers["name"])),
        name=answers["name"],
        name_en=answers.get("name_en", ""),
        kind=KINDS.get(answers["legal_form"], Organisation.Kind.SOCIAL),
        area=centre.area,
        home_centre=centre,
        by=by,
        at=at,
        legal_form=words["legal_form"][:30],
        field_of_work=words.get("fields", "")[:100],
        phone=answers.get("phone", ""),
        address=answers.get("address", ""),
    )
    page = OrganisationPage.objects.get(pk=organisation.page_id)
    page.summary = answers.get("summary", "")
    page.save_revision().publish()
    owner = case.editors.get(is_submitter=True).user
    membership = Membership.objects.create(
        user=owner, organisation=organisation, role=Membership.Role.OWNER, starts_on=timezone.localdate(at)
    )
    record("membership.granted", membership, by=by, at=at, organisation_id=organisation.pk, role="owner", user=owner.pk)
    return organisation


def _code(wanted: str, name: str) -> str:
    """Return the place in addresses: as wanted, or the name's pinyin, numbered where that is taken."""
    wanted = wanted.strip().lower()
    if wanted:
        if not CODE.fullmatch(wanted) or wanted in TAKEN:
            raise NotPossible(
                _("“%(code)s” cannot be an address: small letters, digits and dashes.") % {"code": wanted}
            )
        if Organisation.objects.filter(code=wanted).exists():
            raise NotPossible(_("The address “%(code)s” is taken. Please choose another one.") % {"code": wanted})
        return wanted
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")).lower()
    first = re.sub(r"[^a-z0-9]", "", letters)[:30] or "org"
    taken = {*Organisation.objects.filter(code__startswith=first).values_list("code", flat=True), *TAKEN}
    return next(code for code in (first, *(f"{first}-{n}" for n in range(2, 1000))) if code not in taken)


def _stand(
    organisation: Organisation, case: Case, answers: Mapping[str, Any], *, until: date, at: datetime
) -> Standing:
    today = timezone.localdate(at)
    rating, rated_on = answers.get("rating", "none"), answers.get("rated_on")
    standing, _created = Standing.objects.update_or_create(
        organisation=organisation,
        defaults={
            **{name: answers.get(name, "") for name in ("credit_code", "filing_number", "registrar")},
            **{name: answers.get(name, "") for name in ("supervising_body", "guiding_committee")},
            "form": answers["legal_form"],
            "certificate_until": _date(answers.get("certificate_until")),
            "rating": "" if rating == "none" else f"{rating[1]}A",
            "rating_until": _years_later(date.fromisoformat(rated_on)) if rated_on else None,
            "is_listed": answers.get("listed") == "yes",
            "has_party_branch": answers.get("party_branch") == "yes",
            "verified_on": today,
            "verified_until": until,
            "case_reference": case.reference,
            "reminded_days": None,
        },
    )
    return standing


def _remember(organisation: Organisation, case: Case, answers: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what later forms ask again, with its source and its day; what is no longer so is forgotten."""
    asked = [question for question in case.questions.questions if question.fact and question.kind != Kind.FILE]
    Fact.objects.filter(organisation=organisation, name__in=[question.fact for question in asked]).delete()
    with translation.override("zh-hans"):
        Fact.objects.bulk_create(
            Fact(
                organisation=organisation,
                name=question.fact,
                kind=question.kind,
                value=answers[question.id],
                words=line(question, answers[question.id]).text,
                case_reference=case.reference,
                on=timezone.localdate(at),
            )
            for question in asked
            if question.id in answers
        )


def _date(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _years_later(day: date) -> date:
    try:
        return day.replace(year=day.year + RATED_YEARS)
    except ValueError:
        return date(day.year + RATED_YEARS, 3, 1)
