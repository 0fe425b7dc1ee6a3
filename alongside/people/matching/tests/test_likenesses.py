"""People known to feeds only: whom a person is asked about, what they say, and that it is remembered."""

import html
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.audit.models import Event
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.operating_models.actions import adopt
from alongside.ground.operating_models.queries import current_pack
from alongside.people.families.models import Person
from alongside.people.matching.actions import answer_alike, link_changes, link_everything, take_back_alike
from alongside.people.matching.models import Description, FeedPerson, Likeness, LikenessAnswer, Run
from alongside.people.matching.queries import likenesses
from alongside.people.matching.tests.feeds import ANNA, TWIN, Feeds, row_of
from alongside.people.matching.words import Kind, Said, Standing

MARTA = TWIN | {"forename": "Marta"}


def run() -> None:
    link_changes(by=the_system())


def described(record_id: str, feed: str = "") -> Description:
    return row_of(feed or ("police" if record_id == "2" else "housing"), record_id).description


def together() -> bool:
    return described("1").feed_person_id == described("2").feed_person_id


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    content = str(answer.content.decode())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content)).split())


@pytest.fixture
def alike(feeds: Feeds, anna: Person) -> Likeness:
    """Two records of one home and birthday, whose forenames differ."""
    feeds.tell("housing", "1", **TWIN)
    feeds.tell("police", "2", **MARTA)
    run()
    return Likeness.objects.select_related("first", "second").get()


def say(alike: Likeness, said: Said, by: User, note: str = "") -> LikenessAnswer:
    return answer_alike(first=alike.first, second=alike.second, said=said, note=note, by=by)


def test_it_checks_access(alike: Likeness, stranger: User, matcher: User) -> None:
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        say(alike, Said.SAME, stranger)
    made = say(alike, Said.SAME, matcher)
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        take_back_alike(answer=made, by=stranger)
    for asked in (
        lambda: likenesses.alike(stranger),
        lambda: likenesses.two(stranger, alike.first_id, alike.second_id),
        lambda: likenesses.likeness_answer(stranger, made.pk),
    ):
        with pytest.raises(NotAllowed):
            asked()


def test_two_who_may_be_one_are_asked_about_and_not_put_together(alike: Likeness) -> None:
    assert not together()
    assert alike.reasons == ["another_name"]
    assert {one["field"] for one in alike.fields} >= {"forename", "surname", "date_of_birth"}
    assert FeedPerson.objects.count() == 2


def test_the_sure_and_the_unlike_are_not_asked_about(feeds: Feeds, anna: Person) -> None:
    feeds.tell("housing", "1", **TWIN)
    feeds.tell("police", "2", **TWIN)
    feeds.tell("housing", "3", forename="Piotr", surname="Nowak", date_of_birth=TWIN["date_of_birth"])
    run()
    assert described("1").feed_person_id == described("2", "police").feed_person_id
    assert not Likeness.objects.exists()


def test_the_number_of_an_incident_says_nothing_of_who_somebody_is(feeds: Feeds, anna: Person) -> None:
    for record, number, told in (("1", "IN0471203", TWIN), ("2", "IN0471203", MARTA), ("3", "IN0988117", TWIN)):
        feeds.tell("police_incidents", record, other_id=number, **told)
    run()
    first, second, third = (described(record, "police_incidents") for record in "123")
    assert first == third
    assert first.other_id == second.other_id == ""
    assert first.feed_person_id != second.feed_person_id


def test_everything_is_matched_again_under_another_operating_model(feeds: Feeds, anna: Person) -> None:
    run()
    assert Run.objects.latest("began_at").kind == Kind.EVERYTHING
    run()
    assert Run.objects.latest("began_at").kind == Kind.CHANGES
    adopt(folder=Path(settings.PACKS_FOLDER) / "stockton-2016", by=the_system())
    run()
    assert Run.objects.latest("began_at").kind == Kind.EVERYTHING


def test_a_council_links_by_its_own_thresholds(feeds: Feeds, anna: Person, tmp_path: Path) -> None:
    told = {"forename": "Anna", "surname": "Thorley", "date_of_birth": "2014-03-07", "sex": "F"}
    feeds.tell("attendance", "1", **told)
    run()
    assert described("1", "attendance").standing == Standing.JOINED
    own = Path(shutil.copytree(settings.PACKS_FOLDER / "york-2020", tmp_path / "york"))
    (own / "linkage.yaml").write_text("decision: {join_at: 40}\nassumption: Asked for by caseworkers.\n")
    about = (own / "pack.yaml").read_text()
    (own / "pack.yaml").write_text(about.replace(f'"{current_pack().pack.info.version}"', '"2020.9"', 1))
    adopt(folder=own, by=the_system())
    run()
    assert described("1", "attendance").standing == Standing.WAITING


def test_the_same_are_one_person_from_the_next_run_on(alike: Likeness, matcher: User, feeds: Feeds) -> None:
    say(alike, Said.SAME, matcher)
    assert not Likeness.objects.exists()
    run()
    assert together()
    link_everything(by=the_system())
    assert together()
    assert FeedPerson.objects.count() == 1
    feeds.tell("police", "2", **MARTA | {"address": "", "postcode": ""})
    run()
    assert together(), "the same record, which says something else"
    assert not Likeness.objects.exists()


def test_different_people_are_never_asked_about_again(alike: Likeness, matcher: User, feeds: Feeds) -> None:
    say(alike, Said.DIFFERENT, matcher)
    run()
    link_everything(by=the_system())
    assert not together()
    assert not Likeness.objects.exists()
    feeds.tell("police", "2", **TWIN)
    run()
    assert not together(), "its record says now what the other says, and somebody said it is another person"


def test_cannot_tell_is_not_asked_again(alike: Likeness, matcher: User) -> None:
    with pytest.raises(Refused, match="Say what is not clear"):
        say(alike, Said.CANT_TELL, matcher)
    say(alike, Said.CANT_TELL, matcher, "Twins?")
    run()
    link_everything(by=the_system())
    assert not together()
    assert not Likeness.objects.exists()


@pytest.mark.parametrize("said", [Said.SAME, Said.DIFFERENT])
def test_an_answer_can_be_taken_back(alike: Likeness, matcher: User, said: Said) -> None:
    made = say(alike, said, matcher)
    run()
    take_back_alike(answer=made, by=matcher)
    run()
    assert not together()
    assert Likeness.objects.count() == 1
    assert LikenessAnswer.objects.get().taken_back_by == matcher
    with pytest.raises(Refused, match="taken back already"):
        take_back_alike(answer=made, by=matcher)


def test_the_last_word_counts_and_the_first_is_kept(alike: Likeness, matcher: User) -> None:
    say(alike, Said.DIFFERENT, matcher)
    answer_alike(first=alike.second, second=alike.first, said=Said.SAME, by=matcher)
    run()
    assert together()
    assert LikenessAnswer.objects.count() == 2
    assert LikenessAnswer.objects.filter(taken_back_at=None).count() == 1


def test_who_is_said_to_be_different_stays_so_through_a_third(alike: Likeness, matcher: User, feeds: Feeds) -> None:
    say(alike, Said.DIFFERENT, matcher)
    feeds.tell("police", "3", **TWIN | {"forename": "Marta Zofia"})
    run()
    assert not together()


def test_who_turns_out_to_be_known_is_asked_about_no_more(alike: Likeness, matcher: User, feeds: Feeds) -> None:
    feeds.tell("police", "2", **ANNA)
    run()
    assert described("2").standing == Standing.JOINED
    assert not Likeness.objects.exists()
    with pytest.raises(Refused, match="has been changed or matched"):
        answer_alike(first=described("1"), second=described("2"), said=Said.SAME, by=matcher)
    with pytest.raises(NotFoundForYou):
        likenesses.two(matcher, described("1").pk, described("2").pk)


def test_the_list_and_two_side_by_side(alike: Likeness, matcher: User) -> None:
    client = browser(matcher)
    page = text_of(client.get(reverse("matching:alike")))
    for words in ("1 pair of records waits", "Zofia Kowalska, born 6 May 2012", "Marta Kowalska", "this may be a twin"):
        assert words in page, words
    assert Event.objects.filter(record_type="matching.description", by_id=matcher.pk).count() == 2, "both were read"
    two = reverse("matching:compare_alike", kwargs={"first_id": alike.first_id, "second_id": alike.second_id})
    assert two in client.get(reverse("matching:alike")).content.decode()
    shown = text_of(client.get(two))
    for words in ("Nobody here knows either person", "Zofia", "Marta", "same surname", "9 Elm Row"):
        assert words in shown.replace("Same", "same"), words
    assert client.post(two, {}).status_code == 422
    unclear = client.post(two, {"said": "cant_tell"})
    assert (unclear.status_code, "Say what is not clear" in text_of(unclear)) == (422, True)
    late = client.post(two, {"said": "same", "seen": str(alike.pk)})
    assert (late.status_code, "since you opened this page" in text_of(late)) == (422, True)
    assert client.post(two, {"said": "different", "seen": ""}).headers["Location"] == reverse("matching:alike")
    assert "Nothing waits to be compared" in text_of(client.get(reverse("matching:alike")))
    late = client.post(two, {"said": "same", "seen": ""})
    assert (late.status_code, "What they said is below" in text_of(late)) == (422, True)
    said = text_of(client.get(two))
    assert "Not compared" not in said
    assert "Different people" in said and "Take it back" in said
    back = reverse("matching:take_back_alike", kwargs={"answer_id": LikenessAnswer.objects.get().pk})
    assert "Different people" in text_of(client.get(back))
    assert client.post(back).status_code == 302
    assert client.get(back).status_code == 404
    assert "Taken back" in text_of(client.get(two))


def test_after_one_comes_the_next(feeds: Feeds, anna: Person, matcher: User) -> None:
    for record, forename in (("1", "Zofia"), ("2", "Marta"), ("3", "Ola")):
        feeds.tell("housing", record, **TWIN | {"forename": forename})
    run()
    pairs = list(likenesses.alike(matcher).order_by("first_id", "second_id").values_list("first_id", "second_id"))
    assert len(pairs) == 3
    assert [likenesses.next_alike(matcher, pair) for pair in pairs] == [*pairs[1:], pairs[0]]


@pytest.mark.parametrize("others", [["1", "1"], ["1", "4"]], ids=["one beside itself", "two unlike"])
def test_two_that_are_not_alike_are_not_there(alike: Likeness, matcher: User, feeds: Feeds, others: list[str]) -> None:
    feeds.tell("housing", "4", forename="Piotr", surname="Nowak")
    run()
    first, second = (described(one).pk for one in others)
    address = reverse("matching:compare_alike", kwargs={"first_id": first, "second_id": second})
    assert browser(matcher).get(address).status_code == 404


def test_many_take_no_more_queries_than_one(feeds: Feeds, anna: Person, matcher: User) -> None:
    counted = []
    for number, forename in enumerate(("Zofia", "Marta", "Ola", "Ewa", "Iga")):
        feeds.tell("housing", str(number), **TWIN | {"forename": forename})
        run()
        with CaptureQueriesContext(connection) as queries:
            assert browser(matcher).get(reverse("matching:alike")).status_code == 200
        counted.append(len(queries))
    assert counted[1] == counted[-1]
