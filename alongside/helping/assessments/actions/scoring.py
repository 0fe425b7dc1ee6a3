"""Numbers over time: the needs' scales from 0 to 10, and the scores of the pack's tools."""

import datetime as dt
import math
import uuid

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import Measure, Tool, current_pack, pack_at
from alongside.helping.assessments.models import ScaleScore, ToolScore
from alongside.helping.assessments.within_actions import write_scale
from alongside.helping.assessments.words import ScaleSource
from alongside.people.episodes.actions import tell
from alongside.people.episodes.models import Episode
from alongside.people.episodes.queries import open_episode_of
from alongside.people.episodes.words import StoryKind
from alongside.people.families.models import Family, Membership, Person


@action
def record_scale(
    *, episode: Episode, need: str, value: int, scored_by: str, source: str, by: User, on: dt.date | None = None,
    scored_by_person: Person | None = None, about: Person | None = None, pack_version_id: uuid.UUID | None = None,
) -> ScaleScore:  # fmt: skip
    """Record how one need stands, from 0 to 10: at a review, at the end, in conversation.

    The need is one of the pack's (`pack_version_id`, the episode's unless said). Raises Refused for a need it does not
    have, a number off the scale, nobody named, or a day still to come; NotAllowed.
    """
    require(by, Permission.CHANGE_PLAN, episode)
    version = pack_version_id or episode.pack_version_id
    if need not in {known.id for known in pack_at(version).needs}:
        raise Refused("This need is not in the council's list.", field="need")
    if isinstance(value, bool) or not 0 <= value <= 10:
        raise Refused("Choose a number from 0 to 10.", field="value")
    if not scored_by.strip():
        raise Refused("Say who gave the number.", field="scored_by")
    _check_past(on)
    return write_scale(
        family=episode.family, episode=episode, need=need, value=value, scored_by=scored_by.strip(),
        source=ScaleSource(source), pack_version_id=version, on=on or today(), by=by,
        scored_by_person_id=scored_by_person.pk if scored_by_person else None, about_id=about.pk if about else None,
    )  # fmt: skip


@action
def record_tool_score(
    *, family: Family, person: Person, tool: str, measure: str, value: float, by: User, on: dt.date | None = None,
    note: str = "",
) -> ToolScore:  # fmt: skip
    """Record a score of one of the pack's tools about somebody in the family (B3); the tool itself is never held.

    Raises Refused for a tool or measure the pack does not have, a score outside its range, a stranger to the family, or
    a day still to come; NotAllowed.
    """
    require(by, Permission.WRITE_ASSESSMENT, family)
    adopted = current_pack()
    in_use = {one.id: one for one in adopted.pack.tools if one.in_use_on(today())}
    if tool not in in_use:
        raise Refused("This tool is not in the council's list.", field="tool")
    chosen = _measure(in_use[tool], measure)
    if not math.isfinite(value) or not chosen.min <= value <= chosen.max:
        raise Refused(f"{chosen.name} is scored from {chosen.min:g} to {chosen.max:g}.", field="value")
    if not Membership.objects.filter(family=family, person=person).exists():
        raise Refused("This person is not in the family.", field="person")
    _check_past(on)
    score = ToolScore.objects.create(
        family=family, person=person, tool=tool, measure=measure, pack_version_id=adopted.version_id, value=value,
        lowest=chosen.min, highest=chosen.max, on=on or today(), note=note.strip(), recorded_by=by, recorded_at=now(),
    )  # fmt: skip
    tell(
        family=family, episode=open_episode_of(family), kind=StoryKind.SCORE, happened_on=score.on, people=[person],
        headline=f"{in_use[tool].name}, {chosen.name}: {value:g} (from {chosen.min:g} to {chosen.max:g})",
        detail=score.note, by=by, source=score,
    )  # fmt: skip
    audit.record(
        kind="assessments.tool_scored", by=by, record=score, family_id=family.pk, pack_version_id=adopted.version_id,
        detail={"tool": tool, "measure": measure, "person": str(person.pk)},
    )  # fmt: skip
    return score


def _measure(tool: Tool, measure: str) -> Measure:
    for one in tool.measures:
        if one.id == measure:
            return one
    raise Refused("This tool has no such score.", field="measure")


def _check_past(on: dt.date | None) -> None:
    if on is not None and on > today():
        raise Refused("The day is in the future.", what_to_do="Enter the day the score was given.", field="on")
