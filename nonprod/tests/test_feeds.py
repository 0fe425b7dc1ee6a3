"""Partners' files of the made-up council: every feed is loaded, about its own people, with damage that is found."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings

from alongside.ground.access.queries import the_system
from alongside.ground.agencies.queries import agencies_that_agreed
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.actions import adopt
from alongside.ground.operating_models.queries import current_pack
from alongside.people.families.models import Person
from alongside.people.partner_data.models import Load, RefusedRow
from alongside.people.partner_data.queries import all_freshness, rows_now
from nonprod.base import make_partnership
from nonprod.feeds import HAPPENS, about, load_feeds
from nonprod.people import Register, make_people

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("pack", ["york-2020", "stockton-2016"])
def test_every_feed_of_a_council_is_loaded_with_its_damage_found(pack: str) -> None:
    adopt(folder=Path(settings.PACKS_FOLDER) / pack, by=the_system())
    made = make_partnership()
    for _ in make_people(Register(made, 1, today()), 400, set()):
        pass
    load_feeds(made, 1, today())
    loads = {load.feed: load for load in Load.objects.all()}
    assert set(loads) <= set(HAPPENS)
    assert len(loads) > 10, sorted(loads)
    assert all(load.new for load in loads.values()), {feed: load.new for feed, load in loads.items()}
    assert all(load.rows >= load.new >= load.refused for load in loads.values())
    assert RefusedRow.objects.exists()
    notes = {one["note"] for load in loads.values() for one in load.remarks}
    assert {"problem:not_a_date", "remark:gap"} <= notes
    assert not any(one.stale for one in all_freshness() if one.feed in loads)
    numbers = set(rows_now().exclude(nhs_number="").values_list("nhs_number", flat=True))
    assert numbers
    assert all(number.startswith("999") for number in numbers)
    known = set(Person.objects.exclude(nhs_number="").values_list("nhs_number", flat=True))
    assert len(numbers & known) > len(numbers) * 0.8
    load_feeds(made, 1, today())
    assert Load.objects.count() == len(loads), "what was loaded is not loaded again"
    assert {load.agency_id for load in loads.values()} <= set(agencies_that_agreed().values_list("pk", flat=True))


def test_the_same_seed_says_the_same_of_outsiders() -> None:
    adopt(folder=Path(settings.PACKS_FOLDER) / "york-2020", by=the_system())
    for _ in make_people(Register(make_partnership(), 1, today()), 200, set()):
        pass
    day = dt.date(2026, 3, 2)
    assert list(about(1, day)) == list(about(1, day))
    assert any(not one.nhs_number and not one.address for one in about(1, day))
    assert current_pack().pack.info.id == "york-2020"
