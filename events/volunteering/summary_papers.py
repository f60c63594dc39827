"""How do a year's summary and a proof of service look on paper? Upright sheets; the proof has room for the seal."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from fpdf.enums import Align

from events.models import ServiceProof, Volunteer
from events.volunteering.thanks import Year
from portal.papers import JADE, LINE, STONE, Paper
from portal.proofs.content import HOLDER
from portal.proofs.models import Proof
from portal.proofs.paper import check_address
from portal.proofs.readouts import standing
from portal.proofs.sealing import short_seal
from portal.templatetags.when import duration, full_day

LEFT = 26.0
CODE_SIDE = 28.0
#: What stands where the document's number was erased: whoever wants it there writes it by hand.
BLANK = "＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿"


def proof_paper(asked: ServiceProof, document_number: str, day: date) -> bytes:
    """Return the proof as an upright sheet, with the document's number or a line for it, and room for the seal."""
    proof: Any = asked.proof
    content = proof.content
    said = {one["name"]: one for one in content["fields"]}
    author = said["issuer"]["value"]["zh-hans"]
    paper = Paper(title=content["title"]["zh-hans"], author=author, made_at=proof.issued_at)
    paper.set_subject(proof.number)
    paper.add_page()
    paper.frame()
    width = paper.w - 2 * LEFT
    y = paper.say(content["title"]["zh-hans"], LEFT, 30, width, size=26, face="serif", colour=JADE, align=Align.C)
    y = paper.say(content["title"]["en"], LEFT, y, width, size=11, face="serif", colour=STONE, align=Align.C) + 6
    y = _lines(paper, _facts(asked, said, document_number), y)
    _sealed(paper, proof, said, max(y + 8, 208))
    now = standing(proof, day)
    if not now.is_valid:
        paper.stamp(now.word)
    return paper.finished()


def summary(volunteer: Volunteer, year: Year, at: datetime) -> bytes:
    """Return a year of service as a sheet to keep, in the reader's language."""
    paper = Paper(title=_("A year of service"), author=_("Linli"), made_at=at)
    paper.add_page()
    paper.lattice(10, 10, paper.w - 20, 26)
    paper.frame()
    width = paper.w - 2 * LEFT
    y = paper.say(str(year.year), LEFT, 42, width, size=40, face="serif", colour=JADE, align=Align.C)
    size = paper.fitting(volunteer.person.name, width, largest=24, smallest=12)
    y = paper.say(volunteer.person.name, LEFT, y + 2, width, size=size, face="serif", align=Align.C)
    said = {"time": duration(year.minutes), "days": year.days}
    sentence = _("%(time)s of service on %(days)s days. Thank you for your time.") % said
    y = paper.say(sentence, LEFT, y + 2, width, size=13, align=Align.C) + 8
    lines = [(_("With"), _shares(year.organisations)), (_("At"), _shares(year.work))]
    if year.badges:
        lines.append((_("Badges"), _(", ").join(badge.local_name for badge in year.badges)))
    y = _lines(paper, [(label, "", words, "") for label, words in lines], y)
    note = _("A thank-you, and no proof of service: an organisation issues that on request, free of charge.")
    paper.say(note, LEFT, paper.h - 30, width, size=8.5, colour=STONE, align=Align.C)
    return paper.finished()


def _facts(asked: ServiceProof, said: dict[str, Any], number: str) -> list[tuple[str, str, str, str]]:
    """Return the lines of the paper: label and value, Chinese and English."""
    told = []
    for name in (HOLDER, "document", "number", "days", "hours", "content", "issuer", "in_charge", "handler", "phone"):
        if name == "document" and asked.document:
            told.append(_document(asked, number))
        elif name in said:
            label, value = said[name]["label"], said[name]["value"]
            told.append((label["zh-hans"], label["en"], value["zh-hans"], value["en"]))
    return told


def _document(asked: ServiceProof, number: str) -> tuple[str, str, str, str]:
    kinds = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            kinds.append(str(ServiceProof.Document(asked.document).label))
    return kinds[0], kinds[1], number or BLANK, ""


def _lines(paper: Paper, lines: list[tuple[str, str, str, str]], y: float) -> float:
    label_width, width = 40.0, paper.w - 2 * LEFT
    for label, label_en, value, value_en in lines:
        paper.rule(LEFT, y, width, colour=LINE)
        end = paper.say(label, LEFT, y + 2, label_width, size=10, colour=STONE, leading=1.4)
        if label_en and label_en != label:
            end = paper.say(label_en, LEFT, end - 0.4, label_width, size=7, colour=STONE, leading=1.3)
        x = LEFT + label_width + 4
        below = paper.say(value, x, y + 2, width - label_width - 4, size=11, leading=1.45)
        if value_en and value_en != value:
            below = paper.say(value_en, x, below - 0.2, width - label_width - 4, size=8, colour=STONE, leading=1.35)
        y = max(end, below) + 2
    paper.rule(LEFT, y, width, colour=LINE)
    return y


def _sealed(paper: Paper, proof: Proof, said: dict[str, Any], y: float) -> None:
    """Set the code with what to do with it, and the issuer with its day, where the seal goes."""
    paper.code(check_address(proof), LEFT, y, CODE_SIDE)
    x = LEFT + CODE_SIDE + 5
    number = f"编号 No. {proof.number}\n校验码 Seal {short_seal(proof)}\n扫码查验 Scan to verify"
    paper.say(number, x, y + 2, 60, size=8, colour=STONE)
    right = paper.w - LEFT - 60
    below = paper.say(said["issuer"]["value"]["zh-hans"], right, y + 2, 60, size=11, align=Align.C)
    below = paper.say("（盖章） (seal)", right, below + 2, 60, size=9, colour=STONE, align=Align.C)
    with translation.override("zh-hans"):
        paper.say(full_day(timezone.localdate(proof.issued_at)), right, below + 2, 60, size=10, align=Align.C)


def _shares(shares: Any) -> str:
    return "\n".join(f"{one.name}  {duration(one.minutes)}" for one in shares[:12])
