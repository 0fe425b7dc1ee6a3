"""What a referral carries: the parts the pack asks for, filled in from what is known; what is missing or left behind.

Nothing is typed twice: people, assessment, plan, agreement and history come from the family's own records, as far as
the referrer may see them. A missing part never stops a referral.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import as_text
from alongside.ground.operating_models.queries import Pack, pack_at
from alongside.ground.operating_models.words import StepUpPart
from alongside.helping.step_up_down import helped
from alongside.helping.step_up_down.helped import NotForReferrer
from alongside.helping.step_up_down.models import Referral
from alongside.helping.step_up_down.words import PART_TITLES, FamilyTold
from alongside.people.consent.queries import agreement_standing, sharing_standing
from alongside.people.episodes.queries import episodes_of, lead_of, story_of, team_of
from alongside.people.families.queries import addresses_of, factors_of, members_of

LINES_OF_HISTORY = 12


@dataclass(frozen=True)
class Part:
    """One part of a referral as social care reads it."""

    part: str
    title: str
    lines: list[str]

    def as_row(self) -> dict[str, Any]:
        """As it is kept with the referral."""
        return asdict(self)


@dataclass(frozen=True)
class Absent:
    """A part that is not there, and why."""

    part: str
    title: str
    why: str

    def as_row(self) -> dict[str, str]:
        """As it is kept with the referral."""
        return asdict(self)


@dataclass
class Bundle:
    """Everything a referral carries now, what the council asks for and is not known, and what stays behind."""

    carried: list[Part] = field(default_factory=list)
    missing: list[Absent] = field(default_factory=list)
    left_behind: list[Absent] = field(default_factory=list)


def gather(referral: Referral, by: User, leave_out: Mapping[str, str] | None = None) -> Bundle:
    """What the referral would carry if `by` sent it now; `leave_out` maps parts to the referrer's reason."""
    pack, bundle, reasons = pack_at(referral.pack_version_id), Bundle(), leave_out or {}
    minimum = set(pack.step_up.must_carry)
    for part, title in PART_TITLES.items():
        if part in reasons:
            bundle.left_behind.append(Absent(part, title, reasons[part]))
            continue
        if part not in minimum:
            bundle.left_behind.append(
                Absent(part, title, "Not in the least that this council says a referral carries.")
            )
            continue
        try:
            lines = GATHERERS[part](referral, by, pack)
        except NotForReferrer:
            why = "The referrer may not see it. The lead practitioner or the hub can give it to social care."
            bundle.left_behind.append(Absent(part, title, why))
            continue
        if lines:
            bundle.carried.append(Part(part, title, lines))
        else:
            bundle.missing.append(Absent(part, title, WHY_MISSING.get(part, "Nothing is recorded.")))
    return bundle


def _people(referral: Referral, by: User, pack: Pack) -> list[str]:
    if referral.family:
        return [
            f"{m.name}, {_role(m.role)}, {m.born}" + (f" (age {m.age})" if m.age is not None else "")
            for m in members_of(referral.family)
        ]
    return [", ".join(filter(None, (p.name, _role(p.role), p.born))) for p in referral.people.all()]


def _role(role: str) -> str:
    return {"child": "child or young person", "parent": "parent or carer"}.get(role, "other family member")


def _addresses(referral: Referral, by: User, pack: Pack) -> list[str]:
    if not referral.family:
        return list(dict.fromkeys(f"{p.name}: {p.address}" for p in referral.people.all() if p.address))
    members = {m.id: m.name for m in members_of(referral.family)}
    found: dict[str, list[str]] = {}
    for person_id, rows in addresses_of(members).items():
        now = [row for row in rows if row.until is None]
        if now:
            here = (
                "No fixed address"
                if now[0].no_fixed_address
                else ", ".join(filter(None, (now[0].lines, now[0].postcode)))
            )
            found.setdefault(here, []).append(members[person_id])
    return [f"{', '.join(names)}: {address}" for address, names in found.items()]


def _reason(referral: Referral, by: User, pack: Pack) -> list[str]:
    return [next(reason.name for reason in pack.step_up.reasons if reason.id == referral.reason)]


def _factors(referral: Referral, by: User, pack: Pack) -> list[str]:
    if not referral.family:
        return []
    rows = factors_of(referral.family)
    return [f"{row.person.names.all()[0]}: {pack_at(row.pack_version_id).factor(row.factor).text}" for row in rows]


def _family_view(referral: Referral, by: User, pack: Pack) -> list[str]:
    if not referral.family_view:
        return []
    return [f"Told of this referral: {FamilyTold(referral.family_told).label.lower()}", referral.family_view]


def _agreement(referral: Referral, by: User, pack: Pack) -> list[str]:
    if not referral.family:
        return []
    standing = agreement_standing(referral.family)
    bases = [f"{b.basis} ({b.article}), for {b.purpose}: {b.reason}" for b in sharing_standing(referral.family).bases]
    return [*([standing.in_words] if standing.people else []), *bases]


def _who_involved(referral: Referral, by: User, pack: Pack) -> list[str]:
    if not referral.episode:
        return [f"Referrer: {by.name}, {by.job_title}, {by.agency.name}, {by.telephone or by.agency.telephone}"]
    lead = lead_of(referral.episode)
    lines = [f"Lead practitioner: {lead.user.name}, {lead.user.agency.name}, {lead.user.telephone}"] if lead else []
    return lines + [
        ", ".join(filter(None, (m.name, m.part, m.agency.name if m.agency else "", m.telephone)))
        for m in team_of(referral.episode)
        if not (lead and m.user_id == lead.user_id)
    ]


def _history(referral: Referral, by: User, pack: Pack) -> list[str]:
    if not referral.family:
        return []
    if not may(by, Permission.SEE_FAMILY, referral.family):
        raise NotForReferrer
    times = [
        f"Time {e.number}: opened {as_text(e.opened_on)}, "
        + (f"closed {as_text(e.closed_on)}" if e.closed_on else "open now")
        for e in reversed(episodes_of(referral.family))
    ]
    lines = list(story_of(referral.family, by)[:LINES_OF_HISTORY])
    return times + [f"{as_text(line.happened_on)}: {line.headline} ({line.agency.name})" for line in reversed(lines)]


Gatherer = Callable[[Referral, User, Pack], list[str]]
GATHERERS: dict[StepUpPart, Gatherer] = {
    StepUpPart.PEOPLE: _people,
    StepUpPart.ADDRESSES: _addresses,
    StepUpPart.REASON: _reason,
    StepUpPart.SAFETY_NOW: lambda referral, by, pack: [referral.safety_now],
    StepUpPart.CONCERN: lambda referral, by, pack: [referral.concern],
    StepUpPart.FACTORS: _factors,
    StepUpPart.ASSESSMENT: helped.assessment,
    StepUpPart.PLAN: helped.plan,
    StepUpPart.SCALES: helped.scales,
    StepUpPart.CHILD_VOICE: helped.child_voice,
    StepUpPart.FAMILY_VIEW: _family_view,
    StepUpPart.AGREEMENT: _agreement,
    StepUpPart.WHO_INVOLVED: _who_involved,
    StepUpPart.HISTORY: _history,
}
WHY_MISSING = {
    StepUpPart.ADDRESSES: "No address is recorded.",
    StepUpPart.FACTORS: "No vulnerability factor has been noticed.",
    StepUpPart.ASSESSMENT: "No assessment has been signed off.",
    StepUpPart.PLAN: "There is no plan yet.",
    StepUpPart.SCALES: "Nothing has been scaled yet.",
    StepUpPart.CHILD_VOICE: "The children’s own words have not been written down yet.",
    StepUpPart.FAMILY_VIEW: "The family’s view has not been written down.",
    StepUpPart.AGREEMENT: "Nobody has been asked, and no lawful basis is recorded.",
    StepUpPart.HISTORY: "Early help has not known this family before.",
}
