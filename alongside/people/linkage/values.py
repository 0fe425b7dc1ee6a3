"""One value of a file made comparable, or None when it says nothing: names, dates, identifiers, places.

Pure functions of one text, so that a table of examples can show each of them. A value that cannot be trusted (a failed
check digit, 'UNKNOWN', 1 January 1900) becomes None: not knowing links nobody.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from jellyfish import soundex
from stdnum.gb import upn

from alongside.ground.lib.text import comparable, is_postcode

EMPTY_WORDS = frozenset(
    [
        *(
            "unknown",
            "unk",
            "notknown",
            "not known",
            "not",
            "known",
            "na",
            "n",
            "a",
            "n a",
            "none",
            "null",
            "nil",
            "nan",
        ),
        *("test", "tester", "testing", "xxx", "xx", "x", "tbc", "tba", "tbd", "anon", "anonymous", "unnamed", "noname"),
        *("no", "name", "no name", "given", "not given", "provided", "not provided", "refused", "withheld", "unborn"),
        *("baby", "newborn", "dummy", "missing", "blank", "surname", "forename", "firstname", "lastname"),
        *("no surname", "no forename", "do not use", "occupant", "occupier", "resident", "tenant", "householder"),
        *("person", "adult", "infant", "male", "female", "daughter", "husband", "wife", "mother", "father"),
    ]
)
EMPTY_DATES = frozenset({"19000101", "18991230", "18991231", "19010101", "11110101"})
TITLES = frozenset("mr mrs ms miss mx dr master rev".split())  # noqa: SIM905
EXCEL_BEGINS = date(1899, 12, 30)
EXCEL_SERIAL = re.compile(r"^(\d{4,5})(?:\.0+)?$")
SCIENTIFIC = re.compile(r"^(\d)(?:\.(\d+))?e\+?0?(\d{1,2})$", re.IGNORECASE)
ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.+Z-]*)?$")
BRITISH = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: [\d:.]*)?$")
NO_DIGIT = re.compile(r"^\D*$")
WRITTEN = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y")
OLDEST_YEAR, NEWEST_YEAR = 1895, 2100


# Most values are plain letters, for which this says the same as `comparable` in a tenth of the time; a test holds them
# together.
PLAIN = {at: None for at in range(128) if not chr(at).isalnum() and not chr(at).isspace()} | {ord("-"): " "}


def letters(text: str) -> str:
    """The text in comparable letters."""
    return " ".join(text.lower().translate(PLAIN).split()) if text.isascii() else comparable(text)


@lru_cache(maxsize=50_000)
def name(text: str) -> str | None:
    """A forename or surname in comparable letters; None when it is a placeholder or a number."""
    words = [word for word in letters(text).split() if word not in TITLES]
    whole = " ".join(words)
    if not whole or not NO_DIGIT.match(whole) or whole in EMPTY_WORDS or set(words) <= EMPTY_WORDS:
        return None
    return whole


def first_name(text: str) -> str | None:
    """The first of the forenames."""
    return (name(text) or "").partition(" ")[0] or None


def middle_name(text: str) -> str | None:
    """The second of the forenames: many people use it as their first."""
    return [*(name(text) or "").split(), "", ""][1] or None


def surname(text: str) -> str | None:
    """The surname as one word: 'O'Brien', 'O Brien' and 'OBrien' are one name."""
    return (name(text) or "").replace(" ", "") or None


def surname_part(text: str) -> str | None:
    """The last part of a double-barrelled surname, which people also use alone."""
    return (name(text) or "").rpartition(" ")[2] or None


def surname_lead(text: str) -> str | None:
    """The first word of the surname: what stands in the forename's place when the two were changed over."""
    return (name(text) or "").partition(" ")[0] or None


def sound(text: str) -> str | None:
    """How a surname sounds (Soundex), for finding it when it was typed by ear."""
    plain = "".join(c for c in surname(text) or "" if c.isascii())
    return soundex(plain) if plain else None


@lru_cache(maxsize=50_000)
def birth(text: str) -> str | None:
    """A date of birth as 'yyyymmdd': ISO, dd/mm/yyyy, written out, eight digits, or an Excel serial number."""
    found = _day(text.strip())
    if found is None or not OLDEST_YEAR <= found.year <= NEWEST_YEAR:
        return None
    digits = f"{found:%Y%m%d}"
    return None if digits in EMPTY_DATES else digits


def _day(text: str) -> date | None:
    iso = ISO.match(text)
    if iso:
        return _date(iso[1], iso[2], iso[3])
    british = BRITISH.match(text)
    if british:
        return _date(british[3], british[2], british[1]) or _date(british[3], british[1], british[2])
    if re.match(r"^\d{8}$", text):
        return _date(text[:4], text[4:6], text[6:])
    serial = EXCEL_SERIAL.match(text)
    if serial:
        return EXCEL_BEGINS + timedelta(days=int(serial[1]))
    return _written(text)


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _written(text: str) -> date | None:
    for pattern in WRITTEN:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a date of birth has no zone
        except ValueError:
            continue
    return None


def digits(text: str) -> str:
    """The digits of a number, also when a spreadsheet wrote 9.99E+09; '' when it lost some of them doing so."""
    found = SCIENTIFIC.match(text.strip())
    if found:
        decimals, power = found[2] or "", int(found[3])
        return found[1] + decimals + "0" * (power - len(decimals)) if 0 <= power - len(decimals) <= 2 else ""
    return re.sub(r"\D", "", re.sub(r"\.0+$", "", text.strip()))


def nhs_number(text: str) -> str | None:
    """An NHS number of ten digits whose check digit is right.

    The sum is python-stdnum's `gb.nhs` written out, because a file holds hundreds of thousands; a test holds the two
    together.
    """
    found = digits(text)
    if len(found) != 10 or len(set(found)) == 1:
        return None
    return found if sum((10 - at) * int(digit) for at, digit in enumerate(found)) % 11 == 0 else None


def pupil_number(text: str) -> str | None:
    """A unique pupil number whose check letter is right."""
    found = re.sub(r"\W", "", text).upper()
    return found if upn.is_valid(found) else None


@lru_cache(maxsize=50_000)
def reference(text: str) -> str | None:
    """Any further identifier: letters and digits, at least five of them and not all the same."""
    found = re.sub(r"\.0+$", "", text.strip()).upper()
    found = re.sub(r"[^0-9A-Z]", "", found)
    return found if len(found) >= 5 and len(set(found)) > 1 and found.lower() not in EMPTY_WORDS else None


@lru_cache(maxsize=50_000)
def postcode(text: str) -> str | None:
    """A postcode without its space; other countries' codes of four or more digits are kept too."""
    found = re.sub(r"[^0-9A-Z]", "", text.upper())
    if found in {"ZZ993VZ", "ZZ993WZ"} or found.startswith(("ZZ99", "XX")):
        return None
    return found if is_postcode(found) or (found.isdigit() and 4 <= len(found) <= 6 and len(set(found)) > 1) else None


def uprn(text: str) -> str | None:
    """A unique property reference number, up to twelve digits."""
    found = digits(text).lstrip("0")
    return found if 5 <= len(found) <= 12 and len(set(found)) > 1 else None


@lru_cache(maxsize=50_000)
def address(text: str) -> str | None:
    """An address in comparable letters."""
    found = letters(text)
    return found if len(found) >= 5 and not set(found.split()) <= EMPTY_WORDS | {"no", "fixed", "abode"} else None


def sex(text: str) -> str | None:
    """'f' or 'm'; anything else says nothing for linking."""
    return {"f": "f", "female": "f", "girl": "f", "woman": "f", "2": "f",
            "m": "m", "male": "m", "boy": "m", "man": "m", "1": "m"}.get(text.strip().lower())  # fmt: skip
