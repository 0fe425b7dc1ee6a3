"""The panel: nothing waits unseen, each decision has a reason and either a lead or a date, two cannot both decide."""

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_team, a_user, an_agency
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.operating_models.queries import AdoptedPack, Panel
from alongside.helping.allocation import actions, queries
from alongside.helping.allocation.actions import Chosen
from alongside.helping.allocation.models import PanelDecision, PanelMeeting
from alongside.helping.allocation.presenters import in_words
from alongside.people.episodes.actions import add_to_team, open_episode
from alongside.people.episodes.models import Episode
from alongside.people.episodes.queries import lead_of, story_of
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.actions import notice_factor
from alongside.people.families.tests.factories import a_family, a_pack

SOON = dt.timedelta(days=7)


@pytest.fixture
def pack(db: None) -> AdoptedPack:
    return a_pack()


@pytest.fixture
def chair(pack: AdoptedPack) -> User:
    return a_user("hub_manager", name="Charlie Chair")


@pytest.fixture
def worker(pack: AdoptedPack) -> User:
    agency = an_agency("Council")
    return a_user("family_worker", name="Wendy Worker", agency=agency, team=a_team(agency, "North team"))


@pytest.fixture
def episode(pack: AdoptedPack, chair: User) -> Episode:
    return a_waiting(pack, chair)


def a_waiting(pack: AdoptedPack, by: User, surname: str = "Harper") -> Episode:
    made = a_family(parents=1, children=2, surname=surname)
    return open_episode(
        family=made.family,
        level="level_3",
        pack_version_id=pack.version_id,
        by=by,
        why="Needs are complex.",
        for_panel=True,
    )


def allocated(lead: User, **changes: Any) -> Chosen:
    chosen = Chosen(choice="allocate", why="Knows them.", lead=lead, response="targeted_family_support")
    return dataclasses.replace(chosen, **changes)


def put_off(**changes: Any) -> Chosen:
    chosen = Chosen(choice="later", why="The school could not come.", again_on=today() + SOON)
    return dataclasses.replace(chosen, **changes)


def decide(episode: Episode, chosen: Chosen, by: User) -> PanelDecision:
    return actions.record_decision(episode=episode, seen_version=episode.version, chosen=chosen, by=by)


def the_panel(pack: AdoptedPack) -> Panel:
    return queries.panels_of(pack.pack)[0]


def test_choosing_a_lead_takes_the_family_off_the_list(chair: User, worker: User, episode: Episode) -> None:
    decision = decide(episode, allocated(worker, team=worker.team, family_view="Fine by us."), chair)
    episode.refresh_from_db()
    lead = lead_of(episode)
    assert lead
    assert (lead.user, lead.family_view) == (worker, "Fine by us.")
    assert (episode.state, episode.response) == (EpisodeState.BEING_HELPED, "targeted_family_support")
    assert not queries.waiting(chair)
    assert worker.team
    assert worker.team.principal in episode.family.__class__.objects.get(pk=episode.family_id).readers
    assert decision.meeting.chair == chair
    assert any(line.headline == "The panel chose who leads" for line in story_of(episode.family, chair))


@pytest.mark.parametrize("choice", ["later", "find_out"])
def test_any_other_decision_has_a_date(chair: User, episode: Episode, choice: str) -> None:
    decide(episode, put_off(choice=choice), chair)
    assert list(queries.waiting(chair)) == [episode]
    case = queries.cases([episode])[0]
    assert case.again_on == today() + SOON
    assert "The school could not come." in case.decided_before


def test_two_people_cannot_both_decide(chair: User, worker: User, episode: Episode) -> None:
    decide(episode, put_off(), chair)
    with pytest.raises(Refused, match="Somebody else has decided"):
        decide(episode, allocated(worker), chair)
    episode.refresh_from_db()
    decide(episode, allocated(worker), chair)
    with pytest.raises(Refused, match="Somebody else has decided"):
        decide(episode, put_off(), chair)
    assert PanelDecision.objects.count() == 2


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        (Chosen(choice="perhaps", why="x"), "choice"),
        (Chosen(choice="later", why=" ", again_on=dt.date(2030, 1, 1)), "why"),
        (Chosen(choice="allocate", why="x"), "lead"),
        (Chosen(choice="later", why="x"), "again_on"),
        (Chosen(choice="later", why="x", again_on=dt.date(2020, 1, 1)), "again_on"),
        (Chosen(choice="find_out", why="x", again_on=dt.date(2090, 1, 1)), "again_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(chair: User, episode: Episode, chosen: Chosen, field: str) -> None:
    with pytest.raises(Refused) as refused:
        decide(episode, chosen, chair)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"response": "none"}, "response"),
        ({"again_on": dt.date(2030, 1, 1)}, "again_on"),
        ({"choice": "later"}, "lead"),
    ],
)
def test_a_lead_goes_with_a_response_and_no_date(
    chair: User, worker: User, episode: Episode, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        decide(episode, allocated(worker, **changes), chair)
    assert refused.value.field == field


def test_only_who_runs_the_panel_decides(worker: User, episode: Episode, chair: User) -> None:
    with pytest.raises(NotAllowed):
        decide(episode, put_off(), worker)
    assert not queries.waiting(worker)
    with pytest.raises(NotFoundForYou):
        queries.get_waiting(worker, episode.pk)


def test_a_meeting_ends_only_when_no_family_is_left_without_a_date(
    chair: User, worker: User, episode: Episode, pack: AdoptedPack
) -> None:
    second = a_waiting(pack, chair, "Reed")
    panel = the_panel(pack)
    with pytest.raises(Refused, match="2 families have no decision"):
        actions.finish_meeting(panel=panel, who_came="All", by=chair)
    decide(episode, allocated(worker), chair)
    with pytest.raises(Refused, match="1 family has no decision"):
        actions.finish_meeting(panel=panel, who_came="All", by=chair)
    decide(second, put_off(), chair)
    with pytest.raises(Refused, match="Write who came"):
        actions.finish_meeting(panel=panel, who_came=" ", by=chair)
    meeting = actions.finish_meeting(panel=panel, who_came="Health, police, school", by=chair)
    assert meeting.finished_at
    assert queries.meeting_on(panel.id, today()) == meeting == PanelMeeting.objects.get()
    with pytest.raises(NotAllowed):
        actions.finish_meeting(panel=panel, who_came="Me", by=worker)


def test_a_council_without_a_panel_decides_elsewhere(chair: User, worker: User, episode: Episode) -> None:
    a_pack("stockton-2016")
    with pytest.raises(Refused, match="no panel"):
        decide(episode, put_off(), chair)


@pytest.mark.parametrize(
    ("day", "meets"),
    [(dt.date(2026, 3, 3), dt.date(2026, 3, 4)), (dt.date(2026, 3, 4), dt.date(2026, 3, 4)),
     (dt.date(2026, 3, 5), dt.date(2026, 3, 11))],
)  # fmt: skip
def test_the_next_meeting(pack: AdoptedPack, day: dt.date, meets: dt.date) -> None:
    panel = the_panel(pack)  # weekly, on Wednesdays
    assert queries.next_meeting(panel, day) == meets
    assert queries.next_meeting(panel.model_copy(update={"meets_on": None}), day) == day + SOON


def test_a_family_of_another_level_comes_to_the_first_panel(chair: User, pack: AdoptedPack) -> None:
    made = a_family()
    episode = open_episode(
        family=made.family, level="level_2", pack_version_id=pack.version_id, by=chair, why="x", for_panel=True
    )
    assert decide(episode, put_off(), chair).meeting.panel == the_panel(pack).id


def test_the_load_counts_families_by_weight(chair: User, worker: User, episode: Episode, pack: AdoptedPack) -> None:
    decide(episode, allocated(worker), chair)
    load = next(one for one in queries.loads() if one.user == worker)
    assert (load.families, load.weight, load.limit, load.by_level) == (1, 1.5, 18, {"level_3": 1})
    assert not load.is_full


@pytest.fixture
def as_chair(client: Client, chair: User) -> Client:
    client.force_login(chair)
    return client


def test_the_agenda_builds_itself_and_a_decision_is_recorded_once(
    as_chair: Client, worker: User, episode: Episode, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        page = as_chair.get(reverse("allocation:panel")).content.decode()
    assert "Harper family" in page
    assert "Needs are complex." in page
    assert "1 family waits" in page
    at = reverse("allocation:decide", args=[episode.pk])
    shown = as_chair.get(at).content.decode()
    assert "Wendy Worker, Council: no families" in shown
    form = {
        "choice": "allocate", "lead": str(worker.pk), "team": str(worker.team_id),
        "response": "targeted_family_support",
        "why": "Knows them.", "seen_version": str(episode.version), "once": str(uuid.uuid4()),
    }  # fmt: skip
    assert as_chair.post(at, form).status_code == 302
    assert as_chair.post(at, form).status_code == 302
    assert PanelDecision.objects.count() == 1
    refused = as_chair.post(at, {**form, "once": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert "Wendy Worker" in as_chair.get(reverse("allocation:loads")).content.decode()
    page = as_chair.get(reverse("allocation:panel")).content.decode()
    assert "No family waits for the panel" in page
    finish = reverse("allocation:finish", args=["level_3_panel"])
    assert as_chair.get(finish).status_code == 200
    assert as_chair.post(finish, {"who_came": "All", "once": str(uuid.uuid4())}).status_code == 302


def test_a_date_is_asked_for_when_nobody_is_chosen(as_chair: Client, episode: Episode) -> None:
    at = reverse("allocation:decide", args=[episode.pk])
    form = {"choice": "later", "why": "x", "seen_version": str(episode.version), "once": str(uuid.uuid4())}
    answer = as_chair.post(at, form)
    assert answer.status_code == 422
    assert "Enter when the panel comes back" in answer.content.decode()


def test_without_a_panel_the_page_says_how_it_works(as_chair: Client) -> None:
    a_pack("stockton-2016")
    page = as_chair.get(reverse("allocation:panel")).content.decode()
    assert "This council has no panel" in page
    assert "Early Help Assessment and Team Around the Family" in page
    assert 'href="/panel/"' not in page
    assert as_chair.get(reverse("allocation:finish", args=["level_3_panel"])).status_code == 404


def test_others_are_told_and_strangers_see_nothing(client: Client, worker: User, episode: Episode) -> None:
    client.force_login(worker)
    assert client.get(reverse("allocation:panel")).status_code == 403
    assert client.get(reverse("allocation:loads")).status_code == 403
    assert client.get(reverse("allocation:decide", args=[episode.pk])).status_code == 404


def test_a_long_agenda_goes_on_where_it_ended(
    chair: User, worker: User, pack: AdoptedPack, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "AGENDA_SIZE", 1)
    second = a_waiting(pack, chair, "Reed")
    panels = queries.panels_of(pack.pack)
    first_page = queries.agenda(chair, panels)
    assert [case.episode for case in first_page.cases] == [episode]
    assert first_page.undated == 2
    last_page = queries.agenda(chair, panels, first_page.page.next_mark)
    assert [case.episode for case in last_page.cases] == [second]
    assert last_page.page.next_mark == ""
    assert last_page.page.has_earlier
    decide(second, put_off(), chair)
    assert queries.agenda(chair, panels).undated == 1


def test_a_case_names_what_to_be_alert_to_and_who_is_involved(chair: User, worker: User, episode: Episode) -> None:
    child = episode.family.memberships.get(role="child", person__date_of_birth=dt.date(2012, 5, 4)).person
    notice_factor(family=episode.family, person=child, factor="young_carer", evidence="Cooks", by=chair)
    for given in ({"user": worker}, {"name": "Aunt Jo"}):
        add_to_team(episode=episode, by=a_user("team_manager"), **given)
    case = queries.cases([episode])[0]
    assert case.factors == ["is a young carer"]
    assert case.involved == ["Wendy Worker, Council", "Aunt Jo"]
    assert case.days_waited == 0


def test_a_worker_at_the_limit_is_full(worker: User, pack: AdoptedPack) -> None:
    load = queries.Load(worker, families=12, weight=18.0, limit=18)
    assert load.is_full
    assert in_words(load) == "12 families, 18 of 18 (full)"
    assert in_words(queries.Load(worker, families=1, weight=1.0)) == "1 family, weight 1"
