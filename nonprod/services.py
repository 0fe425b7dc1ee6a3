"""The made-up directory of services, and how often each was opened."""

import datetime as dt
import io
import random
from typing import Any

from PIL import Image, ImageDraw

from alongside.ground.access.models import User
from alongside.ground.access.queries import public_door
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import Pack
from alongside.helping.directory import actions
from alongside.helping.directory.models import Provider, Service
from alongside.helping.directory.queries import spot_of
from nonprod.base import Partnership, area_ids, place_of
from nonprod.clock import at, office_hours
from nonprod.data import read

COUNTED_DAYS = 60
MOST_A_DAY = 2
SKY, WALL, DOOR, GRASS = (206, 226, 232), (222, 196, 160), (34, 86, 140), (146, 176, 110)


def make_services(partnership: Partnership, seed: int) -> None:
    """Write the directory down as its keeper would, each entry on the day it was last said to be right."""
    pack, told = partnership.pack, read("services")
    keeper = partnership.personas["hub_manager"]
    place, luck = place_of(pack), random.Random(seed)
    with at(_days_ago(300)):
        providers = {
            one["name"]: actions.add_provider(name=one["name"].format(place=place), description=one["about"], by=keeper)
            for one in told["providers"]
        }
    for number, entry in enumerate(told["services"]):
        with at(_days_ago(entry["checked"])):
            service = _written(pack, entry, providers[entry["provider"]], number, keeper)
        _opened(service, partnership, luck)


def _written(pack: Pack, entry: dict[str, Any], provider: Provider, number: int, keeper: User) -> Service:
    service = actions.add_service(provider=provider, answers=_answers(pack, entry, number), by=keeper)
    if "picture" in entry:
        actions.set_picture(service=service, content=_drawn(number), says=entry["picture"], by=keeper)
    return service if entry.get("state") == "draft" else actions.publish(service=service, by=keeper)


def _answers(pack: Pack, entry: dict[str, Any], number: int) -> dict[str, Any]:
    streets, known = read("places")["streets"], {need.id for need in pack.needs}
    open_levels = [level.id for level in pack.levels if not level.is_statutory]
    early = [level.id for level in pack.levels if level.is_early_help]
    areas = area_ids(pack)
    return {
        "name": entry["name"], "description": entry["description"], "how_to_ask": entry["ask"],
        "setting": entry["setting"], "place": "", "address": f"{number + 3} {streets[number]}",
        "town": place_of(pack), "postcode": _postcode(pack.info.postcode_areas[number % len(pack.info.postcode_areas)]),
        "from_age": entry.get("from"), "to_age": entry.get("to"),
        "needs": [need for need in entry["needs"] if need in known],
        "levels": {"open": open_levels, "early": early, "more": early[-1:]}[entry["levels"]],
        "areas": [areas[entry["area"]]] if "area" in entry else [], "days": entry.get("days", []),
        "opens_at": _time(entry.get("opens")), "closes_at": _time(entry.get("closes")),
        "when_words": entry.get("when", ""), "cost": entry.get("cost", ""), "telephone": entry.get("telephone", ""),
        "email": entry.get("email", ""), "url": entry.get("url", ""),
    }  # fmt: skip


def _postcode(outward: str) -> str:
    """The first postcode of this half that lies somewhere."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    inward = (f"{digit}{one}{two}" for digit in range(1, 10) for one in letters for two in letters)
    return next(f"{outward} {half}" for half in inward if spot_of(f"{outward} {half}"))


def _time(text: str | None) -> dt.time | None:
    if text is None:
        return None
    hour, _, minute = text.partition(".")
    return dt.time(int(hour), int(minute or 0))


def _opened(service: Service, partnership: Partnership, luck: random.Random) -> None:
    if service.state != "published":
        return
    readers = [public_door(), public_door(), *partnership.practitioners("school")[:1]]
    for ago in range(1, COUNTED_DAYS, 3):
        with at(_days_ago(ago)):
            for _ in range(luck.randint(0, MOST_A_DAY)):
                actions.count_use(service=service, by=luck.choice(readers))


def _days_ago(days: int) -> dt.datetime:
    return office_hours(today() - dt.timedelta(days=days))


def _drawn(number: int) -> bytes:
    """A house with a door, as a picture."""
    picture = Image.new("RGB", (960, 540), SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 400, 960, 540), fill=GRASS)
    left = 200 + 40 * (number % 3)
    pen.rectangle((left, 180, left + 480, 440), fill=WALL)
    pen.polygon([(left - 30, 180), (left + 240, 60), (left + 510, 180)], fill=(120, 70, 60))
    pen.rectangle((left + 200, 290, left + 280, 440), fill=DOOR)
    for window in (60, 350):
        pen.rectangle((left + window, 240, left + window + 80, 320), fill=SKY)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
