"""What each agency was told, and when: lists and the children on them, by id, and never changed afterwards."""

from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import Agency, User
from alongside.ground.agencies.models import AgencyAgreement
from alongside.ground.lib.models import Identified
from alongside.helping.right_help_lists.words import MadeBecause
from alongside.people.episodes.models import Episode
from alongside.people.families.models import Person


class RightHelpList(Identified):
    """One list for one agency on one day (York 2019, 19d and 30b), with the agreement and pack it rests on.

    It says who was told what; what is shown today is worked out anew whenever somebody looks (`queries`).
    """

    wall_sql = (
        "({table}.agency_id = (SELECT reader.agency_id FROM access_user reader WHERE reader.id = {me})"
        " OR {all_families})"
    )

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="right_help_lists")
    why = models.CharField(max_length=10, choices=MadeBecause.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(AgencyAgreement, on_delete=models.PROTECT, related_name="+")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(help_text="The day by which somebody of the agency confirms that they have read it.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["agency", "-made_at", "-id"], name="latest_right_help_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="list_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("made_at")),
                name="list_confirmed_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"Right Early Help list {self.pk} of agency {self.agency_id}"


class ListedChild(Identified):
    """A child on a list, with the episode of help and who led it then. No names: those are the records' own."""

    walled_by = ("the_list", "child")

    the_list = models.ForeignKey(RightHelpList, on_delete=models.CASCADE, related_name="children")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["child"]), models.Index(fields=["episode"])]
        constraints = [
            models.UniqueConstraint(fields=["the_list", "child", "episode"], name="listed_once"),
        ]

    def __str__(self) -> str:
        return f"Child {self.child_id} on list {self.the_list_id}"
