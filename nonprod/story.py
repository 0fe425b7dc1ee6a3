"""One family's story, told through the product's own actions with the clock set back: the verbs arcs are written in."""

import datetime as dt
import random
from typing import Any

from alongside.ground.access.models import Agency, User
from alongside.ground.lib.clock import LONDON
from alongside.ground.operating_models.queries import Pack
from alongside.ground.operating_models.words import DecisionNeed, Follows, OutcomeState
from alongside.helping.allocation import actions as allocation
from alongside.helping.allocation.words import PanelChoice
from alongside.helping.assessments import actions as assessments
from alongside.helping.assessments.models import Assessment
from alongside.helping.assessments.queries import open_sheet
from alongside.helping.front_door import actions as front_door
from alongside.helping.front_door.models import Contact
from alongside.helping.plans import actions as plans
from alongside.helping.plans.models import Meeting, Outcome, Plan, PlanAction
from alongside.helping.plans.queries.plan import next_review_by
from alongside.people.consent import actions as consent
from alongside.people.consent.models import Agreement
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode, TeamMember
from alongside.people.families.models import Family, Person
from nonprod.base import Partnership
from nonprod.clock import Journey
from nonprod.reports import Cast, report
from nonprod.voice import Voice

PURPOSES = ("share_with_team", "early_help")


class Story(Voice):
    """A family, those who help it, and the day it is."""

    def __init__(
        self, cast: Cast, lead: User, partnership: Partnership, journey: Journey, rng: random.Random, sender: User
    ) -> None:
        self.everybody = cast
        self.cast, self.lead, self.rng, self.journey, self.sender = cast, lead, rng, journey, sender
        self.partnership, self.pack = partnership, partnership.pack
        self.family: Family | None = None
        self.hub = rng.choice([partnership.personas["hub_worker"], partnership.personas["hub_manager"]])
        self.manager = partnership.personas["team_manager"]
        self.social_worker = partnership.personas["social_worker"]
        self.score = rng.randint(3, 5)
        self.successor, self.other_agency = lead, sender.agency

    # what is true now

    @property
    def episode(self) -> Episode:
        """The latest episode as it stands."""
        return Episode.objects.select_related("family").filter(family=self.family).order_by("-number")[0]

    @property
    def plan(self) -> Plan:
        """The plan of the latest episode as it stands."""
        return Plan.objects.select_related("family", "episode").get(episode=self.episode)

    def go(self, days_ago: int, hour: int = 0) -> None:
        """Go forward to so many days ago."""
        self.journey.go(days_ago, hour or self.rng.randint(9, 15), self.rng.choice([0, 5, 10, 20, 30, 40]))

    # the front door

    def contact(self, days_ago: int, **more: Any) -> Contact:
        """The sender tells the front door."""
        self.go(days_ago)
        self.cast = self.everybody.known_on(self.journey.now.date())
        said = report(self.pack, self.cast, self.sender, self.rng, **more)
        return front_door.record_contact(report=said, by=self.sender)

    def grade(self, contact: Contact, priority: int = -1) -> Contact:
        """The hub gives it a priority: 0 is the most urgent."""
        order = sorted(self.pack.priorities, key=lambda one: one.in_order)
        return front_door.grade(contact=contact, seen_version=contact.version, priority=order[priority].id, by=self.hub)

    def decide(self, contact: Contact, follows: Follows, pool: str, *, level: str = "", **more: Any) -> Contact:
        """The hub decides so that this follows."""
        chosen, decision = way_to(self.pack, follows, level)
        up = follows is Follows.REFER_UP
        return front_door.decide(
            contact=contact, seen_version=contact.version, level=chosen, decision=decision, rationale=self.say(pool),
            safeguarding_needed=up, safeguarding_why=self.say("up") if up else "",
            not_waiting_because=self.say("not_waiting") if self._waits_for_partners(decision) else "",
            agreement="agreed", by=self.hub, **more,
        )  # fmt: skip

    def _waits_for_partners(self, decision: str) -> bool:
        return DecisionNeed.PARTNER_ANSWERS in self.pack.decision(decision).needs

    def open(self, days_ago: int, *, high: bool = False, lead: User | None = None) -> None:
        """A contact is decided and somebody leads: at the higher level through the panel, where there is one."""
        level = self.levels[-1 if high else 0]
        contact = self.grade(self.contact(days_ago), 1 if high else -1)
        self.go(days_ago - 2)
        if way_to(self.pack, Follows.NAME_LEAD_PRACTITIONER, level)[1]:
            contact = self.decide(
                contact, Follows.NAME_LEAD_PRACTITIONER, "decided", level=level, lead=lead or self.lead,
                lead_why=self.say("lead_why"),
            )  # fmt: skip
            self.family = contact.family
        else:
            self.family = self.decide(contact, Follows.WAIT_FOR_PANEL, "panel_why", level=level).family
            self.go(days_ago - 9)
            self.panel_names(lead or self.lead)
        self._seen(contact)

    def _seen(self, contact: Contact) -> None:
        if contact.told_at:
            self.go_hours(2)
            front_door.mark_seen(contact=contact, by=self.sender)

    def go_hours(self, hours: int) -> None:
        """A few hours later."""
        self.journey.pass_to(self.journey.now + dt.timedelta(hours=hours))

    @property
    def levels(self) -> list[str]:
        """The pack's levels of early help, the lowest first."""
        return [level.id for level in self.pack.levels if level.is_early_help]

    def wait_for_panel(self, days_ago: int) -> None:
        """The family goes on the panel's list."""
        level = next(one for one in reversed(self.levels) if way_to(self.pack, Follows.WAIT_FOR_PANEL, one)[1])
        contact = self.grade(self.contact(days_ago), 1)
        self.go(days_ago - 1)
        self.family = self.decide(contact, Follows.WAIT_FOR_PANEL, "panel_why", level=level).family

    def panel_names(self, lead: User) -> None:
        """The panel chooses who leads."""
        episode = self.episode
        fits = [one.id for one in self.pack.responses if episode.level in one.levels]
        allocation.record_decision(
            episode=episode, seen_version=episode.version, by=self.partnership.personas["panel_chair"],
            chosen=allocation.Chosen(PanelChoice.ALLOCATE, self.say("panel_choice"), self.say("lead_view"), lead,
                                     response=fits[-1]),
        )  # fmt: skip

    def panel_waits(self) -> None:
        """The panel says when it comes back to the family."""
        episode = self.episode
        allocation.record_decision(
            episode=episode, seen_version=episode.version, by=self.partnership.personas["panel_chair"],
            chosen=allocation.Chosen(PanelChoice.FIND_OUT, self.say("panel_later"), again_on=self.on(7)),
        )  # fmt: skip

    def start_without_lead(self, days_ago: int) -> None:
        """The hub opens a family it knows is to be helped before anybody leads."""
        self.go(days_ago)
        self.cast = self.everybody.known_on(self.journey.now.date())
        self.family = self.cast.as_family(self.hub)
        episodes.open_episode(
            family=self.family, level=self.levels[0], pack_version_id=self.partnership.pack_version_id,
            by=self.hub, why=self.say("decided"),
        )  # fmt: skip

    # agreeing

    def agree(self, days_ago: int, *, until: int = 0, share: bool = True) -> None:
        """The parent agrees to be helped; `until` is in how many days from today that ends."""
        self.go(days_ago)
        parent = self.cast.parents[0]
        consent.record_agreement(
            family=self.episode.family, person=parent, state="given",
            how=self.rng.choice(["in_person", "in_writing", "by_telephone"]),
            by=self.lead, own_words=self.say("agree_words"),
            until=self.journey.today + dt.timedelta(days=until) if until else None,
        )  # fmt: skip
        basis = next(one for one in self.pack.consent.lawful_bases if "early_help" in one.purposes)
        consent.record_lawful_basis(
            family=self.episode.family, purpose="early_help", basis=basis.id, by=self.lead,
            reason="The council's duty to promote children's welfare; the family was told so.",
        )  # fmt: skip
        if share:
            schools = {child.school.pk: child.school for child in self.cast.children if child.school}
            for agency in {self.sender.agency.pk: self.sender.agency, **schools}.values():
                self.share(agency, agrees=True)

    def share(self, agency: Agency, *, agrees: bool) -> None:
        """The parent says whether to share with an agency, and what."""
        kinds = [one.id for one in self.pack.consent.data_categories]
        purposes = {one.id for one in self.pack.consent.purposes}
        purpose = next(one for one in PURPOSES if one in purposes)
        if agrees:
            basis = next(one for one in self.pack.consent.lawful_bases if purpose in one.purposes)
            consent.record_lawful_basis(
                family=self.episode.family, purpose=purpose, basis=basis.id, by=self.lead,
                reason="The council's duty to promote children's welfare; the family was told so.",
            )  # fmt: skip
        consent.record_sharing(
            family=self.episode.family, person=self.cast.parents[0], agency=agency, agrees=agrees, by=self.lead,
            purpose=purpose, note=self.say("share_note"),
            data_categories=self.rng.sample(kinds, min(3, len(kinds))),
        )  # fmt: skip

    def refuse(self, days_ago: int) -> None:
        """The parent does not agree."""
        self.go(days_ago)
        consent.record_agreement(
            family=self.episode.family, person=self.cast.parents[0], state="refused", how="in_person", by=self.lead,
            own_words=self.say("refuse_words"), safeguarding_referral_needed=False,
            safeguarding_reason=self.say("refuse_why"),
        )  # fmt: skip

    def withdraw(self, days_ago: int) -> None:
        """The parent changes their mind."""
        self.go(days_ago)
        agreement = Agreement.objects.get(family=self.family, replaced_at=None, person=self.cast.parents[0])
        consent.withdraw_agreement(
            agreement=agreement, how="by_telephone", by=self.lead, own_words=self.say("withdraw_words"),
            safeguarding_referral_needed=False, safeguarding_reason=self.say("withdraw_why"),
        )  # fmt: skip

    # meeting the family

    def note(self, days_ago: int, kind: str = "visit", by: User | None = None) -> None:
        """Somebody writes down a visit, a call or a note."""
        self.go(days_ago)
        headline = {"visit": "Home visit", "call": "Spoke with the family", "note": "Note"}[kind]
        episodes.add_note(
            family=self.episode.family, kind=kind, headline=headline, detail=self.say(kind), by=by or self.lead,
            people=self.cast.members[:2],
        )  # fmt: skip

    def join(self, user: User | None = None, person: Person | None = None, part: str = "") -> TeamMember:
        """Somebody joins the team around the family."""
        return episodes.add_to_team(episode=self.episode, by=self.lead, user=user, person=person, part=part)

    def team(self) -> list[TeamMember]:
        """The team now, the lead first."""
        rows = TeamMember.objects.filter(episode=self.episode, until=None).select_related("user", "person")
        return sorted(rows.order_by("id"), key=lambda one: one.user_id != self.lead.pk)

    # assessing

    def assess(self, days_ago: int, *, to: str = "signed_off", days: int = 8, by: User | None = None) -> Assessment:
        """An assessment is written: to 'draft', 'shared' or 'signed_off'."""
        self.go(days_ago)
        author = by or self.lead
        made = assessments.start_assessment(family=self.episode.family, by=author)
        sheet = open_sheet(made)
        parts = sheet.parts[: len(sheet.parts) // 2] if to == "draft" else sheet.parts
        for part in parts:
            known = dict(sheet.answers.get(part.subject.id, {}))
            about = self.cast.by_id(part.subject.id)
            assessments.save_page(
                assessment=made, section=part.section.id, subject=part.subject.id, seen_version=1, by=author,
                answers=self._answers(sheet, part.section, known, about),
            )  # fmt: skip
        if to == "shared":
            made.refresh_from_db()
            assessments.share(assessment=made, seen_version=made.version, by=author)
        if to == "signed_off":
            self.go(max(0, days_ago - days))
            made.refresh_from_db()
            assessments.sign_off(assessment=made, seen_version=made.version, by=author)
            self.tool_score()
        return made

    def tool_score(self) -> None:
        """A score of one of the pack's tools about the eldest child."""
        if not self.pack.tools:
            return
        tool = self.rng.choice(self.pack.tools)
        for measure in tool.measures[:2]:
            assessments.record_tool_score(
                family=self.episode.family, person=self.cast.children[0], tool=tool.id, measure=measure.id,
                by=self.lead,
                value=float(self.rng.randint(int(measure.min) + 1, int(measure.max))), note=self.say("tool"),
            )  # fmt: skip

    # the plan

    def make_plan(self, days_ago: int, *, agreed: bool = True, carry: bool = False, due: int = 21) -> None:
        """The plan: the theme's outcomes in sequence, with who does what."""
        self.go(days_ago)
        before = (
            [one.pk for one in Outcome.objects.filter(plan__family=self.family, state="working_on")] if carry else []
        )
        plan = plans.start_plan(episode=self.episode, by=self.lead, carry=before)
        if before:
            return
        made: list[Outcome] = []
        for entry in self.cast.theme["outcomes"]:
            need = next(
                (one for one in entry["needs"] if one in {n.id for n in self.pack.needs}), self.pack.needs[0].id
            )
            waits = [made[entry["after"] - 1].pk] if entry.get("after") else []
            made.append(
                plans.add_outcome(
                    plan=plan,
                    need=need,
                    words=self.cast.fill(entry["words"]),
                    by=self.lead,
                    waits_for=waits,
                    different=self.cast.fill(entry["different"]),
                )
            )
        self._actions(made, due)
        if agreed:
            plan = self.plan
            plans.agree_plan(plan=plan, seen_version=plan.version, family_view=self.say("plan_view"), by=self.lead)

    def _actions(self, outcomes: list[Outcome], due: int) -> None:
        blocks = [one.id for one in self.pack.plans.building_blocks]
        team = self.team()
        for number, (outcome, entry) in enumerate(zip(outcomes, self.cast.theme["outcomes"], strict=True)):
            for at, (who, what) in enumerate(entry["actions"]):
                plans.add_action(
                    outcome=Outcome.objects.select_related("plan__family", "plan__episode").get(pk=outcome.pk),
                    what=self.cast.fill(what), owner=self._owner(who, team), block=blocks[(number + at) % len(blocks)],
                    due_on=self.on(due + 14 * number + 5 * at), by=self.lead,
                )  # fmt: skip

    def _owner(self, who: str, team: list[TeamMember]) -> TeamMember | Person:
        if who == "parent":
            return self.cast.parents[0]
        if who == "child":
            return self.cast.children[0]
        kind = next(
            (one for one in team if one.user and one.user_id != self.lead.pk and one.user.agency.kind == who), None
        )
        return kind or team[0]

    def finish(self, days_ago: int, actions: int = 1, *, achieve: bool = False, give_up: bool = False) -> None:
        """Some of the actions are done (or given up), and the first outcome achieved."""
        self.go(days_ago)
        to_do = PlanAction.objects.filter(outcome__plan=self.plan, state="to_do").order_by(
            "outcome__place", "due_on", "id"
        )
        for one in to_do.select_related("outcome__plan__family", "owner_member")[:actions]:
            state, note = ("not_done", "not_done") if give_up else ("done", "done")
            plans.mark_action(plan_action=one, seen_version=one.version, state=state, note=self.say(note), by=self.lead)
        if achieve:
            self._settle(OutcomeState.ACHIEVED, 1)

    def _settle(self, how: OutcomeState, most: int) -> None:
        status = next(one.id for one in self.pack.plans.outcome_statuses if one.counts_as is how)
        rows = Outcome.objects.filter(plan=self.plan, state="working_on").order_by("place", "id")
        for one in rows.select_related("plan__family")[:most]:
            plans.settle_outcome(
                outcome=one, seen_version=one.version, status=status, why=self.say("closing_change"), by=self.lead,
                give_up_actions=True,
            )  # fmt: skip

    # meetings and reviews

    def meet(self, days_ago: int, *, called: int = 10, held: bool = True, answer: bool = True) -> Meeting:
        """A meeting of the team so many days ago (or ahead, when negative), called some days before."""
        self.go(max(0, days_ago + called))
        team = self.team()
        starts = self.journey.today - dt.timedelta(days=days_ago)
        while starts.weekday() > 4:
            starts += dt.timedelta(days=1)
        meeting = plans.call_meeting(
            episode=self.episode, starts_at=dt.datetime.combine(starts, dt.time(self.rng.choice([10, 13, 15])), LONDON),
            minutes=60, what_for=self.say("meeting_for"), place=self.say("places"),
            chair=team[0], invited=team, by=self.lead,
        )  # fmt: skip
        if answer:
            self._answer_invitations(meeting)
        if held:
            self.journey.pass_to(meeting.ends_at + dt.timedelta(hours=2))
            self._minutes(meeting)
        return meeting

    def _answer_invitations(self, meeting: Meeting) -> None:
        rows = meeting.invitations.select_related("member__user", "meeting__family", "meeting__episode").order_by("id")
        for at, one in enumerate(rows):
            if one.member.user_id and one.member.user_id != self.lead.pk:
                away = at == 2
                plans.answer_invitation(
                    invitation=one, reply="apologies" if away else "coming", by=self.lead,
                    view=self.say("apologies") if away else "",
                )  # fmt: skip

    def _minutes(self, meeting: Meeting) -> None:
        fresh = Meeting.objects.select_related("family", "episode__family").get(pk=meeting.pk)
        came = list(fresh.invitations.exclude(reply="apologies").values_list("pk", flat=True))
        plans.record_minutes(
            meeting=fresh, seen_version=fresh.version, came=came, notes=self.say("minutes"), by=self.lead,
            decisions={self.say("meeting_decisions"), self.say("meeting_decisions")},
        )  # fmt: skip

    def review(self, days_ago: int, *, better: int = 1, decision: str = "carry_on", next_in: int = 0) -> None:
        """The plan is reviewed: each need scored again, each child asked."""
        self.go(days_ago)
        self.score = max(1, min(9, self.score + better))
        plan, day = self.plan, self.journey.now.date()
        latest = next_review_by(self.pack, plan.episode.level, day) or self.on(42)
        helped = {
            (q.id, who): self.rng.choice(["yes", "yes", "partly"])
            for q in self.pack.plans.good_help[:3]
            for who in ("practitioner", "family")
        }
        plans.hold_review(
            plan=plan, seen_version=plan.version, family_view=self.say("review_view"), decision=decision,
            why=self.say("review_why"), by=self.lead, next_on=min(latest, self.on(next_in or 42)), good_help=helped,
            scales={need.id: max(0, min(10, self.score + at % 3)) for at, need in enumerate(self.pack.needs)},
            voices={child.pk: self.child_says(child) for child in self.cast.children},
        )  # fmt: skip

    # ending, and beginning again

    def close(self, days_ago: int, *, reason: int = 0, unfinished: bool = False) -> None:
        """Help ends."""
        self.go(days_ago)
        if not unfinished:
            self._settle(OutcomeState.ACHIEVED, 9)
        episode = self.episode
        plans.close_episode(
            episode=episode, seen_version=episode.version, reason=self.pack.plans.closing_reasons[reason].id,
            change=self.say("closing_change"), who_to_call=self.say("closing_call"),
            family_view=self.say("closing_view"),
            sustain={one.id: self.say("sustain") for one in self.pack.plans.sustain_questions}, by=self.lead,
            scales={} if unfinished else {need.id: min(10, self.score + 2) for need in self.pack.needs},
            why_missing="The family asked to stop now." if unfinished else "Settled with the family when we last met.",
        )  # fmt: skip


def way_to(pack: Pack, follows: Follows, level: str = "") -> tuple[str, str]:
    """Ids of a level and a decision of the pack by which this follows, the one that needs least; blank if none does."""
    found = [
        (one.id, decision.id, len(decision.needs))
        for one in pack.levels if level in ("", one.id)
        for decision in pack.decisions
        if decision.follows is follows and one.id in decision.levels and decision.id in one.outcomes
    ]  # fmt: skip
    best = min(found, key=lambda row: row[2], default=("", "", 0))
    return best[0], best[1]
