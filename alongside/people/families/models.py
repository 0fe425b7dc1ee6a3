"""Who it is about: people, the families they belong to, how they are related and where they live."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import Guarded, User
from alongside.ground.access.words import Section
from alongside.ground.lib.models import Identified, Versioned
from alongside.people.families.words import DateKnown, FamilyRole, NameKind, RelationshipKind, Sex


class Family(Identified, Versioned, Guarded):
    """People who are helped together. Its readers are the principals of those who work with it.

    `wards` are where its people live now, kept by triggers of the database (migration 0003) for roles that reach by
    locality. Kept addresses and people whose record is kept closely are left out: where they live is told to nobody.
    """

    guarded_by = ""
    made_by = "created_by"
    existence_only = True

    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    readers = ArrayField(models.IntegerField(), default=list, blank=True)
    wards = ArrayField(models.CharField(max_length=9), default=list, blank=True, editable=False)
    be_careful = models.TextField(blank=True, help_text="Anything whoever meets the family should be careful of.")

    class Meta:
        verbose_name_plural = "families"
        indexes = [
            GinIndex(fields=["readers"], name="family_readers", fastupdate=False),
            GinIndex(fields=["wards"], name="family_wards", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"Family {self.pk}"


class Person(Identified, Versioned, Guarded):
    """Somebody: a child, a parent, a relative. Known by names, perhaps by date of birth and identifiers.

    An identifier that fails its check digit is kept as written and flagged when shown; it never blocks helping.
    """

    guarded_by = ""
    existence_only = True

    date_of_birth = models.DateField(null=True, blank=True)
    date_known = models.CharField(max_length=10, choices=DateKnown.choices, default=DateKnown.UNKNOWN)
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    ethnicity = models.CharField(max_length=4, blank=True, help_text="DfE code, such as WBRI.")
    first_language = models.CharField(max_length=60, blank=True)
    needs_interpreter = models.BooleanField(null=True)
    has_send = models.BooleanField(null=True, help_text="Special educational needs or disability.")
    died_on = models.DateField(null=True, blank=True)
    nhs_number = models.CharField(max_length=20, blank=True, db_index=True)
    upn = models.CharField(max_length=20, blank=True, db_index=True, help_text="Unique pupil number.")
    telephone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    contact_note = models.CharField(max_length=300, blank=True, help_text="How and when it is safe to get in touch.")
    address_is_kept = models.BooleanField(default=False, help_text="The present address is confidential.")
    school = models.ForeignKey("access.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["date_of_birth"])]
        constraints = [
            models.CheckConstraint(
                name="date_of_birth_when_known",
                condition=(Q(date_known=DateKnown.UNKNOWN) & Q(date_of_birth__isnull=True))
                | (~Q(date_known=DateKnown.UNKNOWN) & Q(date_of_birth__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Person {self.pk}"


class PersonName(Identified):
    """A name somebody goes by or went by, with the stored keys by which it is found (see `policies.search_keys`)."""

    walled_by = "person"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=10, choices=NameKind.choices, default=NameKind.USUAL)
    forename = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=120, blank=True)
    forename_key = models.CharField(max_length=120, blank=True)
    surname_key = models.CharField(max_length=120, blank=True)
    keys = ArrayField(models.CharField(max_length=130), default=list, blank=True)

    class Meta:
        ordering = ["person_id", "id"]
        indexes = [
            GinIndex(fields=["keys"], name="person_name_keys", fastupdate=False),
            models.Index(fields=["surname_key", "forename_key", "id"]),
            models.Index(fields=["forename_key", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(kind=NameKind.USUAL), name="one_usual_name"),
            models.CheckConstraint(condition=~Q(forename="") | ~Q(surname=""), name="name_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}".strip()


class FindableName(models.Model):
    """Every name that may be searched by whoever looks: sealed people are not among them.

    A view with its own filter instead of the table behind its policy, because the operator that finds keys (`&&`) is
    not leakproof: behind a policy PostgreSQL would read every name of the council (docs/adr/0011).
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+")
    forename_key = models.CharField(max_length=120)
    surname_key = models.CharField(max_length=120)
    keys = ArrayField(models.CharField(max_length=130))
    date_of_birth = models.DateField(null=True)

    wall_sql = None  # the view is its own wall
    view_sql = (
        "SELECT n.id, n.person_id, n.forename_key, n.surname_key, n.keys, p.date_of_birth FROM families_personname n"
        " JOIN families_person p ON p.id = n.person_id WHERE NOT alongside_is_web() OR {known}"
    )

    class Meta:
        managed = False
        db_table = "families_findable_name"

    def __str__(self) -> str:
        return f"Name {self.pk}"


class Membership(Identified):
    """A person belongs to a family for a period; a child may belong to two families at once."""

    walled_by = ("family", "person")

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=FamilyRole.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "person"], condition=Q(until__isnull=True), name="belongs_to_a_family_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} in family {self.family_id}"


class Relationship(Identified):
    """`person` is `kind` to `other`: 'mother' means that person is the mother of other."""

    walled_by = ("person", "other")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relationships")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relationships_of_others")
    kind = models.CharField(max_length=20, choices=RelationshipKind.choices)
    has_parental_responsibility = models.BooleanField(null=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("other")), name="not_related_to_oneself"),
            models.UniqueConstraint(
                fields=["person", "other", "kind"], condition=Q(until__isnull=True), name="related_in_one_way_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} (people {self.person_id}, {self.other_id})"


ADDRESS_WALL = (
    "EXISTS (SELECT 1 FROM families_person p WHERE p.id = {table}.person_id"
    " AND (p.record_class = 0 OR p.id = ANY({cleared})))"
    " AND (NOT {table}.confidential OR {table}.id = ANY({cleared}) OR {table}.recorded_by_id = {me})"
    " AND ({all_families} OR {table}.recorded_by_id = {me} OR EXISTS (SELECT 1 FROM families_membership m"
    " JOIN families_family f ON f.id = m.family_id"
    " WHERE m.person_id = {table}.person_id AND m.until IS NULL AND {content_of_f}))"
)
"""An address is read by who works with a family its person belongs to now, so that the readers of a family somebody
fled lose the new one. What search tells of everybody is the ward alone (`FindableWard`)."""


class PersonAddress(Identified):
    """Where a person lives or lived. The ward decides the locality at every tier of the pack.

    A confidential address is seen by whoever wrote it down and by people cleared for it by name; nobody else, whatever
    their role or part in the family (security rules 15 to 19).
    """

    wall_sql = ADDRESS_WALL

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    no_fixed_address = models.BooleanField(default=False)
    lines = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True, db_index=True)
    uprn = models.CharField(max_length=12, blank=True, help_text="Unique property reference number.")
    ward_code = models.CharField(max_length=9, blank=True, db_index=True)
    confidential = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="address_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(no_fixed_address=False) | Q(lines=""), name="no_fixed_address_has_no_lines"
            ),
        ]

    def __str__(self) -> str:
        return f"Address of person {self.person_id}"


class FindableWard(models.Model):
    """The ward somebody lives in, for telling people of one name apart in a search; never that of a kept address."""

    person = models.OneToOneField(Person, on_delete=models.DO_NOTHING, primary_key=True, related_name="+")
    ward_code = models.CharField(max_length=9)

    wall_sql = None  # the view is its own wall
    view_sql = (
        "SELECT DISTINCT ON (a.person_id) a.person_id, a.ward_code FROM families_personaddress a"
        " JOIN families_person p ON p.id = a.person_id"
        " WHERE a.until IS NULL AND a.ward_code <> '' AND NOT a.confidential AND p.record_class = 0"
        " AND (NOT alongside_is_web() OR {known}) ORDER BY a.person_id, a.since DESC, a.id DESC"
    )

    class Meta:
        managed = False
        db_table = "families_findable_ward"

    def __str__(self) -> str:
        return f"Ward of person {self.person_id}"


class Factor(Identified):
    """A vulnerability factor of the pack, noticed about a person, with what shows it."""

    guarded_by = "family"
    section = Section.STORY
    made_by = "noticed_by"

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="factors")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="factors")
    factor = models.CharField(max_length=80, help_text="Id of the factor in the pack.")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    evidence = models.TextField(blank=True)
    noticed_on = models.DateField()
    noticed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["noticed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "family", "factor"], condition=Q(ended_on__isnull=True), name="factor_noticed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.factor} noticed about person {self.person_id}"
