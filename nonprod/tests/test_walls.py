"""The wall in the database agrees with may(), on a whole council; and each part of it is needed."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model, Q
from pytest_django import DjangoDbBlocker

from alongside.ground.access.models import Exclusion, User
from alongside.ground.access.queries import known_to, may, the_system, visible_to
from alongside.ground.access.tests.factories import a_team, a_user, an_agency
from alongside.ground.access.viewing import viewing_as
from alongside.ground.access.walls import permission_for, policies, walled_models
from alongside.ground.access.words import ExclusionKind, Permission, RecordClass, Section
from alongside.ground.lib.clock import now, today
from alongside.ground.operating_models.actions import adopt
from alongside.helping.assessments.models import EarlierAssessment
from alongside.helping.front_door.models import Contact
from alongside.helping.plans.models import Plan
from alongside.people.disclosure.models import Copy
from alongside.people.disclosure.words import Document
from alongside.people.episodes.models import Handover, StoryLine
from alongside.people.families.models import Family, Person
from alongside.people.protection import actions
from alongside.people.protection.policies import LONGEST_REVIEW
from nonprod import storyteller
from nonprod.arcs import ARCS
from nonprod.council import make_council

PAIRS_AT_LEAST = 10_000
SOME_OF_EVERYTHING = (
    "new_plan", "invited", "going_well", "to_write_up", "handover_offered", "handed_over", "closed", "moved_house",
    "panel_waiting", "panel_again", "referral_more", "challenged", "stepped_down", "two_homes", "drift_noted",
    "referral_draft",
)  # fmt: skip
"""Stories that leave something in every table with a wall; `test_council` tells all of them."""
EMPTY_IN_A_COUNCIL = {
    "drafts_draft", "front_door_contactfile", "front_door_wrongrow",
    "retention_legalhold", "retention_disposal",
    "governance_subjectrequest", "governance_subjectrequeststatus", "governance_subjectitem",
    "matching_answer", "matching_changedperson", "matching_knownperson", "matching_merge", "matching_movedrow",
    "matching_possiblematch", "matching_likeness", "matching_likenessanswer",
    "partner_data_sentfile", "identification_objection", "identification_touchedhousehold",
}  # fmt: skip
"""Tables of what somebody is in the middle of, or shown to nobody: their walls have tests in their packages."""


def _keep_some(chance: random.Random) -> None:
    """Restrict and seal some families and people, bar some workers from some, as the council's keepers would."""
    keeper = User.objects.get(persona="hub_manager")
    workers = list(User.objects.filter(roles__until=None, is_active=True).distinct().order_by("pk"))
    families, people = list(Family.objects.order_by("pk")), list(Person.objects.order_by("pk"))
    handed_over = [handover.episode.family for handover in Handover.objects.select_related("episode__family")[:2]]
    kept: list[Family | Person] = [*handed_over, *chance.sample(families, 12), *chance.sample(people, 12)]
    for subject in kept:
        actions.restrict(
            subject=subject, record_class=chance.choice([RecordClass.RESTRICTED, RecordClass.SEALED]),
            category="high_risk", reason="Made up, to see that it holds", whom_to_ask="The hub, 01904 000000",
            review_on=today() + LONGEST_REVIEW, cleared=chance.sample(workers, 2), by=keeper,
        )  # fmt: skip
        keeper.forget_rights()
    for barred in [*chance.sample(families, 10), *chance.sample(people, 10)]:
        for user in chance.sample(workers, 3):
            Exclusion.objects.get_or_create(
                user=user, subject=barred.pk, ended_at=None,
                defaults={"kind": ExclusionKind.KNOWS, "set_by": keeper, "since": now()},
            )  # fmt: skip


def _copy_something() -> None:
    """Some copies made for members of families, as a lead practitioner would have them made."""
    hub = User.objects.get(persona="hub_manager")
    for plan in Plan.objects.select_related("family").order_by("pk")[:5]:
        Copy.objects.create(
            family=plan.family, person=plan.family.memberships.all()[0].person, document=Document.PLAN,
            record_id=plan.pk, section=Section.PLAN, prepared_by=hub, prepared_at=now(),
        )  # fmt: skip


def _hold_something_earlier() -> None:
    """Some records of the system used before, as the nightly run brings them in."""
    for number, family in enumerate(Family.objects.order_by("pk")[:5]):
        EarlierAssessment.objects.create(
            family=family, person=family.memberships.all()[0].person, feed="legacy_early_help",
            record_id=f"CAF{number}", kind="Early help assessment", as_of=today(),
        )  # fmt: skip


@pytest.fixture(scope="module")
def council(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A made-up council of two hundred people, some of whom are kept closely."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as fewer:
        fewer.setattr(storyteller, "ARCS", {name: arc for name, arc in ARCS.items() if name in SOME_OF_EVERYTHING})
        fewer.setattr(storyteller, "PEOPLE_A_STORY", 200)
        adopt(folder=Path(settings.PACKS_FOLDER) / "york-2020", by=the_system())
        make_council(people=200, seed=1, bulk=False, progress=lambda done, total: None)
        _copy_something()
        _hold_something_earlier()
        _keep_some(random.Random(5))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
        yield
        transaction.set_rollback(True)
    connection.close()


def seen_by(user: User, model: type[Model]) -> set[Any]:
    """Ids of the rows PostgreSQL shows the web's role in this person's name."""
    with transaction.atomic(), viewing_as(user):
        return set(model._base_manager.order_by().values_list("pk", flat=True))


def everybody() -> list[User]:
    """People of every role, busy and idle, and one whom nobody knows."""
    busy = list(User.objects.exclude(persona="").order_by("pk"))
    others = list(User.objects.filter(persona="", roles__until=None, is_active=True).distinct().order_by("pk")[:15])
    return [*busy, *others, a_user("practitioner"), a_user(""), *(_coordinator(area) for area in ("north", "york"))]


def _coordinator(area: str) -> User:
    """Somebody who reaches families by where they live."""
    agency = an_agency()
    return a_user("local_area_coordinator", agency=agency, team=a_team(agency, locality=area))


def test_python_and_postgresql_agree(council: None, db: None) -> None:
    pairs, wrong = 0, []
    for user in everybody():
        for model in walled_models():
            path = getattr(model, "guarded_by", None)
            if path is None or model is Contact or hasattr(model, "walled_by"):
                continue
            asked = model._base_manager.order_by()
            allowed = asked.filter(known_to(user, path)) if hasattr(model, "existence_only") else None
            permission = permission_for(model)
            expected = set(
                (visible_to(asked, user, permission) if allowed is None else allowed).values_list("pk", flat=True)
            )
            found = seen_by(user, model)
            pairs += asked.count()
            if found != expected:
                wrong.append(
                    f"{model.__name__} for {sorted(user.role_keys)}: {len(found)} in SQL, {len(expected)} here"
                )
    assert not wrong, "\n".join(wrong)
    assert pairs >= PAIRS_AT_LEAST


def test_row_by_row_too(council: None, db: None) -> None:
    chance = random.Random(7)
    lines = chance.sample(list(StoryLine.objects.select_related("family").order_by("pk")), 150)
    for user in everybody():
        seen = seen_by(user, StoryLine)
        for line in lines:
            assert bool(may(user, Permission.SEE_FAMILY, line)) is (line.pk in seen)


def test_a_contact_kept_closely_is_for_its_author_and_who_is_cleared(council: None, db: None) -> None:
    kept = Contact.objects.exclude(record_class=RecordClass.NORMAL)
    assert kept.exists()
    for user in everybody():
        mine = Q(author=user) | Q(pk__in=list(user.rights.cleared))
        assert seen_by(user, Contact).isdisjoint(set(kept.exclude(mine).values_list("pk", flat=True)))


@pytest.mark.parametrize(
    "policy", [one for one in policies() if one.table not in EMPTY_IN_A_COUNCIL], ids=lambda policy: str(policy.table)
)
def test_each_policy_is_needed(council: None, db: None, policy: Any) -> None:
    model = next(model for model in walled_models() if model._meta.db_table == policy.table)
    personas = ("hub_manager", "team_manager", "analyst")
    cast = [a_user("practitioner"), *(User.objects.get(persona=persona) for persona in personas)]
    standing = [seen_by(user, model) for user in cast]
    assert len(set(map(len, standing))) > 1 or model._base_manager.count() > len(standing[1]), "it keeps nobody out"

    def told_apart(statement: str) -> bool:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
            without = [seen_by(user, model) for user in cast]
            transaction.set_rollback(True)
        return without != standing

    assert told_apart(f'ALTER TABLE "{policy.table}" DISABLE ROW LEVEL SECURITY'), "nothing fails without the wall"
    assert told_apart(f'DROP POLICY web ON "{policy.table}"'), "nothing fails without its policy"
