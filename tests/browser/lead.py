"""The lead practitioner's part of the journey, and what a parent does without an account."""

import datetime as dt
import re

from playwright.sync_api import Locator, Page

from alongside.ground.lib.clock import as_time
from alongside.helping.plans.words import ReviewDecision
from tests.browser.clock import Clock
from tests.browser.hands import Hands, labelled
from tests.browser.people import Child, Person


class LeadPractitioner(Person):
    """A family support worker: asks, assesses, plans with the family, reviews and closes."""

    persona = "family_worker"

    def when_the_family_agrees(self) -> None:
        """Everybody is asked, and what they said is written down."""
        self.tab("Sharing")
        self.follow("Record an answer")
        self.tick("Whose answer is this?")
        self.pick("Do they agree to early help?", "Yes, they agree")
        self.date("When did they answer?", self.today)
        self.pick("How did they answer?", "In person")
        self.fill("What did they say, in their own words?", "“If it gets her to school, yes.”")
        self.press("Save their answer")
        self.sees("Agrees")

    @property
    def today(self) -> dt.date:
        """Today, as the product sees it."""
        return Clock.running.today()

    def when_assessing(self) -> None:
        """They start the form the level asks for, and answer page after page."""
        self.begin()
        self.tab("Assessment")
        self.follow(re.compile("^Start (an assessment|a new version)"))
        self.press("Start")
        self._arrive(self.page.locator(".govuk-task-list__link").first)
        while self.page.locator("form[data-autosave], main form textarea").count():
            self.answers_everything()
            self.press("Save and continue")
        self.sees("Go on to sign off")

    def when_signing_off(self) -> None:
        """They sign it off."""
        self.follow("Go on to sign off")
        self.press("Sign off")
        self.sees("Signed off by")
        self.tally.stop()

    def answers_everything(self) -> None:
        """Each question of the page that is shown gets an answer; two rounds, for those that follow from another."""
        for _ in range(2):
            form = self.page.get_by_role("main").locator("form").filter(has=self.page.locator("[name=once]")).first
            for box in form.locator(".al-field:visible").all():
                self._answer(box)

    def _answer(self, box: Locator) -> None:
        radios, ticks, days = box.locator("[type=radio]"), box.locator("[type=checkbox]"), box.get_by_label("Day")
        text = box.locator("textarea, input[type=text], select")
        if radios.count():
            if not box.locator(":checked").count():
                (radios.nth(6) if radios.count() == 11 else radios.first).check()
                self.tally.fields += 1
        elif ticks.count():
            if not box.locator(":checked").count():
                ticks.first.check()
                self.tally.fields += 1
        elif days.count():
            if not days.input_value():
                for part, number in (("Day", "3"), ("Month", "3"), ("Year", "2026")):
                    box.get_by_label(part).fill(number)
                self.tally.fields += 1
        elif text.count() and not text.first.input_value():
            self._write(text.first)

    def _write(self, text: Locator) -> None:
        if text.evaluate("one => one.tagName") == "SELECT":
            text.select_option(index=min(6, text.locator("option").count() - 1))
        else:
            text.fill("We get up earlier and it is calmer")
        self.tally.fields += 1

    def when_starting_the_plan(self) -> None:
        """A plan begins."""
        self.tab("Plan")
        self.follow("Start the plan")
        self.press("Start the plan")

    def when_adding_an_outcome(self, words: str, need: str, *, waits_for: str = "") -> None:
        """What the family wants to be different; perhaps after something else."""
        self.follow("Add what the family wants to change")
        self.fill("What does the family want to be different?", words)
        self.select("Which need is this about?", need)
        if waits_for:
            self.tick("Does it wait for something else in the plan?", waits_for)
        self.press("Save")
        self.sees(words)

    def when_making_it_wait_too(self, words: str, waits_for: str) -> None:
        """They try to let the first wait for the last: a circle."""
        self.follow(re.compile(f"^Change {re.escape(words)}"))
        self.tick("Does it wait for something else in the plan?", waits_for)
        self.page.get_by_role("button", name="Save", exact=True).last.click()

    def then_the_circle_is_named(self, *words: str) -> None:
        """The refusal names the path."""
        summary = self.page.get_by_role("alert")
        for one in words:
            assert one in summary.inner_text()

    def when_adding_an_action(self, what: str, outcome: str, owner: str, by_when: dt.date) -> None:
        """Who does what by when."""
        self.follow(re.compile(f"^Add an action for {re.escape(outcome)}"))
        self.fill("What will be done?", what)
        self.select("Who will do it?", owner)
        self.pick("What kind of work is it?", self.pack.plans.building_blocks[0].name)
        self.date("By when?", by_when)
        self.press("Save")
        self.sees(what)

    def when_calling_a_meeting(self, at: dt.datetime) -> None:
        """The team and the family meet."""
        self.begin()
        self.tab("Meetings")
        self.follow("Call a meeting")
        self.date("Which day?", at.date())
        self.fill("At what time?", as_time(at))
        self.select("How long?", "An hour")
        self.fill("Where is it?", "The school library")
        self.fill("What is the meeting for?", "To see what has changed")
        self.select("Who chairs it?", self.name)
        self.tick("Who is asked?")
        self.press("Call the meeting")

    def when_writing_it_up(self, *, action: str, outcome: str, by_when: dt.date) -> None:
        """Who was there, what was decided, and one thing to do."""
        self.tab("Meetings")
        self.follow("Write it up")
        self.tick("Who was there?")
        self.fill("What was talked about, in a few lines?", "Mornings are calmer since the alarm clock.")
        self.fill("What was decided?", "Keep the breakfast club until Easter")
        self.pick("Do you want to call the next meeting now?", "No")
        self.press("Add another action")
        row = self.page.get_by_role("group", name="Action 1", exact=True)
        row.get_by_label(labelled("What will be done?")).fill(action)
        row.get_by_label(labelled("For which outcome?")).select_option(label=outcome)
        row.get_by_label(labelled("Who will do it?")).select_option(index=1)
        row.get_by_label(labelled("What kind of work is it?")).select_option(index=1)
        for part, number in (("Day", by_when.day), ("Month", by_when.month), ("Year", by_when.year)):
            row.get_by_label(part).fill(str(number))
        self.tally.fields += 5
        self.press("Save the minutes")
        self.tab("Plan")
        self.sees(action)
        self.tally.stop()

    def when_reviewing(self, decision: ReviewDecision, *, next_on: dt.date | None = None) -> None:
        """The family says how it is now; what happens next is decided."""
        self.begin()
        self.tab("Review")
        self.follow("Review the plan")
        for need in self.pack.needs[:2]:
            self.pick(need.name, "7")
        self.fill("What does the family think?", "It is getting better, mostly.")
        for voice in self.page.locator("[name^=voice_]").all():
            voice.fill("I like it when Mum walks with me. (Said while drawing.)")
            self.tally.fields += 1
        self.pick("What now?", decision.label)
        self.fill("Why?", "Two of three mornings are good.")
        if next_on:
            self.date("When is the next review?", next_on)
        self.press("Save the review")

    def when_finishing_actions(self) -> None:
        """Everything still to do is done."""
        self.tab("Plan")
        here = self.page.url
        waiting = self.page.get_by_role("main").locator("a[href*='/plan/actions/']:visible")
        to_do = [link.get_attribute("href") for link in waiting.all()]
        for address in to_do:
            if address and "/add/" not in address:
                self.go(address)
                self.pick("What became of it?", "Done")
                self.date("When was it done?", self.today)
                self.press("Save")
        self.go(here)

    def when_outcome_ends(self, words: str) -> None:
        """The family says that it is so now."""
        self.follow(re.compile(f"^It has ended ?: {re.escape(words)}"))
        achieved = next(one for one in self.pack.plans.outcome_statuses if one.counts_as.value == "achieved")
        self.pick("How did it end?", achieved.name)
        self.press("Save")

    def when_closing(self) -> None:
        """Help ends: what is different, what will keep it going, whom to call."""
        self.tab("Review")
        self.follow("Close early help")
        self.question("Why does help end?").get_by_role("radio").first.check()
        self.fill("What is different now?", "She is at school before the bell, and there is tea.")
        self.fill("What does the family think of ending?", "We can do this now.")
        for need in self.pack.needs:
            self.pick(need.name, "8")
        for asked in self.pack.plans.sustain_questions:
            self.fill(asked.label, "The breakfast club, and Nan on Fridays.")
        self.fill("Whom can the family call if things get hard again?", "Miss Yusuf at school, 01632 960001")
        missing = self.page.get_by_label(labelled("If something is not on record: why do you close all the same?"))
        if self.page.get_by_text("Not on record yet").count():
            missing.fill("The rest was said at the last visit.")
        self.press("Close early help")
        self.tally.stop()

    def when_stepping_up(self) -> None:
        """They refer the family; what is known goes along."""
        self.tab("Step up")
        self.follow("Refer this family to social care")
        self.fill("What do you know about the child’s safety now?", "At school today, seen by me at noon.")
        self.fill("What are you worried about?", "She said that nobody was home all night.")
        for asked in ("Why do you refer the family now?", "Who is it for?"):
            self.question(asked).get_by_role("radio").first.check()
        self.question("Does the family know of this referral?").get_by_role("radio").first.check()
        self.press("Continue to check it")
        self.sees("She said that nobody was home all night.")
        self.press("Send to social care now")

    def then_the_family_is_open(self, child: Child) -> None:
        """The overview says who leads."""
        self.sees(self.name)
        assert child.surname in self.page.locator(".al-identity").inner_text()


class Parent(Hands):
    """A parent, with no account."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)

    def when_asking_for_help(self, child: Child) -> None:
        """One public page."""
        self.go("/ask-for-help/")
        self.pick("Is a child in danger now?", "No")
        self.fill("What are you worried about, or what would help?", "Mornings are a fight and I am worn out.")
        self.fill("Name of the child or young person", f"{child.forename} {child.surname}")
        self.fill("About how old are they?", "8")
        self.fill("Your name", "Dawn")
        self.pick("How is it safe to contact you?", "By telephone")
        self.fill("Telephone number", "01632 960123")
        self.page.wait_for_timeout(50)
        self._arrive(self.page.locator("main form button[type=submit]").last)

    def then_is_told_that_it_arrived(self) -> str:
        """The reference to quote."""
        self.sees("Thank you: we have your message")
        return self.page.locator(".govuk-panel__body").inner_text().split()[-1]
