"""Pages for two records of one person: looking for the other, merging, what followed, and parting them again."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.words import RecordClass
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.pages import keyset
from alongside.people.families.models import Person
from alongside.people.families.queries import Member, people_named, understand
from alongside.people.matching import actions
from alongside.people.matching.forms import LookForm, MergeForm, PartForm
from alongside.people.matching.models import Merge
from alongside.people.matching.presenters import feed_names, how_matched, lines, moved_in_words, named
from alongside.people.matching.queries import pages
from alongside.people.matching.queries.people import known_now
from alongside.people.matching.telling import told_in
from alongside.people.matching.words import Moved


class AboutPerson(AskedBy, Page):
    """A page about the person of the address, for whoever matches records and may see all of them."""

    @cached_property
    def person(self) -> Person:
        """The person."""
        return pages.person_whole(self.by, self.kwargs["person_id"])

    def member(self, person: Person) -> Member:
        """A person in words."""
        return people_named([person.pk])[person.pk]

    def own_address(self) -> str:
        """The page of the person's records."""
        return reverse("matching:person", kwargs={"person_id": self.person.pk})


class OfPerson(AboutPerson):
    """Which records are about this person: merged ones, and what partners' feeds say."""

    title = "Records of this person"
    template = "matching/person.html"

    def context(self) -> dict[str, Any]:
        """Merges, and a page of descriptions with how each was matched."""
        page = keyset(
            pages.descriptions_of(self.by, self.person), order=["feed", "id"], mark=self.request.GET.get("after", "")
        )
        feeds = feed_names()
        rows = [(row, feeds.get(row.feed, row.feed), named(told_in(row)), how_matched(row)) for row in page.rows]
        return {
            "who": self.member(self.person), "merges": pages.merges_of(self.person), "rows": rows,
            "next_mark": page.next_mark, "has_earlier": page.has_earlier,
        }  # fmt: skip


class RecordedTwice(AboutPerson):
    """Look for the other record of the same person. The search is a POST: no name in an address."""

    title = "Recorded twice"
    template = "matching/recorded_twice.html"

    def back(self) -> str:
        """The person's records."""
        return self.own_address()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Nothing has been looked for."""
        return self.show(LookForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """People like what was typed, whose whole record may be seen."""
        form = LookForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        sought = understand(form.cleaned_data["q"], form.cleaned_data["date_of_birth"])
        found = pages.people_like(self.by, sought, self.person)
        named_people = people_named(one.person.pk for one in found)
        people = [named_people[one.person.pk] for one in found if one.person.pk in named_people]
        return self.show(form, people=people, searched=True)

    def show(self, form: LookForm, *, status: int = 200, **more: Any) -> HttpResponseBase:
        """The page: not searched, and searched with nothing found, do not look alike."""
        told = {"people": [], "searched": False, "person_id": self.person.pk, **more}
        return self.render(status=status, form=form, who=self.member(self.person), **told)


class MergePeople(AboutPerson, FormPage):
    """Two records side by side, and what merging them does."""

    title = "Merge two records of one person"
    template = "matching/merge.html"
    form_class = MergeForm
    button = "They are one person: merge"
    button_warns = True

    @cached_property
    def other(self) -> Person:
        """The record that will be merged."""
        return pages.person_whole(self.by, self.kwargs["other_id"])

    def back(self) -> str:
        """Looking for another."""
        return reverse("matching:recorded_twice", kwargs={"person_id": self.person.pk})

    def context(self) -> dict[str, Any]:
        """Both, field by field."""
        people = people_named([self.person.pk, self.other.pk])
        known = dict(known_now([self.person.pk, self.other.pk]))
        return {
            "kept": people[self.person.pk], "other": people[self.other.pk],
            "lines": lines(known.get(self.person.pk, {}), known.get(self.other.pk, {}), []),
            "is_kept_closely": pages.restricted_people([self.person, self.other]),
        }  # fmt: skip

    def act(self, form: Form) -> str:
        """Merge them."""
        merge = actions.merge_people(kept=self.person, other=self.other, reason=form.cleaned_data["reason"], by=self.by)
        messages.success(self.request, "The two records are one now. You can undo this.")
        return reverse("matching:merged", kwargs={"merge_id": merge.pk})


class AboutMerge(AskedBy, Page):
    """A page about a merge."""

    @cached_property
    def merge(self) -> Merge:
        """The merge."""
        return pages.merge_by_id(self.by, self.kwargs["merge_id"])

    def context(self) -> dict[str, Any]:
        """What followed, in words."""
        moved = pages.what_moved(self.merge)
        return {
            "merge": self.merge, "who": people_named([self.merge.kept_id])[self.merge.kept_id],
            "followed": moved_in_words(moved, Moved.MOVED), "changed": moved_in_words(moved, Moved.CHANGED),
            "put_away": moved_in_words(moved, Moved.PUT_AWAY), "left": moved_in_words(moved, Moved.LEFT),
            "is_kept_closely": self.merge.kept.record_class != RecordClass.NORMAL,
        }  # fmt: skip


class ShowMerge(AboutMerge):
    """What a merge did."""

    title = "Two records merged"
    template = "matching/merged.html"

    def back(self) -> str:
        """The person's records."""
        return reverse("matching:person", kwargs={"person_id": self.merge.kept_id})


class PartPeople(AboutMerge, FormPage):
    """They are two people after all."""

    title = "Undo the merge"
    template = "matching/part.html"
    form_class = PartForm
    button = "Undo the merge"
    button_warns = True

    def back(self) -> str:
        """What the merge did."""
        return reverse("matching:merged", kwargs={"merge_id": self.merge.pk})

    def act(self, form: Form) -> str:
        """Part them."""
        actions.part_people(merge=self.merge, why=form.cleaned_data["why"], by=self.by)
        messages.success(self.request, "They are two people again, each with what was theirs.")
        return reverse("matching:person", kwargs={"person_id": self.merge.kept_id})
