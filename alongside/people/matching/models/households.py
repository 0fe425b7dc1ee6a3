"""Who lives as one household, and the places that never make one."""

from django.db import models
from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.lib.models import Identified
from alongside.people.families.models import Family, Person
from alongside.people.matching.models.linking import OPEN_TO_ME, WORKS_WITH_THEM, FeedPerson
from alongside.people.matching.words import Part, PlaceKind, Why


class PlacesList(Identified):
    """A whole list of places put in force: refuges, hostels, care homes, blocks. A run does not start without one."""

    wall_sql = None  # who put a list in force, and when; the places themselves are walled

    source = models.CharField(max_length=300, help_text="Who keeps the list, and what it is drawn from.")
    put_in_force_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    check_again_on = models.DateField()

    class Meta:
        ordering = ["-put_in_force_at", "-id"]

    def __str__(self) -> str:
        return f"Places list {self.pk}"


class Place(Identified):
    """A place whose residents are no family because they live there; its address links nobody and is shown to few."""

    wall_sql = "{keeps_closely}"

    the_list = models.ForeignKey(PlacesList, on_delete=models.CASCADE, related_name="places")
    kind = models.CharField(max_length=10, choices=PlaceKind.choices)
    name = models.CharField(max_length=200, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(uprn="") | ~Q(postcode=""), name="place_is_somewhere"),
        ]

    def __str__(self) -> str:
        return f"Place {self.pk}"


class Household(Identified):
    """Children and the adults who live with them or are their parents, from a day on. A child may be in two.

    `home` is a fingerprint of what holds it together (a property, a postcode and house, or a parent): no address.
    """

    wall_sql = "{matches_records} OR {all_families}"

    home = models.CharField(max_length=64)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    family = models.ForeignKey(
        Family, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="The recorded family most of its people belong to.",
    )  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["home"], condition=Q(until=None), name="one_household_at_a_home"),
        ]

    def __str__(self) -> str:
        return f"Household {self.pk}"


class HouseholdMember(Identified):
    """Somebody counted to a household from a day on, as child or adult, and why."""

    wall_sql = f"({{matches_records}} OR {{all_families}} OR {WORKS_WITH_THEM}) AND " + OPEN_TO_ME.replace(
        "{column}", "person_id"
    )

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    feed_person = models.ForeignKey(FeedPerson, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    part = models.CharField(max_length=5, choices=Part.choices)
    why = models.CharField(max_length=14, choices=Why.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["household_id", "since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, feed_person__isnull=False) | Q(person__isnull=False, feed_person=None),
                name="household_member_is_one_person",
            ),
            models.UniqueConstraint(
                fields=["household", "person"], condition=Q(until=None), name="person_in_household_once"
            ),
            models.UniqueConstraint(
                fields=["household", "feed_person"], condition=Q(until=None), name="feed_person_in_household_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of household {self.household_id}"
