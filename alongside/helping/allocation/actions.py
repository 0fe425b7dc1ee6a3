"""Changes the panel makes: who leads and why, or when it comes back; and the end of a meeting."""

import datetime as dt
from dataclasses import dataclass

from alongside.ground.access.models import Team, User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import save_seen
from alongside.ground.operating_models.queries import Pack, Panel, current_pack
from alongside.helping.allocation.models import PanelDecision, PanelMeeting
from alongside.helping.allocation.queries import panels_of, undated
from alongside.helping.allocation.words import PanelChoice
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode
from alongside.people.episodes.words import EpisodeState, StoryKind
from alongside.people.families.actions import let_read

LONGEST_WAIT = dt.timedelta(days=92)


@dataclass(frozen=True)
class Chosen:
    """What the panel chose: somebody to lead (with a response of the pack, and a team), or a day to come back to it."""

    choice: str
    why: str
    family_view: str = ""
    lead: User | None = None
    team: Team | None = None
    response: str = ""
    again_on: dt.date | None = None


@action
def record_decision(*, episode: Episode, seen_version: int, chosen: Chosen, by: User) -> PanelDecision:
    """Record what the panel decided about a family, and do it: naming the lead takes the family off the list.

    Raises Refused when somebody else has decided since `seen_version` was read, without a reason, and without either a
    lead or a date.
    """
    require(by, Permission.RUN_PANEL, episode)
    locked = Episode.objects.select_for_update(of=("self",)).select_related("family").get(pk=episode.pk)
    if locked.state != EpisodeState.WAITING_FOR_PANEL or locked.version != seen_version:
        raise Refused(
            "Somebody else has decided about this family since you opened the page.",
            what_to_do="Go back to the agenda to see what was decided.",
        )
    adopted = current_pack()
    _check(chosen, locked, adopted.pack)
    decision = PanelDecision.objects.create(
        meeting=_meeting(_panel_for(adopted.pack, locked), by), episode=locked, choice=chosen.choice, lead=chosen.lead,
        team=chosen.team, response=chosen.response, why=chosen.why.strip(), family_view=chosen.family_view.strip(),
        again_on=chosen.again_on, pack_version_id=adopted.version_id, decided_by=by, decided_at=now(),
    )  # fmt: skip
    if chosen.lead:
        locked.response = chosen.response
    save_seen(locked, seen_version, fields=["response"])
    _tell(decision, by)
    if chosen.lead:
        episodes.name_lead(episode=locked, user=chosen.lead, why=chosen.why, family_view=chosen.family_view, by=by)
    if chosen.team:
        let_read(family=locked.family, principals=[chosen.team.principal], by=by)
    audit.record(
        kind="allocation.panel_decided", by=by, record=decision, family_id=locked.family_id,
        pack_version_id=adopted.version_id, rule_id=f"panels.{decision.meeting.panel}",
        detail={"choice": chosen.choice, "response": chosen.response},
    )  # fmt: skip
    return decision


@action
def finish_meeting(*, panel: Panel, who_came: str, by: User) -> PanelMeeting:
    """End today's meeting. Raises Refused while any family waits with nothing decided and no date."""
    require(by, Permission.RUN_PANEL)
    if left := undated(panel):
        families = "1 family has" if left == 1 else f"{left} families have"
        raise Refused(
            f"{families} no decision and no date.", what_to_do="Decide, or say when the panel comes back to it."
        )
    if not who_came.strip():
        raise Refused("Write who came.", field="who_came")
    meeting = _meeting(panel, by)
    meeting.who_came, meeting.finished_at = who_came.strip(), now()
    meeting.save(update_fields=["who_came", "finished_at"])
    audit.record(kind="allocation.meeting_finished", by=by, record=meeting)
    return meeting


def _check(chosen: Chosen, episode: Episode, pack: Pack) -> None:
    if chosen.choice not in PanelChoice.values:
        raise Refused("Choose what the panel decided.", field="choice")
    if not chosen.why.strip():
        raise Refused("Give the reason for the decision.", field="why")
    if chosen.choice == PanelChoice.ALLOCATE:
        if chosen.lead is None:
            raise Refused("Choose who leads.", field="lead")
        if chosen.response not in {r.id for r in pack.responses if episode.level in r.levels}:
            raise Refused("Choose how the family is helped.", field="response")
        if chosen.again_on:
            raise Refused("A family with a lead needs no date.", field="again_on")
        return
    if chosen.lead:
        raise Refused("Choose either who leads or a date, not both.", field="lead")
    if chosen.again_on is None:
        raise Refused("Enter when the panel comes back to this family.", field="again_on")
    if not today() < chosen.again_on <= today() + LONGEST_WAIT:
        raise Refused("The date must be after today and within three months.", field="again_on")


def _panel_for(pack: Pack, episode: Episode) -> Panel:
    panels = panels_of(pack)
    for panel in panels:
        if episode.level in panel.levels:
            return panel
    if panels:
        return panels[0]
    raise Refused("This council has no panel.", what_to_do="Name a lead practitioner on the family's pages instead.")


def _meeting(panel: Panel, by: User) -> PanelMeeting:
    meeting, is_new = PanelMeeting.objects.get_or_create(panel=panel.id, on=today(), defaults={"chair": by})
    if is_new:
        audit.record(kind="allocation.meeting_begun", by=by, record=meeting)
    return meeting


def _tell(decision: PanelDecision, by: User) -> None:
    said = {
        PanelChoice.ALLOCATE: "The panel chose who leads",
        PanelChoice.FIND_OUT: "The panel wants to know more first",
        PanelChoice.LATER: "The panel decides later",
    }[PanelChoice(decision.choice)]
    episodes.tell(
        family=decision.episode.family, episode=decision.episode, kind=StoryKind.PANEL, headline=said,
        detail=decision.why, by=by, source=decision,
    )  # fmt: skip
