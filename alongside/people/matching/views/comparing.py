"""Pages for comparing records of feeds with people: what waits, one pair, what is set apart, answers taken back."""

import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.pages import keyset
from alongside.people.families.queries import people_named
from alongside.people.matching import actions
from alongside.people.matching.forms import AnswerForm
from alongside.people.matching.models import Answer
from alongside.people.matching.presenters import feed_name, how_matched, lines, named, waiting, why_asked
from alongside.people.matching.queries import pages
from alongside.people.matching.queries.linking import latest_run
from alongside.people.matching.telling import told_in
from alongside.people.matching.words import Said, Standing

DONE = {
    Said.SAME: "They are the same person. What the record says is counted to them from now on.",
    Said.DIFFERENT: "They are different people. Nobody is asked about them again.",
    Said.CANT_TELL: "Nobody is asked about them again until the record says more.",
}


class Waiting(AskedBy, Page):
    """Records that may be about somebody, and nobody can say without looking."""

    title = "Matches to check"
    template = "matching/waiting.html"

    def context(self) -> dict[str, Any]:
        """A page of them, the longest waiting first; and how the last run went."""
        page = keyset(pages.to_compare(self.by), order=["id"], mark=self.request.GET.get("after", ""), size=40)
        best = pages.best_of(self.by, page.rows)
        people = people_named(one.person_id for one in best.values())
        return {
            "rows": waiting(page.rows, best, people), "how_many": pages.how_many_wait(self.by), "run": latest_run(),
            "next_mark": page.next_mark, "has_earlier": page.has_earlier,
        }  # fmt: skip


class SetApart(AskedBy, Page):
    """Records that resemble somebody whose record is kept closely: for who is cleared for that person."""

    title = "Records set apart"
    template = "matching/set_apart.html"

    def context(self) -> dict[str, Any]:
        """Those about people whom whoever looks is cleared for; for everybody else there are none."""
        page = keyset(pages.set_apart(self.by), order=["id"], mark=self.request.GET.get("after", ""), size=40)
        best = pages.best_of(self.by, page.rows)
        people = people_named(one.person_id for one in best.values())
        return {
            "rows": waiting(page.rows, best, people),
            "next_mark": page.next_mark, "has_earlier": page.has_earlier,
        }  # fmt: skip


class Compare(AskedBy, FormPage):
    """A record and a person side by side: the same, different, or nobody can tell."""

    title = "Compare a record with a person"
    template = "matching/compare.html"
    form_class = AnswerForm
    button = "Save and show the next"

    @cached_property
    def pair(self) -> pages.Pair:
        """The two."""
        return pages.pair(self.by, self.kwargs["description_id"], self.kwargs["person_id"])

    def back(self) -> str:
        """The list."""
        quarantined = self.pair.description.standing == Standing.QUARANTINED
        return reverse("matching:set_apart" if quarantined else "matching:waiting")

    def initial(self) -> dict[str, Any]:
        """How it stood when it was opened."""
        return {"seen": self.pair.description.standing}

    def context(self) -> dict[str, Any]:
        """Both, field by field; why somebody must look; who else it may be; what was said before."""
        pair = self.pair
        found = pair.possible.fields if pair.possible else pair.description.fields
        people = people_named([pair.person.pk, *(one.person_id for one in pair.others)])
        others = [(people[one.person_id], one) for one in pair.others if one.person_id in people]
        return {
            "lines": lines(told_in(pair.description), pair.told, found), "who": people[pair.person.pk],
            "told": named(told_in(pair.description)), "feed": feed_name(pair.description.feed),
            "records": pair.records[: pages.MOST_RECORDS], "more_records": len(pair.records) > pages.MOST_RECORDS,
            "why": why_asked(pair.possible.reasons) if pair.possible else [], "how": how_matched(pair.description),
            "others": others, "answers": pair.answers, "description": pair.description,
            "is_joined": pair.description.person_id == pair.person.pk,
            "is_apart": pair.description.standing == Standing.QUARANTINED,
            "how_many": pages.how_many_wait(self.by) if pair.description.standing == Standing.WAITING else 0,
        }  # fmt: skip

    def act(self, form: Form) -> str:
        """Remember the answer, and go on to the next that waits."""
        told, pair = form.cleaned_data, self.pair
        was_apart = pair.description.standing == Standing.QUARANTINED
        made = actions.answer(
            description=pair.description, person=pair.person, said=told["said"], note=told["note"],
            seen_standing=told["seen"], by=self.by,
        )  # fmt: skip
        messages.success(self.request, DONE[Said(made.said)])
        return reverse("matching:set_apart") if was_apart else self.following(pair.description.pk)

    def following(self, after: uuid.UUID) -> str:
        """The next to compare; the list when none is left."""
        found = pages.next_to_compare(self.by, after)
        if found is None:
            return reverse("matching:waiting")
        return reverse("matching:compare", kwargs={"description_id": found[0], "person_id": found[1]})


class TakeBack(AskedBy, FormPage):
    """An answer was wrong: it no longer counts."""

    title = "Take an answer back"
    template = "matching/take_back.html"
    form_class = Form
    button = "Take it back"

    @cached_property
    def answer(self) -> Answer:
        """Which."""
        return pages.answer_given(self.by, self.kwargs["answer_id"])

    def back(self) -> str:
        """The list."""
        return reverse("matching:waiting")

    def context(self) -> dict[str, Any]:
        """What was said."""
        return {"answer": self.answer, "feed": feed_name(self.answer.feed)}

    def act(self, form: Form) -> str:
        """Take it back."""
        actions.take_back(answer=self.answer, by=self.by)
        messages.success(self.request, "The answer no longer counts. The next run matches the record again.")
        return self.back()


class StopRun(AskedBy, FormPage):
    """Stop a run that goes on: what it has done is kept, and the next goes on from there."""

    title = "Stop matching"
    template = "matching/stop.html"
    form_class = Form
    button = "Stop"
    button_warns = True

    def back(self) -> str:
        """The list."""
        return reverse("matching:waiting")

    def context(self) -> dict[str, Any]:
        """How far it came."""
        return {"run": pages.run_by_id(self.by, self.kwargs["run_id"])}

    def act(self, form: Form) -> str:
        """Ask it to stop."""
        actions.ask_to_stop(run=pages.run_by_id(self.by, self.kwargs["run_id"]), by=self.by)
        messages.success(self.request, "It stops when it has written what it is at. The next run goes on from there.")
        return self.back()
