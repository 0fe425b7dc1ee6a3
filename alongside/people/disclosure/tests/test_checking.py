"""What may leave, to whom: the database compares, says only yes or no, and whatever goes wrong is a refusal."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.ground.access.models import Agency
from alongside.ground.access.queries import public_door, the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.audit.models import Event
from alongside.ground.audit.reading import request_scope
from alongside.ground.lib.clock import today
from alongside.people.disclosure import queries
from alongside.people.disclosure.queries import About, MayNotLeave, NotChecked, Saying, allows, check, looks_kept
from alongside.people.disclosure.tests.worlds import LINES, POSTCODE, Fled, fled, seal
from alongside.people.disclosure.words import Kind
from alongside.people.families.actions import relate, start_family
from alongside.people.families.models import Person, PersonName
from alongside.people.families.tests.factories import a_person
from alongside.people.protection.actions import declare_kinship, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Fled:
    return fled()


@pytest.mark.parametrize(
    "text",
    [
        "She moved to YO1 9QX.", "yo19qx", "Y O 1\n9 Q X", "Yo1-9qx", "xyo19qxx", "ＹＯ１ ９ＱＸ",
        "YO1\u00a09QX", "Y\u200bO1 9QX",
        "14 Larkspur Street", "14 larkspur st", "14, LARKSPUR\nSTREET", "14Larkspur St.", "at 14\u2013Larkspur Str",
        "near Larkspur Street", "on Larkspur St now", "Larkspur\nstreet", "Flat 2 (14 Larkspur Street)",
        "ring 07700 900321", "+44 (0)7700 900321", "07700-900-321", "077 009 003 21",
        "Write to Safe.Place@Example.Test",
        "Larchfield Primary School", "LARCHFIELD  primary\nschool",
    ],
)  # fmt: skip
def test_a_value_is_found_however_it_is_written(world: Fled, text: str) -> None:
    assert world.refuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "She lives at 3 Old Road, York, YO24 1AA.",
        "The plan is agreed on 14 March.",
        "Millbrook is a nice place.",
        "",
        "14",
    ],
)
def test_ordinary_words_may_go(world: Fled, text: str) -> None:
    assert not world.refuses(text)


def test_who_is_cleared_may_be_told(world: Fled) -> None:
    text = f"{LINES}, {POSTCODE}"
    assert not world.refuses(text, world.mother)
    assert not world.refuses(text, world.child), "they live there"
    assert not world.refuses(text, world.keeper), "cleared by name"
    assert world.refuses(text, world.worker)
    assert world.refuses(text, world.school)
    assert world.refuses(text, public_door())
    assert not world.refuses("07700 900321", world.worker), "who works with the family reads it on its page"
    assert world.refuses("07700 900321", a_user("social_worker"))
    for reader in (world.school, a_user("practitioner", agency=world.school), world.worker, world.mother):
        assert not world.refuses("Larchfield Primary School", reader)
    assert world.refuses("Larchfield Primary School", an_agency("Another School", "school"))


def test_whoever_knows_them_privately_is_not_told(world: Fled) -> None:
    assert not world.refuses(POSTCODE, world.keeper)
    declare_kinship(person=world.mother, kinship="knows", by=world.keeper)
    assert world.refuses(POSTCODE, world.keeper)


def test_a_sealed_person_is_not_named_to_the_rest_of_the_family(world: Fled) -> None:
    PersonName.objects.create(person=world.child, kind="known_as", forename="Zoë", surname="Quillfeather")
    assert not world.refuses("Zoe Quillfeather")
    Person.objects.filter(pk=world.child.pk).update(nhs_number="9990000018", upn="A123456789012")
    seal(world, world.child)
    for text in ("zoe QUILLFEATHER", "Quillfeather, Zoë", "ZoëQuillfeather", "about Zoë's bed", "999 000 0018",
                 "a123 456 789 012", "the Quillfeathers"):  # fmt: skip
        assert world.refuses(text), text
        assert not world.refuses(text, world.mother), "she lives with the child"
    assert not world.refuses("zoe in lower case is a word like another")
    assert not world.refuses("The Zephyrine family"), "others bear the name"


def test_a_name_that_is_a_word_is_looked_for_whole(world: Fled) -> None:
    PersonName.objects.create(person=world.child, kind="known_as", forename="Will", surname="May")
    PersonName.objects.create(person=world.child, kind="known_as", forename="芳", surname="王")
    PersonName.objects.create(person=world.child, kind="known_as", forename="Анна", surname="Ёлкина")
    PersonName.objects.create(person=world.child, kind="known_as", surname="Nightingale")
    seal(world, world.child)
    assert not world.refuses("Will you come? May we?")
    for text in ("Will May", "MAY, will", "和王芳一起", "АННА ЁЛКИНА", "the nightingale child"):
        assert world.refuses(text), text


def test_a_family_kept_closely_knows_itself(world: Fled) -> None:
    restrict(
        subject=world.family, record_class=2, category="high_profile", reason="The press may look for them all.",
        whom_to_ask="The hub", review_on=today() + dt.timedelta(days=30), cleared=(), by=world.keeper,
    )  # fmt: skip
    name = str(world.child.names.get())
    assert not world.refuses(name), "the father is one of them"
    assert world.refuses(name, world.worker)
    assert world.refuses(POSTCODE), "and the address is kept from him all the same"
    assert world.refuses("3 Old Road", world.worker), "addresses of closely kept people are kept too"


def test_other_homes_of_the_same_people_count(world: Fled) -> None:
    aunt = a_person("Aunt", "Elsewhere")
    start_family(members=[(aunt, "other"), (world.child, "child")], by=the_system())
    relate(person=a_person("Gran", "Apart"), other=world.mother, kind="grandparent", by=the_system())
    seal(world, aunt)
    assert world.refuses("Aunt Elsewhere")


def test_before_there_is_a_family_the_people_count(world: Fled) -> None:
    sender = a_user("practitioner")
    with pytest.raises(MayNotLeave):
        check(POSTCODE, About(None, [world.child.pk]), sender, by=world.worker)
    check(POSTCODE, About(), sender, by=world.worker)


def test_social_care_is_told_of_whom_it_is_about(world: Fled) -> None:
    seal(world, world.child)
    name, care = str(world.child.names.get()), an_agency("Children's social care", "social_care")
    with pytest.raises(MayNotLeave):
        check(name, world.family, care, by=world.worker)
    check(name, About(world.family, told=[world.child.pk]), care, by=world.worker, kinds={Kind.PERSON})
    check(POSTCODE, world.family, care, by=world.worker, kinds={Kind.PERSON})


def test_the_refusal_says_what_to_do_and_never_the_value(world: Fled) -> None:
    saying = Saying("The copy", "Nothing was made.", "the plan", "words")
    with pytest.raises(MayNotLeave) as caught:
        check(f"{LINES} 07700 900321", world.family, world.father, by=world.worker, saying=saying)
    assert caught.value.kinds == {Kind.ADDRESS, Kind.CONTACT}
    assert str(caught.value) == (
        "The copy may say where somebody lives whose address is confidential and how to reach somebody whose "
        "whereabouts are kept from the reader. Nothing was made. Take it out of the plan and try again."
    )
    assert caught.value.field == "words"


def test_a_refusal_is_written_down_though_the_change_is_undone(world: Fled) -> None:
    with request_scope(), pytest.raises(MayNotLeave), transaction.atomic():
        check(POSTCODE, world.family, world.father, by=world.worker)
    event = Event.objects.get(kind="audit.denied")
    assert (event.record_type, event.family_id, event.by_id) == ("disclosure.address", world.family.pk, world.worker.pk)
    assert POSTCODE not in str(event.detail)


def test_what_cannot_be_checked_does_not_leave(world: Fled, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = Agency(name="Never saved")
    with pytest.raises(NotChecked, match="could not be checked"):
        check("harmless", world.family, stranger, by=world.worker)
    assert allows(["harmless", "too"], world.family, stranger) == [False, False]
    assert looks_kept([POSTCODE], world.family, a_user("practitioner")) == frozenset()
    monkeypatch.setattr(queries, "ASK", "SELECT 1")
    with pytest.raises(NotChecked):
        check("harmless", world.family, world.father, by=world.worker)
    assert looks_kept([POSTCODE], world.family, world.keeper) == frozenset()
    monkeypatch.setattr(
        queries, "ASK", "SELECT 1 WHERE %s::text[] || %s::text || %s::text || %s::text || %s || %s || %s = ''"
    )
    with pytest.raises(NotChecked):
        check("harmless", world.family, world.father, by=world.worker)
    assert Person.objects.exists(), "and the transaction goes on"


def test_a_missing_answer_is_no_answer(world: Fled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "ASK", queries.ASK + " LIMIT 0")
    with pytest.raises(NotChecked):
        check("harmless", world.family, world.father, by=world.worker)


def test_signs_no_database_takes_are_no_way_round(world: Fled) -> None:
    assert world.refuses("YO1\x009QX")
    with pytest.raises(NotChecked):
        check("\ud800", world.family, world.father, by=world.worker)


def test_each_text_gets_its_own_answer(world: Fled) -> None:
    assert allows([], world.family, world.father) == []
    asked = ["fine", POSTCODE, "", "Larchfield Primary School"]
    assert allows(asked, world.family, world.father) == [True, False, True, False]


def test_a_warning_is_only_for_whoever_may_know(world: Fled) -> None:
    text = [f"Meet at {POSTCODE}"]
    assert looks_kept(text, world.family, world.keeper) == {Kind.ADDRESS}
    assert looks_kept(text, world.family, world.worker) == frozenset()
    assert looks_kept(["nothing"], world.family, world.keeper) == frozenset()


def test_the_web_sees_an_answer_and_never_the_value(world: Fled) -> None:
    """The second wall hides the address from this reader; the answer is of one shape whether it is there or not."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE alongside_web")
        cursor.execute("SELECT count(*) FROM families_personaddress WHERE postcode = %s", [POSTCODE])
        assert cursor.fetchone() == (0,)
        args: list[Any] = [world.family.pk, [], [], "person", str(world.father.pk), False]
        cursor.execute(queries.ASK, [[POSTCODE, "nothing"], *args])
        assert cursor.fetchall() == [(1, True, False, False, False, False), (2, False, False, False, False, False)]
        columns = [column.name for column in cursor.description or []]
        assert columns == ["place", *Kind]
        cursor.execute("SELECT prosecdef FROM pg_proc WHERE proname LIKE 'disclosure\\_%%' ORDER BY proname", [])
        assert [row[0] for row in cursor.fetchall()].count(True) == 1, "only the question itself reads behind the wall"
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(queries.ASK, [["x"], *args[:3], "nobody", "1", False])
        cursor.execute("RESET ROLE")


SEPARATORS = st.sampled_from(
    [" ", "  ", "\n", "\r\n", "\t", ", ", ". ", " - ", "/", "\u00a0", "\u2009", "\u200b", "(", ") ", ""]
)


@st.composite
def disguised(draw: st.DrawFn) -> str:
    """A protected value somewhere in a text, in any case, with anything between its words."""
    words = draw(st.sampled_from([
        ("YO1", "9QX"), ("14", "Larkspur", "Street"), ("14", "Larkspur"), ("07700", "900", "321"),
        ("safe.place", "@example", ".test"), ("Larchfield", "Primary", "School"),
    ]))  # fmt: skip
    said = words[0]
    for word in words[1:]:
        said += draw(SEPARATORS) + word
    said = getattr(said, draw(st.sampled_from(["upper", "lower", "title", "swapcase", "strip"])))()
    around = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
    return f"{draw(around)}{draw(SEPARATORS)}{said}{draw(SEPARATORS)}{draw(around)}"


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: Any) -> Iterator[Fled]:
    """One world for all the examples, gone afterwards."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield fled()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=disguised())
def test_no_output_holds_a_planted_value_whatever_its_form(lasting: Fled, text: str) -> None:
    answers = allows([text, "plain words"], lasting.family, lasting.father)
    assert answers == [False, True]
