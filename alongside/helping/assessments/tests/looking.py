"""What tests of the pages share: addresses, the text of a page, and answers as a browser sends them."""

import re
from typing import Any
from uuid import UUID

from django.urls import reverse

from alongside.ground.operating_models.words import QuestionKind, Repeat
from alongside.helping.assessments.models import Assessment
from alongside.helping.assessments.policies import FormPart
from alongside.helping.assessments.queries import open_sheet
from alongside.helping.assessments.tests.factories import (
    Helped,
)


def where(name: str, helped: Helped, assessment: Assessment | None = None, **more: UUID) -> str:
    parts: dict[str, UUID] = {"family_id": helped.made.family.pk, **more}
    return reverse(f"assessments:{name}", kwargs=parts | ({"assessment_id": assessment.pk} if assessment else {}))


def text_of(response: Any) -> str:
    """The page's text without its tags, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def fields(part: FormPart, answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as a browser sends them."""
    sent: dict[str, Any] = {}
    for question in part.section.questions:
        value = answers.get(question.id)
        if question.kind is QuestionKind.DATE and value:
            year, month, day = value.split("-")
            sent |= {f"{question.id}-day": day, f"{question.id}-month": month, f"{question.id}-year": year}
        elif value is not None:
            sent[question.id] = value
    return sent


def a_need_page(helped: Helped, assessment: Assessment) -> tuple[FormPart, str, str]:
    """A need's page, its scale, and its first question to write in."""
    part = next(p for p in open_sheet(assessment).parts if p.section.repeat is Repeat.EACH_NEED)
    kinds = {q.kind: q.id for q in reversed(part.section.questions) if q.shown_if is None}
    return part, kinds[QuestionKind.SCALE], kinds[QuestionKind.LONG_TEXT]
