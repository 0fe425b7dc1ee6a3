"""Sharing: per person, per agency, for what, until when; stopped at once; and the lawful basis beside it."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alongside.ground.access.models import Agency, User
from alongside.ground.access.tests.factories import a_team, a_user, an_agency
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.people.consent import actions, queries
from alongside.people.consent.models import LawfulBasis, SharingPreference
from alongside.people.families.actions import let_read
from alongside.people.families.models import Family
from alongside.people.families.tests.factories import MadeFamily


@pytest.fixture
def school() -> Agency:
    return an_agency("Millbrook School")


def basis(made: MadeFamily, by: User, **changes: Any) -> LawfulBasis:
    wanted: dict[str, Any] = {
        "family": made.family, "purpose": "share_with_team", "basis": "public_task", "reason": "To help together",
        "by": by, **changes,
    }  # fmt: skip
    return actions.record_lawful_basis(**wanted)


def wish(made: MadeFamily, by: User, school: Agency, **changes: Any) -> SharingPreference:
    wanted: dict[str, Any] = {
        "family": made.family, "person": made.parents[0], "agency": school, "purpose": "share_with_team",
        "agrees": True, "data_categories": ["health", "education"], "by": by, **changes,
    }  # fmt: skip
    return actions.record_sharing(**wanted)


def readers(made: MadeFamily) -> set[int]:
    return set(Family.objects.get(pk=made.family.pk).readers)


def test_sharing_needs_both_a_basis_and_agreement(made: MadeFamily, worker: User, school: Agency) -> None:
    assert queries.may_share(made.family, school, "share_with_team").reason == (
        "No lawful basis is recorded for this purpose."
    )
    basis(made, worker)
    assert "Nobody has agreed" in queries.may_share(made.family, school, "share_with_team").reason
    wish(made, worker, school)
    verdict = queries.may_share(made.family, school, "share_with_team")
    assert verdict
    assert verdict.categories == ["School and work", "Health"]
    assert verdict.people == [made.parents[0].pk]
    assert not queries.may_share(made.family, school, "learning")
    assert not queries.may_share(made.family, an_agency(), "share_with_team")


def test_who_does_not_agree_is_left_out(made: MadeFamily, worker: User, school: Agency) -> None:
    basis(made, worker)
    wish(made, worker, school)
    wish(made, worker, school, person=made.parents[1], agrees=False, data_categories=())
    verdict = queries.may_share(made.family, school, "share_with_team")
    assert verdict.people == [made.parents[0].pk]
    assert "does not agree" in verdict.reason
    alone = queries.may_share(made.family, school, "share_with_team", person=made.parents[1].pk)
    assert not alone
    assert "did not agree" in alone.reason


def test_a_basis_that_stands_despite_objection_allows_with_its_reason(
    made: MadeFamily, worker: User, school: Agency
) -> None:
    wish(made, worker, school, purpose="safeguarding", agrees=False)
    basis(
        made, worker, purpose="safeguarding", basis="safeguarding_children", reason="Harm seen", despite_objection=True
    )
    verdict = queries.may_share(made.family, school, "safeguarding", person=made.parents[0].pk)
    assert verdict
    assert "Harm seen" in verdict.reason
    assert verdict.people == [made.parents[0].pk]
    assert queries.may_share(made.family, school, "safeguarding").people == []


def test_withdrawing_stops_sharing_and_reading_at_once(made: MadeFamily, worker: User, school: Agency) -> None:
    basis(made, worker)
    team = a_team(school)
    teacher = a_user(agency=school, team=team)
    let_read(family=made.family, principals=[teacher.principal, school.principal, team.principal], by=worker)
    agreed = wish(made, worker, school)
    withdrawn = actions.withdraw_sharing(preference=agreed, by=worker, note="Since the move")
    assert not queries.may_share(made.family, school, "share_with_team")
    assert readers(made) == {worker.principal}
    assert withdrawn.note == "Since the move"
    again = actions.withdraw_sharing(preference=agreed, by=worker, note="Twice")
    assert again.note == "Since the move"
    assert Event.objects.filter(kind="consent.sharing_withdrawn").count() == 1
    ended = queries.sharing_standing(made.family).ended
    assert [(one.agency, one.purpose) for one in ended] == [
        ("Millbrook School", "Sharing with the team around the family")
    ]


def test_reading_goes_on_while_somebody_else_agrees(made: MadeFamily, worker: User, school: Agency) -> None:
    let_read(family=made.family, principals=[school.principal], by=worker)
    agreed = wish(made, worker, school)
    wish(made, worker, school, person=made.parents[1])
    actions.withdraw_sharing(preference=agreed, by=worker)
    assert school.principal in readers(made)


def test_reading_goes_on_where_the_law_overrides(made: MadeFamily, worker: User, school: Agency) -> None:
    let_read(family=made.family, principals=[school.principal], by=worker)
    basis(made, worker, purpose="safeguarding", basis="safeguarding_children", despite_objection=True)
    wish(made, worker, school, agrees=False)
    assert school.principal in readers(made)


def test_a_later_wish_replaces_the_one_before(made: MadeFamily, worker: User, school: Agency) -> None:
    wish(made, worker, school)
    wish(made, worker, school, agrees=False, data_categories=["health"], until=today())
    (now_holds,) = queries.sharing_standing(made.family).in_force
    assert not now_holds.agrees
    assert now_holds.categories == []
    assert now_holds.until is None
    assert SharingPreference.objects.count() == 2


def test_sharing_ends_by_itself(made: MadeFamily, worker: User, school: Agency) -> None:
    basis(made, worker, since=today() - dt.timedelta(days=20))
    wish(made, worker, school, since=today() - dt.timedelta(days=10), until=today())
    assert not queries.may_share(made.family, school, "share_with_team")
    assert queries.may_share(made.family, school, "share_with_team", on=today() - dt.timedelta(days=1))
    standing = queries.sharing_standing(made.family)
    assert not standing.in_force
    assert len(standing.ended) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"agrees": None}, "Say whether they agree"),
        ({"data_categories": []}, "Say what may be shared"),
        ({"data_categories": ["horoscope"]}, "no kind of information 'horoscope'"),
        ({"purpose": "marketing"}, "not in the council's list"),
        ({"since": dt.date(2999, 1, 1)}, "in the future"),
        ({"until": dt.date(2001, 1, 1)}, "must be after"),
        ({"until": dt.date(2999, 1, 1)}, "longer than the council"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    made: MadeFamily, worker: User, school: Agency, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        wish(made, worker, school, **changes)
    assert not SharingPreference.objects.exists()


def test_an_end_is_given_where_none_was_said(made: MadeFamily, worker: User, school: Agency) -> None:
    assert wish(made, worker, school).until is not None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": " "}, "Say why"),
        ({"basis": "safeguarding_children"}, "does not cover this purpose"),
        ({"purpose": "marketing"}, "not in the council's list"),
        ({"since": dt.date(2999, 1, 1)}, "in the future"),
    ],
)
def test_a_basis_that_cannot_be_is_refused(
    made: MadeFamily, worker: User, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        basis(made, worker, **changes)


def test_a_basis_is_recorded_once_and_ended_with_a_reason(made: MadeFamily, worker: User) -> None:
    first = basis(made, worker)
    assert basis(made, worker) == first
    assert Event.objects.filter(kind="consent.lawful_basis_recorded").count() == 1
    with pytest.raises(Refused, match="no longer applies"):
        actions.end_lawful_basis(lawful_basis=first, why=" ", by=worker)
    actions.end_lawful_basis(lawful_basis=first, why="Closed", by=worker)
    actions.end_lawful_basis(lawful_basis=first, why="Closed twice", by=worker)
    first.refresh_from_db()
    assert first.why_ended == "Closed"
    assert Event.objects.filter(kind="consent.lawful_basis_ended").count() == 1
    assert not queries.sharing_standing(made.family).bases


def test_a_stranger_may_change_and_see_nothing(made: MadeFamily, worker: User, school: Agency) -> None:
    stranger = a_user()
    kept, agreed = basis(made, worker), wish(made, worker, school)
    agreement = actions.record_agreement(
        family=made.family, person=made.parents[0], state="given", how="in_person", by=worker
    )
    for attempt in (
        lambda: basis(made, stranger),
        lambda: actions.end_lawful_basis(lawful_basis=kept, why="x", by=stranger),
        lambda: wish(made, stranger, school),
        lambda: actions.withdraw_sharing(preference=agreed, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert queries.get_basis(worker, kept.pk) == kept
    assert queries.get_preference(worker, agreed.pk) == agreed
    assert queries.get_agreement(worker, agreement.pk) == agreement
    for look, one in (
        (queries.get_basis, kept.pk), (queries.get_preference, agreed.pk), (queries.get_agreement, agreement.pk),
    ):  # fmt: skip
        with pytest.raises(NotFoundForYou):
            look(stranger, one)


def test_the_database_refuses_nonsense(made: MadeFamily, worker: User, school: Agency) -> None:
    first, kept = wish(made, worker, school), basis(made, worker)
    wish(made, worker, school)
    rows = SharingPreference.objects.filter(pk=first.pk)
    wrong: list[dict[str, Any]] = [{"replaced_at": None}, {"data_categories": []}, {"until": first.since}]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        LawfulBasis.objects.filter(pk=kept.pk).update(reason="")
    kept.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        LawfulBasis.objects.create(
            family=made.family, purpose="share_with_team", basis="public_task", reason="again", since=today(),
            recorded_by=worker, recorded_at=kept.recorded_at, pack_version_id=kept.pack_version_id,
        )  # fmt: skip
