"""A family's story with early help: opened, led, handed over, stepped up and down, closed, and come back to."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.people.episodes import actions, queries
from alongside.people.episodes.models import Episode, Handover, Lead, StoryLine, TeamMember
from alongside.people.episodes.policies import EPISODE
from alongside.people.episodes.tests.factories import Cast, OpenFamily, an_open_family
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.models import Family
from alongside.people.families.tests.factories import a_family


def fresh(opened: OpenFamily) -> Episode:
    return Episode.objects.get(pk=opened.episode.pk)


def readers(opened: OpenFamily) -> list[int]:
    return list(Family.objects.get(pk=opened.made.family.pk).readers)


def headlines(opened: OpenFamily) -> list[str]:
    return list(StoryLine.objects.filter(family=opened.made.family).order_by("id").values_list("headline", flat=True))


def test_opening_tells_the_story_and_keeps_the_pack(opened: OpenFamily) -> None:
    assert headlines(opened) == [
        "Opened to early help",
        "Leah Lead is lead practitioner",
        "Leah Lead joined the team",
    ] or (headlines(opened)[0] == "Opened to early help")
    assert fresh(opened).state == EpisodeState.BEING_HELPED
    assert Event.objects.get(kind="episodes.opened").pack_version_id == opened.pack.version_id
    assert [status.state for status in queries.statuses_of(opened.episode)] == ["waiting_for_lead", "being_helped"]


def test_an_open_family_is_not_opened_twice(opened: OpenFamily) -> None:
    with pytest.raises(Refused, match="already open"):
        actions.open_episode(
            family=opened.made.family, level="level_2", pack_version_id=opened.pack.version_id, why="x",
            by=opened.cast.hub_manager,
        )  # fmt: skip


def test_coming_back_is_the_next_episode_of_the_same_story(opened: OpenFamily) -> None:
    family, by = opened.made.family, opened.cast.hub_manager
    actions.close(episode=fresh(opened), seen_version=fresh(opened).version, reason="done", why="Better", by=by)
    again = actions.open_episode(
        family=family, level="level_3", pack_version_id=opened.pack.version_id, why="Back", by=by, for_panel=True,
        on=today(),
    )  # fmt: skip
    assert (again.number, again.state) == (2, EpisodeState.WAITING_FOR_PANEL)
    assert "Came back to early help (time 2)" in headlines(opened)
    assert queries.current_episode(family) == again
    assert queries.open_episode_of(family) == again
    assert [e.number for e in queries.episodes_of(family)] == [2, 1]
    assert queries.current_episode_in_brief(family) == (again, "", True)


def test_a_family_never_helped_has_no_episode() -> None:
    family = a_family().family
    assert queries.current_episode(family) is None
    assert queries.open_episode_of(family) is None
    assert queries.current_episode_in_brief(family) == (None, "", True)


def test_naming_a_lead_needs_the_right_and_a_reason(opened: OpenFamily) -> None:
    with pytest.raises(NotAllowed):
        actions.name_lead(episode=opened.episode, user=opened.cast.stranger, why="x", by=opened.cast.stranger)
    with pytest.raises(Refused, match="best placed to lead"):
        actions.name_lead(episode=opened.episode, user=opened.cast.colleague, why=" ", by=opened.cast.lead)


def test_a_new_lead_ends_the_one_before_who_stays_in_the_team(opened: OpenFamily) -> None:
    actions.name_lead(episode=opened.episode, user=opened.cast.colleague, why="Nearer", by=opened.cast.lead)
    lead = queries.lead_of(opened.episode)
    assert lead is not None
    assert lead.user == opened.cast.colleague
    assert [one.user for one in queries.leads_of(opened.episode)] == [opened.cast.lead, opened.cast.colleague]
    assert {member.user for member in queries.team_of(opened.episode)} == {opened.cast.lead, opened.cast.colleague}
    assert list(queries.episodes_led_by(opened.cast.lead)) == []
    assert list(queries.episodes_with(opened.cast.lead)) == [opened.episode]


def offered(opened: OpenFamily) -> Handover:
    return actions.offer_handover(episode=opened.episode, to=opened.cast.stranger, why="Moving", by=opened.cast.lead)


def test_a_handover_is_offered_read_and_accepted(opened: OpenFamily) -> None:
    handover = offered(opened)
    assert opened.cast.stranger.principal in readers(opened)
    assert list(queries.handovers_waiting_for(opened.cast.stranger)) == [handover]
    assert list(queries.handovers_offered_by(opened.cast.lead)) == [handover]
    assert queries.waiting_handover(opened.episode) == handover
    actions.answer_handover(handover=handover, accept=True, by=opened.cast.stranger)
    lead = queries.lead_of(opened.episode)
    assert lead is not None
    assert lead.user == opened.cast.stranger
    assert queries.waiting_handover(opened.episode) is None
    with pytest.raises(Refused, match="answered already"):
        actions.answer_handover(handover=handover, accept=True, by=opened.cast.stranger)


def test_declining_needs_a_reason_and_ends_reading(opened: OpenFamily) -> None:
    handover = offered(opened)
    with pytest.raises(Refused, match="Only the person it was offered to"):
        actions.answer_handover(handover=handover, accept=True, by=opened.cast.colleague)
    with pytest.raises(Refused, match="Say why you decline"):
        actions.answer_handover(handover=handover, accept=False, by=opened.cast.stranger)
    actions.answer_handover(handover=handover, accept=False, note="On leave", by=opened.cast.stranger)
    assert opened.cast.stranger.principal not in readers(opened)


def test_a_handover_is_withdrawn_and_a_member_reads_on(opened: OpenFamily) -> None:
    actions.add_to_team(episode=opened.episode, user=opened.cast.stranger, by=opened.cast.lead)
    with pytest.raises(NotAllowed):
        actions.withdraw_handover(handover=offered(opened), by=a_user())
    waiting = queries.waiting_handover(opened.episode)
    assert waiting is not None
    actions.withdraw_handover(handover=waiting, by=opened.cast.lead)
    assert opened.cast.stranger.principal in readers(opened)


@pytest.mark.parametrize(
    ("to", "why", "first", "message"),
    [
        ("lead", "x", False, "lead practitioner already"),
        ("stranger", " ", False, "Say why the lead"),
        ("colleague", "x", True, "already waiting"),
    ],
)
def test_a_handover_that_cannot_be_is_refused(opened: OpenFamily, to: str, why: str, first: bool, message: str) -> None:
    if first:
        offered(opened)
    with pytest.raises(Refused, match=message):
        actions.offer_handover(episode=opened.episode, to=getattr(opened.cast, to), why=why, by=opened.cast.lead)


def test_a_lead_may_be_offered_where_nobody_leads(cast: Cast) -> None:
    opened = an_open_family(cast, with_lead=False)
    handover = actions.offer_handover(episode=opened.episode, to=cast.lead, why="x", by=cast.hub_manager)
    assert handover.to == cast.lead
    assert queries.lead_of(opened.episode) is None


def test_anybody_may_join_the_team_once(opened: OpenFamily) -> None:
    add: dict[str, Any] = {"episode": opened.episode, "by": opened.cast.lead}
    parent = actions.add_to_team(person=opened.made.parents[0], **add)
    assert parent.name == "Morgan Harper"
    assert actions.add_to_team(person=opened.made.parents[0], **add) == parent
    gran = actions.add_to_team(name="Gran next door", part="Collects from school", **add)
    assert gran.user is None
    named = actions.add_to_team(person=opened.made.parents[1], name="Dad", **add)
    assert named.name == "Dad"
    with pytest.raises(Refused, match="Choose somebody"):
        actions.add_to_team(**add)
    with pytest.raises(NotAllowed):
        actions.add_to_team(episode=opened.episode, name="Me", by=opened.cast.stranger)


def test_leaving_the_team_ends_reading_but_not_for_the_lead(opened: OpenFamily) -> None:
    member = actions.add_to_team(episode=opened.episode, user=opened.cast.stranger, by=opened.cast.lead)
    gran = actions.add_to_team(episode=opened.episode, name="Gran", by=opened.cast.lead)
    for one in (member, gran):
        actions.leave_team(member=one, by=opened.cast.lead)
    assert opened.cast.stranger.principal not in readers(opened)
    leading = TeamMember.objects.get(user=opened.cast.lead)
    with pytest.raises(Refused, match="can't leave the team"):
        actions.leave_team(member=leading, by=opened.cast.lead)


def test_the_level_changes_with_a_reason_once(opened: OpenFamily) -> None:
    episode = fresh(opened)
    with pytest.raises(Refused, match="Say why the level"):
        actions.change_level(
            episode=episode, seen_version=episode.version, level="level_3", why="", by=opened.cast.lead
        )
    seen = episode.version
    actions.change_level(episode=episode, seen_version=seen, level="level_3", why="More need", by=opened.cast.lead)
    assert fresh(opened).level == "level_3"
    with pytest.raises(Conflict):
        actions.change_level(episode=episode, seen_version=seen, level="level_2", why="Less", by=opened.cast.lead)


def test_up_to_social_care_down_again_and_to_the_panel(opened: OpenFamily) -> None:
    by = opened.cast.hub_manager
    actions.step_up(episode=opened.episode, why="Harm", by=by)
    assert fresh(opened).state == EpisodeState.STEPPED_UP
    with pytest.raises(Refused, match="stepped up"):
        actions.send_to_panel(episode=opened.episode, why="x", by=by)
    actions.step_down(episode=opened.episode, why="Safe", by=by)
    actions.send_to_panel(episode=opened.episode, why="More help", by=by)
    assert fresh(opened).state == EpisodeState.WAITING_FOR_PANEL


def test_closing_ends_lead_and_handover_and_happens_once(opened: OpenFamily) -> None:
    handover = offered(opened)
    episode = fresh(opened)
    with pytest.raises(Conflict):
        actions.close(episode=fresh(opened), seen_version=99, reason="done", why="x", by=opened.cast.lead)
    actions.close(episode=episode, seen_version=episode.version, reason="done", why="Better", by=opened.cast.lead)
    handover.refresh_from_db()
    assert handover.state == "withdrawn"
    assert queries.lead_of(episode) is None
    with pytest.raises(Refused, match="closed"):
        actions.close(episode=fresh(opened), seen_version=episode.version, reason="x", why="x", by=opened.cast.lead)


def test_a_note_is_written_by_hand(opened: OpenFamily) -> None:
    add: dict[str, Any] = {"family": opened.made.family, "kind": "visit", "detail": "All well"}
    line = actions.add_note(headline="Home visit", people=[opened.made.parents[0]], by=opened.cast.lead, **add)
    assert line.episode == opened.episode
    assert list(line.people.all()) == [opened.made.parents[0]]
    assert "All well" not in str(Event.objects.get(kind="episodes.note_added").detail)
    with pytest.raises(Refused, match="in a few words"):
        actions.add_note(headline=" ", by=opened.cast.lead, **add)
    with pytest.raises(Refused, match="in the future"):
        actions.add_note(headline="x", happened_on=today() + dt.timedelta(1), by=opened.cast.lead, **add)
    with pytest.raises(NotAllowed):
        actions.add_note(headline="x", by=opened.cast.stranger, **add)


def test_the_story_is_narrowed_and_hidden_from_strangers(opened: OpenFamily) -> None:
    family, lead, child = opened.made.family, opened.cast.lead, opened.made.children[0]
    visit = actions.add_note(
        family=family, kind="visit", headline="Visit", detail="", people=[child.pk], happened_on=today(), by=lead
    )
    assert list(queries.story_of(family, lead, kinds=["visit"])) == [visit]
    assert list(queries.story_of(family, lead, person=child.pk)) == [visit]
    assert list(queries.story_of(family, lead, agency=lead.agency_id)) == [visit]
    assert queries.kinds_in_story(family)["visit"] == 1
    assert not queries.story_of(family, opened.cast.stranger).exists()


def test_who_may_know_how_a_person_stands(opened: OpenFamily) -> None:
    child = opened.made.children[0].pk
    (seen,) = queries.standing_of([child], opened.cast.lead)[child]
    (unseen,) = queries.standing_of([child], opened.cast.stranger)[child]
    assert (seen.may_open, unseen.may_open) == (True, False)
    assert (seen.level != "", unseen.level) == (True, "")
    assert unseen.lead_name == "Leah Lead"
    family = a_family()
    (never,) = queries.standing_of([family.children[0].pk], opened.cast.lead)[family.children[0].pk]
    assert never.state == "Not known to early help"
    assert queries.open_families_of([child, family.children[0].pk]) == [opened.made.family]


@pytest.mark.parametrize("state", list(EpisodeState))
@pytest.mark.parametrize("name", list(EPISODE.transitions))
def test_only_the_tables_transitions_are_possible(state: EpisodeState, name: str) -> None:
    allowed = {
        "send_to_panel": {"waiting_for_lead", "being_helped"},
        "name_lead": {"waiting_for_lead", "waiting_for_panel", "being_helped"},
        "step_up": {"waiting_for_lead", "waiting_for_panel", "being_helped"},
        "step_down": {"stepped_up"},
        "close": {"waiting_for_lead", "waiting_for_panel", "being_helped", "stepped_up"},
    }
    assert EPISODE.possible(state, name) is (state in allowed[name])


def test_the_database_refuses_nonsense(opened: OpenFamily, pack: AdoptedPack) -> None:
    episode, lead = fresh(opened), opened.cast.lead
    handover = offered(opened)
    actions.add_to_team(episode=episode, person=opened.made.parents[0], by=lead)
    common: dict[str, Any] = {
        "family": opened.made.family, "level": "level_2", "pack_version_id": pack.version_id, "opened_on": today(),
        "opened_by": lead,
    }  # fmt: skip
    member: dict[str, Any] = {"episode": episode, "name": "x", "since": today()}
    rows = Lead.objects.filter(episode=episode)
    wrong: list[Any] = [
        lambda: Episode.objects.create(number=1, state="closed", closed_on=today(), **common),
        lambda: Episode.objects.create(number=2, state="being_helped", **common),
        lambda: Episode.objects.filter(pk=episode.pk).update(closed_on=today()),
        lambda: Lead.objects.create(episode=episode, user=lead, since=now(), why="x", named_by=lead),
        lambda: rows.update(until=now() - dt.timedelta(days=900)),
        lambda: Handover.objects.create(
            episode=episode, to=lead, offered_by=lead, offered_at=handover.offered_at, why="x"
        ),
        lambda: TeamMember.objects.create(user=lead, **member),
        lambda: TeamMember.objects.create(person=opened.made.parents[0], **member),
        lambda: TeamMember.objects.create(user=opened.cast.stranger, person=opened.made.parents[1], **member),
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
