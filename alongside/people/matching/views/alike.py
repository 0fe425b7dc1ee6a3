"""Pages for people known to partners' feeds only: two records that may be of one person, side by side."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.pages import keyset
from alongside.people.matching import actions
from alongside.people.matching.forms import AlikeForm
from alongside.people.matching.models import LikenessAnswer
from alongside.people.matching.presenters import alike_rows, feed_name, lines, why_alike
from alongside.people.matching.queries import likenesses
from alongside.people.matching.telling import told_in
from alongside.people.matching.words import Said

DONE = {
    Said.SAME: "They are the same person. The next run puts together what is told of them.",
    Said.DIFFERENT: "They are different people. Nobody is asked about them again.",
    Said.CANT_TELL: "Nobody is asked about them again until one of the records says something else.",
}


class Alike(AskedBy, Page):
    """Records of partners that may be of one person whom nobody here knows."""

    title = "People known to partners only"
    template = "matching/alike.html"

    def context(self) -> dict[str, Any]:
        """A page of twos, the longest waiting first."""
        waiting = likenesses.alike(self.by)
        page = keyset(waiting, order=["id"], mark=self.request.GET.get("after", ""), size=40)
        likenesses.shown_alike(self.by, page.rows)
        return {
            "rows": alike_rows(page.rows), "how_many": waiting.count(),
            "next_mark": page.next_mark, "has_earlier": page.has_earlier,
        }  # fmt: skip


class CompareAlike(AskedBy, FormPage):
    """Two records of partners side by side: the same person, different, or nobody can tell."""

    title = "Compare two records of partners"
    template = "matching/compare_alike.html"
    form_class = AlikeForm
    button = "Save and show the next"

    @cached_property
    def two(self) -> likenesses.Two:
        """The two."""
        return likenesses.two(self.by, self.kwargs["first_id"], self.kwargs["second_id"])

    def back(self) -> str:
        """The list."""
        return reverse("matching:alike")

    def initial(self) -> dict[str, Any]:
        """Which answer stood when it was opened."""
        return {"seen": "".join(str(one.pk) for one in self.two.answers if one.taken_back_at is None)}

    def context(self) -> dict[str, Any]:
        """Both, field by field; why somebody must look; what was said before."""
        two = self.two
        return {
            "lines": lines(told_in(two.first), told_in(two.second), two.likeness.fields if two.likeness else []),
            "feed": feed_name(two.first.feed), "other_feed": feed_name(two.second.feed),
            "why": why_alike(two.likeness) if two.likeness else [], "answers": two.answers,
            "is_compared": two.likeness is not None,
        }  # fmt: skip

    def act(self, form: Form) -> str:
        """Remember the answer, and go on to the next."""
        told, two = form.cleaned_data, self.two
        made = actions.answer_alike(
            first=two.first, second=two.second, said=told["said"], note=told["note"], seen=told["seen"], by=self.by
        )  # fmt: skip
        messages.success(self.request, DONE[Said(made.said)])
        following = likenesses.next_alike(self.by, (two.first.pk, two.second.pk))
        if following is None:
            return self.back()
        first, second = following
        return reverse("matching:compare_alike", kwargs={"first_id": first, "second_id": second})


class TakeBackAlike(AskedBy, FormPage):
    """An answer about two records was wrong: it no longer counts."""

    title = "Take an answer back"
    template = "matching/take_back_alike.html"
    form_class = Form
    button = "Take it back"

    @cached_property
    def answer(self) -> LikenessAnswer:
        """Which."""
        return likenesses.likeness_answer(self.by, self.kwargs["answer_id"])

    def back(self) -> str:
        """The list."""
        return reverse("matching:alike")

    def context(self) -> dict[str, Any]:
        """What was said."""
        answer = self.answer
        return {"answer": answer, "feed": feed_name(answer.feed), "other_feed": feed_name(answer.other_feed)}

    def act(self, form: Form) -> str:
        """Take it back."""
        actions.take_back_alike(answer=self.answer, by=self.by)
        messages.success(self.request, "The answer no longer counts. The next run looks at both records again.")
        return self.back()
