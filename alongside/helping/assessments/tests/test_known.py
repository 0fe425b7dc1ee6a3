"""What is known is filled in, from where the reader may know it, and nothing is asked twice."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.test import Client

from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import as_text, today
from alongside.ground.operating_models.queries import pack_at
from alongside.ground.operating_models.words import Follows, Prefill
from alongside.helping.assessments import known
from alongside.helping.assessments.actions import start_assessment
from alongside.helping.assessments.policies import Choosable, Subject, parts_of
from alongside.helping.assessments.presenters import page_address
from alongside.helping.assessments.queries import needs_of, open_sheet
from alongside.helping.assessments.tests.factories import PACKS, a_helped_family
from alongside.helping.assessments.tests.test_policies import a_form, a_question
from alongside.helping.assessments.words import Provenance
from alongside.helping.front_door.tests.factories import a_contact, a_decided_contact
from alongside.people.consent.actions import record_agreement
from alongside.people.episodes.actions import name_lead
from alongside.people.episodes.queries import open_episode_of
from alongside.people.families.actions import record_address
from alongside.people.families.queries import members_of
from alongside.people.families.tests.factories import a_pack


def a_said(**said: str) -> Any:
    blank = {"concern": "", "tried": "", "family_view": "", "going_well": "", "reference": "C-1"}
    return SimpleNamespace(**{**blank, **said}, received_at=dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC))


def test_each_fact_comes_from_the_latest_contact_that_says_it() -> None:
    contacts = [a_said(reference="C-2", concern="Sleep"), a_said(concern="School", tried=" A club ")]
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
    parts = parts_of(form, needs=[Subject("food", "Food")], children=[], people=[])
    assert known.filled(parts, {Prefill.CONTACT_CONCERN: fact}, {}) == {("q", ""): fact}


def test_a_fact_is_cut_to_the_questions_length() -> None:
    fact = known.Known("a" * 50, Provenance.KNOWN, "Contact C-1", None)
    assert known.fitting(a_question("text", max_length=10), fact).value == "a" * 10
    factors = known.Known(["hungry"], Provenance.KNOWN, "The family's record", None)
    assert known.fitting(a_question("factors"), factors) is factors


def test_an_earlier_answer_that_no_longer_fits_is_left_out() -> None:
    question = a_question("choice")
    for value, fits in (("a", True), ("gone", False)):
        fact = known.Known(value, Provenance.EARLIER, "Assessment 1", None)
        assert known.still_fits(question, fact, Choosable()) is fits


@pytest.mark.django_db
@pytest.mark.parametrize("pack", PACKS)
def test_what_the_contact_said_is_there_when_its_lead_begins(pack: str, client: Client) -> None:
    a_pack(pack)
    hub = a_user("hub_worker")
    lead = a_user("family_worker")
    sent = a_contact(going_well="Her gran helps", tried="A breakfast club", family_view="They want to sleep")
    if pack == "york-2020":
        contact = a_decided_contact(hub, Follows.WAIT_FOR_PANEL, sent)
    else:
        contact = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, sent, lead=lead)
    contact.refresh_from_db()
    family = contact.family
    assert family is not None
    episode = open_episode_of(family)
    assert episode is not None
    if pack == "york-2020":
        name_lead(episode=episode, user=lead, why="Named by the panel", by=a_user("team_manager"))
    family.refresh_from_db()
    record_agreement(family=family, person=family.memberships.get().person, state="given", how="in_person", by=lead)
    assessment = start_assessment(family=family, by=lead)
    rows = [row for row in assessment.answers.all() if row.origin == f"Contact {contact.reference}"]
    assert {"Often late and tired.", "They want to sleep"} <= {row.value for row in rows}
    need = next(part for part in open_sheet(assessment).parts if part.section.repeat == "each_need")
    if any(question.prefill == Prefill.CONTACT_GOING_WELL for question in need.section.questions):
        client.force_login(lead)
        page = client.get(page_address(assessment, *need.key)).content.decode()
        assert f"Contact {contact.reference}, {as_text(today())}, said of the whole family: “Her gran helps”" in page


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
