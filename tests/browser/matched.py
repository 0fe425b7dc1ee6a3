"""Records of partners matched to a family's people, for the pages about that. All made up."""

import uuid
from typing import Any

from alongside.ground.access.queries import the_system
from alongside.ground.agencies.models import AgencyAgreement
from alongside.ground.lib.clock import now, today
from alongside.people.families import actions as families
from alongside.people.matching import actions as matching
from alongside.people.matching.actions.places import NamedPlace
from alongside.people.matching.models import Description, PossibleMatch
from alongside.people.matching.words import Said
from alongside.people.partner_data.models import Load, Row
from tests.browser.world import World

FEED = "police"


def matched(world: World) -> dict[str, Any]:
    """Made once in a world: a record that waits to be compared, an answer, a merge, and another record of Dawn."""
    if "merge" not in world.records:
        hub, tilly = world.user("hub_worker"), world.marwood.people["Tilly"]
        matching.put_places_in_force(
            places=[NamedPlace("refuge", "A refuge", postcode="YO1 7HH")], source="Housing’s list, made up",
            by=world.user("hub_manager"),
        )  # fmt: skip
        _tell(
            world, "1", forename="Billy", surname="Marwood", date_of_birth=tilly.date_of_birth, address="7 Ropery Row"
        )
        _tell(
            world, "2", forename="Tilly", surname="Marwood", date_of_birth=tilly.date_of_birth, address="7 Ropery Row"
        )
        matching.link_changes(by=the_system())
        known = Description.objects.get(forename="Tilly")
        waiting = Description.objects.get(forename="Billy")
        other = families.add_person(details=families.Details(forename="Til", surname="Marwood"), by=the_system())
        third = families.add_person(details=families.Details(forename="Tills", surname="Marwood"), by=the_system())
        world.records |= {
            "answer": matching.answer(description=known, person=tilly, said=Said.SAME, by=hub), "recorded_twice": third,
            "waiting": waiting, "waits_for": PossibleMatch.objects.filter(description=waiting)[0].person,
            "merge": matching.merge_people(kept=tilly, other=other, reason="The school says so too", by=hub),
            "run": matching.link_changes(by=the_system()),
        }  # fmt: skip
    return world.records


def _tell(world: World, record_id: str, **told: Any) -> None:
    agreement = AgencyAgreement.objects.order_by("pk")[0]
    number = int(record_id)
    load = Load.objects.create(
        number=number, feed=FEED, pack_version_id=world.council.adopted.version_id, agency=agreement.agency,
        agreement=agreement, sha256=f"{number:064}", as_of=today(), extent="changes", taken_by=the_system(),
        taken_at=now(), rows=0, new=0, changed=0, unchanged=0, refused=0, repeated=0, retired=0,
    )  # fmt: skip
    Row.objects.create(feed=FEED, record_id=record_id, load=load, line=2, digest=uuid.uuid4(), turn=number, **told)
