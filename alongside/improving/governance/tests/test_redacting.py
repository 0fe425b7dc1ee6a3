"""What is about others is taken out of a text, however it is written; what is about oneself stays."""

import datetime as dt

import pytest

from alongside.ground.lib.errors import Refused
from alongside.improving.governance.policies import answer_by, check_item
from alongside.improving.governance.redacting import Known, hits, redacted, squeezed

KNOWN = Known(
    own=("Morgan", "Harper", "Morgan Harper", "01904 551900", "2 Elm Road", "YO1 6GA"),
    names=(("Frank", "Stone"), ("Robin", "Harper"), ("", "Solo"), ("Morgan", "Marsh")),
    places=("14 Oak Lane, Acomb", "YO24 4AB", "999 123 4567", "No"),
    hidden=("Sally Hidden",),
)


@pytest.mark.parametrize(
    ("text", "left", "others"),
    [
        ("Frank Stone rang.", "[another person] rang.", ["Frank Stone"]),
        ("frank  STONE and Stone’s son", "[another person] and [another person]’s son", ["Frank Stone"]),
        ("Robin Harper and Robin", "[another person] and [another person]", ["Robin Harper"]),
        ("Morgan Harper said so", "Morgan Harper said so", []),
        ("Morgan Marsh came with Solo", "[another person] came with [another person]", ["Morgan Marsh", "Solo"]),
        ("Frankly, stones", "Frankly, stones", []),
        ("He moved to 14 oak lane  Acomb", "He moved to [address removed]", []),
        ("at yo244ab", "at [address removed]", []),
        ("at YO24 4AB", "at [address removed]", []),
        ("I live at 2 Elm Road YO1 6GA", "I live at 2 Elm Road YO1 6GA", []),
        ("Ring 01904551900 or 01904 551901", "Ring 01904551900 or [contact details removed]", []),
        ("dad@example.test wrote", "[contact details removed] wrote", []),
        ("NHS 999 123 4567", "NHS [address removed]", []),
        ("No, she said", "No, she said", []),
    ],
)
def test_what_is_about_others_goes(text: str, left: str, others: list[str]) -> None:
    assert redacted(text, KNOWN) == (left, others)


def test_protected_values_are_found_however_they_are_written() -> None:
    assert KNOWN.protected == ["14oaklaneacomb", "9991234567", "sallyhidden", "yo244ab"]
    assert hits("They are at 14, Oak-Lane; Acomb yo24-4ab", KNOWN.protected) == ["14oaklaneacomb", "yo244ab"]
    assert hits("Nothing here", KNOWN.protected) == []
    assert squeezed("YO1 6GA") == "yo16ga"


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (dt.date(2026, 1, 31), dt.date(2026, 3, 2)),  # 28 February is a Saturday
        (dt.date(2026, 9, 3), dt.date(2026, 10, 5)),  # 3 October is a Saturday
        (dt.date(2026, 11, 10), dt.date(2026, 12, 10)),
        (dt.date(2026, 12, 1), dt.date(2027, 1, 4)),  # New Year's Day, then a weekend
    ],
)
def test_a_month_is_a_month(asked: dt.date, due: dt.date) -> None:
    assert answer_by(asked) == due


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (("disclose", "", "", ""), "Text"),
        (("redact", " Tex ", "", ""), "Tex"),
        (("withhold", "", "harm", "He looks for her"), ""),
    ],
)
def test_what_is_given_of_an_item(given: tuple[str, str, str, str], shown: str) -> None:
    assert check_item(*given, text="Text") == shown


@pytest.mark.parametrize(
    ("given", "said", "field"),
    [
        (("", "", "", ""), "Choose what becomes of it.", "decision"),
        (("redact", " ", "", ""), "Write what is given", "shown"),
        (("withhold", "", "whim", "x"), "Choose the exemption.", "exemption"),
        (("withhold", "", "harm", " "), "Say why it is kept back.", "reason"),
    ],
)
def test_a_decision_needs_its_reasons(given: tuple[str, str, str, str], said: str, field: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        check_item(*given, text="Text")
    assert refusal.value.field == field
