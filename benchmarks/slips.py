"""What goes wrong when people write down who somebody is: typing, hearing, remembering, pasting into spreadsheets."""

import random
from datetime import date, timedelta

from alongside.people.linkage.cleaning import roots

Row = dict[str, str | None]
EXCEL_BEGINS = date(1899, 12, 30)


class Slips:
    """Makes mistakes in rows, by one random source."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.short: dict[str, list[str]] = {}
        for nickname, full in roots().items():
            if nickname != full:
                self.short.setdefault(full, []).append(nickname)

    def corrupt(self, row: Row) -> None:
        """A record taken down badly: some of everything, at least one thing."""
        chance, draw = self.draw.random, self.draw
        for name in ("nhs_number", "upn", "other_id"):
            fate = chance()
            if row[name] and fate < 0.35:
                row[name] = None
            elif row[name] and fate < 0.65:
                row[name] = self.digit(row[name] or "")
        self.details(row)
        if chance() < 0.25:
            self.one(row, draw.choice(["forename", "surname"]))
        if chance() < 0.15:
            self.nickname(row)
        if chance() < 0.04:
            row["forename"], row["surname"] = row["surname"], row["forename"]

    def details(self, row: Row) -> None:
        """A birthday missing or wrong, an address wrong or missing, an initial for a name."""
        chance = self.draw.random
        fate = chance()
        if fate < 0.15:
            row["date_of_birth"] = None
        elif fate < 0.35:
            self.birth(row)
        if chance() < 0.15:
            row["postcode"], row["uprn"] = self.digit(row["postcode"] or "x"), None
        elif chance() < 0.08:
            row["postcode"] = row["uprn"] = row["address"] = None
        if chance() < 0.05:
            row["forename"] = (row["forename"] or "x")[0]

    def address(self, text: str) -> str:
        """The same address written another way: a part left out, a short word, a flat, a slip."""
        kind = self.draw.random()
        if kind < 0.4:
            parts = text.split(", ")
            del parts[self.draw.randrange(1, len(parts))]
            return ", ".join(parts)
        if kind < 0.6:
            return text.replace("Road", "Rd").replace("Street", "St").replace("Avenue", "Ave").replace("Close", "Cl")
        return f"Flat {self.draw.choice('AB12')}, {text}" if kind < 0.7 else self.typed(text)

    def style(self, row: Row, feed: str) -> None:
        """The feed's way of writing, which is no mistake."""
        if feed in {"police", "housing"}:
            row["forename"], row["surname"] = (row["forename"] or "").upper(), (row["surname"] or "").upper()
        born = row["date_of_birth"]
        if born and feed in {"school", "housing", "csc"}:
            row["date_of_birth"] = "/".join(reversed(born.split("-")))
        elif born and feed == "dwp":
            row["date_of_birth"] = str((date.fromisoformat(born) - EXCEL_BEGINS).days)
        if feed == "csc" and self.draw.random() < 0.01:
            row["postcode"] = "UNKNOWN"

    def one(self, row: Row, name: str) -> None:
        """One slip of the keyboard in a name."""
        row[name] = self.typed(row[name] or "")

    def typed(self, text: str) -> str:
        """A letter left out, doubled, replaced or changed over with the next."""
        if len(text) < 3:
            return text + "e"
        at, letter = self.draw.randrange(1, len(text) - 1), self.draw.choice("aeioulnrst")
        return self.draw.choice(
            [
                text[:at] + text[at + 1 :],
                text[:at] + letter + text[at:],
                text[:at] + letter + text[at + 1 :],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            ]
        )

    def digit(self, text: str) -> str:
        """One digit replaced."""
        places = [at for at, c in enumerate(text) if c.isdigit()]
        if not places:
            return text
        at = self.draw.choice(places)
        return text[:at] + self.draw.choice("0123456789".replace(text[at], "")) + text[at + 1 :]

    def nickname(self, row: Row) -> None:
        """The short form of the forename, where it has one."""
        found = self.short.get((row["forename"] or "").split(" ")[0].lower())
        if found:
            row["forename"] = self.draw.choice(found).title()

    def birth(self, row: Row) -> None:
        """Day and month changed over, one digit wrong, a wrong year, or 1 January because only the year was known."""
        born = date.fromisoformat(row["date_of_birth"] or "2000-01-01")
        kind = self.draw.choices(["swapped", "day", "digit", "year", "first"], [3, 3, 3, 2, 1])[0]
        if kind == "swapped" and born.day <= 12:
            born = born.replace(month=born.day, day=born.month)
        elif kind == "digit":
            born = self._digit(born)
        elif kind == "year":
            born = date(born.year + self.draw.choice([-1, 1, -10, 10, 2]), born.month, min(born.day, 28))
        elif kind == "first":
            born = date(born.year, 1, 1)
        else:
            born += timedelta(days=self.draw.choice([-1, 1, 2, -2, 7, 10]))
        row["date_of_birth"] = born.isoformat()

    def _digit(self, born: date) -> date:
        for _ in range(9):
            try:
                return date.fromisoformat(self.digit(born.isoformat()))
            except ValueError:
                continue
        return born
