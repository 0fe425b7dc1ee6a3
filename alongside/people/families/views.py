"""Pages about the people of a family: who they are, how they are related, where they live, what was noticed."""

import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.models import Agency
from alongside.ground.access.queries import agencies, may, require
from alongside.ground.access.words import AgencyKind, Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.operating_models.queries import current_pack
from alongside.people.families import actions
from alongside.people.families.forms import (
    BORN,
    EXPECTED,
    NOT_KNOWN,
    SOMEBODY_NEW,
    AddPersonForm,
    ChangePersonForm,
    DetailsForm,
    EndForm,
    LeaveForm,
    NameForm,
    RelationshipForm,
)
from alongside.people.families.models import Person
from alongside.people.families.pages import FamilyPage
from alongside.people.families.presenters import cards, factor_lines, genogram
from alongside.people.families.queries import (
    Found,
    Member,
    Sought,
    addresses_of,
    factors_of,
    find_people,
    get_membership,
    get_relationship,
    other_memberships,
    people_of,
    places_of,
    relationships_among,
    understand,
)
from alongside.people.families.words import DateKnown, FamilyRole, RelationshipKind, Sex

PLACES_OF_LEARNING = (AgencyKind.SCHOOL, AgencyKind.EARLY_YEARS)
KEPT_AS_TYPED = ("sex", "has_send", "upn", "nhs_number", "telephone", "email", "contact_note", "first_language",
                 "needs_interpreter")  # fmt: skip
PARENT_BY_SEX = {Sex.FEMALE.value: RelationshipKind.MOTHER, Sex.MALE.value: RelationshipKind.FATHER}


class PeoplePage(FamilyPage):
    """A page of the 'People' tab."""

    tab = "people"

    def people_address(self) -> str:
        """The tab's first page."""
        return reverse("families:people", kwargs={"family_id": self.family.pk})


class People(PeoplePage):
    """Genogram and list, dates, addresses, parental responsibility, schools, identifiers, what was noticed."""

    title = "People"
    template = "families/people.html"

    def context(self) -> dict[str, Any]:
        """Everything about the family's people, in five queries beside those of the frame."""
        ids = [member.id for member in self.members]
        pack = current_pack().pack
        ties, addresses = relationships_among(ids), addresses_of(ids)
        people = cards(
            self.members, ties, addresses, places_of(addresses, pack), other_memberships(self.family, ids), self.by
        )
        texts = {factor.id: factor.text for factor in pack.factors}
        names = {member.id: member.name for member in self.members}
        return {
            **super().context(),
            "people": people,
            "genogram": genogram(people, ties),
            "factors": factor_lines(list(factors_of(self.family).prefetch_related(None)), texts, names),
            "may_change": may(self.by, Permission.CHANGE_FAMILY, self.family),
            "may_match": may(self.by, Permission.MATCH_RECORDS),
        }


class Changing(PeoplePage, FormPage):
    """A form of the 'People' tab; 403 for whoever may not change the family, before anything is read or done."""

    template = "families/changing.html"
    button = "Save"

    def back(self) -> str:
        """Back to the tab."""
        return self.people_address()

    def make_form(self, **given: Any) -> Form:
        """The form, for whoever may change the family."""
        require(self.by, Permission.CHANGE_FAMILY, self.family)
        return super().make_form(**given)

    def context(self) -> dict[str, Any]:
        """What the form is about, in a sentence."""
        return {**super().context(), "about": self.about()}

    def about(self) -> str:
        """What the form is about; '' when its title says it."""
        return f"About {self.member.name}." if "person_id" in self.kwargs else ""

    @cached_property
    def member(self) -> Member:
        """The person of the address, who must belong to the family."""
        wanted = self.kwargs["person_id"]
        found = next((member for member in self.members if member.id == wanted), None)
        if found is None:
            raise NotFoundForYou
        return found

    @cached_property
    def person(self) -> Person:
        """The same person, as a record."""
        return people_of(self.family, [self.member.id])[0]

    def people(self, ids: list[str]) -> list[Person]:
        """The family's people with these ids."""
        return people_of(self.family, [uuid.UUID(one) for one in ids])

    def done(self, text: str) -> str:
        """Say what was done, and go back to the tab."""
        messages.success(self.request, text)
        return self.people_address()


def schools() -> list[Agency]:
    """Where children learn."""
    return list(agencies().filter(kind__in=PLACES_OF_LEARNING))


def _details(form: DetailsForm) -> dict[str, Any]:
    told = form.cleaned_data
    school = next((agency for agency in schools() if str(agency.pk) == told["school"]), None)
    return {**{name: told[name] for name in KEPT_AS_TYPED}, **form.born(), "school": school}


class AddPerson(Changing):
    """Add somebody to the family; a brother or sister begins with what they share."""

    title = "Add a person"
    form_class = AddPersonForm

    @cached_property
    def sibling(self) -> Member | None:
        """The child whose brother or sister is added, if the address names one."""
        wanted = self.request.GET.get("sibling_of", "")
        return next((member for member in self.members if str(member.id) == wanted), None)

    def heading(self) -> str:
        """A brother or sister says so."""
        return "Add a brother or sister" if self.sibling else self.title

    def initial(self) -> dict[str, Any]:
        """A brother or sister shares the surname, parents and home."""
        if self.sibling is None:
            return {}
        ties = relationships_among([member.id for member in self.members])
        parents = [str(t.person_id) for t in ties if t.other_id == self.sibling.id and t.kind in PARENT_BY_SEX.values()]
        return {
            "surname": self.sibling.surname,
            "role": FamilyRole.CHILD.value,
            "parents": parents,
            "same_home_as": str(self.sibling.id),
        }

    def known_already(self) -> list[Found]:
        """People like the one typed who are recorded already and do not belong to this family."""
        if self.request.method != "POST":
            return []
        typed = f"{self.request.POST.get('forename', '')} {self.request.POST.get('surname', '')}"
        identifiers = [str(self.request.POST.get(name, "")) for name in ("upn", "nhs_number")]
        sought = [understand(typed), *(understand(number) for number in identifiers if number)]
        mine = {member.id for member in self.members}
        found = {one.person.pk: one for what in sought for one in _alike(what) if one.person.pk not in mine}
        return list(found.values())[:5]

    def form_options(self) -> dict[str, Any]:
        """The family, the schools, and people recorded already who may be the same."""
        known = [(str(one.person.pk), _set_apart(one)) for one in self.known_already()]
        return {"members": self.members, "known": known, "schools": schools()}

    def act(self, form: Form) -> str:
        """Add a new person, or somebody recorded already, with their parents and their home."""
        told = form.cleaned_data
        person = self._person(form)
        actions.join_family(family=self.family, person=person, role=told["role"], by=self.by)
        for parent in self.people(told["parents"]):
            kind = PARENT_BY_SEX.get(parent.sex, RelationshipKind.PARENT)
            actions.relate(person=parent, other=person, kind=kind, by=self.by)
        if told["same_home_as"] not in ("", NOT_KNOWN):
            self._share_home(person, uuid.UUID(told["same_home_as"]))
        return self.done("They are part of the family’s record now.")

    def _person(self, form: Form) -> Person:
        chosen = form.cleaned_data.get("existing", SOMEBODY_NEW)
        if chosen != SOMEBODY_NEW:
            return next(one.person for one in self.known_already() if str(one.person.pk) == chosen)
        assert isinstance(form, AddPersonForm)  # noqa: S101  # for the types: this page's form is no other
        names = {name: form.cleaned_data[name] for name in ("forename", "surname", "known_as")}
        details = {name: value for name, value in _details(form).items() if name != "needs_interpreter"}
        person = actions.add_person(details=actions.Details(**names, **details), by=self.by)
        interpreter = form.cleaned_data["needs_interpreter"]
        if interpreter is not None:
            changes = {"needs_interpreter": interpreter}
            actions.change_person(person=person, seen_version=person.version, changes=changes, by=self.by)
        return person

    def _share_home(self, person: Person, other: uuid.UUID) -> None:
        present = next((a for a in addresses_of([other]).get(other, []) if a.until is None), None)
        if present:
            actions.record_address(
                people=[person],
                lines=present.lines,
                postcode=present.postcode,
                ward_code=present.ward_code,
                uprn=present.uprn,
                no_fixed_address=present.no_fixed_address,
                confidential=present.confidential,
                by=self.by,
            )


def _alike(sought: Sought) -> list[Found]:
    return [one for one in find_people(sought) if one.score >= 4]


def _set_apart(found: Found) -> str:
    born = found.person.date_of_birth
    return f"{found.person.names.all()[0]}, {f'born {born.day} {born:%B %Y}' if born else 'date of birth not known'}"


class ChangePerson(Changing):
    """Change what is known about somebody."""

    title = "Change what is known"
    form_class = ChangePersonForm

    def form_options(self) -> dict[str, Any]:
        """The schools."""
        return {"schools": schools()}

    def initial(self) -> dict[str, Any]:
        """What is known now."""
        return {**self.current_answers(self.person), "seen_version": self.person.version}

    def current_answers(self, record: Any) -> dict[str, Any]:
        """A person's record as answers of the form."""
        expected = record.date_known == DateKnown.EXPECTED
        answers = {name: getattr(record, name) for name in (*KEPT_AS_TYPED, "died_on")}
        answers |= {"school": str(record.school_id or ""), "date_of_birth": None, "expected_on": None}
        if record.date_of_birth is None:
            return answers | {"when_born": NOT_KNOWN}
        if expected:
            return answers | {"when_born": EXPECTED, "expected_on": record.date_of_birth}
        return answers | {"when_born": BORN, "date_of_birth": record.date_of_birth}

    def act(self, form: Form) -> str:
        """Save what changed."""
        assert isinstance(form, ChangePersonForm)  # noqa: S101  # for the types: this page's form is no other
        changes = {**_details(form), "died_on": form.cleaned_data["died_on"]}
        if changes["date_of_birth"] == self.person.date_of_birth and self.person.date_known == DateKnown.ESTIMATED:
            changes["date_known"] = DateKnown.ESTIMATED.value
        actions.change_person(
            person=self.person, seen_version=form.cleaned_data["seen_version"], changes=changes, by=self.by
        )
        return self.done("What is known about them is changed.")


class AddName(Changing):
    """Add another name somebody goes by."""

    title = "Add a name"
    form_class = NameForm

    def act(self, form: Form) -> str:
        """Add it."""
        told = form.cleaned_data
        actions.add_name(
            person=self.person, kind=told["kind"], forename=told["forename"], surname=told["surname"], by=self.by
        )
        return self.done("The name is added.")


class Leave(Changing):
    """Somebody no longer belongs to the family."""

    title = "Left the family"
    form_class = LeaveForm

    def act(self, form: Form) -> str:
        """End their place in it."""
        membership = get_membership(self.family, self.member.id)
        actions.leave_family(
            membership=membership, why=form.cleaned_data["why"], on=form.cleaned_data["on"], by=self.by
        )
        return self.done("They no longer belong to this family. That they did is kept.")


class Relate(Changing):
    """Record what one person is to another."""

    title = "Add a relationship"
    form_class = RelationshipForm

    def form_options(self) -> dict[str, Any]:
        """The family's people."""
        return {"members": self.members}

    def act(self, form: Form) -> str:
        """Record it."""
        told = form.cleaned_data
        person, other = self.people([told["person"]])[0], self.people([told["other"]])[0]
        responsibility = told["has_parental_responsibility"]
        actions.relate(
            person=person, other=other, kind=told["kind"], has_parental_responsibility=responsibility, by=self.by
        )
        return self.done("The relationship is recorded.")


class EndRelationship(Changing):
    """A relationship has ended, or was recorded by mistake."""

    title = "End a relationship"
    form_class = EndForm

    def about(self) -> str:
        """Which relationship."""
        tie = get_relationship(self.family, self.kwargs["relationship_id"])
        names = {member.id: member.name for member in self.members}
        return f"{names[tie.person_id]}: {tie.get_kind_display().lower()} of {names[tie.other_id]}."

    def act(self, form: Form) -> str:
        """End it."""
        tie = get_relationship(self.family, self.kwargs["relationship_id"])
        actions.end_relationship(relationship=tie, on=form.cleaned_data["on"], by=self.by)
        return self.done("The relationship has ended. That it was recorded is kept.")
