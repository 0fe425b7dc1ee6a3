"""What is known is filled in, from where the reader may know it, and nothing is asked twice."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest

from alongside.ground.access.queries import the_system
from alongside.ground.operating_models.queries import pack_at
from alongside.ground.operating_models.words import Prefill
from alongside.helping.assessments import known
from alongside.helping.assessments.policies import parts_of
from alongside.helping.assessments.queries import needs_of
from alongside.helping.assessments.tests.factories import a_helped_family
from alongside.helping.assessments.tests.test_policies import a_form, a_question
from alongside.helping.assessments.words import Provenance
from alongside.people.families.actions import record_address
from alongside.people.families.queries import members_of


def a_contact(**said: str) -> Any:
    blank = {"concern": "", "tried": "", "family_view": "", "going_well": "", "reference": "C-1"}
    return SimpleNamespace(**{**blank, **said}, received_at=dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC))


def test_each_fact_comes_from_the_latest_contact_that_says_it() -> None:
    contacts = [a_contact(reference="C-2", concern="Sleep"), a_contact(concern="School", tried=" A club ")]
    facts = known.from_contacts(contacts)
    assert {what: (fact.value, fact.origin) for what, fact in facts.items()} == {
        Prefill.CONTACT_CONCERN: ("Sleep", "Contact C-2"),
        Prefill.CONTACT_TRIED: ("A club", "Contact C-1"),
    }
    assert facts[Prefill.CONTACT_TRIED].origin_on == dt.date(2026, 3, 3)


def test_a_fact_fills_a_question_asked_once_and_no_repeated_one() -> None:
    fact = known.Known("What worries them", Provenance.KNOWN, "Contact C-1", None)
    form = a_form()
    once = form.sections[0].model_copy(update={"questions": (a_question("text", prefill="contact.concern"),)})
    each = form.sections[1].model_copy(update={"questions": (a_question("text", prefill="contact.concern"),)})
    form = form.model_copy(update={"sections": (once, each)})
    parts = parts_of(form, needs=[known_subject()], children=[], people=[])
    assert known.filled(parts, {Prefill.CONTACT_CONCERN: fact}, {}) == {("q", ""): fact}


def known_subject() -> Any:
    from alongside.helping.assessments.policies import Subject

    return Subject("food", "Food")


def test_a_fact_is_cut_to_the_questions_length() -> None:
    fact = known.Known("a" * 50, Provenance.KNOWN, "Contact C-1", None)
    assert known.fitting(a_question("text", max_length=10), fact).value == "a" * 10
    factors = known.Known(["hungry"], Provenance.KNOWN, "The family's record", None)
    assert known.fitting(a_question("factors"), factors) is factors


@pytest.mark.django_db
def test_the_familys_record_says_who_and_where() -> None:
    helped = a_helped_family(children=2)
    mother, child = helped.made.parents[0], helped.made.children[0]
    record_address(people=[mother, child], lines="1 Hill Road", postcode="YO1 6GA", by=the_system())
    record_address(people=[helped.made.children[1]], no_fixed_address=True, by=the_system())
    facts = known.from_the_record(helped.made.family, members_of(helped.made.family))
    assert "Morgan Harper, adult, Date of birth not known" in cast("str", facts[Prefill.FAMILY_PEOPLE].value)
    where = cast("str", facts[Prefill.FAMILY_ADDRESS].value).splitlines()
    assert sorted(where) == ["1 Hill Road YO1 6GA", "No fixed address"]
    assert Prefill.FAMILY_FACTORS not in facts
    assert needs_of(pack_at(helped.pack.version_id), dt.date(2026, 1, 1))
