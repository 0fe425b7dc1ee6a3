"""From a row of a spreadsheet to a report, or to what is wrong with it, column by column."""

import datetime as dt
import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.ground.lib.clock import LONDON, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.text import comparable, tidy
from alongside.ground.operating_models.queries import Pack
from alongside.helping.front_door.columns import IGNORED, heading_of, meanings, plain
from alongside.helping.front_door.policies import Named, Noticed, Report, wrong_with_report
from alongside.helping.front_door.sheets import Line, lines_of
from alongside.helping.front_door.words import Agreement, Danger, TellHow
from alongside.people.families.words import DateKnown, FamilyRole, Sex

LOOK_FOR_HEADINGS_IN = 30
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YES, NO = {"yes", "y", "true", "1", "agreed"}, {"no", "n", "false", "0", "refused", "not agreed"}
NO_FIXED = {"no fixed address", "nfa", "no fixed abode", "homeless"}
EPOCH = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class ReadRow:
    """One row as read: a report, or the problems as (column, what is wrong and what to do)."""

    line: int
    cells: Sequence[str]
    key: str = ""
    report: Report | None = None
    problems: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class ReadFile:
    """The file's own headings, and its rows one after another."""

    headings: list[str]
    rows: Iterator[ReadRow]


class Wrong(Exception):
    """A cell cannot be understood."""


def read_file(content: bytes, kind: str, pack: Pack, agency_kind: str) -> ReadFile:
    """Find the headings, whatever stands above them, and read the rows under them.

    `agency_kind` is taken for rows that do not say where they come from. Raises Refused when a needed column is
    missing.
    """
    lines = lines_of(content, kind)
    known = meanings(pack)
    beginning = list(itertools.islice(lines, LOOK_FOR_HEADINGS_IN))
    best = max(range(len(beginning)), key=lambda at: _understood(beginning[at][1], known), default=None)
    names = [known.get(plain(cell), "") for cell in beginning[best][1]] if best is not None else []
    missing = [column for column in ("concern", "route") if column not in names]
    if not {"forename", "surname"} & set(names):
        missing.append("surname")
    if best is None or missing:
        raise Refused(
            f"The file has no column for: {', '.join(heading_of(name, pack) for name in missing)}.",
            what_to_do="Download the template and use its headings.",
            field="file",
        )
    headings = [tidy(cell) for cell in beginning[best][1]]
    keep = [at for at, heading in enumerate(headings) if plain(heading) not in IGNORED]
    rest = itertools.chain(beginning[best + 1 :], lines)
    rows = (_row(line, names, keep, pack, agency_kind) for line in rest if any(cell.strip() for cell in line[1]))
    return ReadFile([headings[at] for at in keep], rows)


def _understood(cells: Sequence[str], known: Mapping[str, str]) -> int:
    return len({known[plain(cell)] for cell in cells if plain(cell) in known})


def _row(line: Line, names: Sequence[str], keep: Sequence[int], pack: Pack, agency_kind: str) -> ReadRow:
    number, cells = line
    values: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name and cell.strip() and name not in values:
            values[name] = cell.strip()
    kept = [cells[at] if at < len(cells) else "" for at in keep]
    key = hashlib.sha256("\x1f".join(f"{name}={tidy(values[name])}" for name in sorted(values)).encode()).hexdigest()
    reader = _Reader(values, pack)
    report = reader.report(agency_kind, key)
    if not reader.problems and report is not None:
        wrong = wrong_with_report(pack, report, agency_kind=report.agency_kind, today=today())
        if wrong:
            reader.problems.append((_column(wrong.field), str(wrong)))
    if reader.problems:
        said = [(_heading(name, pack), why) for name, why in reader.problems]
        return ReadRow(number, kept, problems=said)
    return ReadRow(number, kept, key=key, report=report)


def _column(field: str) -> str:
    return {"people": "surname", "received_at": "received"}.get(field, field)


def _heading(name: str, pack: Pack) -> str:
    try:
        return heading_of(name, pack)
    except KeyError:
        return name


class _Reader:
    """Reads one row's cells, collecting every problem instead of stopping at the first."""

    def __init__(self, values: Mapping[str, str], pack: Pack) -> None:
        self.values, self.pack = values, pack
        self.problems: list[tuple[str, str]] = []

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def get(self, name: str, read: Any, blank: Any) -> Any:
        """The cell as `read` understands it, `blank` when it is empty; a cell not understood is a problem."""
        cell = self.text(name)
        if not cell:
            return blank
        try:
            return read(cell)
        except Wrong as wrong:
            self.problems.append((name, str(wrong)))
            return blank

    def report(self, agency_kind: str, key: str) -> Report:
        """The row as a report; only to be used when there are no problems."""
        received = self.get("received", _whole_date, None)
        kind = self.get("agency_kind", self._agency_kind, agency_kind)
        agreement = self.get("agreement", _agreement, "")
        return Report(
            route=self.get("route", self._route, ""), concern=self.text("concern"), people=tuple(self._people()),
            factors=self.get("factors", self._factors, ()), agency_kind=kind,
            in_danger=self.get("in_danger", _danger, ""),
            going_well=self.text("going_well"), tried=self.text("tried"), family_view=self.text("family_view"),
            anything_else=self.text("anything_else"), agreement=agreement or Agreement.NOT_ASKED,
            agreement_why=self.text("agreement_why") or ("" if agreement else "The file does not say."),
            outside_age_reason=self.text("outside_age_reason"), route_answers=self._answers(),
            sender_name=self.text("sender_name")[:200], sender_role=self.text("sender_role")[:200],
            sender_agency=self.text("sender_agency")[:200], sender_telephone=self.text("sender_telephone")[:60],
            sender_email=self.text("sender_email")[:254], tell_how=TellHow.TELEPHONE,
            received_at=dt.datetime.combine(received, dt.time(9), LONDON) if received else None, source_key=key,
            from_file=True,
        )  # fmt: skip

    def _people(self) -> Iterator[Named]:
        address = self.text("address")
        homeless = comparable(address) in NO_FIXED
        where = {
            "lines": "" if homeless else address, "postcode": self.text("postcode"), "no_fixed_address": homeless,
            "ward_code": self.get("ward", _ward, ""),
        }  # fmt: skip
        born, known = self.get("date_of_birth", _date, (None, ""))
        said = self.get("date_known", _date_known, "")
        yield Named(
            forename=self.text("forename"), surname=self.text("surname"), date_of_birth=born, date_known=said or known,
            sex=self.get("sex", _sex, Sex.UNKNOWN), upn=self.text("upn"), nhs_number=self.text("nhs_number"),
            has_send=self.get("has_send", _yes_no, None), school=self.text("school"), **where,
        )  # fmt: skip
        for number in ("2", "3"):
            forename, surname = self.text(f"forename_{number}"), self.text(f"surname_{number}")
            if forename or surname:
                born, known = self.get(f"date_of_birth_{number}", _date, (None, ""))
                surname = surname or self.text("surname")
                yield Named(forename=forename, surname=surname, date_of_birth=born, date_known=known, **where)
        if self.text("parent_forename") or self.text("parent_surname"):
            yield Named(
                forename=self.text("parent_forename"), surname=self.text("parent_surname"), role=FamilyRole.PARENT,
                telephone=self.text("parent_telephone"), relationship=self.text("parent_relationship"), **where,
            )  # fmt: skip

    def _answers(self) -> dict[str, str]:
        return {name[4:]: self.values[name] for name in self.values if name.startswith("ask:")}

    def _route(self, cell: str) -> str:
        return _one_of(cell, {route.id: route.name for route in self.pack.routes}, "a way in of this council's model")

    def _agency_kind(self, cell: str) -> str:
        kinds = {kind.id: kind.name for kind in self.pack.agencies}
        return _one_of(cell, {**kinds, "public": "The public"}, "a kind of agency of this council's model")

    def _factors(self, cell: str) -> tuple[Noticed, ...]:
        known = {factor.id: factor.text for factor in self.pack.factors}
        parts = [part for part in re.split(r"[;\n|]", cell) if part.strip()]
        return tuple(Noticed(factor=_one_of(part, known, "a factor of this council's list"), about=0) for part in parts)


def _one_of(cell: str, known: Mapping[str, str], what: str) -> str:
    said = comparable(cell.replace("_", " "))
    for key, name in known.items():
        if said in (comparable(key.replace("_", " ")), comparable(name)):
            return key
    raise Wrong(f"'{cell[:60]}' is not {what}. Use one of: {', '.join(list(known)[:20])}.")


def _date(cell: str) -> tuple[dt.date, str]:
    """A date of birth and how well it is known: a year alone is an estimate."""
    if re.fullmatch(r"(19|20)\d\d", cell):
        return dt.date(int(cell), 7, 1), DateKnown.ESTIMATED
    return _whole_date(cell), ""


def _whole_date(cell: str) -> dt.date:
    """27/03/2026, 27.3.26, 2026-03-27, 27 March 2026, or the number a spreadsheet counts days by."""
    try:
        if re.fullmatch(r"\d{5}(\.\d+)?", cell):
            return EPOCH + dt.timedelta(days=int(float(cell)))
        iso = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:$|[T ])", cell)
        if iso:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        parts = re.fullmatch(r"(\d{1,2})[\s/.\-]+(\d{1,2}|[A-Za-z]{3,9})[\s/.\-,]+(\d{2}|\d{4})(?:\s+[\d:]+)?", cell)
        if parts:
            year = int(parts[3]) if len(parts[3]) == 4 else _century(int(parts[3]))
            return dt.date(year, _month(parts[2]), int(parts[1]))
    except ValueError:
        pass
    raise Wrong(f"'{cell[:40]}' is not a date. Write it as 27/03/2026.")


def _century(year: int) -> int:
    return 2000 + year if year <= (today().year + 1) % 100 else 1900 + year


def _month(text: str) -> int:
    return int(text) if text.isdigit() else MONTHS.index(text[:3].lower()) + 1


def _yes_no(cell: str) -> bool:
    said = comparable(cell)
    if said in YES or said in NO:
        return said in YES
    raise Wrong(f"'{cell[:40]}' is not yes or no.")


def _agreement(cell: str) -> str:
    said = comparable(cell.replace("_", " "))
    if said in YES:
        return Agreement.AGREED
    if said in NO:
        return Agreement.NOT_AGREED
    if said in {"not asked", "not yet", "unknown", "not known"}:
        return Agreement.NOT_ASKED
    raise Wrong(f"'{cell[:40]}' is not yes, no or not asked.")


def _danger(cell: str) -> str:
    said = comparable(cell.replace("_", " "))
    if said in {"not sure", "unsure", "unknown"}:
        return Danger.NOT_SURE
    return Danger.YES if _yes_no(cell) else Danger.NO


def _date_known(cell: str) -> str:
    said = comparable(cell)
    if said in DateKnown.values:
        return said
    raise Wrong(f"'{cell[:40]}' is not one of: {', '.join(DateKnown.values)}.")


def _sex(cell: str) -> str:
    said = comparable(cell)[:1]
    found = {"f": Sex.FEMALE, "g": Sex.FEMALE, "w": Sex.FEMALE, "m": Sex.MALE, "b": Sex.MALE}.get(said)
    return found or Sex.UNKNOWN


def _ward(cell: str) -> str:
    if re.fullmatch(r"E05\d{6}", cell.strip().upper()):
        return cell.strip().upper()
    raise Wrong(f"'{cell[:40]}' is not a ward's code. Use its code, such as E05010322, or leave it blank.")
