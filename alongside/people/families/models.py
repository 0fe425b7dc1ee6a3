"""Who it is about: people, the families they belong to, how they are related and where they live."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import User
from alongside.ground.lib.models import Identified, Versioned
from alongside.people.families.words import DateKnown, FamilyRole, NameKind, RelationshipKind, Sex


class Family(Identified, Versioned):
    """People who are helped together. Its readers are the principals of those who work with it."""

    guarded_by = ""
    made_by = "created_by"

    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    readers = ArrayField(models.IntegerField(), default=list, blank=True)
    be_careful = models.TextField(blank=True, help_text="Anything whoever meets the family should be careful of.")

    class Meta:
        verbose_name_plural = "families"
        indexes = [GinIndex(fields=["readers"], name="family_readers")]

    def __str__(self) -> str:
        return f"Family {self.pk}"


class Person(Identified, Versioned):
    """Somebody: a child, a parent, a relative. Known by names, perhaps by date of birth and identifiers.

    An identifier that fails its check digit is kept as written and flagged when shown; it never blocks helping.
    """

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
            GinIndex(fields=["keys"], name="person_name_keys"),
            models.Index(fields=["surname_key", "forename_key", "id"]),
            models.Index(fields=["forename_key", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(kind=NameKind.USUAL), name="one_usual_name"),
            models.CheckConstraint(condition=~Q(forename="") | ~Q(surname=""), name="name_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}".strip()


class Membership(Identified):
    """A person belongs to a family for a period; a child may belong to two families at once."""

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


class PersonAddress(Identified):
    """Where a person lives or lived. The ward decides the locality at every tier of the pack."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    no_fixed_address = models.BooleanField(default=False)
    lines = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True, db_index=True)
    uprn = models.CharField(max_length=12, blank=True, help_text="Unique property reference number.")
    ward_code = models.CharField(max_length=9, blank=True, db_index=True)
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


class Factor(Identified):
    """A vulnerability factor of the pack, noticed about a person, with what shows it."""

    guarded_by = "family"
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
