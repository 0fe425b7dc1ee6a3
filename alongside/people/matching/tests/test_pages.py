"""The pages of matching: what they answer, who may open them, and what they never show."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.words import RecordClass
from alongside.ground.audit.models import Event
from alongside.ground.audit.words import ReadAction
from alongside.ground.lib.clock import today
from alongside.people.families import actions as families
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_person
from alongside.people.matching.actions import link_changes, merge_people
from alongside.people.matching.models import Answer, Description, Merge, PlacesList, PossibleMatch, Run
from alongside.people.matching.tests.feeds import ANNA, Feeds, row_of
from alongside.people.matching.words import Kind, Standing
from alongside.people.protection import actions as protection

HANNAH = ANNA | {"nhs_number": "", "forename": "Hannah"}


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: object) -> str:
    content = answer.content.decode()  # type: ignore[attr-defined]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content)).split())


def run() -> None:
    link_changes(by=the_system())


def compare(description: Description, person: Person) -> str:
    return reverse("matching:compare", kwargs={"description_id": description.pk, "person_id": person.pk})


@pytest.fixture
def waiting(feeds: Feeds, anna: Person) -> Description:
    feeds.tell("police", "1", **HANNAH)
    run()
    return row_of("police", "1").description


def keep(person: Person, how: int, keeper: User) -> None:
    protection.restrict(
        subject=person, record_class=how, category="high_risk", reason="Somebody looks for her.",
        whom_to_ask="The hub", review_on=today() + dt.timedelta(days=30), cleared=[], by=keeper,
    )  # fmt: skip
    keeper.forget_rights()


def test_it_checks_access(waiting: Description, anna: Person, stranger: User) -> None:
    client = browser(stranger)
    person = {"person_id": anna.pk}
    for address in (
        reverse("matching:waiting"), reverse("matching:places"), compare(waiting, anna),
        reverse("matching:person", kwargs=person), reverse("matching:recorded_twice", kwargs=person),
        reverse("matching:merge", kwargs={**person, "other_id": a_person().pk}),
    ):  # fmt: skip
        assert client.get(address).status_code in (403, 404), address


def test_the_list_says_what_waits_and_why(waiting: Description, anna: Person, matcher: User) -> None:
    page = text_of(browser(matcher).get(reverse("matching:waiting")))
    assert "1 record waits" in page
    assert "Hannah Thorley, born 7 March 2014" in page
    assert "Anna Thorley, born 7 March 2014" in page
    assert "this may be a twin, brother or sister" in page
    assert "Everything, counted afresh: finished" in page
    seen = Event.objects.filter(kind=ReadAction.SEEN.kind, by_id=matcher.pk, record_id=str(anna.pk))
    assert seen.exists(), "every person shown is noted"


def test_an_empty_list_and_nothing_matched_yet(matcher: User) -> None:
    page = text_of(browser(matcher).get(reverse("matching:waiting")))
    assert "No record waits to be compared" in page
    assert "Nothing has been matched yet" in page


def test_a_run_that_goes_on_shows_how_far_and_can_be_stopped(matcher: User) -> None:
    going = Run.objects.create(kind=Kind.EVERYTHING, by=the_system(), began_at=today_noon(), done=40, of=100)
    client = browser(matcher)
    assert "40 of 100 matched so far" in text_of(client.get(reverse("matching:waiting")))
    stop = reverse("matching:stop", kwargs={"run_id": going.pk})
    assert client.get(stop).status_code == 200
    assert client.post(stop).status_code == 302
    going.refresh_from_db()
    assert going.stop_asked
    assert client.get(reverse("matching:stop", kwargs={"run_id": uuid.uuid4()})).status_code == 404


def today_noon() -> dt.datetime:
    return dt.datetime.combine(today(), dt.time(12), dt.UTC)


def test_one_pair_side_by_side_and_on_to_the_next(
    waiting: Description, anna: Person, matcher: User, feeds: Feeds
) -> None:
    feeds.tell("housing", "2", **HANNAH)
    run()
    client = browser(matcher)
    page = text_of(client.get(compare(waiting, anna)))
    for words in ("The record says", "Hannah", "Anna", "Forename", "same surname", "100050123456", "Record numbers"):
        assert words in page.replace("Same", "same"), words
    answer = client.post(compare(waiting, anna), {"said": "different", "seen": "waiting"})
    second = row_of("housing", "2").description
    assert answer["Location"] == compare(second, anna)
    answer = client.post(compare(second, anna), {"said": "same", "seen": "waiting"})
    assert answer["Location"] == reverse("matching:waiting")
    assert Answer.objects.count() == 2


def test_forty_are_worked_without_going_back(feeds: Feeds, anna: Person, matcher: User) -> None:
    for number in range(40):
        feeds.tell(f"police{number // 10}", str(number), **HANNAH, other_id=f"AB12{number:03}C")
    run()
    client = browser(matcher)
    assert "40 records wait" in text_of(client.get(reverse("matching:waiting")))
    first = PossibleMatch.objects.order_by("description_id").first()
    assert first is not None
    address = compare(first.description, anna)
    for _ in range(40):
        address = client.post(address, {"said": "different", "seen": "waiting"})["Location"]
    assert address == reverse("matching:waiting")
    assert not Description.objects.filter(standing=Standing.WAITING).exists()


def test_a_blank_answer_and_an_old_page_are_said_so(waiting: Description, anna: Person, matcher: User) -> None:
    client = browser(matcher)
    assert client.post(compare(waiting, anna), {}).status_code == 422
    unclear = client.post(compare(waiting, anna), {"said": "cant_tell", "seen": "waiting"})
    assert (unclear.status_code, "Say what is not clear" in text_of(unclear)) == (422, True)
    client.post(compare(waiting, anna), {"said": "same", "seen": "waiting"})
    late = client.post(compare(waiting, anna), {"said": "different", "seen": "waiting"})
    assert (late.status_code, "changed or matched since" in text_of(late)) == (422, True)


def test_why_a_record_was_matched_and_undoing_it(feeds: Feeds, anna: Person, matcher: User) -> None:
    feeds.tell("attendance", "1", **ANNA)
    run()
    client = browser(matcher)
    page = text_of(client.get(reverse("matching:person", kwargs={"person_id": anna.pk})))
    assert "Same NHS number, and name or date of birth agree." in page
    made = row_of("attendance", "1").description
    assert "Say ‘different people’ to undo it" in text_of(client.get(compare(made, anna)))
    client.post(compare(made, anna), {"said": "different", "seen": "joined"})
    answer = Answer.objects.get()
    take_back = reverse("matching:take_back", kwargs={"answer_id": answer.pk})
    assert "Take it back" in text_of(client.get(compare(made, anna)))
    assert "Different people" in text_of(client.get(take_back))
    assert client.post(take_back)["Location"] == reverse("matching:waiting")
    assert client.get(take_back).status_code == 404
    run()
    assert row_of("attendance", "1").description.person_id == anna.pk


def test_other_candidates_are_named(feeds: Feeds, anna: Person, matcher: User) -> None:
    again = a_person("Anna", "Thorley", date_of_birth=dt.date(2014, 3, 7))
    feeds.tell("police", "1", forename="Anna", surname="Thorley", date_of_birth=dt.date(2014, 3, 7))
    run()
    page = browser(matcher).get(compare(row_of("police", "1").description, anna))
    assert "It may also be" in text_of(page)
    assert str(again.pk) in page.content.decode()


def test_what_is_set_apart_is_shown_to_who_is_cleared(feeds: Feeds, anna: Person, matcher: User, keeper: User) -> None:
    keep(anna, RecordClass.SEALED, keeper)
    feeds.tell("police", "1", forename="Anna", surname="Thorley")
    run()
    made, address = row_of("police", "1").description, reverse("matching:set_apart")
    for user, found in ((matcher, False), (keeper, True)):
        client = browser(user)
        assert ("Anna Thorley" in text_of(client.get(address))) is found
        assert client.get(compare(made, anna)).status_code == (200 if found else 404)
        assert "Anna" not in text_of(client.get(reverse("matching:waiting")))
    assert "There is nothing here for you to compare" in text_of(browser(matcher).get(address))
    client = browser(keeper)
    assert "Only people cleared for them see this page" in text_of(client.get(compare(made, anna)))
    assert client.post(compare(made, anna), {"said": "same", "seen": "quarantined"})["Location"] == address


def test_merging_by_the_pages(feeds: Feeds, anna: Person, matcher: User) -> None:
    other = a_person("Annie", "Thorley", telephone="01904 000001")
    family = families.start_family(members=[(anna, "child"), (other, "child")], by=matcher)
    families.let_read(family=family, principals=[matcher.principal], by=matcher)
    client = browser(matcher)
    people = client.get(reverse("families:people", kwargs={"family_id": family.pk})).content.decode()
    own = reverse("matching:person", kwargs={"person_id": anna.pk})
    assert own in people
    assert "No other record was merged" in text_of(client.get(own))
    look = reverse("matching:recorded_twice", kwargs={"person_id": anna.pk})
    assert client.post(look, {}).status_code == 422
    assert "Searched: no other record" in text_of(client.post(look, {"q": "Nobody Atall"}))
    found = client.post(look, {"q": "Annie Thorley"}).content.decode()
    merge = reverse("matching:merge", kwargs={"person_id": anna.pk, "other_id": other.pk})
    assert merge in found
    assert "Nothing is lost" in text_of(client.get(merge))
    assert client.post(merge, {}).status_code == 422
    done = client.post(merge, {"reason": "Same mother, same school"})
    made = Merge.objects.get()
    assert done["Location"] == reverse("matching:merged", kwargs={"merge_id": made.pk})
    shown = text_of(client.get(done["Location"]))
    assert "Same mother, same school" in shown
    assert "1 name" in shown
    assert client.get(reverse("matching:person", kwargs={"person_id": other.pk})).status_code == 404
    undo = reverse("matching:part", kwargs={"merge_id": made.pk})
    assert "goes back to the record it came from" in text_of(client.get(undo))
    assert client.post(undo, {"why": "They are twins after all"})["Location"] == own
    page = text_of(client.get(own))
    assert "Undone" in page
    assert "They are twins after all" in text_of(client.get(done["Location"]))


@pytest.mark.parametrize(("how", "status"), [(RecordClass.RESTRICTED, 403), (RecordClass.SEALED, 404)])
def test_whoever_may_not_see_one_is_told_nothing(
    feeds: Feeds, anna: Person, matcher: User, keeper: User, how: int, status: int
) -> None:
    other = a_person("Annie", "Thorley")
    keep(other, how, keeper)
    client = browser(matcher)
    merge = reverse("matching:merge", kwargs={"person_id": anna.pk, "other_id": other.pk})
    away = reverse("matching:merge", kwargs={"person_id": anna.pk, "other_id": uuid.uuid4()})
    assert (client.get(merge).status_code, client.get(away).status_code) == (status, 404)
    assert client.post(merge, {"reason": "Same mother, same school"}).status_code == status
    look = reverse("matching:recorded_twice", kwargs={"person_id": anna.pk})
    assert "Searched: no other record" in text_of(client.post(look, {"q": "Annie Thorley"}))
    mine = merge_people(kept=anna, other=a_person("Ann", "T"), reason="Recorded twice", by=matcher)
    keep(anna, how, keeper)
    for name in ("matching:merged", "matching:part"):
        assert client.get(reverse(name, kwargs={"merge_id": mine.pk})).status_code == 404


def test_places_are_put_in_force_by_who_keeps_records_closely(matcher: User, keeper: User) -> None:
    address = reverse("matching:places")
    assert browser(matcher).get(address).status_code == 403
    client = browser(keeper)
    assert "No list is in force" in text_of(client.get(address))
    assert client.post(address, {}).status_code == 422
    wrong = {"source": "Housing’s list", "places": "refuge; ; ; nowhere"}
    assert "Place 1 has neither" in text_of(client.post(address, wrong))
    odd = {"source": "Housing’s list", "places": "palace; 100050123456"}
    assert "'palace' is not a kind of place" in text_of(client.post(address, odd))
    good = {"source": "Housing’s list", "places": "refuge; ; YO3 3CC; 1 Hidden Way; A refuge\n\nblock; 100050123456"}
    assert client.post(address, good).status_code == 302
    page = text_of(client.get(address))
    assert "A refuge" in page
    assert "from: Housing’s list" in page
    client.post(address, {"source": "We have none", "places": ""})
    assert "there are no such places" in text_of(client.get(address))
    assert PlacesList.objects.count() == 2


def test_pages_ask_little_however_long_the_list(feeds: Feeds, anna: Person, matcher: User) -> None:
    client = browser(matcher)
    addresses = [reverse("matching:waiting"), reverse("matching:person", kwargs={"person_id": anna.pk})]
    for number in range(45):
        feeds.tell(f"police{number // 10}", str(number), **HANNAH, other_id=f"AB12{number:03}C")
        feeds.tell(f"attendance{number // 10}", str(number), **ANNA, other_id=f"AB12{number:03}C")
    run()
    first = PossibleMatch.objects.order_by("pk")[0]
    for address in [*addresses, compare(first.description, anna)]:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 15, f"{address}: {len(asked)}"
    mark = re.search(r"\?after=[^\"]+", client.get(addresses[0]).content.decode())
    assert mark is not None
    assert "Back to the first records" in text_of(client.get(addresses[0] + mark[0]))
