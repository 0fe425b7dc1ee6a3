"""What feeds say of people, and of whom they say it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.lib.models import Identified
from alongside.people.families.models import Person
from alongside.people.matching.words import How, Kind, RunState, Said, Standing

OPEN_TO_ME = (
    "({table}.{column} IS NULL OR EXISTS (SELECT 1 FROM families_person p WHERE p.id = {table}.{column}"
    " AND (p.record_class = 0 OR p.id = ANY({cleared})) AND NOT p.id = ANY({excluded})))"
)
WORKS_WITH_THEM = (
    "EXISTS (SELECT 1 FROM families_membership m JOIN families_family f ON f.id = m.family_id"
    " WHERE m.person_id = {table}.person_id AND m.until IS NULL AND {content_of_f})"
)

OF_ONE_SEEN = 'EXISTS (SELECT 1 FROM "matching_description" up WHERE up.id = {table}."description_id")'


def _wall(*columns: str, also: str = "") -> str:
    """For those who match records, and `also`; never about anybody kept closely in those columns."""
    kept = [OPEN_TO_ME.replace("{column}", column) for column in columns]
    return " AND ".join([f"({{matches_records}}{also and f' OR {also}'})", *kept])


class Told(models.Model):
    """What is told of somebody, in the canonical columns of a feed; blank means not known."""

    nhs_number = models.TextField(blank=True)
    upn = models.TextField(blank=True)
    other_id = models.TextField(blank=True)
    forename = models.TextField(blank=True)
    surname = models.TextField(blank=True)
    previous_surname = models.TextField(blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    address = models.TextField(blank=True)
    postcode = models.TextField(blank=True)
    uprn = models.TextField(blank=True)

    class Meta:
        abstract = True


class FeedPerson(Identified, Told):
    """Somebody known to feeds only: the best of what is told of them. Never somebody who resembles a kept person."""

    wall_sql = "{matches_records}"

    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "feed people"

    def __str__(self) -> str:
        return f"Feed person {self.pk}"


class Description(Identified, Told):
    """One way in which one feed describes somebody, however many of its records do so, and whom it is about.

    Matching decides about descriptions, not records: a hundred absences of one child are compared once. `keys` are
    the numbers under which it can meet a person (linkage's finding rules), so that a change concerns few.
    """

    wall_sql = _wall(
        "person_id", "resembles_id", also=f"{WORKS_WITH_THEM} OR {{table}}.resembles_id = ANY({{cleared}})"
    )

    feed = models.CharField(max_length=60)
    digest = models.UUIDField()
    keys = ArrayField(models.BigIntegerField(), default=list)
    own_keys = ArrayField(
        models.BigIntegerField(), default=list, help_text="Those under which another description can meet it."
    )
    standing = models.CharField(max_length=12, choices=Standing.choices)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="descriptions"
    )  # fmt: skip
    feed_person = models.ForeignKey(
        FeedPerson, on_delete=models.SET_NULL, null=True, blank=True, related_name="descriptions"
    )
    resembles = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The closely kept person it resembles: only who is cleared for them sees it.",
    )  # fmt: skip
    how = models.CharField(max_length=12, choices=How.choices, blank=True)
    weight = models.FloatField(null=True, help_text="Bits.")
    margin = models.FloatField(null=True, help_text="Bits ahead of the second best.")
    fields = models.JSONField(default=list, help_text="Field by field: what was found and how many bits it adds.")
    model_version = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["keys"], name="description_keys", fastupdate=False),
            GinIndex(
                fields=["own_keys"],
                name="description_own_keys",
                fastupdate=False,
                condition=Q(standing__in=["feed_only", "set_aside"]),
            ),
            models.Index(fields=["feed"], condition=Q(model_version=""), name="descriptions_to_decide"),
            models.Index(fields=["standing", "id"], name="descriptions_by_standing"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["feed", "digest"], name="described_once_in_a_feed"),
            models.CheckConstraint(
                condition=Q(standing="joined", person__isnull=False, feed_person=None, resembles=None)
                | Q(standing="feed_only", person=None, resembles=None)
                | Q(standing__in=["waiting", "set_aside"], person=None, resembles=None)
                | Q(standing="quarantined", person=None, feed_person=None, resembles__isnull=False),
                name="description_is_of_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"Description {self.pk} of feed {self.feed}"


class MatchedRow(Identified):
    """A record of a feed (known by its feed and record_id) and the description it gives of somebody."""

    walled_by = "description"

    feed = models.CharField(max_length=60)
    record_id = models.TextField(
        db_collation="C", help_text="As in the row of the feed: else no index finds it by one."
    )
    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="rows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "record_id"], name="row_matched_once")]

    def __str__(self) -> str:
        return f"Row {self.record_id} of {self.feed}"


class PossibleMatch(Identified):
    """A person whom a description may be about, best first, with why it was not certain."""

    wall_sql = " AND ".join([_wall("person_id", also="{table}.person_id = ANY({cleared})"), OF_ONE_SEEN])

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="possible")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    weight = models.FloatField(help_text="Bits.")
    reasons = ArrayField(models.CharField(max_length=24), default=list)
    fields = models.JSONField(default=list)

    class Meta:
        ordering = ["description_id", "place"]
        constraints = [models.UniqueConstraint(fields=["description", "person"], name="possible_match_once")]

    def __str__(self) -> str:
        return f"Person {self.person_id} for description {self.description_id}"


class SaidBySomebody(Identified):
    """What a person said of two, by whom and when; one that is taken back is kept and counts no more."""

    said = models.CharField(max_length=10, choices=Said.choices)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-at", "-id"]


class Answer(SaidBySomebody):
    """What somebody said of a record and a person; remembered whatever becomes of loads and runs.

    Known by feed and record_id, and by what the feed told then, so that it holds when the record says more later and
    when another record says the same.
    """

    wall_sql = _wall("person_id")

    feed = models.CharField(max_length=60)
    record_ids = ArrayField(models.TextField(), help_text="The records that gave this description then.")
    digest = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta(SaidBySomebody.Meta):
        indexes = [
            GinIndex(fields=["record_ids"], name="answer_records", condition=Q(taken_back_at=None)),
            models.Index(fields=["feed", "digest"], name="answers_about_description"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "digest", "person"], condition=Q(taken_back_at=None), name="compared_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.said}: person {self.person_id}, feed {self.feed}"


class KnownPerson(models.Model):
    """A person as matching last saw them: the table that records are compared with. Read by jobs only."""

    wall_sql = "false"

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    told = models.JSONField()
    keys = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="known_person_keys", fastupdate=False)]

    def __str__(self) -> str:
        return f"Person {self.person_id} as known"


class ChangedPerson(models.Model):
    """Somebody changed since matching last looked; the database notes it itself, whoever changes them."""

    wall_sql = "false"

    id = models.BigAutoField(primary_key=True)
    person_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["person_id"])]

    def __str__(self) -> str:
        return f"Person {self.person_id} changed"


class Counts(Identified):
    """What was counted of the people when everything was last matched, so that what changes later is weighed alike."""

    wall_sql = None  # how frequent names and places are: about nobody

    at = models.DateTimeField()
    people = models.PositiveIntegerField()
    model_version = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"Counts of {self.people} people"


class Run(Identified):
    """One run of matching: how far it came, and what came of it."""

    wall_sql = None  # numbers only: about nobody

    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    marker = models.BigIntegerField(default=0, help_text="Number of the last load or withdrawal taken account of.")
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="How many descriptions stand how.")
    stop_asked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-began_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} run {self.pk}"
