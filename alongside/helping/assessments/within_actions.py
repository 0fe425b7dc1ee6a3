"""What several actions on assessments do inside their transaction: lock, remember, keep a number."""

import datetime as dt
import uuid

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotAllowed
from alongside.helping.assessments.models import Assessment, AssessmentStatus, ScaleScore
from alongside.helping.assessments.policies import check_in_hand
from alongside.helping.assessments.rules import may_write
from alongside.helping.assessments.words import ScaleSource
from alongside.people.episodes.models import Episode
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.models import Family


def lock_in_hand(assessment: Assessment, by: User) -> Assessment:
    """The assessment, locked for a change; refuses whoever may not write, and what cannot be written now."""
    whole = Assessment.objects.select_for_update(of=("self",)).select_related("family", "episode", "author__agency")
    locked = whole.get(pk=assessment.pk)
    verdict = may_write(by, locked)
    if not verdict:
        raise NotAllowed(verdict.reason)
    check_in_hand(locked.state, locked.episode.state != EpisodeState.CLOSED)
    return locked


def remember(assessment: Assessment, by: User, reason: str = "") -> None:
    """Add the row that keeps who brought the assessment to its present state, and whose it is."""
    AssessmentStatus.objects.create(
        assessment=assessment, state=assessment.state, author_id=assessment.author_id, at=now(), by=by, reason=reason
    )


def write_scale(
    *, family: Family, episode: Episode, need: str, value: int, scored_by: str, source: ScaleSource,
    pack_version_id: uuid.UUID, on: dt.date, by: User, scored_by_person_id: uuid.UUID | None = None,
    about_id: uuid.UUID | None = None, assessment: Assessment | None = None,
) -> ScaleScore:  # fmt: skip
    """Keep a checked number, with its audit event; part of a larger action."""
    score = ScaleScore.objects.create(
        family=family, episode=episode, need=need, value=value, scored_by=scored_by[:200], source=source, on=on,
        pack_version_id=pack_version_id, scored_by_person_id=scored_by_person_id, about_id=about_id,
        assessment=assessment, recorded_by=by, recorded_at=now(),
    )  # fmt: skip
    audit.record(
        kind="assessments.scale_recorded", by=by, record=score, family_id=family.pk, pack_version_id=pack_version_id,
        detail={"need": need, "source": source.value},
    )  # fmt: skip
    return score
