"""Two records of one person: everything follows, nothing is lost, the stricter counts, and it can be undone."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from alongside.ground.access.models import Clearance, Exclusion, User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.access.viewing import viewing_as
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.people.families import actions as families
from alongside.people.families.models import Membership, Person, PersonAddress, PersonName, Relationship
from alongside.people.families.queries import find_people, members_of, understand
from alongside.people.families.tests.factories import a_family, a_person
from alongside.people.matching.actions import merge_people, part_people
from alongside.people.matching.models import Merge
from alongside.people.matching.tests.dumping import differences, everything
from alongside.people.protection import actions as protection
from alongside.people.protection.models import Restriction

WHY = "Same NHS number, same mother"
BORN = dt.date(2014, 3, 7)


def twice(**other: Any) -> tuple[Person, Person]:
    """Anna, recorded by the hub and again by a school."""
    kept = a_person("Anna", "Thorley", date_of_birth=BORN, upn="A123456789012")
    return kept, a_person("Annie", "Thorley", nhs_number="9990000018", telephone="01904 000001", **other)


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def keep(subject: object, how: int, keeper: User, *cleared: User) -> Restriction:
    return protection.restrict(
        subject=subject, record_class=how, category="high_risk", reason="Somebody looks for them.",  # type: ignore[arg-type]
        whom_to_ask="The hub, 01904 000000", review_on=today() + dt.timedelta(days=30), cleared=cleared, by=keeper,
    )  # fmt: skip


def test_it_checks_access(matcher: User, stranger: User) -> None:
    kept, other = twice()
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        merge_people(kept=kept, other=other, reason=WHY, by=stranger)
    merge = merge_people(kept=kept, other=other, reason=WHY, by=matcher)
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        part_people(merge=merge, why=WHY, by=stranger)


def test_everything_follows(matcher: User) -> None:
    kept, other = twice()
    mother, home = a_person("Ruth", "Thorley"), dt.date(2020, 1, 1)
    family = families.start_family(members=[(other, "child"), (mother, "parent")], by=matcher)
    families.relate(person=mother, other=other, kind="mother", by=matcher)
    families.record_address(people=[other], lines="4 Mill Lane", postcode="YO1 6GA", since=home, by=matcher)
    merge_people(kept=kept, other=other, reason=WHY, by=matcher)
    merged = fresh(kept)
    assert (merged.upn, merged.nhs_number, merged.telephone) == ("A123456789012", "9990000018", "01904 000001")
    assert merged.date_of_birth == BORN
    assert {(str(name), name.kind) for name in merged.names.all()} == {
        ("Anna Thorley", "usual"), ("Annie Thorley", "known_as"),
    }  # fmt: skip
    assert [member.id for member in members_of(family)] == [mother.pk, kept.pk]
    assert Relationship.objects.get(person=mother).other_id == kept.pk
    assert PersonAddress.objects.get().person_id == kept.pk
    assert [one.person.pk for one in find_people(understand("Annie Thorley"))] == [kept.pk]
    assert [one.person.pk for one in find_people(understand("9990000018"))] == [kept.pk]


def test_what_both_say_is_said_once_and_the_most_is_kept(matcher: User) -> None:
    kept, other = a_person("Anna", "Thorley"), a_person("Anna", "Thorley")
    mother = a_person("Ruth", "Thorley")
    family = families.start_family(members=[(kept, "child"), (mother, "parent")], by=matcher)
    families.join_family(family=family, person=other, role="child", since=dt.date(2021, 5, 1), by=matcher)
    families.relate(person=mother, other=kept, kind="mother", by=matcher)
    families.relate(person=mother, other=other, kind="mother", has_parental_responsibility=True, by=matcher)
    families.relate(person=kept, other=other, kind="sibling", by=matcher)
    before = everything()
    merge = merge_people(kept=kept, other=other, reason=WHY, by=matcher)
    assert Membership.objects.get(person=kept).since == dt.date(2021, 5, 1)
    assert Relationship.objects.get(until=None).has_parental_responsibility is True
    assert PersonName.objects.filter(person=kept).count() == 1
    assert not Membership.objects.filter(person=other).exists()
    part_people(merge=merge, why="They are twins after all", by=matcher)
    assert differences(before, everything()) == []


def test_of_two_homes_the_later_is_the_present_one(matcher: User) -> None:
    kept, other = twice()
    families.record_address(people=[kept], lines="1 Old Street", since=dt.date(2019, 1, 1), by=matcher)
    families.record_address(people=[other], lines="2 New Street", since=dt.date(2022, 1, 1), by=matcher)
    merge_people(kept=kept, other=other, reason=WHY, by=matcher)
    homes = {home.lines: home.until for home in PersonAddress.objects.filter(person=kept)}
    assert homes == {"1 Old Street": today(), "2 New Street": None}


@pytest.mark.parametrize("which", [0, 1])
def test_a_confidential_address_stays_so_and_hides_the_other(matcher: User, which: int) -> None:
    people = twice()
    families.record_address(
        people=[people[which]], lines="5 Safe Street", confidential=True, since=dt.date(2020, 1, 1), by=matcher
    )
    families.record_address(people=[people[1 - which]], lines="6 Open Street", since=dt.date(2023, 1, 1), by=matcher)
    merge = merge_people(kept=people[0], other=people[1], reason=WHY, by=matcher)
    assert fresh(people[0]).address_is_kept
    assert PersonAddress.objects.get(person=people[0], until=None).lines == "5 Safe Street"
    assert not PersonAddress.objects.filter(person=people[0], confidential=False).exists()
    part_people(merge=merge, why="Two people after all", by=matcher)
    assert [fresh(one).address_is_kept for one in people] == [which == 0, which == 1]
    assert PersonAddress.objects.get(person=people[1 - which]).confidential is False


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("how", [RecordClass.RESTRICTED, RecordClass.SEALED])
def test_the_stricter_class_counts_and_clearances_follow(keeper: User, which: int, how: RecordClass) -> None:
    people, cleared = twice(), a_user("family_worker")
    keep(people[which], how, keeper, cleared)
    before = everything()
    merge = merge_people(kept=people[0], other=people[1], reason=WHY, by=keeper)
    merged = fresh(people[0])
    assert (merged.record_class, merged.whom_to_ask) == (how, "The hub, 01904 000000")
    assert set(Clearance.objects.filter(subject=merged.pk, ended_at=None).values_list("user", flat=True)) == {
        keeper.pk, cleared.pk,
    }  # fmt: skip
    part_people(merge=merge, why="Two people after all", by=keeper)
    assert differences(before, everything()) == []


def test_of_two_kept_records_only_who_is_cleared_for_both_sees_the_one(keeper: User) -> None:
    kept, other = twice()
    one, both, another = a_user("family_worker"), a_user("family_worker"), a_user("family_worker")
    keep(kept, RecordClass.RESTRICTED, keeper, one, both)
    keep(other, RecordClass.SEALED, keeper, both, another)
    Clearance.objects.filter(subject=other.pk, user=both).update(until=now() + dt.timedelta(days=9))
    before = everything()
    merge = merge_people(kept=kept, other=other, reason=WHY, by=keeper)
    assert fresh(kept).record_class == RecordClass.SEALED
    held = Clearance.objects.filter(subject__in=[kept.pk, other.pk], ended_at=None)
    assert {(row.user_id, row.subject) for row in held} == {(keeper.pk, kept.pk), (both.pk, kept.pk)}
    assert held.get(user=both).until < now() + dt.timedelta(days=10)
    part_people(merge=merge, why="Two people after all", by=keeper)
    assert differences(before, everything()) == []


def test_whoever_is_barred_from_either_is_barred(keeper: User) -> None:
    kept, other = twice()
    aunt, neighbour = a_user("hub_worker"), a_user("hub_worker")
    protection.declare_kinship(person=other, kinship="relative", by=aunt)
    for one in (kept, other):
        protection.declare_kinship(person=one, kinship="knows", by=neighbour)
    merge_people(kept=kept, other=other, reason=WHY, by=keeper)
    barred = Exclusion.objects.filter(subject=kept.pk, ended_at=None).values_list("user", flat=True)
    assert set(barred) == {aunt.pk, neighbour.pk}


def test_a_restriction_set_since_holds_for_both(keeper: User) -> None:
    kept, other = twice()
    merge = merge_people(kept=kept, other=other, reason=WHY, by=keeper)
    keep(kept, RecordClass.SEALED, keeper)
    aunt = a_user("hub_worker")
    protection.declare_kinship(person=kept, kinship="relative", by=aunt)
    keeper.forget_rights()
    part_people(merge=merge, why="Two people after all", by=keeper)
    for one in (kept, other):
        assert fresh(one).record_class == RecordClass.SEALED
        assert Restriction.objects.filter(person=one, lifted_at=None).count() == 1
        assert Exclusion.objects.filter(subject=one.pk, user=aunt, ended_at=None).exists()
        assert Clearance.objects.filter(subject=one.pk, user=keeper, ended_at=None).exists()


def test_a_restriction_lifted_since_stays_lifted(keeper: User) -> None:
    kept, other = twice()
    second = a_user("team_manager")
    restriction = keep(other, RecordClass.RESTRICTED, keeper, second)
    merge = merge_people(kept=kept, other=other, reason=WHY, by=keeper)
    restriction.refresh_from_db()
    second.forget_rights()
    protection.ask_to_lift(restriction=restriction, why="He has moved abroad for good.", by=keeper)
    protection.lift(restriction=restriction, by=second)
    assert fresh(kept).record_class == RecordClass.NORMAL
    part_people(merge=merge, why="Two people after all", by=keeper)
    assert {fresh(one).record_class for one in (kept, other)} == {RecordClass.NORMAL}


def test_whoever_may_not_see_one_is_told_nothing(matcher: User, keeper: User) -> None:
    kept, restricted = twice()
    sealed, known, gone = a_person("Sally", "Sealed"), a_person("Nora", "Known"), a_person("Mo", "Merged")
    keep(restricted, RecordClass.RESTRICTED, keeper)
    keep(sealed, RecordClass.SEALED, keeper)
    protection.declare_kinship(person=known, kinship="relative", by=matcher)
    merge_people(kept=a_person("Mo", "Kept"), other=gone, reason=WHY, by=keeper)
    never = Person(pk=Merge().pk)
    said = set()
    for other in (restricted, sealed, known, gone, never):
        for first, second in ((kept, other), (other, kept)):
            with pytest.raises(NotAllowed) as refused:
                merge_people(kept=first, other=second, reason=WHY, by=matcher)
            said.add(str(refused.value))
    assert said == {"You can’t merge these two records. The hub manager can say what to do."}


def test_a_merge_that_became_closely_kept_is_undone_by_who_is_cleared(matcher: User, keeper: User) -> None:
    kept, other = twice()
    merge = merge_people(kept=kept, other=other, reason=WHY, by=matcher)
    keep(kept, RecordClass.RESTRICTED, keeper)
    with pytest.raises(NotAllowed, match="can’t merge"):
        part_people(merge=merge, why="Two people after all", by=matcher)


def test_what_was_done_since_stays_as_it_is(matcher: User) -> None:
    kept, other = twice()
    family = families.start_family(members=[(other, "child")], by=matcher)
    merge = merge_people(kept=kept, other=other, reason=WHY, by=matcher)
    merged = fresh(kept)
    families.change_person(
        person=merged, seen_version=merged.version, changes={"telephone": "01904 000002"}, by=matcher
    )
    families.leave_family(membership=Membership.objects.get(family=family), why="Moved", by=matcher)
    families.record_address(people=[merged], lines="9 Later Row", by=matcher)
    part_people(merge=merge, why="Two people after all", by=matcher)
    assert fresh(kept).telephone == "01904 000002"
    assert fresh(other).telephone == "01904 000001"
    left = Membership.objects.get(family=family)
    assert (left.person_id, left.until) == (other.pk, today())
    assert PersonAddress.objects.get(lines="9 Later Row").person_id == kept.pk


def test_merges_are_undone_in_order_and_once(matcher: User) -> None:
    kept, other = twice()
    third = a_person("Ann", "Thorley")
    before = everything()
    first = merge_people(kept=kept, other=other, reason=WHY, by=matcher)
    second = merge_people(kept=third, other=kept, reason=WHY, by=matcher)
    with pytest.raises(Refused, match="Undo that later merge first"):
        part_people(merge=first, why="Two people after all", by=matcher)
    part_people(merge=second, why="Two people after all", by=matcher)
    part_people(merge=first, why="Two people after all", by=matcher)
    with pytest.raises(Refused, match="parted already"):
        part_people(merge=first, why="Two people after all", by=matcher)
    assert differences(before, everything()) == []
    merge_people(kept=other, other=kept, reason=WHY, by=matcher)


def test_a_reason_is_needed_and_another_record(matcher: User) -> None:
    kept, other = twice()
    with pytest.raises(Refused, match="Say why in at least 10 letters"):
        merge_people(kept=kept, other=other, reason="same", by=matcher)
    with pytest.raises(Refused, match="one record already"):
        merge_people(kept=kept, other=kept, reason=WHY, by=matcher)


def test_a_merge_moves_what_whoever_merges_may_not_see(matcher: User, keeper: User) -> None:
    """In the hub worker's own name, behind the wall: a confidential address of somebody else's follows all the same."""
    kept, other = twice()
    made = a_family()
    families.join_family(family=made.family, person=other, role="child", by=the_system())
    families.record_address(people=[other], lines="5 Safe Street", confidential=True, by=keeper)
    with transaction.atomic(), viewing_as(matcher):
        assert not PersonAddress.objects.exists()
        merge = merge_people(kept=kept, other=other, reason=WHY, by=matcher)
        assert fresh(kept).address_is_kept
        assert not Person.objects.filter(pk=other.pk).exists(), "nobody is shown the record that was merged"
    assert PersonAddress.objects.get().person_id == kept.pk
    assert Membership.objects.filter(family=made.family, person=kept).exists()
    with transaction.atomic(), viewing_as(matcher):
        part_people(merge=merge, why="Two people after all", by=matcher)
    assert PersonAddress.objects.get().person_id == other.pk


def test_a_school_gained_by_merging_is_told_to_sharing(matcher: User) -> None:
    school = an_agency("Millbrook School")
    kept, other = twice(school=school)
    merge_people(kept=kept, other=other, reason=WHY, by=matcher)
    assert fresh(kept).school == school
