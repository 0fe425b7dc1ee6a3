"""The people of the journey: what each is given, does, and then sees. Their words are the pages' and the pack's own."""

import datetime as dt
import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from alongside.ground.operating_models.queries import Pack, routes_for
from alongside.ground.operating_models.schema import Decision
from alongside.ground.operating_models.words import AskKind, Follows
from tests.browser.council import Council
from tests.browser.hands import Hands


@dataclass(frozen=True)
class Child:
    """A made-up child as somebody who knows them would say."""

    forename: str = "Tilly"
    surname: str = "Marwood"
    born: dt.date = dt.date(2017, 5, 14)


class Person(Hands):
    """Somebody with an account, in a tab of their own."""

    persona = ""

    def __init__(self, page: Page, council: Council) -> None:
        super().__init__(page)
        self.council = council

    @property
    def pack(self) -> Pack:
        """How the council works."""
        return self.council.pack

    @property
    def name(self) -> str:
        """Their name."""
        return self.council.people[self.persona].name

    def given_signed_in(self) -> None:
        """They signed in as the demonstration lets them."""
        self.go("/sign-in/")
        self.press(f"Sign in as {self.name}")

    def when_opening_their_family(self, child: Child) -> None:
        """They open the family from their own list."""
        self.go("/my-families/")
        self.follow(re.compile(child.surname))


class Sender(Person):
    """Anybody who makes a contact."""

    def when_looking_up(self, typed: str) -> None:
        """They search before they write."""
        self.go("/find/")
        self.page.locator("#id_q").fill(typed)
        self.press("Search")

    def then_nobody_is_found(self) -> None:
        """The page says that it looked and what it did not find."""
        self.sees("Searched: nobody like this is recorded")

    def then_somebody_is_found(self, name: str, standing: str) -> None:
        """The page says who it is and how they stand."""
        self.sees(name)
        self.sees(standing)

    def when_raising_a_contact(self, child: Child) -> str:
        """They answer one question a page, beginning with safety, and send; returns the reference."""
        self.begin()
        self.when_answering_everything(child)
        self.press("Send")
        reference = self.page.locator(".govuk-panel__body strong").inner_text()
        self.tally.stop()
        return reference

    def when_answering_everything(self, child: Child) -> None:
        """Every question, up to the page that asks them to check before they send."""
        self.go("/contacts/new/")
        emergency = self.pack.words.emergency
        self.sees(emergency.steps[0])
        self.pick("Is a child in danger now?", "No")
        self.press("Continue")
        self._say_who(child)
        self.fill("What are you worried about, or what help is wanted?", "Often late and tired. Says there is no tea.")
        self.fill("What is going well?", "Loves reading to the younger ones.")
        self.press("Continue")
        self.fill("What has been tried already, and did it help?", "Breakfast club, which helps on the days she comes.")
        self.press("Continue")
        self.fill("What does the family think?", "Mum says mornings are the hardest.")
        self.pick("Does the family agree to you contacting us?", "Yes, they agreed")
        self.press("Continue")
        self.pick("How would you like to hear what happens?", "On my own page in Alongside")
        self.press("Continue")
        self._say_the_way_in()

    def _say_who(self, child: Child) -> None:
        self.page.locator("#id_q").fill(f"{child.forename} {child.surname}")
        self.press("Search")
        known = self.page.get_by_role("button", name=re.compile(f"This is them ?: .*{child.surname}"))
        if known.count():
            self._arrive(known.first)
        else:
            self.follow(re.compile("Add .*somebody new"))
            self._describe("Child or young person", child.forename, child.surname, child.born)
            self.follow(re.compile("Add a brother, sister, parent or carer"))
            self._describe("Parent or carer", "Dawn", child.surname, None)
        self.page.get_by_role("button", name=re.compile("^Continue with")).click()
        expect(self.page.get_by_label("What is going well?")).to_be_visible()

    def _describe(self, role: str, forename: str, surname: str, born: dt.date | None) -> None:
        self.pick("Who are they?", role)
        self.fill("First name", forename)
        self.fill("Surname", surname)
        if born:
            self.date("Date of birth, or the date the baby is expected", born)
        self.press("Save this person")

    def _say_the_way_in(self) -> None:
        kind = self.council.people[self.persona].agency.kind
        route, *others = [one for one in routes_for(self.pack, kind) if kind in one.who_may_use]
        if others:
            self.pick("Choose what fits best", route.name)
            self.press("Continue")
        for ask in route.asks:
            if ask.required and ask.kind is AskKind.CHOICE:
                self.pick(ask.label, ask.options[0].label)
            elif ask.required and ask.kind is AskKind.YES_NO:
                self.pick(ask.label, "Yes")
            elif ask.required and ask.kind is AskKind.TEXT:
                self.fill(ask.label, "As we know it.")
        self.press("Continue")

    def then_is_told_who_looks_at_it(self, reference: str) -> None:
        """The page says what happens now."""
        self.sees(reference)
        self.sees(f"{self.pack.words.front_door_full.text} looks at it by")

    def then_sees_what_happened(self, reference: str, says: str) -> None:
        """Their own list says what was decided, in the council's words."""
        self.go("/contacts/")
        self.follow(re.compile(reference))
        self.sees("What you are told")
        self.sees(says)


class PastoralLead(Sender):
    """Looks after children's wellbeing at a school."""

    persona = "pastoral_lead"


class HubWorker(Person):
    """Works the front door's queue."""

    persona = "hub_worker"
    decided: Decision

    def when_opening(self, reference: str) -> None:
        """They open a contact from the queue."""
        self.go("/queue/")
        self.follow(re.compile(reference))

    def when_taking(self) -> None:
        """They take it."""
        self.press("Take it")

    def when_grading(self) -> None:
        """They give it the least urgent of the council's priorities."""
        least = max((one for one in self.pack.priorities if one.retired_on is None), key=lambda one: one.in_order)
        self.pick("Priority", least.name)
        self.press("Save the priority")
        self.sees(least.name)

    def when_asking_partners(self) -> None:
        """They ask those partners who must answer, and write down what is said on the telephone."""
        must = [one for one in self.pack.partners_asked if one.must_answer and one.retired_on is None]
        self.follow("Ask partners what they know")
        self.tick("Ask which partners?", *(f"{one.name} (must answer)" for one in must))
        self.press("Ask them")
        here = self.page.url
        for _ in must:
            self.follow(re.compile("Write the answer down"))
            self.pick("Can you answer?", "Yes, here is what we know")
            self.fill("What you know, or why you decline", "Not known to us beyond universal services.")
            self.press("Send the answer")
            self.go(here)

    def when_deciding(self, follows: Follows, *, lead: str = "", family: str = "", lowest: bool = False) -> None:
        """They choose the highest level at which this can follow (or the lowest), what follows, and say why."""
        level, self.decided = self._way_to(follows, lowest=lowest)
        self.pick("Level of need", level)
        self.pick("What follows", self.decided.name)
        self.page.locator("#id_rationale").fill("Needs in several areas, and the family wants help.")
        self.tally.fields += 1
        if lead:
            self.select("Who leads", lead)
            self.fill("Why are they best placed?", "She knows the area and has room.")
        if family:
            self.pick("Which family is this about?", family)
        self.press("Record the decision")

    def _way_to(self, follows: Follows, *, lowest: bool) -> tuple[str, Decision]:
        for level in self.pack.levels if lowest else reversed(self.pack.levels):
            for decision in self.pack.decisions:
                fits = decision.follows is follows and level.id in decision.levels and decision.id in level.outcomes
                if fits:
                    return level.name, decision
        raise LookupError(follows)


class PanelChair(Person):
    """Chairs the meeting that decides who leads."""

    persona = "panel_chair"

    def when_the_panel_names(self, lead: str) -> None:
        """The first family of the agenda gets its lead practitioner."""
        self.go("/panel/")
        self.follow(re.compile("^(Decide|Record)"))
        self.pick("What did the panel decide?", "Choose who leads")
        self.select("Who leads?", lead)
        self.question("How is the family helped?").get_by_role("radio").first.check()
        self.fill("Why?", "Closest to home, and mum asked for her.")
        self.press("Record the decision")


class SocialWorker(Person):
    """Answers what early help refers."""

    persona = "social_worker"

    def when_answering(self) -> None:
        """They receive the first referral of the inbox and answer with advice."""
        self.go("/referrals/")
        self.follow(re.compile("^[A-Z]+-"))
        self.follow("Receive it")
        self.press("I have received it")
        self.follow("Answer it")
        answer = next(one for one in self.pack.step_up.answers if one.id.value != "accepted")
        self.pick("What is the answer?", answer.name)
        self.fill("Why?", "The plan is safe and the family works with it.")
        self.fill("What should early help do now?", "Go on with the plan, and ring us if mornings change.")
        self.press("Send the answer")
        self.sees(answer.name)
