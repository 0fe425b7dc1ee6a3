"""The columns of a spreadsheet of contacts: their headings, the others we understand, what each holds."""

import re
from dataclasses import dataclass

from alongside.ground.lib.text import comparable
from alongside.ground.operating_models.queries import Pack


@dataclass(frozen=True)
class Column:
    """One documented column. `also` are other headings understood; `holds` says what to write in it."""

    name: str
    heading: str
    holds: str
    also: tuple[str, ...] = ()
    required: bool = False


COLUMNS = (
    Column(
        "received",
        "Received on",
        "The day the contact was received, as 27/03/2026",
        ("date", "date received", "received", "contact date", "date of contact"),
    ),
    Column(
        "route",
        "Route",
        "The way in, by its name or id in the council's model",
        ("way in", "contact route"),
        required=True,
    ),
    Column(
        "agency_kind",
        "Kind of agency",
        "The kind of agency it comes from, by name or id; 'public' for anybody",
        ("agency kind", "source", "agency type"),
    ),
    Column(
        "sender_name",
        "Sender's name",
        "Who got in touch",
        ("sender", "referrer", "referrer name", "contact name", "sender name"),
    ),
    Column("sender_role", "Sender's role", "What they do", ("referrer role", "job title", "sender role")),
    Column(
        "sender_agency",
        "Sender's agency",
        "Which organisation they are from",
        ("agency", "organisation", "referring agency", "sender agency"),
    ),
    Column(
        "sender_telephone",
        "Sender's telephone",
        "How to ring them",
        ("referrer telephone", "referrer phone", "sender phone", "sender telephone"),
    ),
    Column(
        "sender_email", "Sender's e-mail", "How to write to them", ("referrer email", "sender email", "referrer e mail")
    ),
    Column(
        "forename",
        "Child's first name",
        "The child's first name",
        ("forename", "first name", "given name", "child forename", "child first name", "childs forename"),
    ),
    Column(
        "surname",
        "Child's surname",
        "The child's surname",
        ("surname", "last name", "family name", "child surname", "child last name"),
    ),
    Column(
        "date_of_birth",
        "Child's date of birth",
        "As 31/03/2015; only a year if that is all that is known",
        ("dob", "date of birth", "birth date", "child dob", "d o b"),
    ),
    Column(
        "date_known",
        "How well the date is known",
        "exact, estimated, unknown or expected (not born yet)",
        ("date known", "dob known"),
    ),
    Column("sex", "Child's sex", "F, M or U", ("sex", "gender")),
    Column("upn", "UPN", "Unique pupil number", ("unique pupil number",)),
    Column("nhs_number", "NHS number", "Ten digits", ("nhs no", "nhs")),
    Column("has_send", "SEND", "yes or no", ("has send", "sen", "special educational needs")),
    Column("school", "School or setting", "Its name", ("school", "setting", "nursery", "school name")),
    Column(
        "address",
        "Address",
        "Without the postcode; 'no fixed address' where there is none",
        ("address lines", "home address", "street"),
    ),
    Column("postcode", "Postcode", "As YO1 6GA", ("post code",)),
    Column("ward", "Ward", "The ward's code, such as E05010322", ("ward code",)),
    Column(
        "forename_2",
        "Second child's first name",
        "A brother or sister",
        ("child 2 forename", "forename 2", "first name 2"),
    ),
    Column("surname_2", "Second child's surname", "", ("child 2 surname", "surname 2", "last name 2")),
    Column(
        "date_of_birth_2", "Second child's date of birth", "As 31/03/2015", ("child 2 dob", "dob 2", "date of birth 2")
    ),
    Column(
        "forename_3",
        "Third child's first name",
        "Another brother or sister",
        ("child 3 forename", "forename 3", "first name 3"),
    ),
    Column("surname_3", "Third child's surname", "", ("child 3 surname", "surname 3", "last name 3")),
    Column(
        "date_of_birth_3", "Third child's date of birth", "As 31/03/2015", ("child 3 dob", "dob 3", "date of birth 3")
    ),
    Column(
        "parent_forename",
        "Parent's first name",
        "A parent or carer",
        ("parent forename", "carer forename", "parent first name", "parent or carer first name"),
    ),
    Column(
        "parent_surname",
        "Parent's surname",
        "",
        ("carer surname", "parent last name", "parent or carer surname", "parent surname"),
    ),
    Column(
        "parent_relationship",
        "Parent is the child's",
        "mother, father, carer ...",
        ("relationship", "relationship to child"),
    ),
    Column(
        "parent_telephone",
        "Parent's telephone",
        "",
        ("parent phone", "carer telephone", "parent telephone", "home telephone"),
    ),
    Column(
        "concern",
        "What is the worry",
        "What the sender is worried about, or what help is wanted",
        ("concern", "concerns", "reason", "reason for contact", "reason for referral", "worry", "details"),
        required=True,
    ),
    Column("going_well", "What is going well", "", ("going well", "strengths")),
    Column("tried", "What was tried", "What has been done already", ("tried", "already tried", "action taken")),
    Column("family_view", "What the family thinks", "", ("family view", "views of the family", "parent view")),
    Column("anything_else", "Anything else", "", ("other information", "notes", "comments")),
    Column(
        "agreement", "Did the family agree", "yes, no or not asked", ("agreement", "consent", "consent given", "agreed")
    ),
    Column(
        "agreement_why",
        "Why they did not agree",
        "When they did not agree or were not asked",
        ("reason no consent", "why not"),
    ),
    Column("in_danger", "Is a child in danger now", "yes, no or not sure", ("danger", "immediate danger")),
    Column(
        "factors",
        "Vulnerability factors",
        "Ids of the council's list, with ; between them",
        ("factor", "vulnerabilities"),
    ),
    Column(
        "outside_age_reason",
        "Reason outside the service age",
        "Why a child outside the service age is on the list",
        ("age reason",),
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}
WHAT_IS_WRONG = "What is wrong"
IGNORED = {"what is wrong", "line", "row"}


def plain(heading: str) -> str:
    """A heading for comparing: 'Child’s  D.O.B.' is 'childs dob'."""
    return comparable(re.sub(r"[’'.]", "", heading).replace("_", " ").replace("/", " "))


def meanings(pack: Pack) -> dict[str, str]:
    """Every heading understood, as plain text, with the column it means; 'ask:<id>' for a route's own questions."""
    known: dict[str, str] = {}
    for route in pack.routes:
        for ask in route.asks:
            known[plain(ask.label)] = known[plain(ask.id)] = f"ask:{ask.id}"
    for column in COLUMNS:
        for heading in (column.name, column.heading, *column.also):
            known[plain(heading)] = column.name
    return known


def heading_of(name: str, pack: Pack) -> str:
    """What a column is called in our own files."""
    if name.startswith("ask:"):
        return next(ask.label for route in pack.routes for ask in route.asks if ask.id == name[4:])
    return BY_NAME[name].heading


def template_headings(pack: Pack) -> list[str]:
    """The headings of the file to download and fill in: our columns, then each question of the council's routes."""
    asks = dict.fromkeys(ask.label for route in pack.routes for ask in route.asks)
    return [*(column.heading for column in COLUMNS), *asks]
