"""A family's people as the page shows them: a picture and a list that say the same."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import as_text
from alongside.people.families.genogram import Kin, Shape, Somebody, lay_out
from alongside.people.families.genogram_svg import KEY, as_svg
from alongside.people.families.models import Factor, Family, PersonAddress, Relationship
from alongside.people.families.queries import Member
from alongside.people.families.words import DateKnown, FamilyRole, RelationshipKind, Sex

INVERSE: dict[str, str] = {
    **dict.fromkeys((RelationshipKind.MOTHER, RelationshipKind.FATHER, RelationshipKind.PARENT), "child of"),
    RelationshipKind.STEP_PARENT: "step-child of", RelationshipKind.CARER: "cared for by",
    RelationshipKind.GRANDPARENT: "grandchild of",
}  # fmt: skip
RESPONSIBILITY: dict[bool | None, str] = {
    True: "has parental responsibility", False: "does not have parental responsibility", None: "",
}  # fmt: skip
SHAPES = {Sex.MALE: Shape.SQUARE, Sex.FEMALE: Shape.CIRCLE}


@dataclass(frozen=True)
class AddressLine:
    """Where a person lives or lived, in words."""

    text: str
    since: dt.date
    until: dt.date | None
    kept_id: uuid.UUID | None = None


@dataclass(frozen=True)
class RelationshipLine:
    """What a person is to another, in words; with parental responsibility where it is known."""

    id: uuid.UUID
    text: str
    responsibility: str = ""


@dataclass(frozen=True)
class PersonCard:
    """One person of the family, with everything the page says about them."""

    member: Member
    home: str
    area: str
    addresses: list[AddressLine] = field(default_factory=list)
    relations: list[RelationshipLine] = field(default_factory=list)
    other_families: list[uuid.UUID] = field(default_factory=list)
    others_unseen: int = 0

    @property
    def address_is_unseen(self) -> bool:
        """True when the present address is confidential and not for whoever looks."""
        return self.member.address_is_kept and not any(line.until is None for line in self.addresses)

    @property
    def role(self) -> str:
        """What they are in the family, in words."""
        return FamilyRole(self.member.role).label


@dataclass(frozen=True)
class FactorLine:
    """Something noticed, in the pack's words."""

    id: uuid.UUID
    person: str
    text: str
    evidence: str
    noticed_on: dt.date


def address_line(address: PersonAddress) -> AddressLine:
    """An address in words."""
    known = ", ".join(part for part in (address.lines, address.postcode) if part)
    text = "No fixed address" if address.no_fixed_address else known
    return AddressLine(text, address.since, address.until, address.pk if address.confidential else None)


def cards(
    members: Sequence[Member], relationships: Sequence[Relationship],
    addresses: Mapping[uuid.UUID, list[PersonAddress]], areas: Mapping[uuid.UUID, str],
    others: Mapping[uuid.UUID, list[Family]], by: User,
) -> list[PersonCard]:  # fmt: skip
    """A card for each person, in the order of `members`."""
    names = {member.id: member.name for member in members}
    homes = homes_of(members, addresses)
    made = []
    for member in members:
        theirs = others.get(member.id, [])
        seen = [family.pk for family in theirs if may(by, Permission.SEE_FAMILY, family)]
        lines = [address_line(address) for address in addresses.get(member.id, [])]
        related = relations(member, relationships, names)
        home, area = homes.get(member.id, ""), areas.get(member.id, "")
        made.append(PersonCard(member, home, area, lines, related, seen, len(theirs) - len(seen)))
    return made


def homes_of(members: Sequence[Member], addresses: Mapping[uuid.UUID, list[PersonAddress]]) -> dict[uuid.UUID, str]:
    """'Home A', 'Home B' for each person whose address is known: which of them live together."""
    letters: dict[str, str] = {}
    homes = {}
    for member in members:
        present = next((a for a in addresses.get(member.id, []) if a.until is None and not a.no_fixed_address), None)
        if present:
            key = f"{present.lines.casefold()}|{present.postcode}"
            homes[member.id] = letters.setdefault(key, f"Home {chr(ord('A') + len(letters) % 26)}")
    return homes


def relations(
    member: Member, relationships: Sequence[Relationship], names: Mapping[uuid.UUID, str]
) -> list[RelationshipLine]:
    """What one person is to each other: the list that says what the picture draws."""
    lines = []
    for tie in relationships:
        responsibility = RESPONSIBILITY[tie.has_parental_responsibility]
        if tie.person_id == member.id:
            text = f"{RelationshipKind(tie.kind).label} of {names[tie.other_id]}"
            lines.append(RelationshipLine(tie.pk, text, responsibility))
        elif tie.other_id == member.id:
            inverse = INVERSE.get(tie.kind, f"{RelationshipKind(tie.kind).label} of")
            lines.append(RelationshipLine(tie.pk, f"{inverse[0].upper()}{inverse[1:]} {names[tie.person_id]}"))
    return lines


def genogram(people: Sequence[PersonCard], relationships: Sequence[Relationship]) -> Markup:
    """The picture of a family, described in words for whoever does not see it."""
    drawn = [_somebody(card) for card in people]
    kin = [Kin(str(tie.person_id), str(tie.other_id), tie.kind) for tie in relationships]
    said = [
        f"{card.member.name}: {'; '.join(line.text for line in card.relations)}." for card in people if card.relations
    ]
    alone = [card.member.name for card in people if not card.relations]
    if alone:
        said.append(f"No relationship recorded: {', '.join(alone)}.")
    return as_svg(lay_out(drawn, kin), "Who is in this family and how they are related", " ".join([*said, KEY]))


def factor_lines(
    factors: Sequence[Factor], texts: Mapping[str, str], names: Mapping[uuid.UUID, str]
) -> list[FactorLine]:
    """What was noticed, in the pack's words; about people who left the family too."""
    return [
        FactorLine(
            factor.pk,
            names.get(factor.person_id, "Somebody who left the family"),
            texts.get(factor.factor, factor.factor),
            factor.evidence,
            factor.noticed_on,
        )
        for factor in factors
    ]


def _somebody(card: PersonCard) -> Somebody:
    member = card.member
    unborn = member.date_known == DateKnown.EXPECTED
    shape = Shape.TRIANGLE if unborn else SHAPES.get(Sex(member.sex_code), Shape.DIAMOND)
    age = "Age not known" if member.age is None else f"Age {member.age}"
    if unborn:
        age = f"Due {as_text(member.date_of_birth)}"
    if member.died_on:
        age = f"Died {as_text(member.died_on)}"
    captions = tuple(text for text in (member.name, age, card.home) if text)
    return Somebody(str(member.id), shape, captions, member.died_on is not None, member.date_of_birth)
