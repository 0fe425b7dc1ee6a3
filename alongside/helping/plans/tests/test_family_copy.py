"""The family's copy: plain words, no initials only professionals know, and a PDF that is whole and tagged."""

import re

import pytest

from alongside.ground.lib.clock import now
from alongside.ground.lib.pdf import typeset
from alongside.helping.plans import actions
from alongside.helping.plans.family_copy import content_for, template
from alongside.helping.plans.models import Plan
from alongside.helping.plans.presenters import names_of
from alongside.helping.plans.tests.factories import Helped, an_action, an_outcome
from alongside.people.episodes.queries import team_of
from alongside.people.families.queries import members_of

JARGON = (
    "TAF", "TAC", "FEHA", "EHA", "CAF", "MASH", "SEND", "CIN", "CP", "NEET", "DA", "LAT", "SMART", "RAG", "CAMHS",
    "MDT", "multi-agency", "stakeholder", "intervention", "step down", "step up", "caseload", "disengaged",
)  # fmt: skip


def words_of(content: object) -> str:
    if isinstance(content, dict):
        return "\n".join(words_of(one) for one in content.values())
    return "\n".join(words_of(one) for one in content) if isinstance(content, list) else str(content)


@pytest.fixture
def full(helped: Helped, plan: Plan) -> Plan:
    first = an_outcome(plan, "Keep our home", different="The rent is paid")
    an_outcome(plan, "Less shouting", waits_for=[first.pk])
    an_action(first, "Ring the landlord", owner=helped.parents[0])
    done, never = an_action(first, "Find the letter"), an_action(first, "Write to the bank")
    actions.mark_action(plan_action=done, seen_version=1, state="done", by=helped.lead)
    actions.mark_action(plan_action=never, seen_version=1, state="not_done", note="Not needed", by=helped.lead)
    return Plan.objects.select_related("family", "episode").get(pk=plan.pk)


def test_it_says_who_does_what_by_when_and_what_waits(full: Plan) -> None:
    said = words_of(content_for(full, team_of(full.episode), names_of(members_of(full.family))))
    assert "You have not agreed this plan yet" in said
    assert "This waits for: Keep our home." in said
    assert re.search(r"Ring the landlord: Morgan Harper, by \d", said)
    assert re.search(r"Find the letter: Lena Lead, done on \d", said)
    assert "Write to the bank: Lena Lead, this will not happen" in said


def test_it_uses_no_words_only_professionals_know(full: Plan, helped: Helped) -> None:
    agreed = actions.agree_plan(plan=full, seen_version=full.version, family_view="It is ours", by=helped.lead)
    said = words_of(content_for(agreed, team_of(full.episode), names_of(members_of(full.family))))
    assert "You agreed this plan on" in said
    found = [word for word in JARGON if re.search(rf"\b{word}\b", said)]
    assert not found


def test_the_pdf_is_tagged_and_its_properties_name_nobody(full: Plan) -> None:
    says = content_for(full, team_of(full.episode), names_of(members_of(full.family)))
    pdf = typeset(template(), says, written_at=now()).pdf
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf
    assert b"/MarkInfo" in pdf
    properties = b"".join(re.findall(rb"<x:xmpmeta.*?</x:xmpmeta>", pdf, re.DOTALL))
    assert b"Our plan" in properties
    assert not any(name.encode() in properties for name in ("Harper", "Morgan", "Lena"))


def test_somebody_who_left_the_family_is_still_named(helped: Helped, full: Plan) -> None:
    from alongside.people.families.actions import leave_family
    from alongside.people.families.models import Membership

    membership = Membership.objects.get(family=helped.family, person=helped.parents[0])
    leave_family(membership=membership, why="Moved out", by=helped.lead)
    said = words_of(content_for(full, [], names_of(members_of(full.family))))
    assert "Ring the landlord: Morgan Harper" in said
