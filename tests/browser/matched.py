"""Records of partners matched to a family's people, for the pages about that. All made up."""

import datetime as dt
from typing import Any

from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import today
from alongside.people.families import actions as families
from alongside.people.families.words import Sex
from alongside.people.matching import actions as matching
from alongside.people.matching.actions.places import NamedPlace
from alongside.people.matching.models import Description, Likeness, PossibleMatch
from alongside.people.matching.words import Said
from alongside.people.partner_data import actions as partner_data
from alongside.people.partner_data.queries import feed_called
from tests.browser.world import CHILD, World

SURNAME = "Tranter"


def matched(world: World) -> dict[str, Any]:
    """Made once in a world, about a family of its own: a record that waits, two alike, answers, a merge, a run."""
    if "merge" not in world.records:
        hub, born = world.user("hub_worker"), dt.date(2017, 5, 14)
        story = world.start(SURNAME, [("Isla", "", CHILD, born, Sex.FEMALE), ("Ivor", "", CHILD, born, Sex.MALE)])
        isla = story.people["Isla"]
        families.record_address(people=list(story.people.values()), lines="7 Ropery Lane", by=hub)
        matching.put_places_in_force(
            places=[NamedPlace("refuge", "A refuge", postcode="YO1 7HH")], source="Housing’s list, made up",
            by=world.user("hub_manager"),
        )  # fmt: skip
        told = f"{SURNAME},{born:%d/%m/%Y},7 Ropery Lane"
        unknown = ",Kerridge,02/03/2015,12 Fetter Mews"
        sisters = [f"M{number},{name}{unknown}" for number, name in enumerate(("Wilma", "Greta", "Tabitha"), start=3)]
        _load(world, f"M1,,{told}", f"M2,Isl,{told}", *sisters)
        matching.link_changes(by=the_system())
        answered, alike = Likeness.objects.select_related("first", "second").order_by("pk")[:2]
        waiting, known = (Description.objects.get(forename=name, surname=SURNAME) for name in ("", "Isl"))
        other, third = (
            families.add_person(details=families.Details(forename=name, surname=SURNAME), by=the_system())
            for name in ("Islay", "Isa")
        )
        world.records |= {
            "answer": matching.answer(description=known, person=isla, said=Said.SAME, by=hub), "matched_person": isla,
            "alike": alike, "first_alike": alike.first, "second_alike": alike.second,
            "alike_answer": matching.answer_alike(
                first=answered.first, second=answered.second, said=Said.DIFFERENT, by=hub
            ),
            "waiting": waiting, "waits_for": PossibleMatch.objects.filter(description=waiting)[0].person,
            "merge": matching.merge_people(kept=isla, other=other, reason="The school says so too", by=hub),
            "recorded_twice": third, "run": matching.link_changes(by=the_system()),
        }  # fmt: skip
    return world.records


def _load(world: World, *lines: str) -> None:
    content = "\n".join(["record_id,forename,surname,date_of_birth,address", *lines]).encode()
    sent = partner_data.send_file(
        feed=feed_called("canonical"), content=content, file_name="people.csv", as_of=today(), extent="changes",
        agency=world.council.agencies["council_early_help"], by=world.user("analyst"), take_at_once=True,
    )  # fmt: skip
    partner_data.work_on(sent=sent, by=world.user("analyst"))
