"""Documents: letters no font can draw are said to be missing, and what was printed is what is told."""

import datetime as dt
import json

import pytest
from typst import TypstError

from alongside.ground.lib import pdf
from alongside.ground.lib.pdf import MISSING_LETTERS, typeset

AT = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)
TEMPLATE = b"""#let given = json(bytes(sys.inputs.data))
#set document(title: given.title)
#heading(level: 1, given.title)
#for line in given.intro { par(line) }
"""


def content(*lines: str) -> dict[str, object]:
    return {"title": "A copy", "intro": list(lines)}


def not_drawn(letter: str) -> TypstError:
    """What Typst says of a letter without a font."""
    said = f'the text `"{letter}"` could not be displayed with font `"Arial"`'
    error = TypstError(said, said)
    error.diagnostic = said
    return error


def test_a_document_and_what_it_says() -> None:
    made = typeset(TEMPLATE, content("Plain words"), written_at=AT)
    assert made.pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made.pdf
    assert made.content == content("Plain words")
    assert not made.left_out_letters


@pytest.mark.parametrize("strange", ["Keep our \U0001faf7 home", "\U0001f9ff", "ꓨꓬꓬ home", "Ḱ̰ẽ"])
def test_no_letters_break_it(strange: str) -> None:
    assert typeset(TEMPLATE, content(strange), written_at=AT).pdf.startswith(b"%PDF-")


def test_letters_no_font_can_draw_are_said_to_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def compiled(template: bytes, data: str, written_at: object) -> bytes:
        drawn.append(data)
        for letter in "\U0001f46a\u738b":
            if letter in data:
                raise not_drawn(letter)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "_compiled", compiled)
    made = typeset(TEMPLATE, content("A\U0001f46a\u738b"), written_at=AT)
    assert made.left_out_letters
    assert made.content["intro"] == ["A(family)", MISSING_LETTERS]
    assert json.loads(drawn[-1]) == made.content, "what is told is what was printed"


def test_fonts_that_draw_nothing_beyond_latin_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def compiled(template: bytes, data: str, written_at: object) -> bytes:
        wrong = next((letter for letter in data if ord(letter) > 0x2FFF), "")
        if wrong:
            raise not_drawn(wrong)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "_compiled", compiled)
    assert typeset(TEMPLATE, content("\u4e00\u4e01\u4e02\u4e03\u4e04\u4e05"), written_at=AT).left_out_letters


def test_any_other_mistake_is_ours_and_is_raised() -> None:
    with pytest.raises(TypstError, match="unknown"):
        typeset(b"#unknown", content(), written_at=AT)
