"""The privacy officer's inbox: what raises an alert, what its page shows, and who closes it."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.words import RecordClass
from alongside.ground.audit import actions as audit
from alongside.ground.audit.models import Alert, Event
from alongside.ground.audit.reading import note, note_search, request_scope
from alongside.ground.audit.words import AlertKind, AlertState
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou
from alongside.ground.lib.ids import new_id
from alongside.helping.worklists.queries import what_needs
from alongside.improving.governance import noticing, presenters, queries, rules
from alongside.improving.governance.tasks import attempts
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack, a_person
from alongside.people.protection import actions as protection

pytestmark = pytest.mark.django_db
WHY = "Her former partner looks for her and for the children."


@pytest.fixture
def officer() -> User:
    a_pack()
    return a_user("privacy_officer", name="Miriam Castle")


@pytest.fixture
def keeper(officer: User) -> User:
    return a_user("hub_manager", name="Kit Keeper")


@pytest.fixture
def worker(officer: User) -> User:
    return a_user("hub_worker", name="Wendy Worker")


def kept(made: MadeFamily, keeper: User, how: int = RecordClass.RESTRICTED) -> Any:
    return protection.restrict(
        subject=made.family, record_class=how, category="high_risk", reason=WHY, whom_to_ask="The hub, 01904 000000",
        review_on=today() + dt.timedelta(days=30), cleared=(), by=keeper,
    )  # fmt: skip


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def an_alert(about: User, kind: str = AlertKind.ODD_READING, **more: Any) -> Alert:
    more.setdefault("detail", {"families": 10, "limit": 10})
    return audit.raise_alert(kind=kind, about=about, by=the_system(), **more)


@pytest.mark.parametrize("role", ["practitioner", "hub_manager", "team_manager", "social_worker", "model_lead"])
def test_it_checks_access(officer: User, role: str) -> None:
    alert, other = an_alert(a_user()), a_user(role)
    for address in ("/alerts/", "/alerts/closed/", f"/alerts/{alert.pk}/"):
        assert browser(other).get(address).status_code == 403
        assert browser(officer).get(address).status_code == 200
    with pytest.raises(NotAllowed, match=r"It belongs to: Privacy officer\."):
        audit.close_alert(alert=alert, outcome="explained", note="Asked.", by=other)
    assert what_needs(other).rows == []
    assert "Alerts" not in text_of(browser(other).get("/my-families/"))


def test_an_actor_that_is_no_user_closes_nothing(officer: User) -> None:
    with pytest.raises(NotAllowed, match="Only a privacy officer"):
        rules.require_officer(object(), an_alert(a_user()))  # type: ignore[arg-type]


def test_the_officer_sees_no_family_by_role(officer: User) -> None:
    made = a_family(surname="Zephyrine")
    assert browser(officer).get(f"/families/{made.family.pk}/people/").status_code == 404


def test_opening_in_an_emergency_asks_for_a_look(officer: User, keeper: User, worker: User) -> None:
    made = a_family(surname="Zephyrine")
    restriction = kept(made, keeper)
    sent = {"category": "child_at_risk", "reason": "The school rang: a child is hurt.", "case_reference": "EH-7"}
    assert browser(worker).post(f"/protection/emergency/{made.family.pk}/", sent).status_code == 302
    browser(worker).get(f"/families/{made.family.pk}/people/")
    alert = Alert.objects.get(kind=AlertKind.BREAK_GLASS)
    assert (alert.about_id, alert.family_id) == (worker.pk, made.family.pk)
    page = text_of(browser(officer).get(f"/alerts/{alert.pk}/"))
    assert "Reason given: A child may be in danger now." in page
    assert f"Wendy Worker, {worker.agency.name}" in page
    assert restriction.reference in page
    assert "Opened Family" in page, "what they read in the emergency"
    assert "Zephyrine" not in page
    assert "EH-7" not in page
    seen = Event.objects.get(record_type="audit.alert", standing="oversight")
    assert (seen.by_id, seen.record_id, seen.family_id) == (officer.pk, str(alert.pk), None)


def test_opening_one_person_in_an_emergency_does_too(officer: User, keeper: User, worker: User) -> None:
    person = a_person(surname="Zephyrine")
    protection.restrict(
        subject=person, record_class=RecordClass.RESTRICTED, category="high_risk", reason=WHY, whom_to_ask="The hub",
        review_on=today() + dt.timedelta(days=30), cleared=(), by=keeper,
    )  # fmt: skip
    person.refresh_from_db()
    protection.open_in_emergency(
        subject=person, category="court", reason="The court orders it this morning.", case_reference="7", by=worker
    )
    (alert,) = Alert.objects.all()
    assert (alert.family_id, queries.subject_of(alert)) == (None, person.pk)


def test_a_name_is_shown_only_where_the_officer_is_cleared(officer: User, keeper: User, worker: User) -> None:
    made = a_family(surname="Zephyrine")
    restriction = kept(made, keeper)
    browser(worker).get(f"/families/{made.family.pk}/people/")
    assert "Zephyrine" not in text_of(browser(officer).get("/alerts/"))
    protection.clear_for(restriction=restriction, user=officer, kind="task", reason="Looks into an attempt.", by=keeper)
    assert f"Zephyrine family ({restriction.reference})" in text_of(browser(officer).get("/alerts/"))


def test_every_refused_try_on_a_restricted_record_is_one_alert_until_it_is_closed(
    officer: User, keeper: User, worker: User
) -> None:
    made, other = a_family(), a_family()
    kept(made, keeper)
    for _ in range(3):
        assert browser(worker).get(f"/families/{made.family.pk}/people/").status_code == 403
    (alert,) = Alert.objects.filter(kind=AlertKind.RESTRICTED_ATTEMPT)
    assert (alert.about_id, alert.family_id) == (worker.pk, made.family.pk)
    assert len(queries.led_to(alert).reads) == 3
    audit.close_alert(alert=alert, outcome="mistake", note="Wrong link.", by=officer)
    assert noticing.look_for_attempts(now()) == 0, "all three were looked at"
    browser(worker).get(f"/families/{made.family.pk}/people/")
    assert Alert.objects.filter(kind=AlertKind.RESTRICTED_ATTEMPT).count() == 2
    assert browser(a_user()).get(f"/families/{other.family.pk}/people/").status_code == 404
    assert Alert.objects.count() == 2, "a record kept as others are is not of this kind"
    assert noticing.look_for_attempts(now()) == 0
    Alert.objects.all().delete()
    assert noticing.look_for_attempts(now()) == 1, "what a request lost is found by the clock"


def test_a_try_on_a_sealed_record_looks_as_if_there_were_none_and_is_found_by_the_clock(
    officer: User, keeper: User, worker: User
) -> None:
    made = a_family()
    kept(made, keeper, RecordClass.SEALED)
    for wanted in (made.family.pk, new_id()):
        before = Event.objects.count()
        assert browser(worker).get(f"/families/{wanted}/people/").status_code == 404
        assert Event.objects.count() == before + 1, "the same is written for both"
    assert not Alert.objects.exists()
    for _ in range(2):
        attempts(0)
    (alert,) = Alert.objects.all()
    assert (alert.kind, alert.about_id, alert.family_id) == ("restricted_attempt", worker.pk, made.family.pk)
    audit.close_alert(alert=alert, outcome="mistake", note="An old link.", by=officer)
    attempts(0)
    assert Alert.objects.count() == 1, "what was looked at is not asked again"
    with request_scope():
        note(by=worker, record_type="families.person", record_id=made.children[0].pk, standing="none", action="denied")
    assert noticing.look_for_attempts(now() + dt.timedelta(days=2)) == 0
    assert noticing.look_for_attempts(now()) == 1


def test_searching_for_oneself_asks_for_a_look(officer: User) -> None:
    reader = a_user(name="Amina Yusuf")
    for terms in ("amina hussain", "sara yusuf", "amina", "4857773456", "yusuf 1990-01-01"):
        with request_scope():
            note_search(by=reader, terms=terms, found_ids=[], shown=[])
    (alert,) = Alert.objects.all()
    assert (alert.kind, alert.about_id) == ("search_for_own_name", reader.pk)
    with request_scope():
        note_search(by=reader, terms="amina yusuf", found_ids=[], shown=[])
    assert Alert.objects.count() == 1
    led = queries.led_to(alert)
    assert len(led.reads) == 6
    page = text_of(browser(officer).get(f"/alerts/{alert.pk}/"))
    assert "Searched for their own name." in page
    assert "hussain" not in page


def test_a_family_of_the_readers_surname_is_asked_about_once(officer: User) -> None:
    reader = a_user(name="Jo Bell")
    kin, joined, other = a_family(surname="Bell"), a_family(surname="Hartley-Bell"), a_family(surname="Campbell")
    ids = [made.family.pk for made in (kin, joined, other)]
    assert set(noticing.same_surname(reader.pk, ids)) == {kin.family.pk, joined.family.pk}
    alert = an_alert(reader, AlertKind.OWN_FAMILY, detail={"families": [str(kin.family.pk)]})
    assert presenters.in_words(alert) == "Opened the records of a family in which somebody has the same surname."
    assert len(list(noticing.same_surname(reader.pk, ids))) == 2, "nobody has looked at it yet"
    audit.close_alert(alert=alert, outcome="explained", note="No relation.", by=officer)
    assert list(noticing.same_surname(reader.pk, ids)) == [joined.family.pk]
    User.objects.filter(pk=reader.pk).update(name="")
    assert list(noticing.same_surname(reader.pk, ids)) == []


def test_the_page_closes_it_with_what_was_found(officer: User) -> None:
    alert = an_alert(a_user(name="Rea Der"))
    client = browser(officer)
    blank = client.post(f"/alerts/{alert.pk}/", {})
    assert blank.status_code == 422
    assert "There is a problem" in text_of(blank)
    sent = {"outcome": "explained", "note": "She covered the duty desk."}
    assert client.post(f"/alerts/{alert.pk}/", sent)["Location"] == "/alerts/"
    alert.refresh_from_db()
    assert (alert.state, alert.outcome, alert.closed_by_id) == (AlertState.CLOSED, "explained", officer.pk)
    assert "No alert waits" in text_of(client.get("/alerts/"))
    assert "There was a good reason" in text_of(client.get("/alerts/closed/"))
    page = text_of(client.get(f"/alerts/{alert.pk}/"))
    assert "She covered the duty desk." in page
    assert "Close the alert" not in page
    assert client.get(f"/alerts/{new_id()}/").status_code == 404


def test_an_alert_about_the_officer_is_for_somebody_else(officer: User) -> None:
    alert = an_alert(officer)
    client = browser(officer)
    assert "About you: somebody else closes it" in text_of(client.get("/alerts/"))
    assert "Another privacy officer must close it" in text_of(client.get(f"/alerts/{alert.pk}/"))
    refused = client.post(f"/alerts/{alert.pk}/", {"outcome": "explained", "note": "Fine."})
    assert refused.status_code == 403
    assert "This alert is about you" in text_of(refused)
    assert what_needs(officer).rows == []
    assert len(what_needs(a_user("privacy_officer")).rows) == 1


def test_the_oldest_comes_first_and_says_when_it_is_overdue(officer: User) -> None:
    friday = dt.datetime(2026, 3, 6, 16, tzinfo=dt.UTC)
    with time_machine.travel(friday, tick=False):
        old = an_alert(a_user(name="Old Reader"))
    with time_machine.travel(friday + dt.timedelta(days=5), tick=False):
        an_alert(a_user(name="New Reader"))
        lines = presenters.alert_lines(queries.alerts_page(officer).rows, {}, officer)
        assert [(one.who, one.working_days, one.overdue) for one in lines] == [
            ("Old Reader", 3, True), ("New Reader", 0, False),
        ]  # fmt: skip
        page = text_of(browser(officer).get("/alerts/"))
        assert "3 working days Overdue" in page
        (first, second) = what_needs(officer).rows
        assert (first.record_id, first.due_on, second.due_on) == (old.pk, dt.date(2026, 3, 10), dt.date(2026, 3, 13))
        assert "Alert to look at" in text_of(browser(officer).get("/"))
    with time_machine.travel(friday + dt.timedelta(days=60), tick=False):
        assert what_needs(officer).rows[0].due_on == (friday + dt.timedelta(days=30)).date()


def test_long_reading_is_cut_and_said_to_be(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = a_user()
    monkeypatch.setattr(queries, "MOST_READS", 3)
    for _ in range(12):
        family = new_id()
        with request_scope():
            note(by=reader, record_type="families.family", record_id=family, family_id=family, standing="role")
    (alert,) = Alert.objects.all()
    led = queries.led_to(alert)
    assert (len(led.reads), led.more) == (3, 9)
    assert "There are 9 more." in text_of(browser(officer).get(f"/alerts/{alert.pk}/"))


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        ("break_glass", {"category": "elsewhere"}, "Reason given: Another reason."),
        ("denied_attempt", {"refused": 7}, "Was refused 7 times in 24 hours."),
        ("odd_reading", {"families": 12}, "Opened the records of 12 families in 24 hours without working with them."),
        ("many_records", {"families": 90}, "Opened the records of 90 families"),
        ("out_of_hours", {"families": 6}, "Opened the records of 6 families outside working hours"),
        ("own_family", {"families": ["a", "b"]}, "Opened the records of 2 families in which"),
    ],
)
def test_each_kind_is_said_in_words_and_shows_its_reads(
    officer: User, kind: str, detail: dict[str, Any], said: str
) -> None:
    if kind == "own_family":
        detail = {"families": [str(new_id()), str(new_id())]}
    alert = an_alert(a_user(), kind, detail=detail)
    assert said in presenters.in_words(alert)
    assert queries.led_to(alert).reads == []
    assert "No reading is recorded" in text_of(browser(officer).get(f"/alerts/{alert.pk}/"))


def test_pages_ask_little_of_the_database(officer: User, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    reader, family = a_user(), new_id()
    alerts = [an_alert(reader, family_id=family) for _ in range(30)]
    for _ in range(9):
        with request_scope():
            note(by=reader, record_type="families.family", record_id=uuid.uuid4(), family_id=new_id(), standing="role")
    client = browser(officer)
    for address in ("/", "/alerts/", "/alerts/closed/", f"/alerts/{alerts[0].pk}/"):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
    assert "Next alerts" in text_of(client.get("/alerts/"))


def test_there_is_no_such_alert(officer: User) -> None:
    with pytest.raises(NotFoundForYou):
        queries.get_alert(officer, new_id())
