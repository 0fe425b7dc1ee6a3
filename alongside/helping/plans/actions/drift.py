"""Saying that a sign of drift has been looked at."""

import datetime as dt

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import as_text, now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.plans.changing import must_be_open, needed, remember
from alongside.helping.plans.models import DriftNote
from alongside.people.episodes.models import Episode
from alongside.people.episodes.words import StoryKind


@action
def note_drift(*, episode: Episode, rule: str, note: str, look_again_on: dt.date, by: User) -> DriftNote:
    """Write down what was found behind a sign of drift; it is not shown again before `look_again_on` (C3)."""
    require(by, Permission.ADD_NOTE, episode)
    must_be_open(episode)
    if rule not in {one.id for one in pack_at(episode.pack_version_id).drift}:
        raise Refused("This council has no such rule.", field="rule")
    if look_again_on <= today():
        raise Refused("Choose a day after today to look again.", field="look_again_on")
    made = DriftNote.objects.create(
        episode=episode, rule=rule, note=needed(note, "Say what you found, or what will be tried.", "note"),
        look_again_on=look_again_on, by=by, at=now(),
    )  # fmt: skip
    remember(
        happened="drift_noted", record=made, episode=episode, by=by, kind=StoryKind.NOTE,
        headline=f"Progress looked at; look again on {as_text(look_again_on)}", words=made.note, detail={"rule": rule},
    )  # fmt: skip
    return made
