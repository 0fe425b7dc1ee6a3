"""Lists on record: made when due and when asked for, confirmed by one for all, and what changed since."""

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.access.words import AgencyKind
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.lib.working_days import add_working_days
from alongside.ground.operating_models.actions import adopt
from alongside.helping.right_help_lists import actions, queries
from alongside.helping.right_help_lists.models import RightHelpList
from alongside.helping.right_help_lists.policies import is_due
from alongside.helping.right_help_lists.tasks import make_due_lists
from alongside.helping.right_help_lists.tests.factories import Receiving, a_listed_family, receiving, to_school
from alongside.helping.right_help_lists.words import MadeBecause
from alongside.people.episodes.actions import name_lead
from alongside.people.episodes.models import Lead
from alongside.people.episodes.tests.factories import OpenFamily
from alongside.people.families.tests.factories import a_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


@pytest.fixture
def school() -> Receiving:
    return receiving(name="Millbrook School")


@pytest.fixture
def opened(school: Receiving) -> OpenFamily:
    return a_listed_family(school.agency)


def again(user: User) -> User:
    """The same person at their next request."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("last", "every", "day", "due"),
    [
        (None, 1, dt.date(2026, 3, 17), True),
        (dt.date(2026, 3, 1), 1, dt.date(2026, 3, 31), False),
        (dt.date(2026, 3, 31), 1, dt.date(2026, 4, 1), True),
        (dt.date(2026, 1, 1), 3, dt.date(2026, 3, 31), False),
        (dt.date(2026, 1, 31), 3, dt.date(2026, 4, 1), True),
        (dt.date(2025, 12, 1), 1, dt.date(2026, 1, 1), True),
    ],
)
def test_a_list_is_due_by_months_of_the_calendar(last: dt.date | None, every: int, day: dt.date, due: bool) -> None:
    assert is_due(last, every, day) is due


def test_it_checks_access(school: Receiving, opened: OpenFamily) -> None:
    stranger = receiving().reader
    made = actions.make_list(agency=school.agency, by=school.reader)
    with pytest.raises(NotAllowed):
        actions.make_list(agency=school.agency, by=stranger)
    with pytest.raises(NotAllowed):
        actions.make_list(agency=school.agency, by=a_user("social_worker", agency=school.agency))
    with pytest.raises(NotAllowed, match="another agency’s"):
        actions.confirm_receipt(the_list=made, by=stranger)
    with pytest.raises(NotFoundForYou):
        queries.own_list(stranger, made.pk)
    with pytest.raises(NotAllowed):
        queries.what_was_told(school.reader, made.pk)
    with pytest.raises(NotAllowed):
        queries.agencies_with_lists(school.reader, waiting=True)
    assert not queries.lists_to_confirm(a_user("social_worker", agency=school.agency)).exists()


def test_a_list_records_who_was_told_what_by_id(school: Receiving, opened: OpenFamily) -> None:
    made = actions.make_list(agency=school.agency, by=school.reader)
    assert made.due_on == add_working_days(today(), 5)
    assert made.why == MadeBecause.ASKED
    listed = {(row.child_id, row.episode_id, row.lead_id) for row in made.children.all()}
    assert listed == {(child.pk, opened.episode.pk, opened.cast.lead.pk) for child in opened.made.children}
    event = Event.objects.get(kind="right_help_lists.made")
    assert event.detail == {"agency": str(school.agency.pk), "why": "asked"}
    manager = opened.cast.hub_manager
    found, told = queries.what_was_told(manager, made.pk)
    assert found == made
    assert [one.child.forename for one in told] == ["Child1", "Child2"]
    assert list(queries.told_about(manager, opened.made.family)) == [made]
    with pytest.raises(NotFoundForYou):
        queries.what_was_told(manager, opened.made.family.pk)


def test_without_an_agreement_or_a_rule_there_is_no_list(opened: OpenFamily, school: Receiving, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not accepted the sharing agreement"):
        actions.make_list(agency=an_agency(), by=opened.cast.hub_manager)
    make_york_without_lists(tmp_path)
    with pytest.raises(Refused, match="makes no Right Early Help lists"):
        actions.make_list(agency=school.agency, by=school.reader)
    assert queries.why_no_list(school.agency) == "This council makes no Right Early Help lists."
    assert actions.make_list_if_due(agency=school.agency, by=the_system()) is None


def make_york_without_lists(at: Path) -> None:
    """York's model without its rule about lists, in force."""
    folder = Path(shutil.copytree(settings.PACKS_FOLDER / "york-2020", at / "york"))
    for name, pattern, instead in (
        ("consent.yaml", r"right_help_lists:\n(  .*\n)+", ""), ("pack.yaml", r'(?m)^version: .*$', 'version: "2099.1"'),
    ):  # fmt: skip
        file = folder / name
        file.write_text(re.sub(pattern, instead, file.read_text(encoding="utf-8")), encoding="utf-8")
    adopt(folder=folder, by=the_system())


def test_one_confirms_for_all_and_twice_changes_nothing(school: Receiving, opened: OpenFamily) -> None:
    made = actions.make_list(agency=school.agency, by=school.reader)
    colleague = a_user(agency=school.agency)
    assert list(queries.lists_to_confirm(colleague)) == [made]
    actions.confirm_receipt(the_list=made, by=school.reader)
    assert not queries.lists_to_confirm(colleague).exists()
    actions.confirm_receipt(the_list=made, by=colleague)
    assert made.confirmed_by == school.reader
    assert Event.objects.filter(kind="right_help_lists.confirmed").count() == 1


def test_a_later_list_takes_the_place_of_the_one_before(school: Receiving, opened: OpenFamily) -> None:
    first = actions.make_list(agency=school.agency, by=school.reader)
    second = actions.make_list(agency=school.agency, by=opened.cast.hub_manager)
    assert list(queries.lists_to_confirm(school.reader)) == [second]
    with pytest.raises(Refused, match="newer list"):
        actions.confirm_receipt(the_list=first, by=school.reader)


def test_what_changed_since_the_agency_confirmed(school: Receiving, opened: OpenFamily) -> None:
    assert not any(one.is_new for one in queries.list_today(school.reader).children)
    actions.confirm_receipt(the_list=actions.make_list(agency=school.agency, by=school.reader), by=school.reader)
    to_school(opened.made.children[0], receiving().agency, opened.cast.hub_manager)
    newcomer = a_listed_family(school.agency)
    to_school(newcomer.made.children[1], None, newcomer.cast.hub_manager)
    Lead.objects.filter(episode=opened.episode).update(until=now())
    name_lead(episode=opened.episode, user=newcomer.cast.lead, why="Nearer", by=opened.cast.hub_manager)
    actions.make_list(agency=school.agency, by=school.reader)
    found = queries.list_today(again(school.reader))
    news = {one.child.id: (one.is_new, one.lead_changed) for one in found.children}
    assert news == {opened.made.children[1].pk: (False, True), newcomer.made.children[0].pk: (True, False)}
    assert [one.id for one in found.left] == [opened.made.children[0].pk]


def test_the_schedule_makes_what_is_due_once(school: Receiving, opened: OpenFamily) -> None:
    idle = receiving(AgencyKind.VOLUNTARY)
    with time_machine.travel(now() + dt.timedelta(days=1)):
        make_due_lists(0)
        make_due_lists(0)
    made = RightHelpList.objects.get()
    assert (made.agency, made.why, made.made_by) == (school.agency, MadeBecause.SCHEDULE, the_system())
    assert not RightHelpList.objects.filter(agency=idle.agency).exists()
    with time_machine.travel(now() + dt.timedelta(days=33)):
        make_due_lists(0)
        assert RightHelpList.objects.count() == 2
        for child in opened.made.children:
            to_school(child, None, opened.cast.hub_manager)
    with time_machine.travel(now() + dt.timedelta(days=66)):
        make_due_lists(0)
    with time_machine.travel(now() + dt.timedelta(days=99)):
        make_due_lists(0)
    assert [one.children.count() for one in RightHelpList.objects.order_by("id")] == [2, 2, 0]


def test_a_list_is_confirmed_by_somebody_after_it_was_made(school: Receiving) -> None:
    made = actions.make_list(agency=school.agency, by=school.reader)
    rows = RightHelpList.objects.filter(pk=made.pk)
    with pytest.raises(IntegrityError, match="list_confirmed_by_somebody"), transaction.atomic():
        rows.update(confirmed_at=now())
    with pytest.raises(IntegrityError, match="list_confirmed_after_it_was_made"), transaction.atomic():
        rows.update(confirmed_at=made.made_at - dt.timedelta(hours=1), confirmed_by=school.reader)
