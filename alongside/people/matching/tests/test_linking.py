"""Records of feeds: whom they are about, who waits to be compared, who is known to feeds only, who is set apart."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db import connection

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.people.families import actions as families
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_person
from alongside.people.matching.actions import ask_to_stop, link_changes, link_everything, put_places_in_force
from alongside.people.matching.actions.places import NamedPlace
from alongside.people.matching.models import Description, FeedPerson, MatchedRow, PlacesList, PossibleMatch, Run
from alongside.people.matching.running import only_run
from alongside.people.matching.tests.feeds import ANNA, Feeds, no_places, row_of
from alongside.people.matching.words import How, Kind, RunState, Standing
from alongside.people.protection import actions as protection


def run() -> Run:
    return link_changes(by=the_system())


def standing(record_id: str, feed: str = "attendance") -> str:
    return row_of(feed, record_id).description.standing


def test_it_checks_access(feeds: Feeds, stranger: User) -> None:
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        link_changes(by=stranger)


def test_a_sure_identifier_joins_and_says_why(feeds: Feeds, anna: Person) -> None:
    feeds.tell("attendance", "1", **ANNA)
    run()
    found = row_of("attendance", "1").description
    assert (found.standing, found.person_id, found.how) == (Standing.JOINED, anna.pk, How.NHS_NUMBER)
    said = {one["field"]: one["words"] for one in found.fields}
    assert said["forename"] == "same forename"
    assert said["nhs_number"] == "same NHS number"
    assert found.weight is not None and found.weight > 20


def test_everything_weighed_together_joins(feeds: Feeds, anna: Person) -> None:
    feeds.tell("police", "7", **ANNA | {"nhs_number": "", "forename": "Anne", "date_of_birth": dt.date(2014, 7, 3)})
    run()
    found = row_of("police", "7").description
    assert (found.standing, found.person_id, found.how) == (Standing.JOINED, anna.pk, How.WEIGHED)


def test_a_hundred_records_that_say_the_same_are_compared_once(feeds: Feeds, anna: Person) -> None:
    for number in range(5):
        feeds.tell("attendance", str(number), **ANNA)
    run()
    assert Description.objects.count() == 1
    assert MatchedRow.objects.count() == 5


def test_a_stranger_is_known_to_feeds_only_and_once(feeds: Feeds, anna: Person) -> None:
    told = {"forename": "Zofia", "surname": "Kowalska", "date_of_birth": dt.date(2012, 5, 6), "postcode": "YO9 9XX"}
    feeds.tell("attendance", "1", **told, upn="")
    feeds.tell("housing", "h1", **told, nhs_number="9990000042")
    run()
    person = FeedPerson.objects.get()
    assert (person.forename, person.nhs_number) == ("Zofia", "9990000042")
    assert {standing("1"), standing("h1", "housing")} == {Standing.FEED_ONLY}


def test_another_feed_tells_later_of_a_stranger(feeds: Feeds, anna: Person) -> None:
    told = {"forename": "Zofia", "surname": "Kowalska", "date_of_birth": dt.date(2012, 5, 6), "postcode": "YO9 9XX"}
    feeds.tell("attendance", "1", **told)
    feeds.tell("attendance", "2", forename="Ewa", surname="Nowak", date_of_birth=dt.date(1999, 5, 6))
    run()
    known = row_of("attendance", "1").description.feed_person_id
    feeds.tell("housing", "h1", **told)
    assert run().kind == Kind.CHANGES
    assert row_of("attendance", "1").description.feed_person_id == known
    assert row_of("housing", "h1").description.feed_person_id == known
    feeds.take_back("attendance", "1")
    run()
    assert row_of("housing", "h1").description.feed_person_id == known
    assert FeedPerson.objects.count() == 2


def test_a_list_of_places_says_who_keeps_it(keeper: User) -> None:
    with pytest.raises(Refused, match="Say who keeps this list"):
        put_places_in_force(places=[], source=" ", by=keeper)


def twins(matcher: User, anna: Person) -> Person:
    hannah = a_person("Hannah", "Thorley", date_of_birth=dt.date(2014, 3, 7), nhs_number="9990000026", sex="F")
    families.record_address(
        people=[hannah], lines="4 Mill Lane", postcode="YO1 6GA", uprn="100050123456", since=today(), by=matcher
    )
    return hannah


def test_a_missing_twin_is_not_her_sister(feeds: Feeds, anna: Person) -> None:
    feeds.tell("police", "1", **ANNA | {"nhs_number": "", "forename": "Hannah"})
    run()
    assert standing("1", "police") == Standing.WAITING
    possible = PossibleMatch.objects.get()
    assert possible.person_id == anna.pk
    assert "another_name" in possible.reasons


def test_twins_are_told_apart_and_swapped_identifiers_ask(feeds: Feeds, anna: Person, matcher: User) -> None:
    hannah = twins(matcher, anna)
    feeds.tell("police", "a", **ANNA | {"nhs_number": ""})
    feeds.tell("police", "h", **ANNA | {"nhs_number": "", "forename": "Hannah"})
    feeds.tell("health", "swapped", **ANNA | {"nhs_number": "9990000026"})
    run()
    assert row_of("police", "a").description.person_id == anna.pk
    assert row_of("police", "h").description.person_id == hannah.pk
    assert row_of("health", "swapped").description.person_id in (anna.pk, None)
    assert not Description.objects.filter(feed="health", person=hannah).exists()


def test_a_father_and_his_son_of_one_name_are_two(feeds: Feeds, anna: Person, matcher: User) -> None:
    father = a_person("Peter", "Thorley", date_of_birth=dt.date(1983, 2, 1), sex="M")
    families.record_address(people=[father], lines="4 Mill Lane", postcode="YO1 6GA", since=today(), by=matcher)
    told = {"forename": "Peter", "surname": "Thorley", "sex": "M", "address": "4 Mill Lane", "postcode": "YO1 6GA"}
    feeds.tell("attendance", "son", **told, date_of_birth=dt.date(2011, 6, 30))
    feeds.tell("housing", "father", **told, date_of_birth=dt.date(1983, 2, 1))
    run()
    assert standing("son") in (Standing.FEED_ONLY, Standing.WAITING)
    assert row_of("attendance", "son").description.person_id is None
    assert row_of("housing", "father").description.person_id == father.pk


def test_two_people_of_one_household_stay_two(feeds: Feeds, anna: Person) -> None:
    home = {"surname": "Quirke", "address": "9 Elm Row", "postcode": "YO7 7AA", "uprn": "100050999999"}
    feeds.tell("housing", "1", **home, forename="Ada", date_of_birth=dt.date(1990, 1, 2))
    feeds.tell("housing", "2", **home, forename="Ben", date_of_birth=dt.date(1991, 8, 9))
    run()
    assert FeedPerson.objects.count() == 2


def test_a_value_that_fills_a_gap_links_nobody(feeds: Feeds, anna: Person) -> None:
    for number in range(30):
        feeds.tell(
            "housing", str(number), forename=f"{chr(65 + number % 26)}ugo", surname=f"Quill{chr(97 + number % 26)}",
            date_of_birth=dt.date(1950 + number, 2, 2), postcode="YO1 1ZZ", nhs_number="9990000018", other_id="UNKNOWN",
        )  # fmt: skip
    run()
    assert not Description.objects.filter(standing=Standing.JOINED).exists()
    assert FeedPerson.objects.count() == 30


def keep(person: Person, how: int, keeper: User) -> None:
    protection.restrict(
        subject=person, record_class=how, category="high_risk", reason="Somebody looks for her.",
        whom_to_ask="The hub", review_on=today() + dt.timedelta(days=30), cleared=[], by=keeper,
    )  # fmt: skip


@pytest.mark.parametrize("how", [RecordClass.RESTRICTED, RecordClass.SEALED])
@pytest.mark.parametrize(
    "told",
    [
        {"forename": "Anna", "surname": "Thorley", "date_of_birth": None},
        {"forename": "Hannah", "surname": "Thorley", "postcode": "YO1 6GA", "date_of_birth": dt.date(2014, 3, 7)},
        {"forename": "Bella", "surname": "Newname", "nhs_number": "9990000018"},
    ],
    ids=["same name", "her family", "same number"],
)
def test_contactpoint_what_resembles_a_kept_person_is_set_apart(
    feeds: Feeds, anna: Person, keeper: User, how: int, told: dict[str, Any]
) -> None:
    """A record that did not match made a second one of a shielded child, without the shield."""
    keep(anna, how, keeper)
    feeds.tell("attendance", "1", **told)
    run()
    found = row_of("attendance", "1").description
    assert (found.standing, found.resembles_id) == (Standing.QUARANTINED, anna.pk)
    assert not FeedPerson.objects.exists()


def test_a_kept_person_is_matched_all_the_same_when_sure(feeds: Feeds, anna: Person, keeper: User) -> None:
    keep(anna, RecordClass.SEALED, keeper)
    feeds.tell("attendance", "1", **ANNA)
    run()
    assert row_of("attendance", "1").description.person_id == anna.pk


@pytest.mark.parametrize("how", [RecordClass.RESTRICTED, RecordClass.SEALED])
def test_contactpoint_no_update_lifts_a_shield(feeds: Feeds, anna: Person, keeper: User, how: int) -> None:
    """Shields disappeared when a partner's file brought something new about the child."""
    keep(anna, how, keeper)
    feeds.tell("attendance", "1", **ANNA)
    run()
    feeds.tell("attendance", "1", **{**ANNA, "surname": "Newname", "postcode": "YO1 6GB"})
    feeds.tell("housing", "2", **ANNA)
    run()
    assert Person.objects.get(pk=anna.pk).record_class == how
    assert not FeedPerson.objects.exists(), "nor is there a second one of her"


def test_somebody_sealed_later_is_set_apart_later_and_let_go_again(feeds: Feeds, anna: Person, keeper: User) -> None:
    feeds.tell("attendance", "1", forename="Anna", surname="Thorley")
    run()
    assert standing("1") != Standing.QUARANTINED
    keep(anna, RecordClass.SEALED, keeper)
    run()
    assert standing("1") == Standing.QUARANTINED
    assert not FeedPerson.objects.exists()


def test_a_confidential_home_links_nobody_and_is_kept_nowhere(feeds: Feeds, anna: Person, keeper: User) -> None:
    feeds.tell("housing", "before", forename="Ruth", surname="Quirke", address="5 Safe Street", postcode="YO2 2BB")
    run()
    assert row_of("housing", "before").description.postcode == "YO2 2BB"
    families.record_address(people=[anna], lines="5 Safe Street", postcode="YO2 2BB", confidential=True, by=keeper)
    feeds.tell("attendance", "1", forename="Ann", surname="Thorley", address="5 Safe Street", postcode="YO2 2BB")
    run()
    assert not Description.objects.exclude(postcode="", address="", uprn="").exists()
    assert standing("1") != Standing.JOINED


def test_a_refuge_links_nobody(feeds: Feeds, anna: Person) -> None:
    no_places(NamedPlace("refuge", "A refuge", postcode="YO3 3CC"), NamedPlace("hostel", uprn="100050777777"))
    home = {"address": "1 Hidden Way", "postcode": "YO3 3CC"}
    feeds.tell("housing", "1", forename="Ada", surname="Quirke", **home)
    feeds.tell("housing", "2", forename="Ada", surname="Quirke", uprn="100050777777")
    run()
    assert not Description.objects.exclude(postcode="", address="", uprn="").exists()


def test_a_new_list_of_places_is_taken_account_of(feeds: Feeds, anna: Person) -> None:
    feeds.tell("housing", "1", forename="Ada", surname="Quirke", address="1 Hidden Way", postcode="YO3 3CC")
    run()
    no_places(NamedPlace("refuge", postcode="YO3 3CC"))
    assert run().kind == Kind.EVERYTHING
    assert row_of("housing", "1").description.postcode == ""


def test_without_a_list_of_places_nothing_is_matched(matcher: User) -> None:
    with pytest.raises(Refused, match="There is no list of places"):
        run()
    no_places()
    PlacesList.objects.update(check_again_on=today() - dt.timedelta(days=1))
    with pytest.raises(Refused, match="not been looked through in time"):
        run()


def test_what_a_feed_holds_no_more_is_forgotten(feeds: Feeds, anna: Person) -> None:
    feeds.tell("attendance", "1", **ANNA)
    feeds.tell("attendance", "2", forename="Zofia", surname="Kowalska", date_of_birth=dt.date(2012, 5, 6))
    run()
    feeds.take_back("attendance", "1")
    feeds.take_back("attendance", "2")
    run()
    assert not MatchedRow.objects.exists()
    assert not Description.objects.exists()
    assert not FeedPerson.objects.exists()


def test_a_record_that_says_more_is_matched_again(feeds: Feeds, anna: Person) -> None:
    feeds.tell("attendance", "1", forename="Anna", surname="T")
    run()
    assert standing("1") != Standing.JOINED
    feeds.tell("attendance", "1", **ANNA)
    run()
    assert row_of("attendance", "1").description.person_id == anna.pk
    assert Description.objects.count() == 1


def test_a_person_who_changes_is_matched_again(feeds: Feeds, anna: Person, matcher: User) -> None:
    feeds.tell("attendance", "1", **ANNA | {"forename": "Zofia", "surname": "Kowalska", "nhs_number": "9990000042"})
    run()
    assert standing("1") != Standing.JOINED
    families.add_name(person=anna, kind="usual", forename="Zofia", surname="Kowalska", by=matcher)
    changes = {"nhs_number": "9990000042"}
    families.change_person(person=anna, seen_version=anna.version, changes=changes, by=matcher)
    assert run().kind == Kind.CHANGES
    assert row_of("attendance", "1").description.person_id == anna.pk


def test_the_same_again_changes_nothing(feeds: Feeds, anna: Person) -> None:
    feeds.tell("attendance", "1", **ANNA)
    feeds.tell("housing", "2", forename="Zofia", surname="Kowalska")
    run()
    before = list(Description.objects.order_by("pk").values()), list(FeedPerson.objects.values())
    run()
    assert (list(Description.objects.order_by("pk").values()), list(FeedPerson.objects.values())) == before


def test_a_run_stops_when_asked_and_the_next_goes_on(feeds: Feeds, anna: Person, matcher: User) -> None:
    feeds.tell("attendance", "1", **ANNA)

    def stop(done: int, of: int, what: str) -> None:
        ask_to_stop(run=Run.objects.latest("began_at"), by=matcher)

    stopped = link_everything(by=the_system(), progress=stop)
    assert stopped.state == RunState.STOPPED
    assert run().state == RunState.DONE
    assert row_of("attendance", "1").description.person_id == anna.pk
    stopped = link_changes(by=the_system(), progress=stop)
    assert stopped.state == RunState.DONE, "nothing was left to do"
    feeds.tell("attendance", "2", **ANNA | {"forename": "Annie"})
    assert link_changes(by=the_system(), progress=stop).state == RunState.STOPPED
    run()
    assert row_of("attendance", "2").description.person_id == anna.pk


def test_two_runs_at_once_are_refused(feeds: Feeds) -> None:
    with only_run():
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [0x616C6D61746368])
                assert cursor.fetchone() == (False,)
        finally:
            other.close()


def test_a_row_of_a_feed_and_its_description_are_found_from_either_side(feeds: Feeds, anna: Person) -> None:
    joined = "FROM partner_data_row r JOIN matching_matchedrow w ON w.feed = r.feed AND w.record_id = r.record_id"
    with connection.cursor() as cursor:
        for way in ("seqscan", "hashjoin", "mergejoin", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        for one in ("r.id", "w.id"):
            cursor.execute(f"EXPLAIN SELECT r.id, w.id {joined} WHERE r.stands AND {one} = %s", [uuid.uuid4()])
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert re.search(r"Index Cond: .*record_id", plan), plan


def test_nobody_and_nothing_to_match_is_no_error(feeds: Feeds) -> None:
    assert run().state == RunState.DONE
