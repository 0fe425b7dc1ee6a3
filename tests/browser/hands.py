"""How the people of the journeys use a page: by its own labels, counting what they do."""

import datetime as dt
import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect


@dataclass
class Tally:
    """What a journey cost: pages sent, fields filled in, seconds from first to last (the machine's, not a person's)."""

    steps: int = 0
    fields: int = 0
    began: float = field(default_factory=time.perf_counter)
    seconds: float = 0.0

    def stop(self) -> "Tally":
        """The journey is over."""
        self.seconds = time.perf_counter() - self.began
        return self


def labelled(text: str) -> re.Pattern[str]:
    """A label exactly as written, whether or not the page says that it may be left blank."""
    return re.compile(rf"^\s*{re.escape(text)}( \(optional\))?\s*$")


class Hands:
    """Fills in, chooses and presses on one page, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tally = Tally()

    def begin(self) -> Tally:
        """Count from here."""
        self.tally = Tally()
        return self.tally

    def go(self, address: str) -> None:
        """Open an address; a page that is broken or not there fails at once."""
        answer = self.page.goto(address, wait_until="domcontentloaded")
        assert answer is not None and answer.status < 400, f"{address} answered {answer and answer.status}"

    def question(self, text: str) -> Locator:
        """The group of a question's answers."""
        return self.page.get_by_role("group", name=labelled(text))

    def fill(self, label: str, text: str) -> None:
        """Type an answer."""
        self.page.get_by_label(labelled(label)).fill(text)
        self.tally.fields += 1

    def pick(self, question: str, answer: str) -> None:
        """Choose one answer."""
        self.question(question).get_by_label(answer, exact=True).check()
        self.tally.fields += 1

    def tick(self, question: str, *answers: str) -> None:
        """Tick answers; all there are when none is named."""
        boxes = self.question(question)
        found = [boxes.get_by_label(one, exact=True) for one in answers] or boxes.get_by_role("checkbox").all()
        for box in found:
            box.check()
            self.tally.fields += 1

    def select(self, label: str, option: str | re.Pattern[str]) -> None:
        """Choose from a list, by the option's words or some of them."""
        box = self.page.get_by_label(labelled(label))
        words = box.locator("option", has_text=option).first.text_content()
        box.select_option(label=(words or "").strip())
        self.tally.fields += 1

    def date(self, question: str, day: dt.date) -> None:
        """Type a date into its three boxes."""
        boxes = self.question(question)
        for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(part).fill(str(number))
        self.tally.fields += 1

    def press(self, button: str) -> None:
        """Press a button and arrive on a page that works."""
        self._arrive(self.page.get_by_role("button", name=button, exact=True).first)

    def follow(self, link: str | re.Pattern[str]) -> None:
        """Follow a link in the page's own part."""
        main = self.page.get_by_role("main")
        self._arrive(main.get_by_role("link", name=link).or_(main.get_by_role("button", name=link)).first)

    def tab(self, name: str) -> None:
        """Open one of the pages about the family."""
        self._arrive(self.page.get_by_role("navigation", name="Pages about this family").get_by_role("link", name=name))

    def _arrive(self, thing: Locator) -> None:
        with self.page.expect_navigation(wait_until="domcontentloaded") as arrived:
            thing.click()
        self.tally.steps += 1
        status = arrived.value.status
        problems = self.page.locator(".govuk-error-summary").all_inner_texts()
        assert status < 400, f"{self.page.url} answered {status}: {problems or self.heading()}"

    def heading(self) -> str:
        """The page's first heading."""
        return self.page.get_by_role("heading", level=1).first.inner_text()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """The page says so."""
        expect(self.page.get_by_role("main")).to_contain_text(text)
