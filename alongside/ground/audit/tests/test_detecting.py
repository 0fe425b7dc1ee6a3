"""Odd reading is noticed: the St Helens pattern by its tenth family, and ordinary work is left alone."""

import datetime as dt
import threading
import uuid
from random import Random
from typing import Any

import pytest
from django.db import connection

from alongside.ground.audit import detecting
from alongside.ground.audit.actions import MAY_BE_KIN
from alongside.ground.audit.collecting import true_now
from alongside.ground.audit.detecting import count_norms, detect_odd_reading
from alongside.ground.audit.models import Alert, Event, Norm
from alongside.ground.audit.policies import MOST, limit, out_of_hours
from alongside.ground.audit.queries import the_system
from alongside.ground.audit.reading import note, request_scope
from alongside.ground.audit.tests.factories import a_read, a_reader
from alongside.ground.audit.words import AlertKind, Measure
from alongside.ground.lib.clock import LONDON

MONDAY = dt.datetime(2026, 3, 2, 10, tzinfo=LONDON)
DAY = dt.timedelta(days=1)


def opens(
    by: Any, standing: str = "role", family: uuid.UUID | None = None, action: str = "seen",
    then: Exception | None = None,
) -> None:  # fmt: skip
    with request_scope():
        one = family or uuid.uuid4()
        note(by=by, record_type="families.family", record_id=one, family_id=one, standing=standing, action=action)
        if then:
            raise then


def alerts(by: Any) -> list[str]:
    return list(Alert.objects.filter(about_id=by.pk).order_by("kind").values_list("kind", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("standing", ["role", "none"])
@pytest.mark.parametrize(
    ("role", "records"), [("family_worker", 145), ("housing_officer", 67)], ids=["st_helens", "stockport_homes"]
)
def test_st_helens_and_stockport_homes_alarm_by_the_tenth(role: str, records: int, standing: str) -> None:
    """A family intervention officer opened 145 people's records with no reason, somebody of a housing company looked 67
    people up; both were found only by audit, afterwards.
    """
    officer = a_reader(role)
    for number in range(1, records + 1):
        opens(officer, standing)
        assert bool(alerts(officer)) is (number >= 10), f"after {number} records"
    alert = Alert.objects.get(about_id=officer.pk)
    assert (alert.kind, alert.detail, alert.raised_by_id) == (
        "odd_reading", {"families": 10, "limit": 10}, the_system().pk,
    )  # fmt: skip
    assert Event.objects.get(kind="audit.alert_raised").record_id == str(alert.pk)


@pytest.mark.django_db
def test_ten_in_one_page_alarm_in_that_page() -> None:
    officer = a_reader("family_worker")
    with request_scope():
        for _ in range(10):
            family = uuid.uuid4()
            note(by=officer, record_type="families.family", record_id=family, family_id=family, standing="none")
    assert alerts(officer) == ["odd_reading"]


@pytest.mark.django_db
def test_the_alert_and_the_tenth_reading_are_written_together_or_not_at_all() -> None:
    officer = a_reader("family_worker")
    for _ in range(9):
        opens(officer)
    with pytest.raises(ZeroDivisionError):
        opens(officer, then=ZeroDivisionError())
    assert alerts(officer) == []
    opens(officer)
    assert alerts(officer) == ["odd_reading"]


@pytest.mark.django_db
def test_work_with_a_relationship_the_same_family_again_and_lists_are_not_odd() -> None:
    worker, again = a_reader("family_worker"), uuid.uuid4()
    for _ in range(12):
        opens(worker, "involved")
        opens(worker, "duty")
        opens(worker, "role", again)
        opens(worker, "role", action="listed")
    Event.objects.bulk_create([a_read(worker, standing="role", at=true_now() - 2 * DAY) for _ in range(12)])
    opens(worker)
    assert alerts(worker) == []


@pytest.mark.django_db
def test_a_closed_alert_is_not_raised_again_within_a_day_and_an_open_one_never() -> None:
    officer = a_reader("family_worker")
    for _ in range(12):
        opens(officer)
    Alert.objects.update(raised_at=true_now() - 3 * DAY)
    opens(officer)
    assert len(alerts(officer)) == 1, "open still"
    Alert.objects.update(state="closed", closed_by=a_reader(), closed_at=true_now(), outcome="explained", note="Fine.")
    opens(officer)
    assert len(alerts(officer)) == 2
    Alert.objects.filter(state="open").update(
        state="closed", closed_by=a_reader(), closed_at=true_now(), outcome="explained", note="Fine."
    )
    opens(officer)
    assert len(alerts(officer)) == 2, "closed today"


@pytest.mark.django_db(transaction=True)
def test_two_requests_of_one_reader_at_once_count_each_other() -> None:
    officer = a_reader("family_worker")
    for _ in range(8):
        opens(officer)
    start, errors = threading.Barrier(2), []

    def read() -> None:
        try:
            start.wait()
            opens(officer)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    both = [threading.Thread(target=read) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert errors == [] and alerts(officer) == ["odd_reading"]


def usual(measure: Measure, roles: list[str], families: float) -> None:
    Norm.objects.create(measure=measure, roles=roles, usual=families, people=9, counted_at=true_now())


@pytest.mark.django_db
def test_a_role_whose_people_all_read_much_has_its_own_limit_except_for_no_reason_at_all() -> None:
    usual(Measure.UNRELATED, ["hub_worker"], 20)
    hub, other = a_reader("hub_worker"), a_reader("hub_worker")
    for _ in range(29):
        opens(hub)
    assert alerts(hub) == []
    opens(hub)
    assert Alert.objects.get(about_id=hub.pk).detail == {"families": 30, "limit": 30}
    for _ in range(10):
        opens(other, "none")
    assert alerts(other) == ["odd_reading"]


@pytest.mark.parametrize(
    ("measure", "normal", "families"),
    [
        (Measure.UNRELATED, 0, 10), (Measure.UNRELATED, 6, 10), (Measure.UNRELATED, 7, 11),
        (Measure.UNRELATED, 1_000, MOST), (Measure.FAMILIES, 20, 60), (Measure.OUT_OF_HOURS, 0, 5),
    ],
)  # fmt: skip
def test_the_limit_of_a_role(measure: Measure, normal: float, families: int) -> None:
    assert limit(measure, normal) == families


@pytest.mark.parametrize(
    ("moment", "is_out"),
    [
        (dt.datetime(2026, 3, 2, 6, 59, tzinfo=LONDON), True), (dt.datetime(2026, 3, 2, 7, tzinfo=LONDON), False),
        (dt.datetime(2026, 3, 2, 20, tzinfo=LONDON), True), (dt.datetime(2026, 3, 7, 12, tzinfo=LONDON), True),
        (dt.datetime(2026, 4, 3, 12, tzinfo=LONDON), True), (dt.datetime(2026, 7, 1, 19, 30, tzinfo=dt.UTC), True),
    ],
)  # fmt: skip
def test_out_of_hours(moment: dt.datetime, is_out: bool) -> None:
    assert out_of_hours(moment) is is_out


@pytest.mark.django_db
def test_every_night_the_whole_day_is_looked_at() -> None:
    many, late, refused, kin, calm = (a_reader("family_worker") for _ in range(5))
    night = MONDAY.replace(hour=22)
    families = [uuid.uuid4() for _ in range(3)]
    Event.objects.bulk_create(
        [
            *(a_read(many, at=MONDAY) for _ in range(40)),
            *(a_read(late, at=night, standing="role") for _ in range(5)),
            *(a_read(refused, at=MONDAY, kind="audit.denied", standing="none") for _ in range(5)),
            *(a_read(kin, at=MONDAY, family=family) for family in families),
            *(a_read(calm, at=MONDAY) for _ in range(8)),
            *(a_read(calm, at=night) for _ in range(5)),
            *(a_read(calm, at=MONDAY - 2 * DAY, standing="none") for _ in range(30)),
        ]
    )
    asked: list[tuple[int, int]] = []

    def may_be_kin(reader: int, opened: Any) -> list[uuid.UUID]:
        asked.append((reader, len(opened)))
        return [families[0]] if reader == kin.pk else []

    MAY_BE_KIN.register(may_be_kin)
    try:
        raised = detect_odd_reading(by=the_system(), now=MONDAY.replace(hour=23))
        again = detect_odd_reading(by=the_system(), now=MONDAY.replace(hour=23))
    finally:
        MAY_BE_KIN._listeners.remove(may_be_kin)
    assert {alert.about_id: alert.kind for alert in raised} == {
        many.pk: AlertKind.MANY_RECORDS, late.pk: AlertKind.OUT_OF_HOURS, refused.pk: AlertKind.DENIED_ATTEMPT,
        kin.pk: AlertKind.OWN_FAMILY,
    }  # fmt: skip
    assert next(a for a in raised if a.about_id == kin.pk).detail == {"families": [str(families[0])]}
    assert (refused.pk, 0) in asked and (calm.pk, 13) in asked
    assert again == [] and alerts(calm) == []


@pytest.mark.django_db
def test_what_is_usual_is_the_middle_persons_busy_day_and_one_snooper_does_not_move_it() -> None:
    hub = [a_reader("hub_worker") for _ in range(5)]
    for day in range(1, 11):
        for person in hub:
            reads = 60 if person == hub[0] else 10
            Event.objects.bulk_create(
                [a_read(person, at=MONDAY - day * DAY, standing="role", roles=("hub_worker",)) for _ in range(reads)]
            )
    lonely = a_reader("head_teacher")
    Event.objects.bulk_create([a_read(lonely, at=MONDAY - DAY, standing="role", roles=("head_teacher",))])
    assert count_norms(by=the_system(), now=MONDAY) == 3
    norm = Norm.objects.get(measure=Measure.UNRELATED)
    assert (norm.roles, norm.usual, norm.people) == (["hub_worker"], 10.0, 5)
    assert str(norm) == "unrelated of 5 people"
    assert Norm.objects.get(measure=Measure.OUT_OF_HOURS).usual == 10.0, "the weekends"
    assert count_norms(by=the_system(), now=MONDAY + 60 * DAY) == 0 and not Norm.objects.exists()


ROLES = {  # how many people; families a day they work with, that wait for them, that only their role lets them open
    "family_worker": (24, 7, 0, 0.5),
    "practitioner": (12, 4, 0, 0.3),
    "hub_worker": (8, 1, 18, 5),
    "locality_manager": (6, 3, 4, 14),
}
LEARNING, WATCHED = 9, 10


@pytest.mark.slow
@pytest.mark.django_db
def test_ordinary_weeks_raise_at_most_one_alert_in_a_hundred_days_of_a_person() -> None:
    """Fifty people, four weeks, some evenings and weekends; then a snooper among them is still found."""
    drawn = Random(27)
    people = [(a_reader(role), role) for role, (many, *_) in ROLES.items() for _ in range(many)]
    pool = {person.pk: [uuid.UUID(int=drawn.getrandbits(128)) for _ in range(25)] for person, _ in people}
    raised = days = 0
    for number, day in enumerate(MONDAY + n * DAY for n in range((LEARNING + WATCHED) * 7 // 5)):
        reads = [read for person, role in people for read in _a_day(drawn, person, role, pool[person.pk], day)]
        Event.objects.bulk_create(reads)
        tonight = day.replace(hour=23, minute=59)
        if number > LEARNING * 7 // 5:
            raised += len(detect_odd_reading(by=the_system(), now=tonight))
            days += len({read.by_id for read in reads})
            Alert.objects.all().delete()  # somebody looked: an open alert would hide the next
        count_norms(by=the_system(), now=tonight)
    assert days > 400
    assert raised <= days / 100, f"{raised} alerts in {days} days"
    snooper = people[0][0]
    for number in range(1, 11):
        opens(snooper)
        assert bool(alerts(snooper)) is (number >= 10)


def _a_day(drawn: Random, person: Any, role: str, pool: list[uuid.UUID], day: dt.datetime) -> list[Event]:
    _, own, duty, by_role = ROLES[role]
    if day.weekday() > 4 and drawn.random() > 0.03:
        return []
    reads = []
    for standing, mean in (("involved", own), ("duty", duty), ("role", by_role)):
        for _ in range(_about(drawn, mean)):
            hour = drawn.choice([9, 10, 11, 12, 14, 15, 16]) if drawn.random() > 0.03 else 20
            family = drawn.choice(pool) if standing == "involved" else uuid.UUID(int=drawn.getrandbits(128))
            reads.append(a_read(person, at=day.replace(hour=hour), family=family, standing=standing, roles=(role,)))
    return reads


def _about(drawn: Random, mean: float) -> int:
    """How many, when it is `mean` on an average day; some days twice as busy."""
    busy = mean * drawn.choice([0.5, 0.8, 1, 1, 1, 1.2, 1.6])
    return sum(1 for _ in range(200) if drawn.random() < busy / 200)


def test_the_lock_of_readers_is_one_no_other_lock_of_ours_uses() -> None:
    assert 0 < detecting.LOCK < 2**31
