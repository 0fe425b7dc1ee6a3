"""People made in bulk are the rows the action would have made."""

from typing import Any

import pytest
from django.forms.models import model_to_dict

from alongside.ground.access.queries import the_system
from alongside.people.families.actions import Details, add_person
from alongside.people.families.models import Person, PersonName
from alongside.people.families.queries import nhs_number_is_plausible, search_keys, upn_is_plausible
from nonprod.base import make_partnership
from nonprod.households import UNUSUAL, household
from nonprod.identifiers import nhs_number, pupil_number
from nonprod.people import Register, Rows, homes, keys_of

NAMES = [
    ("سميرة", "Al-Hassan"),
    ("Mary-Ann", "O'Brien"),
    ("", "Nimco"),
    ("Siew Ling", "de la Cruz"),
    ("Łukasz", "Żuławska"),
]


@pytest.mark.parametrize(("forename", "surname"), NAMES)
def test_keys_put_together_are_the_keys_of_the_whole(forename: str, surname: str) -> None:
    assert keys_of(forename, surname) == search_keys(forename, surname)


@pytest.mark.django_db
def test_bulk_rows_are_the_rows_of_the_action(in_force: Any) -> None:
    in_force("york-2020")
    from alongside.ground.lib.clock import today

    register, rows = Register(make_partnership(), 1, today()), Rows()
    for number in range(len(UNUSUAL) + 3):
        register.rows_of(household(number, 1, today()), rows)
    rows.save()
    for person in Person.objects.filter(pk__in=[one.pk for one in rows.people]).prefetch_related("names"):
        usual = next(name for name in person.names.all() if name.kind == "usual")
        made = add_person(by=the_system(), details=_details(person, usual))
        assert _plain(made) == _plain(Person.objects.get(pk=person.pk))
        names = {name.kind: name for name in made.names.all()}
        for name in person.names.exclude(kind="previous"):
            assert _plain(names[name.kind]) == _plain(name)


def _details(person: Person, usual: PersonName) -> Details:
    known_as = person.names.filter(kind="known_as").first()
    return Details(
        forename=usual.forename, surname=usual.surname, known_as=known_as.forename if known_as else "",
        date_of_birth=person.date_of_birth, date_known=person.date_known, sex=person.sex, ethnicity=person.ethnicity,
        nhs_number=person.nhs_number, upn=person.upn, telephone=person.telephone, contact_note=person.contact_note,
        first_language=person.first_language, has_send=person.has_send, school=person.school,
    )  # fmt: skip


def _plain(row: Any) -> dict[str, Any]:
    left_out = {"id", "person", "needs_interpreter", "version"}
    return {name: value for name, value in model_to_dict(row).items() if name not in left_out}


def test_the_same_seed_makes_the_same_households(db: None) -> None:
    from alongside.ground.lib.clock import today

    one, two, other = ([home.people for home in homes(300, seed, today())] for seed in (1, 1, 2))
    assert one == two
    assert one != other
    assert sum(len(people) for people in one) == 300


def test_identifiers_check_and_are_not_given_twice() -> None:
    numbers = [number for serial in range(5000) if (number := nhs_number(serial))]
    assert len(set(numbers)) == len(numbers) > 4000
    assert all(nhs_number_is_plausible(number) and number.startswith("999") for number in numbers)
    assert all(upn_is_plausible(pupil_number("E06000014", serial)) for serial in range(300))
