"""Made-up people and records for linkage's tests: a few households by hand, and as many more as asked for."""

import random
from typing import Any

import pyarrow as pa

from alongside.people.linkage.cleaning import cleaned
from alongside.people.linkage.link import Linker, Links
from alongside.people.linkage.settings import the_settings
from alongside.people.linkage.spine import Spine
from alongside.people.linkage.words import PERSON_COLUMNS

Row = dict[str, Any]
FORENAMES = ["Olivia", "Noah", "Amelia", "George", "Isla", "Arthur", "Ava", "Leo", "Freya", "Oscar", "Ivy", "Harry"]
SURNAMES = ["Ashby", "Barton", "Crofton", "Denby", "Elmwood", "Fenwick", "Garside", "Hartley", "Kirkby", "Langton"]
ANNA: Row = {"record_id": "p-anna", "nhs_number": "9990000018", "forename": "Anna", "surname": "Thorley",
        "date_of_birth": "2014-03-07", "sex": "f", "address": "4 Mill Lane, Northley, Alsford", "postcode": "YO1 6GA",
        "uprn": "100050123456"}  # fmt: skip
HANNAH: Row = ANNA | {"record_id": "p-hannah", "nhs_number": "9990000026", "forename": "Hannah"}
MUM: Row = ANNA | {"record_id": "p-mum", "nhs_number": "9990000034", "forename": "Ruth", "date_of_birth": "1985-11-20",
              "previous_surname": "Belling"}  # fmt: skip
DAD: Row = ANNA | {"record_id": "p-dad", "nhs_number": "9990000042", "forename": "Peter", "sex": "m",
              "date_of_birth": "1983-02-01"}  # fmt: skip
PETER: Row = DAD | {"record_id": "p-peter", "nhs_number": "9990000050", "date_of_birth": "2011-06-30"}


def table(*rows: Row) -> pa.Table:
    """Rows in the canonical columns; what a row does not say is not known."""
    names = ("record_id", *PERSON_COLUMNS)
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


def town(people: int = 120, *, seed: int = 3) -> list[Row]:
    """Other people of the town, so that names and addresses have frequencies."""
    draw = random.Random(seed)
    return [
        {
            "record_id": f"p{number:05}",
            "forename": f"{draw.choice(FORENAMES)} {draw.choice(FORENAMES)}",
            "surname": draw.choice(SURNAMES),
            "date_of_birth": f"{draw.randint(1950, 2020)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            "sex": draw.choice("fm"),
            "address": f"{number % 40 + 1} High Street, Southley, Alsford",
            "postcode": f"YO{draw.randint(1, 30)} {draw.randint(1, 9)}AB",
            "uprn": f"1000600{number // 3:05}",
            "other_id": f"DC{number * 7919 % 10**6:06}A",
        }
        for number in range(people)
    ]


def seen_again(people: list[Row], count: int, *, seed: int = 5) -> list[Row]:
    """Records about some of those people, each with a slip or two."""
    draw = random.Random(seed)
    return [_slip(draw, draw.choice(people)) | {"record_id": f"r{number:05}"} for number in range(count)]


def _slip(draw: random.Random, person: Row) -> Row:
    row = dict(person)
    for name in draw.sample(["other_id", "uprn", "postcode", "address", "date_of_birth", "sex"], draw.randint(0, 4)):
        row[name] = None
    kind = draw.randrange(6)
    if kind == 0:
        row["forename"], row["surname"] = row["surname"], row["forename"].split()[0]
    elif kind == 1:
        row["surname"] = row["surname"][:-1]
    elif kind == 2 and row["date_of_birth"]:
        row["date_of_birth"] = row["date_of_birth"][:-1] + str(draw.randint(1, 8))
    elif kind == 3:
        row["forename"] = row["forename"][0]
    elif kind == 4:
        row |= {
            "forename": draw.choice(FORENAMES),
            "surname": "Stranger",
            "date_of_birth": "1977-07-07",
            "other_id": None,
        }
    return row


def linker_for(people: list[Row], **options: Any) -> Linker:
    """A linker on a spine of these people, on one thread."""
    return Linker(Spine.of(cleaned(table(*people)), the_settings()), threads=1, **options)


def linked(people: list[Row], *records: Row) -> Links:
    """What comes of these records."""
    linker = linker_for(people)
    links = linker.link(cleaned(table(*records)))
    linker.close()
    return links
