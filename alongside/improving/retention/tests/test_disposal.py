"""Disposal of what is due; holds; what keeps a record; the log, the command and the pages."""

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.viewing import viewing_as
from alongside.ground.audit.models import Event
from alongside.ground.drafts.actions import keep
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.triggers import letting_pass
from alongside.ground.operating_models.models import PackInForce
from alongside.ground.operating_models.queries import current_pack
from alongside.ground.operating_models.words import Follows, Kept
from alongside.helping.front_door.models import Contact, ContactPerson
from alongside.helping.front_door.tests.factories import a_decided_contact
from alongside.improving.governance.actions import record_request
from alongside.improving.retention import actions, queries
from alongside.improving.retention.models import Disposal, LegalHold
from alongside.improving.retention.tasks import dispose_due, run
from alongside.people.episodes.models import Episode
from alongside.people.families import actions as families
from alongside.people.families.models import Factor, Family, Person
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack
from alongside.people.families.words import FamilyRole, RelationshipKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def york(db: None) -> None:
    a_pack()


@pytest.fixture
def officer() -> User:
    return a_user("privacy_officer")


@pytest.fixture
def manager() -> User:
    return a_user("hub_manager")


def an_episode(family: Family, state: str = "being_helped", closed_on: dt.date | None = None) -> Episode:
    return Episode.objects.create(
        family=family, number=1, state=state, level="level_2", pack_version_id=current_pack().version_id,
        opened_on=dt.date(2009, 1, 1), opened_by=the_system(), closed_on=closed_on,
    )  # fmt: skip


def old_family(born: dt.date = dt.date(1990, 5, 4), closed: dt.date = dt.date(2010, 3, 3)) -> MadeFamily:
    """A family whose help ended long ago and whose children are grown up."""
    made = a_family(parents=1, children=1)
    an_episode(made.family, state="closed", closed_on=closed)
    Person.objects.filter(pk__in=[one.pk for one in made.children]).update(date_of_birth=born)
    return made


def why_kept(family: Family) -> str:
    return next(one.held for one in queries.due_records(today()) if one.record_id == family.pk)


def test_what_is_due_goes_and_leaves_numbers(officer: User) -> None:
    made = old_family()
    keep(by=officer, key=f"note-{made.family.pk}", data={"text": ["unsent"]})
    [gone] = run()
    assert gone.record_id == made.family.pk
    assert not Family.objects.filter(pk=made.family.pk).exists()
    assert not Person.objects.filter(pk__in=[one.pk for one in made.people]).exists()
    log = Disposal.objects.get()
    assert (log.kind, log.record_id, log.rule, log.counted["people"]) == (
        "family_record",
        made.family.pk,
        "family_record",
        2,
    )
    assert log.due_on == dt.date(2016, 3, 3)
    assert log.counted["episodes"][0]["closed"] == 2010
    assert log.rows["drafts.Draft"] == 1
    event = Event.objects.get(kind="retention.disposed")
    assert event.family_id == made.family.pk and set(event.detail) == {"kind", "rows"}
    assert run() == []


@pytest.mark.parametrize(
    ("born", "closed"), [(dt.date(2015, 1, 1), dt.date(2010, 1, 1)), (dt.date(1990, 1, 1), dt.date(2099, 1, 1))]
)
def test_what_is_not_due_stays(born: dt.date, closed: dt.date) -> None:
    made = old_family(born, closed)
    assert run() == []
    assert Family.objects.filter(pk=made.family.pk).exists()


def test_a_child_whose_age_is_not_known_keeps_the_record() -> None:
    made = old_family()
    Person.objects.filter(pk=made.children[0].pk).update(date_of_birth=None, date_known="unknown")
    assert run() == []


def test_an_open_record_is_kept() -> None:
    made = old_family()
    Episode.objects.filter(family=made.family).update(state="being_helped", closed_on=None)
    Family.objects.filter(pk=made.family.pk).update(created_at=dt.datetime(2009, 1, 1, tzinfo=dt.UTC))
    assert why_kept(made.family) == "The record is open; Somebody in it is linked to an open record"
    assert run() == []


def test_a_siblings_open_record_keeps_it() -> None:
    made, other = old_family(), a_family(parents=1, children=1)
    an_episode(other.family)
    families.relate(
        person=made.children[0], other=other.children[0], kind=RelationshipKind.HALF_SIBLING, by=the_system()
    )
    assert why_kept(made.family) == "Somebody in it is linked to an open record"
    assert run() == []


def test_who_belongs_elsewhere_too_stays() -> None:
    made, other = old_family(), a_family(parents=1, children=1)
    shared = made.children[0]
    other.family.memberships.create(person=shared, role=FamilyRole.CHILD, since=today())
    assert len(run()) == 1
    assert Person.objects.filter(pk=shared.pk).exists()
    assert list(shared.memberships.values_list("family_id", flat=True)) == [other.family.pk]


def test_a_request_for_the_record_keeps_it(manager: User) -> None:
    made = old_family()
    record_request(family=made.family, person=made.parents[0], asked_on=today(), asked_as="themselves", by=manager)
    assert why_kept(made.family) == "Somebody has asked for the record"
    assert run() == []


def test_a_hold_keeps_it_until_it_is_lifted(manager: User) -> None:
    made = old_family()
    hold = actions.set_hold(family=made.family, reason="A claim", by=manager)
    assert why_kept(made.family) == "A legal hold is set"
    assert run() == []
    assert actions.lift_hold(hold=hold, why="Settled", by=manager).lifted_by == manager
    assert len(run()) == 1
    assert list(Event.objects.filter(kind__startswith="retention.").order_by("at").values_list("kind", flat=True)) == [
        "retention.hold_set", "retention.hold_lifted", "retention.disposed",
    ]  # fmt: skip


def test_holds_need_a_reason_a_right_and_are_set_once(manager: User) -> None:
    made = old_family()
    with pytest.raises(NotAllowed):
        actions.set_hold(family=made.family, reason="A claim", by=a_user("practitioner"))
    with pytest.raises(Refused, match="Say why the record must be kept"):
        actions.set_hold(family=made.family, reason=" ", by=manager)
    hold = actions.set_hold(family=made.family, reason="A claim", by=manager)
    with pytest.raises(Refused, match="set already"):
        actions.set_hold(family=made.family, reason="Another", by=manager)
    with pytest.raises(Refused, match="no longer needed"):
        actions.lift_hold(hold=hold, why="", by=manager)
    actions.lift_hold(hold=hold, why="Settled", by=manager)
    with pytest.raises(Refused, match="lifted already"):
        actions.lift_hold(hold=hold, why="Again", by=manager)


def test_a_hold_set_after_the_list_was_made_wins(manager: User) -> None:
    made = old_family()
    [due] = queries.due_records(today())
    actions.set_hold(family=made.family, reason="A claim", by=manager)
    assert actions.dispose(kind=due.kind, record_id=due.record_id, rule=due.rule, by=the_system()) is None
    assert Family.objects.filter(pk=made.family.pk).exists()


def test_what_is_gone_already_is_nothing_to_do() -> None:
    made = old_family()
    [due] = queries.due_records(today())
    assert len(run()) == 1
    assert actions.dispose(kind=due.kind, record_id=made.family.pk, rule=due.rule, by=the_system()) is None


def an_old_contact(manager: User) -> Contact:
    made = a_decided_contact(manager, Follows.ADVICE_AND_CLOSE)
    with letting_pass():
        made.statuses.update(at=dt.datetime(2015, 1, 1, tzinfo=dt.UTC))
    return made


def test_a_contact_that_led_to_nothing_goes_after_its_years(manager: User) -> None:
    contact = an_old_contact(manager)
    [gone] = run()
    assert (gone.kind, gone.record_id) == (Kept.CONTACT, contact.pk)
    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert not ContactPerson.objects.filter(contact_id=contact.pk).exists()
    assert Disposal.objects.get().counted["contacts"] == {contact.route: 1}


def test_what_belongs_to_another_family_too_is_not_taken_apart() -> None:
    made, other = old_family(), a_family()
    Factor.objects.create(
        family=other.family, person=made.children[0], factor="debt", noticed_on=today(), noticed_by=the_system(),
        pack_version_id=current_pack().version_id,
    )  # fmt: skip
    assert run() == []
    assert Family.objects.filter(pk=made.family.pk).exists()


def test_nothing_is_due_before_a_pack_is_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alongside.ground.operating_models.queries.in_force_id", lambda: None)
    assert run() == []


def test_the_worker_disposes_at_night() -> None:
    made = old_family()
    dispose_due(0)
    assert not Family.objects.filter(pk=made.family.pk).exists()


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("retention", "run", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_first_and_then_does(manager: User) -> None:
    made, held = old_family(), old_family()
    actions.set_hold(family=held.family, reason="A claim", by=manager)
    dry = json.loads(said("--dry-run", "--json"))
    assert {row["record"]: row["held"] for row in dry["records"]} == {
        str(made.family.pk): "", str(held.family.pk): "A legal hold is set",
    }  # fmt: skip
    assert f"family_record {made.family.pk}, due 3 March 2016: due" in said("--dry-run")
    assert Family.objects.filter(pk=made.family.pk).exists()
    assert "2 due, 1 held, 1 disposed of" in said()
    assert json.loads(said("--json"))["records"][0]["disposed"] is False


def test_the_pages(client: Client, officer: User, manager: User, django_assert_max_num_queries: Any) -> None:
    made, held = old_family(), old_family()
    actions.set_hold(family=held.family, reason="A claim", by=manager)
    client.force_login(officer)
    with django_assert_max_num_queries(15):
        text = client.get("/retention/").content.decode()
    assert "Tonight: 1" in text and "Due, but kept: 1" in text and "A legal hold is set" in text
    run()
    text = client.get("/retention/disposed/").content.decode()
    assert str(made.family.pk)[-8:].upper() in text
    client.force_login(a_user("practitioner"))
    assert client.get("/retention/").status_code == client.get("/retention/disposed/").status_code == 403


def test_a_hold_is_set_and_lifted_from_the_family(client: Client, manager: User) -> None:
    made = old_family()
    client.force_login(manager)
    there = f"/families/{made.family.pk}/sharing/hold/"
    assert "Set a legal hold" in client.get(f"/families/{made.family.pk}/sharing/").content.decode()
    assert client.get(f"{there}lift/").status_code == 404
    assert client.post(there, {"reason": ""}).status_code == 422
    assert client.post(there, {"reason": "A claim"}).status_code == 302
    assert "A legal hold is set" in client.get(f"/families/{made.family.pk}/sharing/").content.decode()
    assert "“A claim”" in client.get(f"{there}lift/").content.decode()
    assert client.post(f"{there}lift/", {"why": "Settled"}).status_code == 302
    assert LegalHold.objects.get().why_lifted == "Settled"
    client.force_login(a_user("team_manager"))
    assert client.get(there).status_code == 403


def test_the_wall_shows_holds_and_the_log_to_keepers_only(manager: User, officer: User) -> None:
    made, held = old_family(), old_family()
    actions.set_hold(family=held.family, reason="A claim", by=manager)
    run()
    for user, many in ((officer, 1), (manager, 1), (a_user("practitioner"), 0), (a_user("social_worker"), 0)):
        with transaction.atomic(), viewing_as(user):
            assert (LegalHold.objects.count(), Disposal.objects.count()) == (many, many)
    assert made.family.pk == Disposal.objects.get().record_id
    assert PackInForce.objects.exists() and current_pack().pack.retention
