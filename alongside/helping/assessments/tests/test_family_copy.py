"""The family's copy: accessible, plain, in their words, and safe whatever people typed."""

import re
import zlib

import pytest

from alongside.ground.lib.pdf import Typeset, typeset
from alongside.helping.assessments import actions
from alongside.helping.assessments.family_copy import (
    LARGE,
    ORDINARY,
    content_for,
    template,
    without_contact_details,
    written_at,
)
from alongside.helping.assessments.queries import Sheet, open_sheet
from alongside.helping.assessments.tests.factories import (
    PACKS,
    Helped,
    a_helped_family,
    a_signed_off_assessment,
    an_assessment,
    answers_for,
)

pytestmark = pytest.mark.django_db
NASTY = '#panic("no") $x$ *b* _i_ \\ <label> @ref `code` "q" \u202eevil // c /* c */'


def streams(pdf: bytes) -> bytes:
    """Everything in the file, its compressed streams opened."""
    opened = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompress(match.group(1)))
        except zlib.error:
            continue
    return b"\n".join(opened)


def made(sheet: Sheet, *, size: int = ORDINARY) -> Typeset:
    return typeset(template(), content_for(sheet, size=size), written_at=written_at(sheet))


def pages(pdf: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type\s*/Page\b", streams(pdf)))


@pytest.fixture(params=PACKS)
def helped(request: pytest.FixtureRequest) -> Helped:
    """A family being helped, under each council's pack."""
    return a_helped_family(request.param)


def test_it_is_tagged_titled_and_in_english(helped: Helped) -> None:
    copy = made(open_sheet(a_signed_off_assessment(helped)))
    inside = streams(copy.pdf)
    assert copy.pdf.startswith(b"%PDF-")
    assert not copy.left_out_letters
    assert b"/StructTreeRoot" in inside
    assert b"en-GB" in inside
    assert re.search(rb"pdfuaid:part>1<|pdfuaid:part=\"1\"", inside)
    assert b"your copy" in inside
    properties = b"".join(re.findall(rb"<x:xmpmeta.*?</x:xmpmeta>", inside, re.DOTALL))
    assert properties
    assert not any(name.encode() in properties for name in ("Harper", "Morgan", "Leila"))
    assert b"/DisplayDocTitle true" in inside


def test_it_speaks_the_packs_words_for_families(helped: Helped) -> None:
    sheet = open_sheet(a_signed_off_assessment(helped))
    content = content_for(sheet, size=ORDINARY)
    asked = {item["ask"] for section in content["sections"] for part in section["parts"] for item in part["items"]}
    labels = {question.family_label for question in sheet.form.questions()}
    assert asked
    assert asked <= labels
    titles = {part["title"] for section in content["sections"] for part in section["parts"]}
    assert {need.family_name for need in sheet.pack.needs} <= titles
    assert re.search(r"It was finished on \d{1,2} [A-Z][a-z]+ \d{4}\.", content["intro"][1])


def test_an_unfinished_one_says_so(helped: Helped) -> None:
    content = content_for(open_sheet(an_assessment(helped)), size=ORDINARY)
    assert content["intro"][1] == "It is not finished yet. What it says may still change."


def test_what_people_typed_is_text_never_instructions(helped: Helped) -> None:
    assessment = an_assessment(helped)
    sheet = open_sheet(assessment)
    part = sheet.parts[0]
    answers = {
        name: NASTY if isinstance(value, str) and value.startswith("What there is") else value
        for name, value in answers_for(sheet, part).items()
    }
    actions.save_page(
        assessment=assessment, section=part.section.id, subject="", answers=answers, seen_version=1, by=helped.lead
    )
    copy = made(open_sheet(assessment))
    assert copy.pdf.startswith(b"%PDF-")
    said = str(content_for(open_sheet(assessment), size=ORDINARY))
    assert "#panic" in said
    assert "\u202e" not in said


@pytest.mark.parametrize("surname", ["الحسن", "כהן", "王", "👪", "Ó Brien-ẞ", "Ḱ̰ẽ"])
def test_no_name_breaks_it(surname: str) -> None:
    helped = a_helped_family(surname=surname)
    assessment = an_assessment(helped)
    sheet = open_sheet(assessment)
    part = sheet.parts[0]
    words = {
        name: f"{surname} says" if isinstance(value, str) and value.startswith("What there is") else value
        for name, value in answers_for(sheet, part).items()
    }
    actions.save_page(
        assessment=assessment, section=part.section.id, subject="", answers=words, seen_version=1, by=helped.lead
    )
    assert made(open_sheet(assessment)).pdf.startswith(b"%PDF-")


def test_large_print_and_leaving_pages_out(helped: Helped) -> None:
    sheet = open_sheet(a_signed_off_assessment(helped))
    whole, large = made(sheet), made(sheet, size=LARGE)
    assert pages(large.pdf) > pages(whole.pdf)
    child = next(part for part in sheet.parts if part.section.repeat == "each_child")
    content = content_for(sheet, size=LARGE, leave_out={child.key})
    assert child.section.title not in {section["title"] for section in content["sections"]}
    assert content["size"] == LARGE


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ring 01904 551900 at tea", "Ring [telephone number left out] at tea"),
        ("Ring +44 7700 900123.", "Ring [telephone number left out]."),
        ("mum@example.test wrote", "[e-mail address left out] wrote"),
        ("They live at yo1 6ga now", "They live at [postcode left out] now"),
        ("Scored 7 of 10 on 3 March 2026", "Scored 7 of 10 on 3 March 2026"),
    ],
)
def test_it_says_nobodys_address_or_number(typed: str, printed: str) -> None:
    assert without_contact_details(typed) == printed
