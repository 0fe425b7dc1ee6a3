"""Episodes join in below: consent in the story, a lead who reads on, the frame and cost of a family's pages."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.people.consent import actions as consent
from alongside.people.episodes import actions
from alongside.people.episodes.joining import facts_of
from alongside.people.episodes.models import StoryLine
from alongside.people.episodes.tests.factories import OpenFamily
from alongside.people.families import actions as families
from alongside.people.families.models import Family
from alongside.people.families.tests.factories import a_family, a_pack, a_person

QUERIES_AT_MOST = 15


def told(opened: OpenFamily) -> list[tuple[str, str]]:
    lines = StoryLine.objects.filter(family=opened.made.family, kind="agreement").order_by("id")
    return list(lines.values_list("headline", "detail"))


def test_agreement_sharing_and_lawful_basis_are_told_in_the_story(opened: OpenFamily) -> None:
    family, person, by = opened.made.family, opened.made.parents[0], opened.cast.lead
    school = an_agency("Millbrook School")
    given = consent.record_agreement(family=family, person=person, state="given", how="in_person", by=by)
    consent.withdraw_agreement(
        agreement=given, how="in_person", by=by, safeguarding_referral_needed=False, safeguarding_reason="Safe"
    )
    basis = consent.record_lawful_basis(
        family=family, purpose="early_help", basis="public_task", reason="To help", by=by
    )
    consent.end_lawful_basis(lawful_basis=basis, why="Closed", by=by)
    wish = consent.record_sharing(
        family=family, person=person, agency=school, purpose="early_help", agrees=True, data_categories=["plan"], by=by
    )
    consent.withdraw_sharing(preference=wish, note="No more", by=by)
    lines = told(opened)
    assert lines[0][0] == "Agreed to early help"
    assert lines[0][1].startswith("Until ")
    assert lines[1:] == [
        ("Changed their mind about early help", "A safeguarding referral is not needed: Safe"),
        ("Lawful basis recorded", "To help"),
        ("Lawful basis ended", "Closed"),
        ("Agreed to share with Millbrook School", ""),
        ("Sharing with Millbrook School withdrawn", "No more"),
    ]
    line = StoryLine.objects.filter(headline="Agreed to early help").get()
    assert list(line.people.all()) == [person]
    assert line.episode == opened.episode
    assert line.source_id == given.pk


def test_whoever_leads_reads_on_until_the_lead_is_handed_over(opened: OpenFamily) -> None:
    lead, colleague = opened.cast.lead, opened.cast.colleague
    families.let_read(family=opened.made.family, principals=[colleague.principal, lead.agency.principal], by=lead)
    consent.record_sharing(
        family=opened.made.family, person=opened.made.parents[0], agency=lead.agency, purpose="early_help",
        agrees=False, by=lead,
    )  # fmt: skip
    assert Family.objects.get(pk=opened.made.family.pk).readers == [lead.principal]


def facts(family: Family) -> dict[str, str]:
    return {fact.label: fact.text for fact in facts_of(family, the_system())}


def test_the_frame_says_how_the_family_stands(opened: OpenFamily) -> None:
    open_now = facts(opened.made.family)
    assert open_now["Early help"].startswith("Being helped, since ")
    assert open_now["Lead practitioner"] == "Leah Lead"
    assert "Forms and clocks" not in open_now
    a_pack("stockton-2016")
    assert "as they were when this began" in facts(opened.made.family)["Forms and clocks"]
    episode = opened.episode
    actions.close(episode=episode, seen_version=episode.version, reason="done", why="Better", by=opened.cast.lead)
    assert facts(opened.made.family)["Early help"].startswith("Closed on ")
    assert facts(a_family().family) == {"Early help": "Not opened"}


@pytest.mark.parametrize("tab", ["people", "sharing"])
def test_a_familys_pages_cost_few_queries_whatever_its_size(client: Client, opened: OpenFamily, tab: str) -> None:
    made, by = opened.made, opened.cast.lead
    for number in range(6):
        child = a_person(f"More{number}", date_of_birth=dt.date(2014, 1, 1))
        families.join_family(family=made.family, person=child, role="child", by=by)
        families.record_address(people=[child], lines=f"{number} Street", ward_code="E05010313", by=by)
        families.notice_factor(
            family=made.family, person=child, factor=opened.pack.pack.factors[0].id, evidence="Seen", by=by
        )
        consent.record_agreement(family=made.family, person=child, state="given", how="in_person", by=by)
        consent.record_sharing(
            family=made.family, person=child, agency=a_user().agency, purpose="early_help", agrees=False, by=by
        )
    client.force_login(by)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/families/{made.family.pk}/{tab}/").status_code == 200
    assert len(queries) <= QUERIES_AT_MOST, "\n".join(
        query["sql"][:50] + query["sql"][query["sql"].find("FROM") :][:60] for query in queries
    )
