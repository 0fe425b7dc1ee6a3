"""Who the council is: the pack itself, its words, its agencies and its places."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from alongside.ground.operating_models.schema.base import Frozen, Id, Named, Sourced, Text
from alongside.ground.operating_models.words import Disposing, Kept, KeptFrom, Permission, Reach, RecordPart


class ServiceAge(Sourced):
    """Ages the service is for, in whole years, both ends included."""

    from_: int = Field(alias="from", ge=0, le=25)
    to: int = Field(ge=0, le=25)
    to_with_send: int = Field(ge=0, le=25)


class PackInfo(Frozen):
    """`pack.yaml`: which council, which version, and the papers its values cite."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
    council: Text
    title: Text
    version: Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d+$")]
    area_code: Annotated[str, StringConstraints(pattern=r"^E0[6-9]\d{6}$")]
    papers: dict[str, Text]
    service_age: ServiceAge
    in_force_from: date
    postcode_areas: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}\d[A-Z\d]?$")], ...]


class Word(Sourced):
    """What this council calls a thing. In a template it reads as its text."""

    text: Text

    def __str__(self) -> str:
        return self.text


class Telephone(Sourced):
    """A number to ring, and when."""

    name: Text
    number: Annotated[str, StringConstraints(pattern=r"^[0-9 ]{3,15}$")]
    when: Text


class Emergency(Sourced):
    """What to do now if a child is in danger: shown before any form about a child."""

    heading: Text
    steps: tuple[Text, ...] = Field(min_length=1)
    telephones: tuple[Telephone, ...] = Field(min_length=1)


class Words(Frozen):
    """`words.yaml`: the council's own names for what every council has."""

    front_door: Word
    front_door_full: Word
    assessment: Word
    assessment_short: Word
    early_help_team: Word
    social_care_front_door: Word
    lead_practitioner: Word
    team_around_the_family: Word
    emergency: Emergency
    out_of_hours: Word


class AgencyKind(Named):
    """A kind of agency. `dfe_source_code` is the DfE referral source code used in statutory returns."""

    dfe_source_code: Annotated[str, StringConstraints(pattern=r"^(1[A-D]|2[AB]|3[A-F]|4|5[A-D]|6|7|8|9|10)$")]


class TeamKind(Named):
    """A kind of team that can hold families."""


class Response(Named):
    """A kind of help and who may hold it. `weight` is what one family counts for against `caseload_limit`."""

    description: Text
    held_by_team_kinds: tuple[Id, ...] = Field(min_length=1)
    weight: float = Field(gt=0, le=10)
    caseload_limit: int | None = Field(default=None, ge=1, le=200)
    levels: tuple[Id, ...] = Field(min_length=1)


class Tier(Named):
    """A layer of places, for example locality or ward cluster."""

    plural: Text


class Area(Named):
    """A place at one tier; `parent` is an area one tier up."""

    tier: Id
    parent: Id | None = None
    base: str = ""


class Ward(Frozen):
    """An electoral ward by its ONS code."""

    code: Annotated[str, StringConstraints(pattern=r"^E05\d{6}$")]
    name: Text


class WardAssignment(Sourced):
    """Which wards lie in an area."""

    area: Id
    wards: tuple[Ward, ...] = Field(min_length=1)


class Localities(Frozen):
    """`localities.yaml`: tiers from the largest to the smallest, their areas, and the wards in them."""

    tiers: tuple[Tier, ...] = Field(min_length=1)
    areas: tuple[Area, ...] = Field(min_length=1)
    ward_assignments: tuple[WardAssignment, ...] = Field(min_length=1)


class ConsentPurpose(Named):
    """Why information is shared, in plain words."""

    plain: Text


class DataCategory(Named):
    """A kind of information that may be shared, in plain words."""

    plain: Text
    special: bool = False
    opens: tuple[RecordPart, ...] = ()


class LawfulBasis(Named):
    """A lawful basis for using information; separate from agreeing to be helped."""

    article: Text
    plain: Text
    purposes: tuple[Id, ...] = Field(min_length=1)


class WhoCanAgree(Sourced):
    """From what age a child may agree for themselves, as the person asking should read it."""

    age: int = Field(ge=0, le=18)
    text: Text


class RightHelpLists(Sourced):
    """Right Early Help lists: how often each agency is given one, and which purposes of sharing allow it.

    `every_months` counts months of the calendar; a list is confirmed within so many working days of being made.
    """

    every_months: int = Field(ge=1, le=12)
    confirm_within_working_days: int = Field(ge=1, le=60)
    purposes: tuple[Id, ...] = Field(min_length=1)


class Consent(Sourced):
    """`consent.yaml`: agreement to be helped, lawful basis and sharing, kept apart."""

    agreement_valid_months: int = Field(ge=1, le=60)
    ask_again_before_days: int = Field(ge=0, le=365)
    purposes: tuple[ConsentPurpose, ...] = Field(min_length=1)
    data_categories: tuple[DataCategory, ...] = Field(min_length=1)
    lawful_bases: tuple[LawfulBasis, ...] = Field(min_length=1)
    who_can_agree: WhoCanAgree
    right_help_lists: RightHelpLists | None = None


class Role(Named):
    """A role of the council's own, beside those that come with the product: permissions, and how far each reaches.

    `gives`, for a role that looks after an agency's staff, narrows which roles its holders may give them.
    """

    is_for: Text
    permits: dict[Permission, Reach] = Field(min_length=1)
    gives: tuple[Id, ...] | None = None


class Counted(Frozen):
    """Years counted from something."""

    from_: KeptFrom = Field(alias="from")
    years: int = Field(strict=True, ge=1, le=100)


class RetentionRule(Named):
    """How long a kind of record is kept: until the latest of what it counts; then what happens to it."""

    kind: Kept
    counts: tuple[Counted, ...] = Field(min_length=1)
    then: Disposing
