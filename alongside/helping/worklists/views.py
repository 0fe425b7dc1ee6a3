"""Today: what needs me now. What I wait for, my families, and those in which help drifts."""

from typing import Any
from urllib.parse import urlencode

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.views import Page
from alongside.helping.plans.queries import families_drifting
from alongside.helping.worklists.gathering import Worklist
from alongside.helping.worklists.presenters import label_of, task
from alongside.helping.worklists.queries import my_families, what_needs, what_waits
from alongside.helping.worklists.words import Need, Wait
from alongside.people.families.queries import family_labels


class WorkPage(AskedBy, Page):
    """Work of every kind, or of one."""

    @property
    def kind(self) -> str:
        """The one kind asked for, or nothing."""
        return self.request.GET.get("kind", "")

    def listed(self, found: Worklist, kinds: type[Need] | type[Wait]) -> dict[str, Any]:
        """The work in words, and of which kinds there is more, each with where all of it is listed."""
        labels = family_labels(row.family_id for row in found.rows if row.family_id)
        return {
            "tasks": [task(row, kinds, labels) for row in found.rows],
            "more": [(label_of(kind, kinds), f"?{urlencode({'kind': kind})}") for kind in sorted(found.more)],
            "alone": self.kind in {row.kind for row in found.rows},
        }


class Today(WorkPage):
    """What needs me now, oldest first."""

    title = "Today"
    template = "worklists/today.html"

    def context(self) -> dict[str, Any]:
        """My work, and which tabs I have."""
        return {
            **self.listed(what_needs(self.by, kind=self.kind), Need),
            "may_find": bool(may(self.by, Permission.FIND_PEOPLE)),
            "may_record": bool(may(self.by, Permission.RECORD_CONTACT)),
            "sees_queue": bool(may(self.by, Permission.SEE_QUEUE)),
            "current": "today",
        }


class Waiting(WorkPage):
    """What I wait for from others."""

    title = "What I wait for"
    template = "worklists/waiting.html"

    def context(self) -> dict[str, Any]:
        """What others have to do before I can go on."""
        return {**self.listed(what_waits(self.by, kind=self.kind), Wait), "current": "waiting"}


class MyFamilies(AskedBy, Page):
    """The families I lead or help."""

    title = "My families"
    template = "worklists/my_families.html"

    def context(self) -> dict[str, Any]:
        """My families, a page at a time, each with where it stands."""
        page = my_families(self.by, self.request.GET.get("after", ""))
        labels = family_labels([one.family_id for one in page.families])
        return {
            "families": [(one, labels.get(one.family_id, "Family")) for one in page.families],
            "next_mark": page.next_mark,
            "has_earlier": page.has_earlier,
            "current": "families",
        }


class Stuck(AskedBy, Page):
    """Families in which help drifts, by the pack's rules, with what to try: mine, or the whole service's."""

    title = "Progress to look at"
    template = "worklists/stuck.html"

    def context(self) -> dict[str, Any]:
        """One page of families with each sign of drift in words."""
        page = families_drifting(self.by, mark=self.request.GET.get("after", ""))
        labels = family_labels(one.episode.family_id for one in page.rows)
        return {
            "families": [(one, labels.get(one.episode.family_id, "Family")) for one in page.rows],
            "next_mark": page.next_mark,
            "has_earlier": page.has_earlier,
            "current": "stuck",
        }
