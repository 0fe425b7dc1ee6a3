"""Which stories are told, whose they are, and telling those that are missing."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from alongside.ground.access.models import User
from alongside.people.families.models import Person, PersonAddress
from nonprod.arcs import ARCS, NEED_A_PANEL
from nonprod.base import Partnership
from nonprod.clock import travelling
from nonprod.data import read
from nonprod.households import CHILD, ELSEWHERE, Household
from nonprod.people import Register, homes
from nonprod.queue import QUEUE, tell_contact
from nonprod.reports import Cast
from nonprod.rows import step
from nonprod.story import Story

# Each arc once, and who leads it: a persona, or a kind of agency. Then more of what is common, by the council's size.
LEADS = {
    "one_late": "pastoral_lead", "going_well": "pastoral_lead", "invited": "pastoral_lead", "new_plan": "family_worker",
    "assessment_in_hand": "family_worker", "review_overdue": "family_worker", "review_soon": "family_worker",
    "ready_for_a_plan": "family_worker", "to_write_up": "family_worker", "agreement_ends": "family_worker",
    "actions_late": "family_worker", "assessment_shared": "health_visitor", "referral_sent": "health_visiting",
    "handover_offered": "council_early_help", "came_back": "school", "handed_over": "school", "two_homes": "voluntary",
    "closed": "school", "refused": "health_visiting", "drift_noted": "school", "newly_named": "early_years",
}  # fmt: skip
SENDERS = {
    "new_plan": "health_visitor", "review_soon": "charity_worker", "agreement_ends": "health_visitor",
    "review_overdue": "pastoral_lead", "to_write_up": "charity_worker", "told_again": "pastoral_lead",
    "actions_late": "charity_worker", "invited": "charity_worker",
}  # fmt: skip
SUCCESSORS = {"handover_offered": "family_worker", "handover_declined": "pastoral_lead"}
COMMON = [
    "going_well", "new_plan", "review_soon", "closed", "newly_named", "assessment_in_hand", "going_well", "one_late",
    "came_back", "review_overdue", "closed", "ready_for_a_plan", "to_write_up", "actions_late", "closed_unfinished",
    "step_down_of_level", "gone_quiet", "panel_waiting", "assessment_shared", "moved_house", "closed", "handed_over",
]  # fmt: skip
PEOPLE_A_STORY, PEOPLE_A_CONTACT = 33, 75
LONGEST = 720  # days


@dataclass(frozen=True)
class Told:
    """One story or contact to tell: its key, its arc, and which household of those with children it is about."""

    key: str
    arc: str
    home: int
    is_first: bool


class Storyteller:
    """Tells stories about the households of a register, each in one transaction."""

    def __init__(self, register: Register, partnership: Partnership, began: dt.datetime, *, people: int) -> None:
        self.register, self.partnership, self.began, self.people = register, partnership, began, people
        self.has_panel = bool(partnership.pack.panels)

    def tell(self, done: set[str]) -> Iterator[tuple[int, int]]:
        """Tell every story not told yet; yields how many of how many after each."""
        wanted = self.wanted()
        missing = [one for one in wanted if one.key not in done]
        found = self._homes(max(one.home for one in wanted) + 1) if missing else []
        for number, one in enumerate(missing, start=len(wanted) - len(missing) + 1):
            with step(one.key):
                self._tell(one, found[one.home])
            yield number, len(wanted)

    def wanted(self) -> list[Told]:
        """The stories of a council of this size under this pack, then what stands in the queue."""
        arcs = self.arcs()
        common = [arc for arc in COMMON if self.has_panel or arc not in NEED_A_PANEL]
        more = max(0, self.people // PEOPLE_A_STORY - len(arcs))
        extra = [common[number % len(common)] for number in range(more)]
        stories = [Told(f"story {at} {arc}", arc, at, at < len(arcs)) for at, arc in enumerate([*arcs, *extra])]
        contacts = max(len(QUEUE), self.people // PEOPLE_A_CONTACT)
        return stories + [
            Told(f"contact {at}", list(QUEUE)[at % len(QUEUE)], len(stories) + at, at < len(QUEUE))
            for at in range(contacts)
        ]

    def arcs(self) -> list[str]:
        """The arcs that can come about under this pack."""
        return [arc for arc in ARCS if self.has_panel or arc not in NEED_A_PANEL]

    def _homes(self, most: int) -> list[Household]:
        """Households with a parent and a child at one address, in a drawn order; used again when there are too few."""
        day = self.register.day
        with_children = (home for home in homes(self.people, self.register.seed, day) if _can_be_told_of(home, day))
        found = list(islice(with_children, most * 3 + 20))
        random.Random(f"order {self.register.seed}").shuffle(found)
        picked = [found[at % len(found)] for at in range(most)]
        apart = next((at for at, home in enumerate(picked) if home.of(ELSEWHERE)), 0)
        wanted = list(self.arcs()).index("two_homes")
        if wanted < most:
            picked[apart], picked[wanted] = picked[wanted], picked[apart]
        return picked

    def _tell(self, told: Told, home: Household) -> None:
        seed = f"{told.key} {self.register.seed}"
        rng = random.Random(seed)
        if told.key.startswith("contact"):
            with travelling(self.began, seed) as journey:
                cast = self._cast(home, rng, "")
                sender = self._sender(told, cast, rng)
                tell_contact(told.arc, self.partnership, cast, journey, rng, sender)
            return
        lead = self._lead(told, home, rng)
        given = self.partnership.personas.get(SENDERS.get(told.arc, "")) if told.is_first else None
        cast = self._cast(home, rng, (given or lead).agency.kind if given or rng.random() < 0.4 else "")
        with travelling(self.began, seed) as journey:
            sender = given or self._sender(told, cast, rng)
            story = Story(cast, lead, self.partnership, journey, rng, sender)
            story.successor = self._successor(told, lead, rng)
            story.other_agency = rng.choice(self.partnership.practitioners("housing", "police", "gp")).agency
            ARCS[told.arc](story)

    def _lead(self, told: Told, home: Household, rng: random.Random) -> User:
        wanted = LEADS.get(told.arc, "council_early_help")
        if wanted in self.partnership.personas:
            if told.is_first:
                return self.partnership.personas[wanted]
            wanted = self.partnership.personas[wanted].agency.kind
        if wanted == "council_early_help" or rng.random() < 0.4:
            return rng.choice(self._workers(home))
        return rng.choice(self._colleagues(wanted))

    def _workers(self, home: Household) -> list[User]:
        """Family workers of the area where the household lives."""
        address = PersonAddress.objects.filter(person=self.register.person_id(home.number, 0), until=None).first()
        area = self.register.area_of.get(address.ward_code, "") if address else ""
        teams = self.partnership.area_teams
        team = teams.get(area) or teams[next(iter(teams))]
        personas = {user.pk for user in self.partnership.personas.values()}
        return [user for user in team if "family_worker" in user.role_keys and user.pk not in personas]

    def _colleagues(self, kind: str) -> list[User]:
        """People of a kind of agency who are not personas."""
        personas = {user.pk for user in self.partnership.personas.values()}
        rows = [user for user in self.partnership.practitioners(kind) if user.pk not in personas]
        return rows or self.partnership.practitioners(kind)

    def _successor(self, told: Told, lead: User, rng: random.Random) -> User:
        persona = SUCCESSORS.get(told.arc)
        if persona and told.is_first:
            return self.partnership.personas[persona]
        return rng.choice([user for user in self._colleagues("school") if user.pk != lead.pk])

    def _sender(self, told: Told, cast: Cast, rng: random.Random) -> User:
        persona = QUEUE[told.arc].persona if told.arc in QUEUE and told.is_first else ""
        return self.partnership.personas[persona] if persona else rng.choice(self._colleagues(cast.from_kind))

    def _cast(self, home: Household, rng: random.Random, kind: str) -> Cast:
        """The household's people from the records, and a theme that somebody of this kind of agency would notice."""
        themes = [theme for theme in read("themes").values() if not kind or kind in theme["from"]] or list(
            read("themes").values()
        )
        theme = rng.choice(themes)
        known = [one for one in theme["from"] if self.partnership.people.get(one)]
        from_kind = kind if kind in theme["from"] else rng.choice(known)
        ids = {self.register.person_id(home.number, at): at for at in range(len(home.people))}
        rows = Person.objects.filter(pk__in=ids).select_related("school").prefetch_related("names")
        people = {ids[person.pk]: person for person in rows}
        parents = [people[at] for at in home.of("adult", "grand")]
        children = [people[at] for at in home.of(CHILD)]
        return Cast(parents, children, [people[at] for at in home.of(ELSEWHERE)], theme, from_kind)


def _can_be_told_of(home: Household, day: dt.date) -> bool:
    """Whether somebody brings up a child there who was born when the longest story began."""
    long_ago = day - dt.timedelta(days=LONGEST)
    children = [home.people[at].born for at in home.of(CHILD)]
    return bool(children) and (children[0] is None or children[0] < long_ago) and bool(home.of("adult", "grand"))
