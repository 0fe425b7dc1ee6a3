"""What those in a story say and write: the words of notes, and the answers of an assessment."""

import datetime as dt
import random
from typing import Any

from alongside.ground.access.models import User
from alongside.ground.operating_models.queries import Pack, Question, Section, visible_questions
from alongside.ground.operating_models.words import QuestionKind
from alongside.helping.assessments.queries import Sheet
from alongside.people.families.models import Person
from nonprod.clock import Journey
from nonprod.data import read
from nonprod.reports import Cast


class Voice:
    """Words that fit a family, its need and the day it is."""

    cast: Cast
    lead: User
    rng: random.Random
    journey: Journey
    pack: Pack
    score: int

    def on(self, days_ahead: int) -> dt.date:
        """A day counted from where the story is."""
        return self.journey.now.date() + dt.timedelta(days=days_ahead)

    def say(self, pool: str) -> str:
        """One of the notes of a kind, about this family."""
        found = read("notes")[pool]
        text = found if isinstance(found, str) else self.rng.choice(found)
        return self.cast.fill(text, lead=self.lead.name)

    def _answers(self, sheet: Sheet, section: Section, known: dict[str, Any], about: Person | None) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for question in section.questions:
            if question.id in visible_questions(sheet.form, {**known, **given}):
                given[question.id] = known.get(question.id) or self._answer(question, about)
        return given

    def _answer(self, question: Question, about: Person | None) -> Any:
        kind = question.kind
        if kind is QuestionKind.SCALE:
            return max(0, min(10, self.score + self.rng.randint(-2, 3)))
        if kind is QuestionKind.CHOICE:
            return self.rng.choice(question.options).id
        if kind is QuestionKind.CHOICES:
            return [self.rng.choice(question.options).id]
        plain = {QuestionKind.YES_NO: "no", QuestionKind.PERSON: str(self.cast.parents[0].pk),
                 QuestionKind.DATE: self.on(-7).isoformat(),
                 QuestionKind.FACTORS: self.cast.factors(self.pack)[:2]}  # fmt: skip
        return plain[kind] if kind in plain else self._words(question, about)[: question.max_length or 20_000]

    def _words(self, question: Question, about: Person | None) -> str:
        for fragments, pool in WORDS_FOR:
            if any(fragment in question.id for fragment in fragments):
                return self.child_says(about) if pool == "child" else self.cast.theme_text(pool) or self.say(pool)
        return self.say("change")

    def child_says(self, child: Person | None) -> str:
        """What a child of that age says, or what is seen of a baby."""
        who = child or self.cast.children[0]
        words = read("notes")["child_words"][self.cast.band(who, self.journey.now.date())]
        return self.cast.fill(self.rng.choice(words), child=who)


WORDS_FOR: list[tuple[tuple[str, ...], str]] = [
    (("own_words", "child_says"), "child"),
    (("why_now", "what_happened", "who_affected"), "concern"),
    (("tried", "help_so_far"), "tried"),
    (("hopes", "wanted", "family_view"), "family_view"),
    (("going_well", "strengths", "keep_up"), "strengths"),
    (("worried", "worries"), "worries"),
    (("summary", "analysis"), "analysis"),
]
