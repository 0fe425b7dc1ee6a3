"""Changes to a family's story with early help."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import models

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import require
from alongside.ground.access.words import HEALTH_SERVICES, Permission, Section
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import save_seen
from alongside.people.episodes.models import Episode, EpisodeStatus, Handover, Lead, StoryLine, TeamMember
from alongside.people.episodes.policies import EPISODE
from alongside.people.episodes.words import EpisodeState, HandoverState, StoryKind
from alongside.people.families.actions import let_read, stop_reading
from alongside.people.families.models import Family, Person


@action
def tell(
    *, family: Family, kind: str, headline: str, by: User, detail: str = "", happened_on: dt.date | None = None,
    episode: Episode | None = None, people: Iterable[Person | uuid.UUID] = (), source: models.Model | None = None,
) -> StoryLine:  # fmt: skip
    """Add a line to the family's chronology; every notable action calls this in its own transaction.

    Raises Refused for a day still to come.
    """
    if happened_on and happened_on > today():
        raise Refused("The date is in the future.", what_to_do="Enter the day it happened.", field="happened_on")
    line = StoryLine.objects.create(
        family=family, episode=episode, kind=StoryKind(kind), happened_on=happened_on or today(), recorded_at=now(),
        by=by, agency_id=by.agency_id, headline=headline[:300], detail=detail,
        section=Section.HEALTH if by.agency.kind in HEALTH_SERVICES else Section.STORY,
        source_type=source._meta.label_lower if source else "", source_id=source.pk if source else None,
    )  # fmt: skip
    line.people.set([person.pk if isinstance(person, Person) else person for person in people])  # type: ignore[misc]
    return line


@action
def add_note(
    *, family: Family, kind: str, headline: str, detail: str, by: User, happened_on: dt.date | None = None,
    people: Iterable[Person | uuid.UUID] = (),
) -> StoryLine:  # fmt: skip
    """Write down a visit, a call or a note by hand."""
    require(by, Permission.ADD_NOTE, family)
    if not headline.strip():
        raise Refused("Say in a few words what happened.", field="headline")
    episode = family.episodes.exclude(state=EpisodeState.CLOSED).first()
    line = tell(
        family=family, episode=episode, kind=kind, headline=headline, detail=detail, happened_on=happened_on,
        people=people, by=by,
    )  # fmt: skip
    audit.record(kind="episodes.note_added", by=by, record=line, family_id=family.pk, detail={"kind": kind})
    return line


@action
def open_episode(
    *, family: Family, level: str, pack_version_id: uuid.UUID, by: User, why: str, for_panel: bool = False,
    from_contact: uuid.UUID | None = None, on: dt.date | None = None,
) -> Episode:  # fmt: skip
    """Begin helping a family, or begin again: coming back is the next episode of the same story.

    Raises Refused when the family is already open.
    """
    locked = Family.objects.select_for_update().get(pk=family.pk)
    latest = locked.episodes.first()
    if latest and latest.state != EpisodeState.CLOSED:
        raise Refused("This family is already open to early help.", what_to_do="Attach the contact to the open family.")
    state = EpisodeState.WAITING_FOR_PANEL if for_panel else EpisodeState.WAITING_FOR_LEAD
    episode = Episode.objects.create(
        family=family, number=latest.number + 1 if latest else 1, state=state, level=level,
        pack_version_id=pack_version_id, opened_on=on or today(), opened_by=by, from_contact=from_contact,
    )  # fmt: skip
    _remember(episode, by, why)
    headline = f"Came back to early help (time {episode.number})" if latest else "Opened to early help"
    tell(family=family, episode=episode, kind=StoryKind.OPENING, headline=headline, detail=why, by=by)
    audit.record(
        kind="episodes.opened", by=by, record=episode, family_id=family.pk, pack_version_id=pack_version_id,
        detail={"level": level, "number": episode.number},
    )  # fmt: skip
    return episode


@action
def name_lead(*, episode: Episode, user: User, why: str, by: User, family_view: str = "") -> Lead:
    """Name the lead practitioner; the one before, if any, stops leading and stays in the team.

    Raises NotAllowed, and Refused without a reason or when the state does not allow it.
    """
    require(by, Permission.NAME_LEAD, episode)
    return _begin_leading(episode, user, why, family_view, by)


@action
def offer_handover(*, episode: Episode, to: User, why: str, by: User, family_view: str = "") -> Handover:
    """Offer the lead to somebody else, who answers; until then nothing changes."""
    require(by, Permission.NAME_LEAD, episode)
    lead = Lead.objects.filter(episode=episode, until=None).first()
    if lead and lead.user_id == to.pk:
        raise Refused("They are the lead practitioner already.", field="to")
    if not why.strip():
        raise Refused("Say why the lead is handed over.", field="why")
    if Handover.objects.filter(episode=episode, state=HandoverState.OFFERED).exists():
        raise Refused("A hand-over is already waiting for an answer.", what_to_do="Withdraw it first.", field="to")
    handover = Handover.objects.create(
        episode=episode, to=to, why=why, family_view=family_view, offered_by=by, offered_at=now()
    )
    let_read(family=episode.family, principals=[to.principal], by=by)
    audit.record(kind="episodes.handover_offered", by=by, record=handover, family_id=episode.family_id)
    return handover


@action
def answer_handover(*, handover: Handover, accept: bool, by: User, note: str = "") -> Handover:
    """Accept or decline a hand-over offered to you; accepting makes you the lead at once."""
    locked = Handover.objects.select_for_update().select_related("episode__family").get(pk=handover.pk)
    if locked.to_id != by.pk:
        raise Refused("Only the person it was offered to can answer a hand-over.")
    if not accept and not note.strip():
        raise Refused("Say why you decline, so that another lead can be found.", field="note")
    _answer(locked, HandoverState.ACCEPTED if accept else HandoverState.DECLINED, note, by)
    if accept:
        _begin_leading(locked.episode, by, locked.why, locked.family_view, by)
    else:
        _stop_reading_unless_in_team(locked.episode, by, by)
    return locked


@action
def withdraw_handover(*, handover: Handover, by: User) -> Handover:
    """Take back a hand-over nobody has answered yet."""
    require(by, Permission.NAME_LEAD, handover.episode)
    locked = Handover.objects.select_for_update().select_related("episode__family", "to").get(pk=handover.pk)
    _answer(locked, HandoverState.WITHDRAWN, "", by)
    _stop_reading_unless_in_team(locked.episode, locked.to, by)
    return locked


@action
def add_to_team(
    *, episode: Episode, by: User, user: User | None = None, person: Person | None = None, name: str = "",
    part: str = "", agency: Agency | None = None, telephone: str = "", email: str = "",
) -> TeamMember:  # fmt: skip
    """Add to the team around the family a user, a family member, or anybody by name; twice changes nothing."""
    require(by, Permission.CHANGE_PLAN, episode)
    return _join_team(
        episode, by, user=user, person=person, name=name, part=part, agency=agency, telephone=telephone, email=email
    )


@action
def leave_team(*, member: TeamMember, by: User) -> TeamMember:
    """Take somebody off the team. Raises Refused for the lead practitioner, who must hand over first."""
    episode = member.episode
    require(by, Permission.CHANGE_PLAN, episode)
    if member.user_id and Lead.objects.filter(episode=episode, user_id=member.user_id, until=None).exists():
        raise Refused("The lead practitioner can't leave the team.", what_to_do="Hand the lead over first.")
    member.until = today()
    member.save(update_fields=["until"])
    if member.user:
        _stop_reading_unless_in_team(episode, member.user, by)
    tell(
        family=episode.family, episode=episode, kind=StoryKind.LEAD, headline=f"{member.name} left the team",
        by=by, source=member,
    )  # fmt: skip
    audit.record(kind="episodes.left_team", by=by, record=member, family_id=episode.family_id)
    return member


@action
def change_level(*, episode: Episode, seen_version: int, level: str, why: str, by: User) -> Episode:
    """Record that need is now at another level of the pack; raises Conflict, and Refused without a reason."""
    require(by, Permission.CHANGE_PLAN, episode)
    if not why.strip():
        raise Refused("Say why the level changes.", field="why")
    episode.level = level
    save_seen(episode, seen_version, fields=["level"])
    _remember(episode, by, why)
    tell(
        family=episode.family,
        episode=episode,
        kind=StoryKind.LEVEL,
        headline="Level of need changed",
        detail=why,
        by=by,
    )
    audit.record(
        kind="episodes.level_changed", by=by, record=episode, family_id=episode.family_id, detail={"level": level}
    )
    return episode


@action
def send_to_panel(*, episode: Episode, why: str, by: User) -> Episode:
    """Put the family on the panel's waiting list."""
    return _move(episode, "send_to_panel", why, by, StoryKind.PANEL, "Waiting for the panel")


@action
def step_up(*, episode: Episode, why: str, by: User) -> Episode:
    """Record that social care has taken the family on; early help stays informed."""
    return _move(episode, "step_up", why, by, StoryKind.STEP_UP, "Stepped up to social care")


@action
def step_down(*, episode: Episode, why: str, by: User) -> Episode:
    """Record that the family comes back from social care to early help."""
    return _move(episode, "step_down", why, by, StoryKind.STEP_UP, "Stepped down to early help")


@action
def close(*, episode: Episode, seen_version: int, reason: str, why: str, by: User) -> Episode:
    """End an episode of help, with the pack's reason; the story goes on if the family comes back. Raises Conflict."""
    require(by, Permission.CHANGE_PLAN, episode)
    transition = EPISODE.step(EpisodeState(episode.state), "close")
    episode.state, episode.closed_on, episode.closing_reason = transition.target, today(), reason
    save_seen(episode, seen_version, fields=["state", "closed_on", "closing_reason"])
    Lead.objects.filter(episode=episode, until=None).update(until=now())
    Handover.objects.filter(episode=episode, state=HandoverState.OFFERED).update(
        state=HandoverState.WITHDRAWN, answered_at=now()
    )
    _remember(episode, by, why)
    tell(
        family=episode.family, episode=episode, kind=StoryKind.CLOSING, headline="Early help closed", detail=why, by=by
    )
    audit.record(
        kind=f"episodes.{transition.event}",
        by=by,
        record=episode,
        family_id=episode.family_id,
        detail={"reason": reason},
    )
    return episode


def _move(episode: Episode, name: str, why: str, by: User, kind: StoryKind, headline: str) -> Episode:
    locked = Episode.objects.select_for_update().select_related("family").get(pk=episode.pk)
    transition = EPISODE.step(EpisodeState(locked.state), name)
    locked.state = transition.target
    save_seen(locked, locked.version, fields=["state"])
    _remember(locked, by, why)
    tell(family=locked.family, episode=locked, kind=kind, headline=headline, detail=why, by=by)
    audit.record(kind=f"episodes.{transition.event}", by=by, record=locked, family_id=locked.family_id)
    return locked


def _begin_leading(episode: Episode, user: User, why: str, family_view: str, by: User) -> Lead:
    if not why.strip():
        raise Refused("Say why this person is best placed to lead.", field="why")
    locked = Episode.objects.select_for_update().select_related("family").get(pk=episode.pk)
    transition = EPISODE.step(EpisodeState(locked.state), "name_lead")
    if locked.state != transition.target:
        locked.state = transition.target
        save_seen(locked, locked.version, fields=["state"])
        _remember(locked, by, why)
    Lead.objects.filter(episode=locked, until=None).update(until=now())
    lead = Lead.objects.create(episode=locked, user=user, since=now(), why=why, family_view=family_view, named_by=by)
    _join_team(locked, by, user=user, part="Lead practitioner")
    tell(
        family=locked.family, episode=locked, kind=StoryKind.LEAD, headline=f"{user.name} is lead practitioner",
        detail=why, by=by, source=lead,
    )  # fmt: skip
    audit.record(kind="episodes.lead_named", by=by, record=lead, family_id=locked.family_id, detail={"user": user.pk})
    return lead


def _join_team(
    episode: Episode, by: User, *, user: User | None = None, person: Person | None = None, name: str = "",
    part: str = "", agency: Agency | None = None, telephone: str = "", email: str = "",
) -> TeamMember:  # fmt: skip
    already = TeamMember.objects.filter(episode=episode, until=None)
    same = already.filter(user=user) if user else already.filter(person=person) if person else already.none()
    if found := same.first():
        return found
    if user:
        name, agency, telephone, email = user.name, user.agency, user.telephone, user.email
    if person and not name:
        name = str(person.names.first())
    if not name.strip():
        raise Refused("Choose somebody, or enter a name.", field="name")
    member = TeamMember.objects.create(
        episode=episode, user=user, person=person, agency=agency, name=name, part=part, telephone=telephone,
        email=email, since=today(),
    )  # fmt: skip
    if user:
        let_read(family=episode.family, principals=[user.principal], by=by)
    tell(
        family=episode.family, episode=episode, kind=StoryKind.LEAD, headline=f"{name} joined the team", by=by,
        source=member,
    )  # fmt: skip
    audit.record(kind="episodes.joined_team", by=by, record=member, family_id=episode.family_id)
    return member


def _stop_reading_unless_in_team(episode: Episode, user: User, by: User) -> None:
    if not TeamMember.objects.filter(episode__family=episode.family_id, user=user, until=None).exists():
        stop_reading(family=episode.family, principals=[user.principal], by=by)


def _answer(handover: Handover, state: HandoverState, note: str, by: User) -> None:
    if handover.state != HandoverState.OFFERED:
        raise Refused("This hand-over has been answered already.", what_to_do="Reload the page to see the answer.")
    handover.state, handover.answered_at, handover.answer_note = state, now(), note
    handover.save(update_fields=["state", "answered_at", "answer_note"])
    audit.record(kind=f"episodes.handover_{state}", by=by, record=handover, family_id=handover.episode.family_id)


def _remember(episode: Episode, by: User, why: str) -> None:
    EpisodeStatus.objects.create(episode=episode, state=episode.state, level=episode.level, at=now(), by=by, reason=why)
