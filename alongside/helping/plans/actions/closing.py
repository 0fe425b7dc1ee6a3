"""Closing: what changed, what will sustain it, and whom to call; nothing missing is hidden, nothing blocks silently."""

from collections.abc import Mapping

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.assessments import actions as assessments
from alongside.helping.assessments.words import ScaleSource
from alongside.helping.plans.actions.meetings import cancel_meeting
from alongside.helping.plans.changing import must_be_open, needed
from alongside.helping.plans.models import Closing, Meeting, SustainAnswer
from alongside.helping.plans.queries.closing import Offered, missing_to_close
from alongside.helping.plans.queries.plan import in_use
from alongside.helping.plans.words import MeetingState
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode

SCORED_BY = "The family and the team, at the end"


@action
def close_episode(
    *, episode: Episode, seen_version: int, reason: str, change: str, who_to_call: str, by: User, family_view: str = "",
    sustain: Mapping[str, str] | None = None, scales: Mapping[str, int] | None = None, why_missing: str = "",
) -> Closing:  # fmt: skip
    """End help for now: the record of it stays for whoever meets the family next (C8). Raises Conflict.

    `reason` is a closing reason of the pack; `sustain` maps its sustain questions to answers, `scales` needs to 0-10.
    What the pack asks for and is not on record is named in the refusal; with `why_missing` it closes all the same and
    keeps the list. Meetings still to come are cancelled.
    """
    require(by, Permission.CHANGE_PLAN, episode)
    must_be_open(episode)
    pack = pack_at(episode.pack_version_id)
    if reason not in {one.id for one in in_use(pack.plans.closing_reasons)}:
        raise Refused("Choose why help ends.", field="reason")
    changed = needed(change, "Say what is different now.", "change")
    call = needed(who_to_call, "Say whom the family can call if things get hard again.", "who_to_call")
    known = {one.id for one in pack.plans.sustain_questions}
    answers = {one: text.strip() for one, text in (sustain or {}).items() if text.strip() and one in known}
    for need, score in (scales or {}).items():
        assessments.record_scale(
            episode=episode, need=need, value=score, scored_by=SCORED_BY, source=ScaleSource.CLOSING, by=by
        )
    missing = missing_to_close(episode, Offered(bool(family_view.strip()), bool(answers)))
    if missing and not why_missing.strip():
        raise Refused(
            f"Not on record yet: {'; '.join(one.says for one in missing)}.",
            what_to_do="Put it right first, or say why you close all the same.",
            field="why_missing",
        )
    closing = Closing.objects.create(
        family=episode.family, episode=episode, pack_version_id=episode.pack_version_id, closed_on=today(), by=by,
        reason=reason, change=changed, family_view=family_view.strip(), who_to_call=call,
        missing=[str(one.need) for one in missing], why_missing=why_missing.strip() if missing else "",
    )  # fmt: skip
    SustainAnswer.objects.bulk_create(
        SustainAnswer(closing=closing, question=one, text=text) for one, text in answers.items()
    )
    for meeting in Meeting.objects.filter(episode=episode, state=MeetingState.CALLED, starts_at__gt=now()):
        cancel_meeting(meeting=meeting, seen_version=meeting.version, why="Early help closed", by=by)
    episodes.close(episode=episode, seen_version=seen_version, reason=reason, why=changed, by=by)
    audit.record(
        kind="plans.closed", by=by, record=closing, family_id=episode.family_id,
        pack_version_id=episode.pack_version_id, detail={"reason": reason, "missing": closing.missing},
    )  # fmt: skip
    return closing
