"""Harms that happened elsewhere, replayed: what was sent to the wrong reader there is refused here.

These are about what is given out (security rules 15 to 19): safe addresses given away, for which the Information
Commissioner reprimanded somebody, and who decides for which parent. What people should not have opened is replayed in
`audit` (St Helens, Stockport Homes) and `protection` (Redcar and Cleveland), lost shields in `matching` (ContactPoint).
"""

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from django.test import Client

from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.access.words import RecordClass
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import today
from alongside.helping.assessments import actions as assessments
from alongside.helping.assessments.models import Assessment
from alongside.helping.assessments.queries import open_sheet
from alongside.helping.assessments.tests.factories import answers_for
from alongside.helping.plans import actions
from alongside.helping.plans.models import Plan
from alongside.helping.plans.tests.factories import (
    Helped,
    a_meeting,
    a_plan,
    an_action,
    an_open_family,
    an_outcome,
)
from alongside.people.consent.actions import record_agreement
from alongside.people.disclosure.models import Copy
from alongside.people.episodes.actions import add_to_team
from alongside.people.episodes.models import StoryLine
from alongside.people.families.actions import record_address
from alongside.people.families.models import Person, PersonName
from alongside.people.families.tests.factories import a_family, a_pack
from alongside.people.protection.actions import restrict, show_address

pytestmark = pytest.mark.django_db
SAFE, POSTCODE = "14 Larkspur Street, Millbrook", "YO1 9QX"


@dataclass
class Fled(Helped):
    """A family whose mother fled with her children; who helps them knows where to."""

    plan: Plan | None = None

    @property
    def mother(self) -> Person:
        """Who fled."""
        return self.parents[0]

    @property
    def father(self) -> Person:
        """Who must not learn where to."""
        return self.parents[1]


@pytest.fixture
def fled() -> Fled:
    a_pack()
    made = a_family(parents=2, children=2, surname="Zephyrine")
    helped = an_open_family(made=made)
    record_agreement(family=helped.family, person=made.parents[0], state="given", how="in_person", by=helped.lead)
    lives = record_address(
        people=[made.parents[0], *made.children], lines=SAFE, postcode=POSTCODE, confidential=True, by=the_system()
    )
    show_address(
        address=lives[0], user=helped.lead, kind="involved", reason="She visits them there each week.", by=the_system()
    )
    world = Fled(helped.family, helped.episode, helped.lead, made.parents, made.children)
    world.plan = a_plan(world)
    return world


@pytest.fixture
def as_lead(client: Client, fled: Fled) -> Client:
    client.force_login(fled.lead)
    return client


def text_of(answer: object) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(text.replace("&#39;", "'").split())


def ask(client: Client, fled: Fled, reader: Person, path: str = "plan/copy/") -> object:
    """Ask for a copy; the answer."""
    return client.post(f"/families/{fled.family.pk}/{path}", {"reader": str(reader.pk)})


def an_assessment_saying(fled: Fled, words: str) -> Assessment:
    """An assessment with these words in one of its answers."""
    assessment = assessments.start_assessment(family=fled.family, by=fled.lead)
    sheet = open_sheet(assessment)
    part = sheet.parts[0]
    answers = {
        name: words if isinstance(value, str) and value.startswith("What there is") else value
        for name, value in answers_for(sheet, part).items()
    }
    assert words in answers.values()
    assessments.save_page(
        assessment=assessment, section=part.section.id, subject="", answers=answers, seen_version=1, by=fled.lead
    )
    return assessment


def test_charnwood(as_lead: Client, fled: Fled) -> None:
    """A new address typed into notes, not into its field, and a letter quoting it to where the former partner reads."""
    assert fled.plan
    outcome = an_outcome(fled.plan, "Settle in at home")
    an_action(outcome, "Visit at 14 Larkspur\nStreet on Monday")
    refused = ask(as_lead, fled, fled.father)
    assert refused.status_code == 422  # type: ignore[attr-defined]
    said = text_of(refused)
    assert "The copy may say where somebody lives whose address is confidential. Nothing was made." in said
    assert "Take it out of the plan and try again." in said
    assert "Larkspur" not in said
    assert not Copy.objects.exists(), "nothing was made"
    assert Event.objects.filter(kind="audit.denied", record_type="disclosure.address").count() == 1
    made = ask(as_lead, fled, fled.mother)
    assert made.status_code == 302, "she lives there"  # type: ignore[attr-defined]


def test_nottinghamshire(as_lead: Client, fled: Fled) -> None:
    """One assessment, unredacted, sent to the mother and both her former partners: here each gets their own."""
    assessment = an_assessment_saying(fled, "We feel safe here in Larkspur St, and nobody knows.")
    path = f"assessment/{assessment.pk}/family-copy/"
    chooser = as_lead.get(f"/families/{fled.family.pk}/{path}")
    assert chooser.content.decode().count('type="radio"') == 4, "one reader, never several"
    assert not re.search(r"<input[^>]* checked", chooser.content.decode()), "nobody is chosen beforehand"
    assert ask(as_lead, fled, fled.father, path).status_code == 422  # type: ignore[attr-defined]
    hers = ask(as_lead, fled, fled.mother, path)
    assert as_lead.get(hers.headers["Location"]).status_code == 200  # type: ignore[attr-defined]
    copy = Copy.objects.get()
    Copy.objects.filter(pk=copy.pk).update(person=fled.father)
    assert as_lead.get(f"/families/{fled.family.pk}/{path}{copy.pk}/").status_code == 409
    assert as_lead.get(f"/families/{fled.family.pk}/{path}{copy.pk}/copy.pdf").status_code == 409, "made anew"


def test_wakefield(as_lead: Client, fled: Fled) -> None:
    """A bundle with the address of mother and children sent to the father; the copy checked is what is printed."""
    assert fled.plan
    made = ask(as_lead, fled, fled.father)
    where = made.headers["Location"]  # type: ignore[attr-defined]
    assert as_lead.get(f"{where}our-plan.pdf").status_code == 200, "nothing in it yet that he must not learn"
    an_outcome(fled.plan, "Be happy", different="The children like it in yo1\u00a09qx")
    page, file = as_lead.get(where), as_lead.get(f"{where}our-plan.pdf")
    assert (page.status_code, file.status_code) == (409, 409), "what has been written since counts"
    assert b"%PDF" not in file.content
    assert "9qx" not in page.content.decode()


def test_jackson_quinn(as_lead: Client, fled: Fled) -> None:
    """The address of adopted children given to their birth father: their new names are kept from him as well."""
    assert fled.plan
    adopted = fled.children[1]
    PersonName.objects.filter(person=adopted).update(forename="Quillon", surname="Featherstonehaugh")
    restrict(
        subject=adopted, record_class=RecordClass.SEALED, category="adoption", whom_to_ask="The hub",
        reason="Adopted: his birth father must not find him.", review_on=today() + dt.timedelta(days=9),
        cleared=(fled.lead,), by=a_user("hub_manager"),
    )  # fmt: skip
    outcome = an_outcome(fled.plan, "See the new school")
    an_action(outcome, "Draw a picture", owner=adopted)
    his = ask(as_lead, fled, fled.father)
    page = as_lead.get(his.headers["Location"])  # type: ignore[attr-defined]
    document = page.content.decode().split('id="family-copy"')[1]
    assert "Quillon" not in document
    assert "Draw a picture: Somebody" in document
    assert "Quillon Featherstonehaugh, whom this person may not know of" in text_of(page)
    an_outcome(fled.plan, "Quillon sleeps through the night")
    assert ask(as_lead, fled, fled.father).status_code == 422  # type: ignore[attr-defined]
    assert ask(as_lead, fled, fled.mother).status_code == 302, "he lives with her"  # type: ignore[attr-defined]
    assessment = an_assessment_saying(fled, "We do well.")
    path = f"assessment/{assessment.pk}/family-copy/"
    shown = as_lead.get(ask(as_lead, fled, fled.father, path).headers["Location"])  # type: ignore[attr-defined]
    assert "whom this person may not know of, and pages about them" in text_of(shown)


def test_reading_both_with_parental_responsibility_are_decided_about_one_by_one(as_lead: Client, fled: Fled) -> None:
    """Both may in principle see an assessment, and the council weighs it for each: two copies, each for one reader."""
    assessment = an_assessment_saying(fled, "We do well.")
    path = f"assessment/{assessment.pk}/family-copy/"
    address = f"/families/{fled.family.pk}/{path}"
    hers, his = (as_lead.post(address, {"reader": str(parent.pk)}) for parent in fled.parents)
    assert hers.status_code == his.status_code == 302
    assert set(Copy.objects.values_list("person_id", flat=True)) == {fled.mother.pk, fled.father.pk}
    assert hers.headers["Location"] != his.headers["Location"]
    shown = text_of(as_lead.get(his.headers["Location"]))
    assert "Larkspur" not in shown


def test_the_school_that_would_lead_to_them_is_left_out(as_lead: Client, fled: Fled) -> None:
    assert fled.plan
    school = an_agency("Larchfield Primary School", "school")
    Person.objects.filter(pk=fled.children[0].pk).update(school=school)
    add_to_team(episode=fled.episode, user=a_user(name="Tess Teacher", agency=school), part="Teacher", by=fled.lead)
    add_to_team(episode=fled.episode, name="Rose at 14 Larkspur Street", part="Neighbour", by=fled.lead)
    his = text_of(as_lead.get(ask(as_lead, fled, fled.father).headers["Location"]))  # type: ignore[attr-defined]
    assert "Where Tess Teacher works" in his
    assert "Larchfield" not in his
    assert his.count("Rose at 14") == 1, "named to the worker as left out, and not in the copy"
    hers = text_of(as_lead.get(ask(as_lead, fled, fled.mother).headers["Location"]))  # type: ignore[attr-defined]
    assert "Larchfield Primary School" in hers


def test_where_they_are_met_is_kept_from_who_was_not_asked(as_lead: Client, fled: Fled) -> None:
    assert fled.plan
    a_meeting(fled, place="Sundial Rooms, Corn Exchange", invited=[fled.leading])
    a_meeting(fled, place="The school", invited=[fled.leading])
    an_outcome(fled.plan, "Come to the Sundial Rooms")
    assert ask(as_lead, fled, fled.father).status_code == 422  # type: ignore[attr-defined]
    fled.plan.outcomes.update(words="Come to the school")
    assert ask(as_lead, fled, fled.father).status_code == 302  # type: ignore[attr-defined]


def test_a_copy_given_is_in_the_story_and_in_the_trail(as_lead: Client, fled: Fled) -> None:
    where = ask(as_lead, fled, fled.mother).headers["Location"]  # type: ignore[attr-defined]
    page = as_lead.get(where)
    assert "This copy is for Morgan Zephyrine, and for nobody else." in text_of(page)
    assert "Morgan" not in (re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL) or [""])[0]
    file = as_lead.get(f"{where}our-plan.pdf")
    assert file.content.startswith(b"%PDF")
    assert Event.objects.filter(kind="audit.printed", by_id=fled.lead.pk, family_id=fled.family.pk).exists()
    day = today()
    sent = {"given_on-day": str(day.day), "given_on-month": str(day.month), "given_on-year": str(day.year)}
    assert as_lead.post(where, {"given_on-day": "1", "given_on-month": "1", "given_on-year": "2020"}).status_code == 422
    assert as_lead.post(where, sent).status_code == 302
    assert "Given on" in text_of(as_lead.get(where))
    assert StoryLine.objects.filter(headline="A copy of the plan was given to Morgan Zephyrine").count() == 1
    again = as_lead.post(where, sent)
    assert "written down already" in text_of(again)
    assert "Given on" in text_of(as_lead.get(f"/families/{fled.family.pk}/plan/copy/"))


def test_a_copy_is_of_its_own_document_only(as_lead: Client, fled: Fled) -> None:
    where = ask(as_lead, fled, fled.mother).headers["Location"]  # type: ignore[attr-defined]
    copy = where.rstrip("/").rpartition("/")[2]
    assessment = an_assessment_saying(fled, "We do well.")
    other = f"/families/{fled.family.pk}/assessment/{assessment.pk}/family-copy/{copy}/"
    assert as_lead.get(other).status_code == 404
    stranger = a_family()
    assert ask(as_lead, fled, stranger.parents[0]).status_code == 422, "not one of the family"  # type: ignore[attr-defined]


def test_saving_warns_only_whoever_may_know(as_lead: Client, fled: Fled, client: Client) -> None:
    need = fled.pack.needs[0].id
    at = f"/families/{fled.family.pk}/plan/outcomes/add/"
    sent = {"need": need, "words": "Like it in Larkspur Street", "different": ""}
    warned = as_lead.post(at, sent)
    assert warned.status_code == 422
    assert "This looks like it says where somebody lives whose address is confidential" in text_of(warned)
    assert 'name="anyway"' in warned.content.decode()
    assert not fled.plan or not fled.plan.outcomes.exists()
    assert as_lead.post(at, {**sent, "anyway": "yes"}).status_code == 302
    assert fled.plan and fled.plan.outcomes.count() == 1


def test_saving_tells_nobody_else_whether_a_guess_is_right(fled: Fled) -> None:
    guesser = a_user(name="Gus Guesser")
    add_to_team(episode=fled.episode, user=guesser, part="Helper", by=fled.lead)
    client = Client()
    client.force_login(guesser)
    at = f"/families/{fled.family.pk}/plan/outcomes/add/"
    right = client.post(at, {"need": fled.pack.needs[0].id, "words": f"Like it in {POSTCODE}"})
    wrong = client.post(at, {"need": fled.pack.needs[0].id, "words": "Like it in YO1 9ZZ"})
    assert (right.status_code, wrong.status_code) == (302, 302)


def test_minutes_warn_of_the_actions_they_put_into_the_plan(as_lead: Client, fled: Fled) -> None:
    assert fled.plan
    outcome = an_outcome(fled.plan, "Settle")
    meeting = a_meeting(fled, place="The school")
    actions.rearrange_meeting(
        meeting=meeting, seen_version=meeting.version, starts_at=meeting.starts_at, minutes=30, why="Earlier",
        place="The school", link="", by=fled.lead,
    )  # fmt: skip
    meeting.refresh_from_db()
    day = today() + dt.timedelta(days=3)
    sent = {
        "seen_version": str(meeting.version), "came": [str(meeting.invitations.all()[0].pk)], "call_next": "no",
        "actions-count": "1", "actions-0-what": "Go to 14 Larkspur Street", "actions-0-outcome": str(outcome.pk),
        "actions-0-owner": f"member:{fled.leading.pk}", "actions-0-block": fled.pack.plans.building_blocks[0].id,
        "actions-0-due_on-day": str(day.day), "actions-0-due_on-month": str(day.month),
        "actions-0-due_on-year": str(day.year),
    }  # fmt: skip
    warned = as_lead.post(f"/families/{fled.family.pk}/meetings/{meeting.pk}/minutes/", sent)
    assert "This looks like it says where somebody lives" in text_of(warned)
