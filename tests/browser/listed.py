"""A family on a list of those who may need help, for the pages about that. All made up."""

import datetime as dt
import uuid
from typing import Any

from alongside.ground.access.queries import the_system
from alongside.ground.agencies.queries import agreement_of
from alongside.ground.lib.clock import now, today
from alongside.ground.operating_models.queries import current_pack
from alongside.improving.identification import actions as identification
from alongside.improving.identification.actions import count_families, log_noticed, weigh_fairness
from alongside.improving.identification.models import Candidate
from alongside.people.families.words import Sex
from alongside.people.matching.models import Description, Household, HouseholdMember, MatchedRow
from alongside.people.partner_data.models import Load, Row
from alongside.people.partner_data.queries import marker
from tests.browser.world import ADULT, CHILD, World

TOLD = (
    ("police_incidents", "anti_social_behaviour", None), ("attendance", "absence", 24), ("attendance", "absence", 31),
    ("social_care", "child_in_need", None), ("school_census", "on_roll", None),
)  # fmt: skip


def listed(world: World) -> dict[str, Any]:
    """Made once in a world: a family of its own on every list, an objection, something noticed, a fairness report."""
    if "candidate" not in world.records:
        born = dt.date(2013, 5, 14)
        people = [("Rhea", "", CHILD, born, Sex.FEMALE), ("Moira", "", ADULT, None, Sex.FEMALE)]
        story = world.start("Penhallow", people)
        home = Household.objects.create(home=uuid.uuid4().hex, since=today() - dt.timedelta(days=400))
        for name, part in (("Rhea", "child"), ("Moira", "adult")):
            HouseholdMember.objects.create(
                household=home, person=story.people[name], part=part, why="parent", since=home.since
            )
        for number, (feed, kind, quantity) in enumerate(TOLD):
            _row(world, story.people["Rhea"], feed, kind, number, quantity)
        count_families(as_of=today(), full=True, by=the_system())
        hub = world.user("hub_worker")
        objection = identification.record_objection(
            somebody=story.people["Moira"], says="Please leave me out of lists.", objected_on=today(), by=hub
        )
        log_noticed(
            theme="money", area=world.pack.localities.areas[0].id, where="The shops", noticed_on=today(),
            text="The food bank has had no milk for a week.", agency=hub.agency, by=hub,
        )  # fmt: skip
        weigh_fairness(by=the_system())
        found = Candidate.objects.filter(counted__household=home, list_id="troubled_families").get()
        world.records |= {"candidate": found, "objection": objection, "listed_child": story.people["Rhea"]}
    return world.records


def _row(world: World, child: Any, feed: str, kind: str, number: int, quantity: int | None) -> None:
    agency = world.council.agencies["council_early_help"]
    agreed = agreement_of(agency)
    assert agreed is not None
    load = Load.objects.create(
        number=marker() + 1, feed=feed, pack_version_id=current_pack().version_id, agency=agency, agreement=agreed,
        sha256=f"{number:064}", as_of=today(), extent="changes", taken_by=the_system(), taken_at=now(), rows=1, new=1,
        changed=0, unchanged=0, refused=0, repeated=0, retired=0,
    )  # fmt: skip
    row = Row.objects.create(
        feed=feed, record_id=f"P{number}", event_kind=kind, event_on=today() - dt.timedelta(days=60 + number),
        quantity=quantity, load=load, line=2, digest=uuid.uuid4(), turn=load.number,
        detail="Millbrook Primary School" if feed == "school_census" else "",
    )  # fmt: skip
    described = Description.objects.create(
        feed=feed, digest=uuid.uuid4(), decided_at=now(), person=child, standing="joined", how="said"
    )
    MatchedRow.objects.create(feed=feed, record_id=row.record_id, description=described)
