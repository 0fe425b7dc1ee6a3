"""An accessible PDF (PDF/UA-1) from a Typst template and data: the one place where documents are typeset.

Every word comes as data, so nothing typed by a person is ever read as Typst. Letters no font on the machine can draw
are left out and said to be (PDF/UA allows no empty boxes); emoji are written as what they show. A production server
should have the Noto fonts, so that names in every script are drawn.
"""

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import typst

UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")  # as Typst's messages write marks that combine
MISSING_LETTERS = "Some letters could not be printed here. Ask for a copy that has them: your name should be right."
TRIES = 4


@dataclass(frozen=True)
class Typeset:
    """The document, exactly the data it was made from, and whether letters had to be left out."""

    pdf: bytes
    content: dict[str, Any]
    left_out_letters: bool


def typeset(template: bytes, content: dict[str, Any], *, written_at: dt.datetime) -> Typeset:
    """The PDF of `content`, which has an `intro` (a list of lines), where missing letters are spoken of.

    Title and author come from the template: no names of people. Raises TypstError for a mistake of ours.
    """
    data, undrawn = json.dumps(content, ensure_ascii=False), set[str]()
    for _ in range(TRIES):
        drawable = _drawable(data, undrawn)
        try:
            return Typeset(_compiled(template, drawable, written_at), json.loads(drawable), bool(undrawn))
        except typst.TypstError as error:
            found = _undrawn_in(error) - undrawn
            if not found:
                raise
            undrawn |= found
    beyond_latin = {c for c in data if ord(c) > 0x24F and unicodedata.category(c)[0] in "LMS"}
    drawable = _drawable(data, undrawn | beyond_latin)
    return Typeset(_compiled(template, drawable, written_at), json.loads(drawable), True)


def _compiled(template: bytes, data: str, written_at: dt.datetime) -> bytes:
    to_the_second = written_at.replace(microsecond=0)
    pdf = typst.compile(
        template, format="pdf", sys_inputs={"data": data}, pdf_standards="ua-1", timestamp=to_the_second
    )
    assert isinstance(pdf, bytes)  # noqa: S101 - one document, one file
    return pdf


def _undrawn_in(error: typst.TypstError) -> set[str]:
    texts = UNDRAWN.findall(error.diagnostic)
    return {letter for text in texts for letter in ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)}


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
