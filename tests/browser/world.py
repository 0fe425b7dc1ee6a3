"""A small council in the middle of its work: every kind of record, reached through the real actions. All made up."""

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from typing import Any

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import the_system
from alongside.ground.agencies import actions as agencies
from alongside.ground.agencies.queries import agreement_in_force as agencies_in_force
from alongside.ground.audit import actions as audit
from alongside.ground.drafts.actions import keep
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.words import Follows
from alongside.helping.assessments.actions import record_tool_score, sign_off, start_assessment
from alongside.helping.assessments.tests.factories import complete
from alongside.helping.front_door import actions as front_door
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.policies import Named
from alongside.helping.front_door.taking import take_in
from alongside.helping.front_door.tests.factories import a_decided_contact, a_report
from alongside.helping.plans import actions as plans
from alongside.helping.plans.models import Meeting, Outcome, Plan
from alongside.helping.plans.queries.drift import rules_of
from alongside.helping.right_help_lists.actions import confirm_receipt, make_list
from alongside.helping.step_up_down import actions as step_up
from alongside.helping.step_up_down.models import Referral
from alongside.improving.governance import actions as governance
from alongside.improving.retention import actions as retention
from alongside.people.consent.actions import record_agreement, record_lawful_basis, record_sharing
from alongside.people.disclosure.actions import prepare_copy
from alongside.people.disclosure.words import Document
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode, TeamMember
from alongside.people.episodes.queries import team_of
from alongside.people.episodes.words import EpisodeState
from alongside.people.families import actions as families
from alongside.people.families.models import Family, Person
from alongside.people.families.words import FamilyRole, RelationshipKind, Sex
from alongside.people.partner_data import actions as partner_data
from alongside.people.partner_data.queries import feed_called, rows_now
from tests.browser.clock import Clock
from tests.browser.council import Council
from tests.browser.services import a_directory

ADULT, CHILD = FamilyRole.PARENT, FamilyRole.CHILD
WORRIES = (
    "Late eleven times this half term and asleep in lessons twice. Says he gets his sister up because Mum is poorly.",
    "Dad has moved out and Mum told us at the gate that the rent is two months behind.",
    "Health check missed three times. Mum says the bus to the clinic costs too much.",
    "Has stopped seeing his friends and will not say why. Mum is worried and asked us who could talk to him.",
    "Mum is expecting in June and has nobody here. Would like somebody to visit.",
    "Found in the park at nine in the evening by a neighbour, who took her home. Nobody was angry, only tired.",
)
CHILDREN = (
    ("Jayden", "Okoro", dt.date(2014, 9, 2)), ("Maisie", "Hartley-Bell", dt.date(2019, 1, 23)),
    ("Zofia", "Kowalska", dt.date(2024, 6, 7)), ("Ibrahim", "Rashid", dt.date(2011, 11, 30)),
    ("Ellie-Mae", "Thackray", dt.date(2020, 4, 16)), ("Poppy", "Linfoot", dt.date(2016, 8, 9)),
)  # fmt: skip


@dataclass
class Story:
    """A family being helped, and what there is about it."""

    family: Family
    episode: Episode
    people: dict[str, Person]
    plan: Plan | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)


class World:
    """Makes the records one after another while the clock goes on."""

    def __init__(self, council: Council, clock: Clock) -> None:
        self.council, self.clock, self.pack = council, clock, council.pack
        self.who = council.people
        self.contacts: dict[str, Contact] = {}
        self.records: dict[str, Any] = {}
        clock.go_on(days=-70)
        self.marwood = self._marwoods()
        self.closed = self._closed()
        clock.go_on(days=70)
        self._decided_contacts()
        self._waiting_contacts()
        self._referrals()
        self._file()
        self._right_help_lists()
        self._feeds()
        self._governed()
        self.records |= a_directory(self.pack, by=self.user("hub_worker"))
        self._half_a_contact()

    def user(self, key: str) -> User:
        """A persona's account."""
        return self.who[key]

    def _governed(self) -> None:
        self.records["alert"] = audit.raise_alert(
            kind="odd_reading", about=self.user("hub_worker"), by=the_system(), detail={"families": 10, "limit": 10}
        )
        request = governance.record_request(
            family=self.marwood.family, person=self.marwood.people["Dawn"], asked_on=today(), asked_as="themselves",
            by=self.user("family_worker"),
        )  # fmt: skip
        officer = self.user("privacy_officer")
        request = governance.take_on(request=request, identity_checked="Saw her driving licence.", by=officer)
        governance.gather(request=request, by=the_system())
        self.records["request"] = request
        self.records["hold"] = retention.set_hold(
            family=self.closed.family, reason="A complaint is being looked into.", by=self.user("hub_manager")
        )

    # families

    def start(self, surname: str, people: list[tuple[str, str, FamilyRole, dt.date | None, Sex]]) -> Story:
        """A family whose help has just begun, led by the family worker."""
        made = {
            forename: families.add_person(
                details=families.Details(forename=forename, surname=last or surname, date_of_birth=born, sex=sex),
                by=the_system(),
            )
            for forename, last, _, born, sex in people
        }
        members = [(made[forename], role) for forename, _, role, _, _ in people]
        family = families.start_family(members=members, by=the_system())
        level = [one for one in self.pack.levels if one.is_early_help][-1]
        episode = episodes.open_episode(
            family=family, level=level.id, pack_version_id=self.council.adopted.version_id, by=self.user("hub_worker"),
            why="Mornings are hard, school is missed, and Mum asked for help",
        )  # fmt: skip
        episodes.name_lead(
            episode=episode, user=self.user("family_worker"), by=self.user("hub_manager"),
            why="Mum knows her from the children’s centre and asked for her.", family_view="“She turns up.”",
        )  # fmt: skip
        return Story(self._fresh(family), Episode.objects.select_related("family").get(pk=episode.pk), made)

    @staticmethod
    def _fresh(family: Family) -> Family:
        return Family.objects.get(pk=family.pk)

    def _marwoods(self) -> Story:
        story = self.start("Marwood", [
            ("Dawn", "", ADULT, dt.date(1989, 2, 11), Sex.FEMALE), ("Lee", "Brennan", ADULT, None, Sex.MALE),
            ("Connor", "Brennan", CHILD, dt.date(2012, 10, 3), Sex.MALE),
            ("Tilly", "", CHILD, dt.date(2017, 5, 14), Sex.FEMALE),
            ("Alfie", "", CHILD, dt.date(2017, 5, 14), Sex.MALE),
            ("Maureen", "", FamilyRole.OTHER, dt.date(1958, 7, 30), Sex.FEMALE),
        ])  # fmt: skip
        people, lead = story.people, self.user("family_worker")
        self._relate(people, lead)
        ward = self.pack.localities.ward_assignments[0].wards[0].code
        home = [people[name] for name in ("Dawn", "Tilly", "Alfie", "Connor")]
        families.record_address(people=home, lines="7 Ropery Row", ward_code=ward, since=dt.date(2021, 8, 1), by=lead)
        self._agree(story)
        self._assess(story)
        self._plan(story)
        self._meet(story)
        self._review(story)
        return story

    def _relate(self, people: dict[str, Person], lead: User) -> None:
        kinds = RelationshipKind
        for one, other, kind in (
            ("Dawn", "Lee", kinds.FORMER_PARTNER), ("Dawn", "Connor", kinds.MOTHER), ("Lee", "Connor", kinds.FATHER),
            ("Dawn", "Tilly", kinds.MOTHER), ("Dawn", "Alfie", kinds.MOTHER), ("Tilly", "Alfie", kinds.SIBLING),
            ("Connor", "Tilly", kinds.HALF_SIBLING), ("Connor", "Alfie", kinds.HALF_SIBLING),
            ("Maureen", "Dawn", kinds.MOTHER),
        ):  # fmt: skip
            made = families.relate(
                person=people[one], other=people[other], kind=kind, by=lead,
                has_parental_responsibility=True if kind in (kinds.MOTHER, kinds.FATHER) and one != "Maureen" else None,
            )  # fmt: skip
            self.records["relationship"] = made

    def _agree(self, story: Story) -> None:
        lead, people, consent = self.user("family_worker"), story.people, self.pack.consent
        for name, words in (("Dawn", "“If it gets them to school, yes.”"), ("Tilly", "“Will you come to my house?”")):
            self.records["agreement"] = record_agreement(
                family=story.family, person=people[name], state="given", how="in_person", by=lead, own_words=words,
            )  # fmt: skip
        self.records["sharing"] = record_sharing(
            family=story.family, person=people["Dawn"], agency=self.council.agencies["school"],
            purpose=consent.purposes[0].id, agrees=True, data_categories=[consent.data_categories[0].id], by=lead,
        )  # fmt: skip
        basis = consent.lawful_bases[0]
        self.records["basis"] = record_lawful_basis(
            family=story.family,
            purpose=consent.purposes[0].id,
            basis=basis.id,
            reason="A task in the public interest",
            by=lead,
        )
        factor = self.pack.factors[0]
        self.records["factor"] = families.notice_factor(
            family=story.family, person=people["Tilly"], factor=factor.id, evidence="Said so at breakfast club", by=lead
        )

    def _assess(self, story: Story) -> None:
        lead = self.user("family_worker")
        done = start_assessment(family=story.family, by=lead)
        complete(done, lead, scale=3)
        self.records["signed"] = sign_off(assessment=done, seen_version=done.version, by=lead)
        self.records["assessment_copy"] = prepare_copy(
            family=story.family, person_id=story.people["Dawn"].pk, document=Document.ASSESSMENT, record_id=done.pk,
            by=lead,
        )  # fmt: skip
        self.records["assessment"] = start_assessment(family=story.family, by=lead)
        for tool in self.pack.tools[:1]:
            measure = tool.measures[0]
            record_tool_score(
                family=story.family, person=story.people["Tilly"], tool=tool.id, measure=measure.id,
                value=measure.min, by=lead,
            )  # fmt: skip

    def _plan(self, story: Story) -> None:
        lead, needs = self.user("family_worker"), self.pack.needs
        story.episode.refresh_from_db()
        for key in ("pastoral_lead", "health_visitor", "charity_worker"):
            episodes.add_to_team(episode=story.episode, user=self.user(key), part=self.user(key).job_title, by=lead)
        self.records["member"] = episodes.add_to_team(
            episode=story.episode, person=story.people["Maureen"], part="Nan: school runs on Fridays", by=lead
        )
        plan = story.plan = plans.start_plan(episode=story.episode, by=lead)
        self.records["plan_copy"] = prepare_copy(
            family=story.family, person_id=story.people["Dawn"].pk, document=Document.PLAN, record_id=plan.pk, by=lead
        )
        first = plans.add_outcome(
            plan=plan, need=needs[0].id, words="Mornings without shouting", by=lead,
            different="We are all up by half past seven and nobody is crying",
        )  # fmt: skip
        then = plans.add_outcome(
            plan=plan, need=needs[1].id, words="Tilly and Alfie are at school on time", waits_for=[first.pk], by=lead
        )
        bills = plans.add_outcome(plan=plan, need=needs[2].id, words="We keep our home", by=lead)
        done = plans.add_outcome(plan=plan, need=needs[3].id, words="Mum sees the doctor about sleeping", by=lead)
        settled = next(one for one in self.pack.plans.outcome_statuses if one.counts_as.value == "achieved")
        self.records["settled"] = plans.settle_outcome(
            outcome=done, seen_version=done.version, status=settled.id, why="She went, and it helps", by=lead
        )
        story.outcomes = [first, then, bills]
        team = {one.name: one for one in team_of(story.episode)}
        blocks = [one.id for one in self.pack.plans.building_blocks]
        agreed: tuple[tuple[Outcome, str, TeamMember | Person, int], ...] = (
            (first, "Put the alarm clock upstairs, and clothes out the night before", story.people["Dawn"], 77),
            (first, "Walk with the twins on Mondays until they go alone", team["Amina Yusuf"], 73),
            (bills, "Ring the council together about the rent arrears", team["Leanne Dobson"], 66),
            (bills, "Ask for the discretionary housing payment", team["Callum Reid"], 84),
        )  # fmt: skip
        for at, (outcome, what, owner, days) in enumerate(agreed):
            self.records["action"] = plans.add_action(
                outcome=outcome, what=what, owner=owner, block=blocks[at % len(blocks)],
                due_on=self.clock.today() + dt.timedelta(days=days), by=lead,
            )  # fmt: skip
        plan.refresh_from_db()
        plans.agree_plan(
            plan=plan, seen_version=plan.version, family_view="“It is our plan. We wrote it at our table.”", by=lead
        )

    def _meet(self, story: Story) -> None:
        team = team_of(story.episode)
        for key, days in (("held", 2), ("ahead", 76), ("unwritten", 68)):
            at = self.clock.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=days, hours=4)
            story.meetings[key] = plans.call_meeting(
                episode=story.episode, starts_at=at, minutes=60, what_for="To see what has changed, and what next",
                place="The library at Millbrook Primary", chair=team[0], invited=team, by=self.user("family_worker"),
            )  # fmt: skip
        at = self.clock.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=80)
        story.meetings["smaller"] = plans.call_meeting(
            episode=story.episode, starts_at=at, minutes=30, what_for="Only about the rent",
            by=self.user("family_worker"),
            place="The library at Millbrook Primary", chair=team[0], invited=team[:1],
        )  # fmt: skip
        self.clock.go_on(days=3)
        held = story.meetings["held"]
        came = list(held.invitations.values_list("pk", flat=True))
        plans.record_minutes(
            meeting=held, seen_version=held.version, came=came[:3], by=self.user("family_worker"),
            decisions=["Breakfast club for both twins until Easter"], notes="Everybody came on time.",
        )  # fmt: skip
        self.clock.go_on(days=-3)

    def _review(self, story: Story) -> None:
        self.clock.go_on(days=35)
        plan = Plan.objects.get(pk=story.plan.pk) if story.plan else None
        assert plan is not None
        voices = {story.people[name].pk: words for name, words in (
            ("Tilly", "I like it when Nan walks with us."), ("Alfie", "Mum laughs at breakfast now. (He drew it.)"),
            ("Connor", "It is OK. Less shouting."),
        )}  # fmt: skip
        scales = {need.id: 4 + at % 4 for at, need in enumerate(self.pack.needs)}
        plans.hold_review(
            plan=plan, seen_version=plan.version, family_view="Three good mornings out of five.", decision="carry_on",
            why="It works, and the rent is not settled yet", next_on=self.clock.today() + dt.timedelta(days=38),
            scales=scales, voices=voices, by=self.user("family_worker"),
        )  # fmt: skip
        episode = Episode.objects.select_related("family").get(pk=story.episode.pk)
        episodes.offer_handover(
            episode=episode, to=self.user("pastoral_lead"), why="The twins’ school is now what matters most",
            family_view="“We see her every day.”", by=self.user("family_worker"),
        )  # fmt: skip
        self.clock.go_on(days=-35)

    def _closed(self) -> Story:
        story = self.start("Ashby", [
            ("Karen", "", ADULT, dt.date(1985, 3, 3), Sex.FEMALE), ("Reece", "", CHILD, dt.date(2013, 12, 1), Sex.MALE),
        ])  # fmt: skip
        lead = self.user("family_worker")
        record_agreement(family=story.family, person=story.people["Karen"], state="given", how="in_person", by=lead)
        story.plan = plans.start_plan(episode=story.episode, by=lead)
        plans.add_outcome(plan=story.plan, need=self.pack.needs[0].id, words="Reece goes to football", by=lead)
        episode = Episode.objects.select_related("family").get(pk=story.episode.pk)
        plans.close_episode(
            episode=episode, seen_version=episode.version, reason=self.pack.plans.closing_reasons[0].id,
            change="He goes, and has two friends there", who_to_call="Miss Yusuf at school", by=lead,
            family_view="“We can do this now.”", why_missing="Moved on quickly, by their own wish",
        )  # fmt: skip
        return story

    # contacts

    def _send(self, at: int, sender: str, **more: Any) -> Contact:
        forename, surname, born = CHILDREN[at]
        places = self.pack.localities.ward_assignments
        ward = places[at % len(places)].wards[0].code
        people = (Named(forename=forename, surname=surname, date_of_birth=born, role=CHILD, ward_code=ward),)
        by = self.user(sender)
        report = a_report(
            by, self.pack, concern=WORRIES[at], people=people, going_well="Kind to younger children, loves to read.",
            tried="Breakfast club, and a talk at home.", family_view="“We would like help with mornings.”", **more,
        )  # fmt: skip
        return front_door.record_contact(report=report, by=by)

    def _decided_contacts(self) -> None:
        hub = self.user("hub_worker")
        self.clock.go_on(days=-9)
        returned = self._send(3, "pastoral_lead", tell_how="on_screen")
        self.contacts["returned"] = a_decided_contact(hub, Follows.RETURN_FOR_MORE, returned)
        told = self._send(4, "health_visitor", tell_how="telephone", sender_telephone="01632 960177")
        self.contacts["told"] = a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, told)
        if self.pack.panels:
            waiting = self._send(5, "charity_worker")
            self.contacts["panel"] = a_decided_contact(hub, Follows.WAIT_FOR_PANEL, waiting)
        self.clock.go_on(days=9)

    def _waiting_contacts(self) -> None:
        hub = self.user("hub_worker")
        listed = sorted(self.pack.priorities, key=lambda one: one.in_order)
        for at, (sender, days, priority) in enumerate((
            ("pastoral_lead", 6, 1), ("health_visitor", 2, 2), ("charity_worker", 1, 1), ("pastoral_lead", 0, None),
        )):  # fmt: skip
            self.clock.go_on(days=-days)
            contact = self._send(at, sender)
            if priority is not None:
                contact = front_door.grade(
                    contact=contact, seen_version=contact.version, priority=listed[priority].id, by=hub
                )
            self.contacts[f"waiting-{at}"] = contact
            self.clock.go_on(days=days)
        self.contacts["danger"] = self._send(5, "charity_worker", in_danger="not_sure")
        front_door.take(contact=self.contacts["waiting-1"], by=self.user("hub_manager"))
        if self.pack.partners_asked:
            first = self.pack.partners_asked[0]
            asked = self._send(2, "health_visitor")
            asked = front_door.grade(contact=asked, seen_version=asked.version, priority=listed[-1].id, by=hub)
            found = front_door.ask_partners(contact=asked, partners=[first.id], asked_of={}, by=hub)
            self.contacts["asked"] = asked
            self.records["enquiry"] = found[0]

    def _referrals(self) -> None:
        lead, social = self.user("family_worker"), self.user("social_worker")
        ids = self.pack.step_up
        said = step_up.Said(
            receiver=ids.receivers[0].id, reason=ids.reasons[0].id, family_told="told", family_view="Mum knows.",
            safety_now="At school until three, with her class teacher.", concern="She said nobody was home all night.",
        )  # fmt: skip
        made: dict[str, Referral] = {}
        for key in ("draft", "sent", "received", "asked", "answered"):
            made[key] = step_up.begin_referral(said=replace(said), family=self.marwood.family, by=lead)
            if key != "draft":
                step_up.send_referral(referral=made[key], leave_out={}, by=lead)
            if key in ("received", "asked", "answered"):
                step_up.receive_referral(referral=made[key], by=social)
            if key == "asked":
                step_up.ask_more(referral=made[key], question="When was she last seen by a doctor?", by=social)
            if key == "answered":
                step_up.answer_referral(
                    referral=made[key], answer="returned", why="The plan is safe.", advice="Go on with it.", by=social
                )
        step_up.record_consultation(
            family=self.marwood.family, spoken_to="Rebecca Okafor, assessment team", spoken_on=self.clock.today(),
            asked="Is a night alone at eight enough for a referral?", advice="Yes: refer it.", what_next="", by=lead,
        )  # fmt: skip
        self.referrals = made

    def _file(self) -> None:
        content = b"Surname,First name,Date of birth,What worries you\nHolt,Sam,31/02/2015,Late and tired\n"
        file = front_door.accept_file(content=content, kind="csv", by=self.user("hub_worker"))
        take_in(file, by=self.user("hub_worker"))
        self.records["file"] = file
        self._agencies()

    def _right_help_lists(self) -> None:
        """The school is told of the twins: a list confirmed, then Connor left the school, and a new list."""
        school, reader = self.council.agencies["school"], self.user("pastoral_lead")
        text = agencies_in_force()
        assert text is not None
        agencies.accept_agreement(text=text, by=self.user("agency_administrator"))
        for name in ("Connor", "Tilly"):
            self._to_school(name, school)
        first = make_list(agency=school, by=self.user("hub_manager"))
        confirm_receipt(the_list=first, by=reader)
        self._to_school("Connor", None)
        self._to_school("Alfie", school)
        self.records["right_help_list"] = make_list(agency=school, by=self.user("hub_manager"))

    def _feeds(self) -> None:
        """A feed loaded, a row refused and a cell left out; and a later file, far smaller, that waits for a look."""
        council, analyst = self.council.agencies["council_early_help"], self.user("analyst")
        text, feed = agencies_in_force(), feed_called("canonical")
        assert text is not None
        agencies.accept_agreement(text=text, by=self.user("access_administrator"))
        lines = ["record_id,forename,surname,date_of_birth,postcode", "R9,Sam,Holt,31/02/2015,unknown"]
        lines += [f"R{n},Sam,Holt{'abcdef'[n]},4024{n},YO1 6GA" for n in range(6)]
        for name, upto in (("load", 8), ("sent", 3)):
            sent = partner_data.send_file(
                feed=feed, content="\n".join(lines[:upto]).encode(), file_name="people.csv", agency=council,
                as_of=today(), extent="full", by=analyst, take_at_once=name == "load",
            )  # fmt: skip
            sent = partner_data.work_on(sent=sent, by=analyst)
            self.records[name] = sent.load or sent
        self.records["row"] = rows_now().get(record_id="R0")

    def _to_school(self, name: str, school: Agency | None) -> None:
        found = Person.objects.get(pk=self.marwood.people[name].pk)
        families.change_person(
            person=found, seen_version=found.version, changes={"school": school}, by=self.user("family_worker")
        )

    def _half_a_contact(self) -> None:
        route = next(one for one in self.pack.routes if "school" in one.who_may_use)
        typed = {"role": ["child"], "forename": ["Sam"], "surname": ["Holt"]}
        keep(
            by=self.user("pastoral_lead"), key="new-contact",
            data={
                "danger:in_danger": ["not_sure"], "route:route": [route.id], "worries:concern": ["Late and tired"],
                "people": [json.dumps({"person_id": "", "role": "child", "typed": typed})],
            },
        )  # fmt: skip

    # what pages need to be opened

    def panel_case(self) -> Episode:
        """The family that waits for the panel."""
        return Episode.objects.get(state=EpisodeState.WAITING_FOR_PANEL)

    def drift_rule(self) -> str:
        """A rule by which this council notices drift."""
        return rules_of(self.pack)[0].id

    def _agencies(self) -> None:
        """A sharing agreement, and a colleague invited."""
        agencies.publish_agreement(
            text="We share what is needed.", review_months=12, by=self.who["access_administrator"]
        )
        self.records["access_invitation"] = agencies.invite_person(
            email="new@school.example", roles=["agency_administrator"], by=self.who["agency_administrator"]
        )
