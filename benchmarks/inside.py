"""What a measurement needs from inside a council's database: identifiers to look up, a family sealed."""

import os
import uuid
from pathlib import Path


def _entered(folder: Path) -> None:
    """Have Django stand in this council, as its owner."""
    import django

    os.environ.update(ALONGSIDE_DATA=str(folder), ALONGSIDE_MODE="demo")
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.project.settings"
    django.setup()


def identifiers(folder: Path, most: int) -> list[str]:
    """NHS numbers of people in the council, in no order."""
    _entered(folder)
    from alongside.people.families.models import Person

    found = Person.objects.exclude(nhs_number="").order_by("id").values_list("nhs_number", flat=True)
    return list(found[:most])


def a_sealed_family(folder: Path) -> uuid.UUID:
    """A family with open help that was sealed for this, or is already."""
    _entered(folder)
    from alongside.ground.access.models import User
    from alongside.ground.access.words import RecordClass
    from alongside.ground.lib.clock import today
    from alongside.people.families.models import Family
    from alongside.people.protection import actions
    from alongside.people.protection.policies import LONGEST_REVIEW

    sealed = Family.objects.filter(record_class=RecordClass.SEALED).first()
    if sealed is None:
        sealed = Family.objects.filter(episodes__isnull=False).order_by("-pk")[0]
        actions.restrict(
            subject=sealed, record_class=RecordClass.SEALED, category="high_risk",
            reason="Sealed to measure how its address answers.",
            whom_to_ask="The hub, 01632 960000", review_on=today() + LONGEST_REVIEW, cleared=[],
            by=User.objects.get(persona="hub_manager"),
        )  # fmt: skip
    return sealed.pk
