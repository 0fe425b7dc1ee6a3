"""The new contact in the making: each question's answers kept in the sender's draft until they send it."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django.http import QueryDict

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.drafts.queries import draft_for
from alongside.ground.localities.queries import wards_of
from alongside.ground.operating_models.queries import Pack, Route, current_pack, routes_for
from alongside.helping.front_door import forms
from alongside.helping.front_door.policies import Named, Noticed, Report
from alongside.people.families.queries import Member, people_named
from alongside.people.families.words import FamilyRole

KEY = "new-contact"
STEPS = ("danger", "who", "worries", "tried", "family", "you", "route", "questions")
TITLES = {
    "danger": "If a child is in danger", "who": "Who are you worried about?", "worries": "What worries you",
    "tried": "What has been tried", "family": "What the family thinks", "you": "How you will hear",
    "route": "What is this contact?", "questions": "A few more questions",
}  # fmt: skip
NOT_ANSWERS = {"csrfmiddlewaretoken", "once", "resumed"}
GROWN_UP = 18


@dataclass
class HeldPerson:
    """Somebody on the contact in the making: chosen from the records, or as typed."""

    person_id: str = ""
    role: str = FamilyRole.CHILD
    typed: dict[str, list[str]] = field(default_factory=dict)


class Held:
    """What one person has answered so far of their new contact."""

    def __init__(self, by: User) -> None:
        self.by = by
        draft = draft_for(by, KEY)
        self.data: dict[str, list[str]] = dict(draft.data) if draft else {}
        self.pack: Pack = current_pack().pack

    def typed(self, step: str) -> QueryDict:
        """The answers of one step as they were sent."""
        answers = QueryDict(mutable=True)
        for name, values in self.data.items():
            if name.startswith(f"{step}:"):
                answers.setlist(name.removeprefix(f"{step}:"), values)
        if step == "route" and len(self.ways_in) == 1:
            answers["route"] = self.ways_in[0].id
        return answers

    def with_step(self, step: str, sent: QueryDict) -> dict[str, list[str]]:
        """Everything held, with one step's answers in place of those before."""
        kept = {name: values for name, values in self.data.items() if not name.startswith(f"{step}:")}
        new = {f"{step}:{name}": sent.getlist(name) for name in sent if name not in NOT_ANSWERS}
        return {**kept, **new}

    @cached_property
    def people(self) -> list[HeldPerson]:
        """Who is on it so far."""
        return [HeldPerson(**json.loads(text)) for text in self.data.get("people", [])]

    def with_people(self, people: list[HeldPerson]) -> dict[str, list[str]]:
        """Everything held, with these people."""
        texts = [json.dumps({"person_id": p.person_id, "role": p.role, "typed": p.typed}) for p in people]
        return {**self.data, "people": texts}

    @cached_property
    def known(self) -> dict[uuid.UUID, Member]:
        """Those chosen from the records, in words."""
        return people_named([uuid.UUID(person.person_id) for person in self.people if person.person_id])

    @cached_property
    def wards(self) -> list[tuple[str, str]]:
        """The council's wards to choose from."""
        return [(ward.code, ward.name) for ward in wards_of(self.pack.info.area_code)]

    @cached_property
    def for_others(self) -> bool:
        """Whether this person takes down contacts for others, as the hub does on the telephone."""
        return bool(may(self.by, Permission.DECIDE_CONTACT))

    @property
    def agency_kind(self) -> str:
        """The kind of agency the contact comes from."""
        chosen = str(self.typed("you").get("agency_kind", "")) if self.for_others else ""
        return chosen or self.by.agency.kind

    @property
    def ways_in(self) -> list[Route]:
        """What a contact from this kind of agency can be; those for everybody only where it has none of its own."""
        routes = routes_for(self.pack, self.agency_kind)
        return [route for route in routes if self.agency_kind in route.who_may_use] or list(routes)

    @property
    def steps(self) -> tuple[str, ...]:
        """The questions to ask: which way in is none where there is only one."""
        return tuple(step for step in STEPS if step != "route" or len(self.ways_in) > 1)

    @property
    def route(self) -> str:
        """The way in that was chosen, or the only one."""
        return str(self.typed("route").get("route", ""))

    def form(self, step: str, **given: Any) -> Form:
        """The form of a step, with what the pack and the answers before it call for."""
        kinds = [*((kind.id, kind.name) for kind in self.pack.agencies), ("public", "A member of the public")]
        by_step: dict[str, dict[str, Any]] = {
            "you": {"kinds": dict(kinds).items() if self.for_others else ()},
            "route": {"ways": self.ways_in},
            "questions": {"pack": self.pack, "route": self.route, "people": self.names()},
        }
        made: Form = FORMS[step](**by_step.get(step, {}), **given)
        return made

    def person_form(self, **given: Any) -> forms.PersonForm:
        """The form about one person."""
        return forms.PersonForm(wards=self.wards, **given)

    def names(self) -> list[tuple[str, str]]:
        """The people by position, as text for a choice."""
        return [(str(at), self.name_of(person)) for at, person in enumerate(self.people)]

    def name_of(self, person: HeldPerson) -> str:
        """What to call somebody."""
        if person.person_id:
            member = self.known.get(uuid.UUID(person.person_id))
            return member.name if member else "Somebody no longer in the records"
        parts = [(person.typed.get(name) or [""])[0] for name in ("forename", "surname")]
        return " ".join(part for part in parts if part)

    def named(self) -> list[Named]:
        """The people as a report takes them; those whose answers do not hold are left out."""
        found = []
        for person in self.people:
            if person.person_id:
                member = self.known.get(uuid.UUID(person.person_id))
                if member:
                    found.append(_from_records(member, person))
            elif (form := self.person_form(data=as_query(person.typed))).is_valid():
                found.append(Named(**form.named()))
        return found

    def checked(self) -> dict[str, Form]:
        """Each step's form, checked; the step 'who' has none."""
        made = {step: self.form(step, data=self.typed(step)) for step in STEPS if step != "who"}
        for form in made.values():
            form.is_valid()
        return made

    def unfinished(self, checked: Mapping[str, Form]) -> list[str]:
        """The steps that still need an answer, in order."""
        wrong = {step for step, form in checked.items() if not form.is_valid()}
        if not self.people or len(self.named()) != len(self.people):
            wrong.add("who")
        return [step for step in STEPS if step in wrong]

    def report(self, checked: Mapping[str, Form], outside_age_reason: str = "") -> Report:
        """Everything answered, as the report to send."""
        given = {step: form.cleaned_data for step, form in checked.items()}
        questions = cast(forms.QuestionsForm, checked["questions"])
        you = given["you"]
        return Report(
            route=given["route"]["route"], route_answers=questions.answers(), people=tuple(self.named()),
            factors=_factors(given["questions"], len(self.people)), in_danger=given["danger"]["in_danger"],
            concern=given["worries"]["concern"], going_well=given["worries"]["going_well"],
            tried=given["tried"]["tried"], anything_else=given["tried"]["anything_else"],
            family_view=given["family"]["family_view"], agreement=given["family"]["agreement"],
            agreement_why=given["family"]["agreement_why"], outside_age_reason=outside_age_reason,
            agency_kind=self.agency_kind, tell_how=you["tell_how"], sender_telephone=you["sender_telephone"],
            sender_name=you.get("sender_name", ""), sender_role=you.get("sender_role", ""),
            sender_agency=you.get("sender_agency", ""),
        )  # fmt: skip


FORMS: dict[str, type[Form]] = {
    "danger": forms.DangerForm, "worries": forms.WorriesForm, "tried": forms.TriedForm, "family": forms.FamilyViewForm,
    "you": forms.SenderForm, "route": forms.RouteForm, "questions": forms.QuestionsForm,
}  # fmt: skip


def as_query(typed: Mapping[str, list[str]]) -> QueryDict:
    """Answers in the shape of a POST."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def role_of(member: Member) -> str:
    """Whether somebody from the records is put down as a child or a parent, by their age."""
    return FamilyRole.CHILD if member.age is None or member.age < GROWN_UP else FamilyRole.PARENT


def _from_records(member: Member, person: HeldPerson) -> Named:
    return Named(
        person_id=member.id, forename=member.forename, surname=member.surname, role=person.role,
        date_of_birth=member.date_of_birth, date_known=_known(member), school=member.school,
        telephone=member.telephone, has_send=member.has_send,
    )  # fmt: skip


def _known(member: Member) -> str:
    if member.date_of_birth is None:
        return "unknown"
    if member.born.startswith("Expected"):
        return "expected"
    return "estimated" if member.born.startswith("About") else "exact"


def _factors(given: Mapping[str, Any], people: int) -> tuple[Noticed, ...]:
    about = given.get("factors_about") or ""
    position = int(about) if about.isdigit() and int(about) < people else None
    position = 0 if people == 1 else position
    return tuple(
        Noticed(factor=factor, evidence=given.get("evidence") or "", about=position) for factor in given["factors"]
    )


def prefilled(held: Held) -> QueryDict:
    """What a form about another person begins with: the family's name and address, or what was searched for."""
    data = QueryDict(mutable=True)
    for person in held.people:
        if not person.person_id:
            for name in ("surname", "lines", "postcode", "ward_code", "no_fixed_address"):
                if person.typed.get(name):
                    data.setlist(name, person.typed[name])
            break
    sought = (held.data.get("search:q") or [""])[0]
    words = [word for word in sought.replace(",", " , ").split() if not any(c.isdigit() for c in word)]
    if words and not data:
        if "," in words:
            comma = words.index(",")
            surname, first = words[:comma], [word for word in words[comma:] if word != ","]
        else:
            first, surname = (words[:-1], words[-1:]) if len(words) > 1 else (words, [])
        data["forename"], data["surname"] = " ".join(first), " ".join(surname)
    return data
