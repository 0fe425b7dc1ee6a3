"""Agreeing to be helped, refusing, changing one's mind; and that none of it touches the lawful basis."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.people.consent import actions, queries
from alongside.people.consent.models import Agreement
from alongside.people.consent.policies import months_later
from alongside.people.families.tests.factories import MadeFamily, a_family, a_person


def given(made: MadeFamily, by: User, **changes: Any) -> Agreement:
    wanted: dict[str, Any] = {
        "family": made.family, "person": made.parents[0], "state": "given", "how": "in_person", "by": by, **changes,
    }  # fmt: skip
    return actions.record_agreement(**wanted)


def refused(made: MadeFamily, by: User, **changes: Any) -> Agreement:
    safety = {"safeguarding_referral_needed": False, "safeguarding_reason": "Safe at grandma's"}
    return given(made, by, **{"state": "refused", **safety, **changes})


def test_agreement_lasts_the_packs_months_unless_it_says_otherwise(made: MadeFamily, worker: User) -> None:
    agreement = given(made, worker, own_words="  Yes please  ")
    assert agreement.until == months_later(today(), 12)
    assert agreement.own_words == "Yes please"
    standing = queries.agreement_standing(made.family)
    assert standing.agreed
    assert standing.until == agreement.until
    assert "Morgan Harper agreed on" in standing.in_words
    assert standing.refused_by == []


def test_it_is_audited_without_content(made: MadeFamily, worker: User) -> None:
    agreement = refused(made, worker, own_words="We have had enough of meetings")
    event = Event.objects.get(kind="consent.agreement_refused")
    assert event.record_id == str(agreement.pk)
    assert event.family_id == made.family.pk
    assert "meetings" not in str(event.detail)


def test_a_later_answer_replaces_the_one_before_and_keeps_it(made: MadeFamily, worker: User) -> None:
    refused(made, worker)
    given(made, worker)
    assert queries.agreement_standing(made.family).agreed
    assert [answer.state for answer in queries.agreement_with_history(made.family, {})[1]] == ["refused"]


def test_one_parent_may_agree_and_the_other_not(made: MadeFamily, worker: User) -> None:
    given(made, worker)
    refused(made, worker, person=made.parents[1])
    standing = queries.agreement_standing(made.family)
    assert standing.agreed
    assert standing.refused_by == ["Frank Harper"]
    assert queries.agreement_in_brief(made.family).endswith("(not everybody)")


def test_nobody_asked_is_not_the_same_as_refused(made: MadeFamily, worker: User) -> None:
    assert queries.agreement_standing(made.family).in_words == "Nobody has been asked yet."
    assert queries.agreement_in_brief(made.family) == "Not asked yet"
    refused(made, worker)
    assert queries.agreement_in_brief(made.family) == "Does not agree to early help"
    assert "did not agree" in queries.agreement_standing(made.family).in_words


def test_withdrawing_takes_effect_at_once_and_deletes_nothing(made: MadeFamily, worker: User) -> None:
    basis = actions.record_lawful_basis(
        family=made.family, purpose="early_help", basis="public_task", reason="Promoting welfare", by=worker
    )
    agreement = given(made, worker)
    withdrawn = actions.withdraw_agreement(
        agreement=agreement, how="by_telephone", by=worker, own_words="Not now", safeguarding_referral_needed=True,
        safeguarding_reason="Bruises seen",
    )  # fmt: skip
    standing = queries.agreement_standing(made.family)
    assert not standing.agreed
    assert withdrawn.until is None
    assert "changed their mind" in standing.in_words
    assert Agreement.objects.filter(family=made.family).count() == 2
    basis.refresh_from_db()
    assert basis.ended_at is None
    with pytest.raises(Refused, match="no agreement to withdraw"):
        actions.withdraw_agreement(
            agreement=agreement, how="in_person", by=worker, safeguarding_referral_needed=False, safeguarding_reason="x"
        )


def test_a_refusal_cannot_be_withdrawn(made: MadeFamily, worker: User) -> None:
    with pytest.raises(Refused, match="no agreement to withdraw"):
        actions.withdraw_agreement(
            agreement=refused(made, worker), how="in_person", by=worker, safeguarding_referral_needed=False,
            safeguarding_reason="x",
        )  # fmt: skip


def test_a_parent_may_answer_for_a_child_and_that_is_kept(made: MadeFamily, worker: User) -> None:
    given(made, worker, person=made.children[0], answered_by=made.parents[0])
    given(made, worker, person=made.parents[0], answered_by=made.parents[0])
    child, parent = sorted(queries.agreement_standing(made.family).people, key=lambda a: a.name)
    assert child.answered_by == "Morgan Harper"
    assert parent.answered_by == ""


@pytest.mark.parametrize(
    ("changes", "message", "field"),
    [
        ({"safeguarding_referral_needed": None}, "Say whether a safeguarding referral", "safeguarding_referral_needed"),
        ({"safeguarding_reason": "  "}, "Say why a safeguarding referral", "safeguarding_reason"),
        ({"given_on": dt.date(2999, 1, 1)}, "in the future", "given_on"),
    ],
)
def test_a_refusal_needs_safety_considered(
    made: MadeFamily, worker: User, changes: dict[str, Any], message: str, field: str
) -> None:
    with pytest.raises(Refused, match=message) as refusal:
        refused(made, worker, **changes)
    assert refusal.value.field == field
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("days", "message"), [(0, "must be after the day"), (-3, "must be after the day"), (900, "longer than the council")]
)
def test_an_end_that_cannot_be_is_refused(made: MadeFamily, worker: User, days: int, message: str) -> None:
    with pytest.raises(Refused, match=message):
        given(made, worker, until=today() + dt.timedelta(days=days))


def test_only_somebody_of_the_family_can_answer(made: MadeFamily, worker: User) -> None:
    with pytest.raises(Refused, match="does not belong to the family"):
        given(made, worker, person=a_person())


def test_a_stranger_may_not_record_an_answer(made: MadeFamily) -> None:
    with pytest.raises(NotAllowed, match="not part of the team"):
        given(made, a_user())


def test_an_agreement_that_ends_soon_is_listed_to_ask_again(made: MadeFamily, worker: User, pack: AdoptedPack) -> None:
    notice = pack.pack.consent.ask_again_before_days
    soon = given(made, worker, until=today() + dt.timedelta(days=notice))
    given(made, worker, person=made.parents[1], until=today() + dt.timedelta(days=notice + 1))
    other = a_family()
    given(other, a_user("hub_worker"), until=today() + dt.timedelta(days=2))
    assert list(queries.agreements_to_ask_again(worker)) == [soon]
    assert queries.agreement_standing(made.family).ask_again
    assert queries.agreements_to_ask_again(a_user("hub_worker")).count() == 2


def test_an_agreement_past_its_end_no_longer_holds(made: MadeFamily, worker: User) -> None:
    given(made, worker, given_on=today() - dt.timedelta(days=30), until=today())
    standing = queries.agreement_standing(made.family)
    assert not standing.agreed
    assert "ended on" in standing.in_words
    assert queries.agreement_in_brief(made.family).endswith("ask again")
    assert queries.agreed_among([made.family.pk]) == set()
    assert queries.agreed_among([made.family.pk], today() - dt.timedelta(days=1)) == {made.family.pk}


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": None},
        {"state": "refused"},
        {"state": "refused", "until": None},
        {"state": "refused", "until": None, "safeguarding_referral_needed": True},
    ],
)
def test_the_database_refuses_nonsense(made: MadeFamily, worker: User, wrong: dict[str, Any]) -> None:
    agreement = given(made, worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**wrong)


def test_two_answers_of_one_person_cannot_both_be_in_force(made: MadeFamily, worker: User) -> None:
    first = given(made, worker)
    given(made, worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=first.pk).update(replaced_at=None)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 12, 5), 1, dt.date(2027, 1, 5)),
        (dt.date(2026, 3, 3), 60, dt.date(2031, 3, 3)),
    ],
)
def test_months_later_is_a_day_that_exists(day: dt.date, months: int, then: dt.date) -> None:
    assert months_later(day, months) == then
