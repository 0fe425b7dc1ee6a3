"""The assessment for the family to keep: an accessible PDF (PDF/UA-1) in plain English.

It carries the pack's wording for families, no address and no way to reach anybody. Letters no font on the machine can
draw are left out and said to be (PDF/UA allows no empty boxes); emoji are written as what they show. A production
server should have the Noto fonts, so that names in every script are drawn.
"""

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from alongside.ground.design_system.asking import clean_text
from alongside.ground.lib.clock import as_text, local_date
from alongside.ground.operating_models.queries import Question
from alongside.ground.operating_models.words import Prefill, QuestionKind
from alongside.helping.assessments.policies import FormPart, is_answered, numbers_given
from alongside.helping.assessments.queries import Sheet
from alongside.helping.assessments.words import LIVE

ORDINARY, LARGE = 12, 18
UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
CONTACT_DETAILS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[e-mail address left out]"),
    (re.compile(r"(?<![\w])(?:\+44|0)(?:[\s()-]*\d){9,10}(?!\d)"), "[telephone number left out]"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE), "[postcode left out]"),
)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")  # as Typst's messages write marks that combine
MISSING_LETTERS = "Some letters could not be printed here. Ask for a copy that has them: your name should be right."
TRIES = 4


@dataclass(frozen=True)
class FamilyCopy:
    """The document, and whether letters had to be left out."""

    pdf: bytes
    left_out_letters: bool


def family_copy(sheet: Sheet, *, large: bool = False, leave_out: Collection[tuple[str, str]] = ()) -> FamilyCopy:
    """The PDF of an assessment; `leave_out` names pages (section, subject) that whoever prints it leaves out."""
    content = content_for(sheet, size=LARGE if large else ORDINARY, leave_out=leave_out)
    written_at = sheet.assessment.signed_off_at or sheet.assessment.started_at
    return _compiled(json.dumps(content, ensure_ascii=False), written_at)


def without_contact_details(text: str) -> str:
    """The text with e-mail addresses, telephone numbers and postcodes taken out, and said to be."""
    for pattern, instead in CONTACT_DETAILS:
        text = pattern.sub(instead, text)
    return text


def content_for(sheet: Sheet, *, size: int, leave_out: Collection[tuple[str, str]] = ()) -> dict[str, Any]:
    """What the document says: titles, questions in the family's wording, answers in words."""
    sections = []
    for section in sheet.form.sections:
        parts = [
            {"title": part.subject.family_label, "items": _items(sheet, part)}
            for part in sheet.parts
            if part.section is section and part.key not in leave_out
        ]
        parts = [part for part in parts if part["items"]]
        if parts:
            sections.append({"title": section.title, "parts": parts})
    return {
        "title": f"{sheet.pack.words.assessment}: your copy", "council": sheet.pack.info.council, "size": size,
        "intro": _intro(sheet), "sections": sections,
        "closing": {
            "title": "If something is wrong",
            "says": ["Tell the person who wrote this with you. They can change it, and add what you think."],
        },
    }  # fmt: skip


def _intro(sheet: Sheet) -> list[str]:
    assessment = sheet.assessment
    names = [member.forename for member in sheet.members]
    with_whom = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
    author = f"{assessment.author.name}, {assessment.author.agency.name}, wrote it with you."
    if assessment.state in LIVE:
        return [f"This is about {with_whom}. {author}", "It is not finished yet. What it says may still change."]
    finished = as_text(local_date(assessment.signed_off_at or assessment.started_at))
    return [f"This is about {with_whom}. {author}", f"It was finished on {finished}."]


def _items(sheet: Sheet, part: FormPart) -> list[dict[str, Any]]:
    given = sheet.answers.get(part.subject.id, {})
    items = [
        {"ask": clean_text(question.family_label), "says": _lines(in_words(sheet, question, given[question.id]))}
        for question in part.section.questions
        if question.prefill is not Prefill.FAMILY_ADDRESS and is_answered(given.get(question.id))
    ]
    names = {str(member.id): member.forename for member in sheet.members}
    numbers = [f"{names[who]}: {value} out of 10" for who, value in numbers_given(given).items() if who in names]
    if numbers and any(question.kind is QuestionKind.SCALE for question in part.section.questions):
        items.append({"ask": "The number each of you gave", "says": numbers})
    return items


def in_words(sheet: Sheet, question: Question, value: object) -> str:
    """An answer in words, as a family (or anybody) reads it."""
    labels = {option.id: option.label for option in question.options}
    labels |= {str(member.id): member.name for member in sheet.members}
    labels |= {factor.id: factor.text for factor in sheet.pack.factors}
    match question.kind:
        case QuestionKind.SCALE:
            return f"{value} out of 10"
        case QuestionKind.YES_NO:
            return "Yes" if value == "yes" else "No"
        case QuestionKind.DATE:
            return as_text(dt.date.fromisoformat(str(value)))
        case QuestionKind.PERSON:
            return labels.get(str(value), "Somebody who is no longer in the family")
        case QuestionKind.CHOICE | QuestionKind.CHOICES | QuestionKind.FACTORS:
            chosen = value if isinstance(value, list) else [str(value)]
            return "\n".join(labels.get(one, "An answer this form no longer has") for one in chosen)
        case _:
            return str(value)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in clean_text(without_contact_details(text)).split("\n") if line.strip()]


@cache
def _template() -> bytes:
    return (Path(__file__).parent / "typst" / "family.typ").read_bytes()


def _compiled(data: str, written_at: dt.datetime) -> FamilyCopy:
    undrawn: set[str] = set()
    for _ in range(TRIES):
        try:
            return FamilyCopy(_typeset(_drawable(data, undrawn), written_at), bool(undrawn))
        except typst.TypstError as error:
            found = _undrawn_in(error) - undrawn
            if not found:
                raise
            undrawn |= found
    beyond_latin = {c for c in data if ord(c) > 0x24F and unicodedata.category(c)[0] in "LMS"}
    return FamilyCopy(_typeset(_drawable(data, undrawn | beyond_latin), written_at), True)


def _undrawn_in(error: typst.TypstError) -> set[str]:
    texts = UNDRAWN.findall(error.diagnostic)
    return {letter for text in texts for letter in ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)}


def _typeset(data: str, written_at: dt.datetime) -> bytes:
    to_the_second = written_at.replace(microsecond=0)
    pdf = typst.compile(
        _template(), format="pdf", sys_inputs={"data": data}, pdf_standards="ua-1", timestamp=to_the_second
    )
    assert isinstance(pdf, bytes)  # noqa: S101 - one document, one file
    return pdf


def _drawable(data: str, undrawn: Collection[str]) -> str:
    """The data with what no font can draw put in words: an emoji's name, and for letters that they are left out."""
    if not undrawn:
        return data
    content = json.loads(data)
    content["intro"] = [*content["intro"], MISSING_LETTERS]
    letters = "".join(re.escape(letter) for letter in sorted(undrawn))
    return re.sub(f"[{letters}]+", lambda run: _said(run.group()), json.dumps(content, ensure_ascii=False))


def _said(run: str) -> str:
    names = [unicodedata.name(c, "").lower() for c in run if unicodedata.category(c) in {"So", "Sk"}]
    named = ", ".join(name for name in names if name)
    return f"({named})" if named else "(…)"
