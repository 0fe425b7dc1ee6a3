"""Whatever is recorded about two people, merging loses nothing and loosens nothing, and parting brings it all back."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as some

from alongside.ground.access.models import Clearance, Exclusion, User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import now, today
from alongside.people.families import actions as families
from alongside.people.families.models import Family, Membership, Person, PersonAddress
from alongside.people.families.tests.factories import a_person
from alongside.people.matching.actions import merge_people, part_people
from alongside.people.matching.tests.dumping import differences, everything
from alongside.people.protection import actions as protection

STEPS = ("home", "safe_home", "name", "same_name", "joins", "leaves", "mother", "siblings", "restricted", "sealed",
         "family_sealed", "barred", "lifted", "telephone", "born")  # fmt: skip
some_steps = some.lists(some.tuples(some.sampled_from(STEPS), some.sampled_from([0, 1])), max_size=7)


class Town:
    """Two records, a mother, a family, and whoever may do everything."""

    def __init__(self) -> None:
        self.keeper, self.second, self.other = (a_user(role) for role in ("hub_manager", "team_manager", "hub_worker"))
        self.two = [a_person("Anna", "Thorley"), a_person("Annie", "Thorley")]
        self.mother = a_person("Ruth", "Thorley")
        self.family = families.start_family(members=[(self.mother, "parent")], by=self.keeper)
        self.day = dt.date(2020, 1, 1)

    def does(self, step: str, whose: int) -> None:
        self.day += dt.timedelta(days=30)
        person, by = Person.objects.get(pk=self.two[whose].pk), self.keeper
        by.forget_rights()
        if step in ("home", "safe_home"):
            families.record_address(
                people=[person], lines=f"{self.day} Row", confidential=step == "safe_home", since=self.day, by=by
            )
        elif step in ("name", "same_name"):
            forename = "Nan" if step == "same_name" else f"Nan{self.day}"
            families.add_name(person=person, kind="known_as", forename=forename, surname="Thorley", by=by)
        elif step == "joins":
            families.join_family(
                family=Family.objects.get(pk=self.family.pk), person=person, role="child", since=self.day, by=by
            )
        elif step == "leaves":
            for membership in Membership.objects.filter(person=person, until=None):
                families.leave_family(membership=membership, why="Moved", by=by)
        elif step in ("mother", "siblings"):
            other = self.mother if step == "mother" else self.two[1 - whose]
            families.relate(person=other, other=person, kind="mother" if step == "mother" else "sibling", by=by)
        elif step in ("restricted", "sealed", "family_sealed", "lifted"):
            self._keep(Family.objects.get(pk=self.family.pk) if step == "family_sealed" else person, step)
        elif step == "barred":
            protection.declare_kinship(person=person, kinship="knows", by=self.other)
        elif step == "telephone":
            families.change_person(person=person, seen_version=person.version, changes={"telephone": "1"}, by=by)
        else:
            changes = {"date_of_birth": self.day, "date_known": "exact"}
            families.change_person(person=person, seen_version=person.version, changes=changes, by=by)

    def _keep(self, subject: object, step: str) -> None:
        how = RecordClass.RESTRICTED if step == "restricted" else RecordClass.SEALED
        restriction = protection.restrict(
            subject=subject, record_class=how, category="other", reason="Made up for a property.",  # type: ignore[arg-type]
            whom_to_ask="The hub", review_on=today() + dt.timedelta(days=9), cleared=[self.second], by=self.keeper,
        )  # fmt: skip
        if step == "lifted":
            self.second.forget_rights()
            protection.ask_to_lift(restriction=restriction, why="It is over, it seems.", by=self.keeper)
            protection.lift(restriction=restriction, by=self.second)


def strictness(people: list[Person]) -> tuple[int, set[int], set[int], bool]:
    """The strictest class of them, who is barred from either, who sees whichever are kept, whether a home is secret."""
    ids = [one.pk for one in people]
    barred = set(Exclusion.objects.filter(subject__in=ids, ended_at=None).values_list("user", flat=True))
    held = Clearance.objects.filter(ended_at=None, until__gt=now())
    cleared = [
        set(held.filter(subject=one.pk).values_list("user", flat=True)) for one in people if one.record_class
    ]  # fmt: skip
    seeing = set.intersection(*cleared) if cleared else set(User.objects.values_list("pk", flat=True))
    return max(one.record_class for one in people), barred, seeing, any(one.address_is_kept for one in people)


@pytest.mark.slow
@given(first=some_steps, since=some_steps)
@settings(max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_any_two(matcher: User, first: list[tuple[str, int]], since: list[tuple[str, int]]) -> None:
    note(f"{first} {since}")
    town = Town()
    for step, whose in first:
        town.does(step, whose)
    town.keeper.forget_rights()
    before = everything()
    two = list(Person.objects.filter(pk__in=[one.pk for one in town.two]).order_by("pk"))
    addresses = set(PersonAddress.objects.filter(person__in=two, confidential=True).values_list("pk", flat=True))
    strict = strictness(two)
    merge = merge_people(kept=two[0], other=two[1], reason="They seem to be one", by=town.keeper)

    merged = Person.objects.get(pk=two[0].pk)
    found = strictness([merged])
    assert found[0] == strict[0], "the stricter class"
    assert found[1] == strict[1], "whoever is barred from either"
    assert found[2] <= strict[2], f"nobody sees it who did not see both: {first}"
    assert found[3] == strict[3]
    assert addresses <= set(PersonAddress.objects.filter(person=merged, confidential=True).values_list("pk", flat=True))

    if not since:
        part_people(merge=merge, why="They are two after all", by=town.keeper)
        assert differences(before, everything()) == []
        return
    for step, _ in since:
        town.does(step, 0)
    town.keeper.forget_rights()
    now_kept = Person.objects.get(pk=merged.pk).record_class
    part_people(merge=merge, why="They are two after all", by=town.keeper)
    eased = any(step in ("lifted", "leaves") for step, _ in since)  # who leaves a sealed family is not sealed with it
    for one in Person.objects.filter(pk__in=[one.pk for one in two]):
        was = next(each for each in two if each.pk == one.pk)
        assert one.record_class >= was.record_class or eased
    if now_kept > strict[0]:
        own = any(step in ("restricted", "sealed") for step, _ in since)
        classes = set(Person.objects.filter(pk__in=[one.pk for one in two]).values_list("record_class", flat=True))
        assert max(classes) == now_kept
        assert not own or min(classes) >= RecordClass.RESTRICTED
