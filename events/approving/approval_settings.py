"""How is approval set up? Levels by kind of programme, and what an approver has to look at; the administrator's."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events.errors import ChecksMissing, NotAllowed, SettingRefused
from events.models import ApprovalPlan, Category, CheckKind, CheckList
from portal.audit.recording import SYSTEM, record

#: The longest number or reason that is kept.
LONGEST_ANSWER = 100


def answered(check_list: CheckList, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the approver said to each check, by key; raise ``ChecksMissing`` where something is missing.

    A tick is True; a number is text, or a reason under ``<key>:why``.
    """
    kept: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for check in check_list.checks():
        if check.kind == CheckKind.TICK:
            kept[check.key] = bool(given.get(check.key))
            if check.is_required and not kept[check.key]:
                missing[check.key] = _("Please look at this and tick it, or return the programme.")
            continue
        number, why = (str(given.get(name) or "").strip()[:LONGEST_ANSWER] for name in (check.key, f"{check.key}:why"))
        kept[check.key] = number
        if why and not number:
            kept[f"{check.key}:why"] = why
        if check.is_required and not number and not why:
            missing[check.key] = _("Please enter the number, or say why there is none.")
    if missing:
        raise ChecksMissing(_("Please go through what has to be looked at."), fields=missing)
    return kept


@transaction.atomic
def change_checks(category: Category, items: Sequence[Mapping[str, Any]], *, by: Any, at: datetime) -> CheckList:
    """Make a new version of what is checked for a category; the same list again makes none.

    An item without a ``key`` is a new one. Raises ``NotAllowed`` for all but the administrator.
    """
    _refuse_all_but_administrators(by)
    Category.objects.select_for_update().get(pk=category.pk)
    wanted = [{**item, "key": item.get("key") or f"c{secrets.token_hex(4)}"} for item in items]
    newest = category.check_lists.order_by("-version").first()
    if newest and newest.items == wanted:
        return newest
    version = (category.check_lists.aggregate(last=Max("version"))["last"] or 0) + 1
    made = CheckList.objects.create(category=category, version=version, items=wanted, made_by=by, made_at=at)
    record("checks.changed", made, by=by, at=at, category=category.pk, version=version)
    return made


@transaction.atomic
def set_plan(details: Mapping[str, Any], *, by: Any, at: datetime, plan: ApprovalPlan | None = None) -> ApprovalPlan:
    """Say who approves programmes of a kind; what waits follows it too.

    Raises ``NotAllowed`` for all but the administrator, ``SettingRefused`` for a second plan of the same kind.
    """
    _refuse_all_but_administrators(by)
    same = ApprovalPlan.objects.filter(category=details["category"], centre=details["centre"])
    if same.exclude(pk=(plan.pk if plan else None) or 0).exists():
        raise SettingRefused(_("There are levels for this kind of programme already. Please change those."))
    if details["third"] and not details["second"]:
        raise SettingRefused(_("A final review comes after a second one."), field="second")
    plan = plan or ApprovalPlan()
    for name, value in details.items():
        setattr(plan, name, value)
    plan.save()
    record("approval_plan.set", plan, by=by, at=at, levels=len(plan.offices()))
    return plan


@transaction.atomic
def strike_plan(plan: ApprovalPlan, *, by: Any, at: datetime) -> None:
    """Take a plan away, so that the more general one holds. Raises ``NotAllowed``."""
    _refuse_all_but_administrators(by)
    record("approval_plan.struck_out", plan, by=by, at=at)
    plan.delete()


def _refuse_all_but_administrators(by: Any) -> None:
    if by != SYSTEM and not (by.is_active and by.is_superuser):
        raise NotAllowed(_("Only the administrator sets up approval."))
