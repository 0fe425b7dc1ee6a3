"""The assessment for the family to keep: an accessible PDF (PDF/UA-1) in plain English.

It carries the pack's wording for families, no address and no way to reach anybody, and is made for one reader:
`disclosure.pages` checks what it says and has it typeset (`lib.pdf`).
"""

import datetime as dt
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from alongside.ground.design_system.asking import clean_text
from alongside.ground.lib.clock import as_text, local_date
from alongside.ground.operating_models.queries import Question
from alongside.ground.operating_models.words import Prefill, QuestionKind
from alongside.helping.assessments.policies import FormPart, is_answered, numbers_given
from alongside.helping.assessments.queries import Sheet
from alongside.helping.assessments.words import LIVE

ORDINARY, LARGE = 12, 18
CONTACT_DETAILS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[e-mail address left out]"),
    (re.compile(r"(?<![\w])(?:\+44|0)(?:[\s()-]*\d){9,10}(?!\d)"), "[telephone number left out]"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE), "[postcode left out]"),
)


def without_contact_details(text: str) -> str:
    """The text with e-mail addresses, telephone numbers and postcodes taken out, and said to be."""
    for pattern, instead in CONTACT_DETAILS:
        text = pattern.sub(instead, text)
    return text


def content_for(
    sheet: Sheet, *, size: int, leave_out: Collection[tuple[str, str]] = (), hidden: Collection[str] = ()
) -> dict[str, Any]:
    """What the document says: titles, questions in the family's wording, answers in words.

    `leave_out` names pages (section, subject); `hidden` are ids of people its reader may not know of, who are not named
    and whose pages are left out.
    """
    sections = []
    for section in sheet.form.sections:
        parts = [
            {"title": part.subject.family_label, "items": _items(sheet, part, hidden)}
            for part in sheet.parts
            if part.section is section and part.key not in leave_out and part.subject.id not in hidden
        ]
        parts = [part for part in parts if part["items"]]
        if parts:
            sections.append({"title": section.title, "parts": parts})
    return {
        "title": f"{sheet.pack.words.assessment}: your copy", "council": sheet.pack.info.council, "size": size,
        "intro": _intro(sheet, hidden), "sections": sections,
        "closing": {
            "title": "If something is wrong",
            "says": ["Tell the person who wrote this with you. They can change it, and add what you think."],
        },
    }  # fmt: skip


def _intro(sheet: Sheet, hidden: Collection[str]) -> list[str]:
    assessment = sheet.assessment
    names = [member.forename for member in sheet.members if str(member.id) not in hidden]
    with_whom = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
    author = f"{assessment.author.name}, {assessment.author.agency.name}, wrote it with you."
    if assessment.state in LIVE:
        return [f"This is about {with_whom}. {author}", "It is not finished yet. What it says may still change."]
    finished = as_text(local_date(assessment.signed_off_at or assessment.started_at))
    return [f"This is about {with_whom}. {author}", f"It was finished on {finished}."]


def _items(sheet: Sheet, part: FormPart, hidden: Collection[str]) -> list[dict[str, Any]]:
    given = sheet.answers.get(part.subject.id, {})
    items = [
        {
            "ask": clean_text(question.family_label),
            "says": _lines(in_words(sheet, question, given[question.id], hidden)),
        }
        for question in part.section.questions
        if question.prefill is not Prefill.FAMILY_ADDRESS and is_answered(given.get(question.id))
    ]
    names = {str(m.id): m.forename for m in sheet.members if str(m.id) not in hidden}
    numbers = [f"{names[who]}: {value} out of 10" for who, value in numbers_given(given).items() if who in names]
    if numbers and any(question.kind is QuestionKind.SCALE for question in part.section.questions):
        items.append({"ask": "The number each of you gave", "says": numbers})
    return items


def in_words(sheet: Sheet, question: Question, value: object, hidden: Collection[str] = ()) -> str:
    """An answer in words, as a family (or anybody) reads it."""
    labels = {option.id: option.label for option in question.options}
    labels |= {str(m.id): "Somebody" if str(m.id) in hidden else m.name for m in sheet.members}
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
def template() -> bytes:
    """How it is laid out, in Typst."""
    return (Path(__file__).parent / "typst" / "family.typ").read_bytes()


def written_at(sheet: Sheet) -> dt.datetime:
    """The moment the file is dated by: when it was signed off, or begun."""
    return sheet.assessment.signed_off_at or sheet.assessment.started_at
