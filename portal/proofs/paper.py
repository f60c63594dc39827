"""What does a proof look like on paper? A certificate in both languages, with the code that leads to its check."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from fpdf.enums import Align

from portal.papers import JADE, LINE, STONE, Paper
from portal.proofs.content import HOLDER
from portal.proofs.models import Proof
from portal.proofs.readouts import standing
from portal.proofs.sealing import short_seal
from portal.templatetags.when import full_day

LEFT = 34.0
CODE_SIDE = 30.0


def check_address(proof: Proof, *, with_seal: bool = True) -> str:
    """Return the address at which anybody checks the proof; the paper's own carries the seal, and is never refused."""
    with translation.override(settings.LANGUAGE_CODE):
        path = reverse("proofs:check", args=[proof.number])
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}" + (f"?seal={short_seal(proof)}" if with_seal else "")


def certificate(proof: Proof, day: date) -> bytes:
    """Return the proof as a PDF; one that does not count on this day says so across the page."""
    return certificates([proof], day)


def certificates(proofs: Iterable[Proof], day: date) -> bytes:
    """Return several proofs as one PDF, a page each, to be printed at a desk. At least one."""
    held = list(proofs)
    newest = max(proof.issued_at for proof in held)
    content = held[0].content
    paper = Paper(title=_joined(content["title"]), author=_issuer(held[0]), made_at=newest, is_landscape=True)
    paper.set_subject(", ".join(proof.number for proof in held[:20]))
    for proof in held:
        _page(paper, proof, day)
    return paper.finished()


def _page(paper: Paper, proof: Proof, day: date) -> None:
    content, width = proof.content, paper.w - 2 * LEFT
    paper.add_page()
    paper.lattice(32, 12.2, paper.w - 64, 18)
    paper.frame()
    title, statement = content["title"], content["statement"]
    y = paper.say(title["zh-hans"], LEFT, 38, width, size=32, face="serif", colour=JADE, align=Align.C, spacing=4)
    y = paper.say(title["en"], LEFT, y - 1, width, size=13, face="serif", colour=STONE, align=Align.C, spacing=0.6)
    holder = _value(content, HOLDER)
    size = paper.fitting(holder["zh-hans"], width - 40, largest=30, smallest=12)
    y = paper.say(holder["zh-hans"], LEFT, y + 4, width, size=size, face="serif", align=Align.C)
    paper.rule(paper.w / 2 - 45, y, 90, colour=LINE, thickness=0.3)
    y = paper.say(statement["zh-hans"], LEFT + 8, y + 5, width - 16, size=14, face="serif", align=Align.C)
    y = paper.say(statement["en"], LEFT + 8, y + 1, width - 16, size=10.5, colour=STONE, align=Align.C)
    _facts(paper, proof, max(y + 6, 128))
    _foot(paper, proof)
    now = standing(proof, day)
    if not now.is_valid:
        paper.stamp(now.word)


def _facts(paper: Paper, proof: Proof, y: float) -> None:
    """Set the fields in two columns, Chinese above English, without the name, which stands above already."""
    fields = [one for one in proof.content["fields"] if one["name"] != HOLDER]
    column = (paper.w - 2 * LEFT - CODE_SIDE - 12) / 2
    left = right = y
    for place, one in enumerate(fields):
        x, top = (LEFT, left) if place % 2 == 0 else (LEFT + column, right)
        end = _fact(paper, one, x, top, column - 6)
        left, right = (end, right) if place % 2 == 0 else (left, end)


def _fact(paper: Paper, one: dict[str, Any], x: float, y: float, width: float) -> float:
    label, value = one["label"], one["value"]
    paper.say(f"{label['zh-hans']}  {label['en']}", x, y, width, size=7.5, colour=STONE)
    y = paper.say(value["zh-hans"], x, y + 4, width, size=11, leading=1.35)
    if value["en"] != value["zh-hans"]:
        y = paper.say(value["en"], x, y - 0.4, width, size=8, colour=STONE, leading=1.3)
    return y + 2.6


def _foot(paper: Paper, proof: Proof) -> None:
    """Set the code, the number and the seal, and what to do with them."""
    x, y = paper.w - LEFT - CODE_SIDE, 130.0
    paper.code(check_address(proof), x, y, CODE_SIDE)
    below, column = y + CODE_SIDE + 1, CODE_SIDE + 12
    paper.say("扫码查验  Scan to verify", x - 6, below, column, size=7.5, colour=STONE, align=Align.C)
    foot = paper.h - 24
    paper.rule(LEFT, foot - 1.5, paper.w - 2 * LEFT)
    address = f"{settings.WAGTAILADMIN_BASE_URL}/verify/"
    number = f"编号 No. {proof.number}    校验码 Seal {short_seal(proof)}"
    paper.say(number, LEFT, foot, 120, size=9)
    paper.say(f"证明查验 Verify: {address}", LEFT, foot, paper.w - 2 * LEFT, size=8, colour=STONE, align=Align.R)
    paper.say(_days(proof), LEFT, foot - 9, 150, size=9, colour=STONE)


def _days(proof: Proof) -> str:
    told = [("签发日期 Issued", proof.issued_at), ("有效期至 Valid until", proof.valid_until)]
    return "    ".join(f"{label} {full_day(when)}" for label, when in told if when)


def _value(content: dict[str, Any], name: str) -> dict[str, str]:
    return next((one["value"] for one in content["fields"] if one["name"] == name), {"zh-hans": "", "en": ""})


def _issuer(proof: Proof) -> str:
    return _joined(_value(proof.content, "issuer"))


def _joined(words: dict[str, str]) -> str:
    return words["zh-hans"] if words["zh-hans"] == words["en"] else f"{words['zh-hans']} {words['en']}"


def file_name(proof: Proof) -> str:
    """Return the name under which the paper is saved; it names nobody."""
    return f"linli-{proof.number}.pdf"
