"""Families with a plan, for tests: reached through the real actions. Everybody is made up."""

import datetime as dt
from dataclasses import dataclass, field

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import now, today
from alongside.ground.operating_models.queries import Pack, current_pack, pack_at
from alongside.helping.plans import actions
from alongside.helping.plans.models import Meeting, Outcome, Plan, PlanAction
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode, TeamMember
from alongside.people.episodes.queries import team_of
from alongside.people.families.models import Family, Person
from alongside.people.families.queries import members_of
from alongside.people.families.tests.factories import MadeFamily, a_family


@dataclass
class Helped:
    """An open family with its lead practitioner."""

    family: Family
    episode: Episode
    lead: User
    parents: list[Person] = field(default_factory=list)
    children: list[Person] = field(default_factory=list)

    @property
    def pack(self) -> Pack:
        """The pack the episode began under."""
        return pack_at(self.episode.pack_version_id)

    @property
    def leading(self) -> TeamMember:
        """The lead practitioner in the team."""
        return next(member for member in team_of(self.episode) if member.user_id == self.lead.pk)

    def fresh(self) -> Episode:
        """The episode as it stands in the database."""
        return Episode.objects.select_related("family").get(pk=self.episode.pk)


def early_help_levels(pack: Pack) -> list[str]:
    """Ids of the pack's levels of early help, the lowest first."""
    return [level.id for level in pack.levels if level.is_early_help]


def an_open_family(*, level: str = "", lead: User | None = None, made: MadeFamily | None = None) -> Helped:
    """A family being helped at the pack's highest level of early help, with a lead practitioner."""
    adopted, system = current_pack(), the_system()
    people = made or a_family(parents=1, children=2)
    episode = episodes.open_episode(
        family=people.family, level=level or early_help_levels(adopted.pack)[-1], pack_version_id=adopted.version_id,
        why="Needs help", by=system,
    )  # fmt: skip
    leader = lead or a_user(name="Lena Lead")
    boss = a_user("team_manager", name="Mandy Manager")
    episodes.name_lead(episode=episode, user=leader, why="Knows the family", family_view="We like her", by=boss)
    family = Family.objects.get(pk=people.family.pk)
    fresh = Episode.objects.select_related("family").get(pk=episode.pk)
    return Helped(family, fresh, leader, people.parents, people.children)


def a_plan(helped: Helped | None = None) -> Plan:
    """A plan just started."""
    one = helped or an_open_family()
    return actions.start_plan(episode=one.episode, by=one.lead)


def an_outcome(plan: Plan, words: str = "Keep the tenancy", by: User | None = None, **more: object) -> Outcome:
    """An outcome about the pack's first need, unless said."""
    need = pack_at(plan.pack_version_id).needs[0].id
    return actions.add_outcome(**{"plan": plan, "need": need, "words": words, "by": by or lead_of_plan(plan), **more})  # type: ignore[arg-type]


def an_action(outcome: Outcome, what: str = "Ring the landlord", **more: object) -> PlanAction:
    """An action of the lead practitioner, due in a week, unless said."""
    by = lead_of_plan(outcome.plan)
    owner = outcome.plan.episode.team.get(user=by)
    given = {"owner": owner, "block": "problem_solve", "due_on": today() + dt.timedelta(days=7), "by": by, **more}
    return actions.add_action(outcome=outcome, what=what, **given)  # type: ignore[arg-type]


def a_meeting(helped: Helped, **more: object) -> Meeting:
    """A meeting of the team in three days, for an hour, chaired by the lead, unless said."""
    given = {
        "starts_at": now() + dt.timedelta(days=3), "minutes": 60, "what_for": "To agree the plan",
        "place": "The school", "chair": helped.leading, "invited": team_of(helped.episode),
        "by": helped.lead, **more,
    }  # fmt: skip
    return actions.call_meeting(episode=helped.episode, **given)  # type: ignore[arg-type]


def a_review_of(plan: Plan, **more: object) -> dict[str, object]:
    """What a review is given, everything said: carry on, next in four weeks."""
    fresh = Plan.objects.get(pk=plan.pk)
    voices = {m.id: "I like the new bed" for m in members_of(plan.family) if m.is_child}
    return {
        "plan": fresh, "seen_version": fresh.version, "family_view": "It gets better", "decision": "carry_on",
        "why": "It works", "next_on": today() + dt.timedelta(weeks=4), "voices": voices, "by": lead_of_plan(plan),
        **more,
    }  # fmt: skip


def lead_of_plan(plan: Plan) -> User:
    """Who leads."""
    return plan.episode.leads.select_related("user__agency", "user__team").get(until=None).user
