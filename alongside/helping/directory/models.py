"""Services, who runs them, and how often they are opened. Nothing here is about a person, so nothing is walled."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import Agency, User
from alongside.ground.lib.models import Identified, Versioned
from alongside.helping.directory.words import OLDEST, Audience, Day, ServiceState, Setting


class Provider(Identified, Versioned):
    """An organisation that runs services. `agency` is the one on board that keeps its entries, if one does."""

    wall_sql = None  # published to everybody

    name = models.CharField(max_length=200, unique=True)
    description = models.TextField()
    agency = models.OneToOneField(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="as_provider"
    )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Service(Identified, Versioned):
    """Something families can turn to, as its providers describe it. Ages are in whole years, of the child.

    `needs`, `levels` and `areas` are ids of the operating model; no area means the whole council. `easting` and
    `northing` are metres on the National Grid, of the postcode's middle; None for a postcode that is not known.
    """

    wall_sql = None  # published to everybody; drafts hold nothing about a person either

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    description = models.TextField()
    how_to_ask = models.TextField()
    setting = models.CharField(max_length=10, choices=Setting.choices)
    place = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    easting = models.FloatField(null=True, blank=True)
    northing = models.FloatField(null=True, blank=True)
    from_age = models.PositiveSmallIntegerField(null=True, blank=True)
    to_age = models.PositiveSmallIntegerField(null=True, blank=True)
    needs = ArrayField(models.CharField(max_length=60))
    levels = ArrayField(models.CharField(max_length=60))
    areas = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    days = ArrayField(models.CharField(max_length=2, choices=Day.choices), default=list, blank=True)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    when_words = models.CharField(max_length=300, blank=True)
    cost = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=ServiceState.choices, default=ServiceState.DRAFT)
    checked_on = models.DateField()
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="service_once_for_its_provider"),
            models.CheckConstraint(
                condition=Q(from_age__isnull=True) | Q(to_age__isnull=True) | Q(from_age__lte=F("to_age")),
                name="service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(to_age__isnull=True) | Q(to_age__lte=OLDEST), name="service_for_the_young"
            ),
            models.CheckConstraint(
                condition=~Q(setting=Setting.PLACE) | ~Q(address="") & ~Q(town="") & ~Q(postcode=""),
                name="service_place_has_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServicePicture(Identified):
    """One picture of a service, made anew from what was sent (`pictures.made_anew`); `says` is read aloud for it."""

    wall_sql = None  # published with its service

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="picture")
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    says = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"picture of service {self.service_id}"


class ServiceUse(models.Model):
    """How often a service was opened on a day, by families or by practitioners: a count, and nobody's reading."""

    wall_sql = None  # counts of nobody in particular

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    audience = models.CharField(max_length=12, choices=Audience.choices)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "day", "audience"], name="service_use_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.opened} on {self.day}"
