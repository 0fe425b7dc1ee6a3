"""Records of partners matched to a family's people, for the pages about that. All made up."""

from typing import Any

from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import today
from alongside.people.families import actions as families
from alongside.people.matching import actions as matching
from alongside.people.matching.actions.places import NamedPlace
from alongside.people.matching.models import Description, PossibleMatch
from alongside.people.matching.words import Said
from alongside.people.partner_data import actions as partner_data
from alongside.people.partner_data.queries import feed_called
from tests.browser.world import World


def matched(world: World) -> dict[str, Any]:
    """Made once in a world: a record that waits to be compared, an answer, a merge, and another record of Tilly."""
    if "merge" not in world.records:
        hub, tilly = world.user("hub_worker"), world.marwood.people["Tilly"]
        matching.put_places_in_force(
            places=[NamedPlace("refuge", "A refuge", postcode="YO1 7HH")], source="Housing’s list, made up",
            by=world.user("hub_manager"),
        )  # fmt: skip
        born = f"{tilly.date_of_birth:%d/%m/%Y}"
        _load(world, f"M1,Billy,Marwood,{born}", f"M2,Til,Marwood,{born}")
        matching.link_changes(by=the_system())
        waiting, known = Description.objects.get(forename="Billy"), Description.objects.get(forename="Til")
        other, third = (
            families.add_person(details=families.Details(forename=name, surname="Marwood"), by=the_system())
            for name in ("Tils", "Tills")
        )
        world.records |= {
            "answer": matching.answer(description=known, person=tilly, said=Said.SAME, by=hub), "recorded_twice": third,
            "waiting": waiting, "waits_for": PossibleMatch.objects.filter(description=waiting)[0].person,
            "merge": matching.merge_people(kept=tilly, other=other, reason="The school says so too", by=hub),
            "run": matching.link_changes(by=the_system()),
        }  # fmt: skip
    return world.records


def _load(world: World, *lines: str) -> None:
    content = "\n".join(["record_id,forename,surname,date_of_birth", *lines]).encode()
    sent = partner_data.send_file(
        feed=feed_called("canonical"), content=content, file_name="people.csv", as_of=today(), extent="changes",
        agency=world.council.agencies["council_early_help"], by=world.user("analyst"), take_at_once=True,
    )  # fmt: skip
    partner_data.work_on(sent=sent, by=world.user("analyst"))
