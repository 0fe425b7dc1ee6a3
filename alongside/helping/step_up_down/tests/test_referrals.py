"""Referring to social care: nobody stands in the way, nothing is sent twice, every answer comes back with a reason."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
import time_machine

from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.queries import events_of
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.helping.step_up_down import actions, queries
from alongside.helping.step_up_down.actions import Said, TypedPerson
from alongside.helping.step_up_down.models import Referral
from alongside.helping.step_up_down.tests.conftest import Cast
from alongside.helping.step_up_down.words import ReferralState as State
from alongside.people.episodes.queries import current_episode, story_of
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.actions import relate
from alongside.people.families.tests.factories import a_person
from alongside.people.protection.actions import restrict


def begun(cast: Cast, said: Said) -> Referral:
    return actions.begin_referral(said=said, family=cast.family, by=cast.lead)


def sent(cast: Cast, said: Said) -> Referral:
    return actions.send_referral(referral=begun(cast, said), by=cast.lead)


def received(cast: Cast, said: Said) -> Referral:
    return actions.receive_referral(referral=sent(cast, said), by=cast.social_worker)


def answered(cast: Cast, said: Said, answer: str) -> Referral:
    referral = received(cast, said)
    return actions.answer_referral(
        referral=referral, answer=answer, why="We met and agreed.", advice="Carry on.", by=cast.social_worker
    )


def test_anybody_who_may_refer_can_send_without_anybodys_leave(cast: Cast, said: Said) -> None:
    people = [TypedPerson("Jo", "child", "about 7")]
    referral = actions.begin_referral(said=said, people=people, by=cast.stranger)
    assert actions.send_referral(referral=referral, by=cast.stranger).state == State.SENT


def test_who_may_not_refer_is_told_why(cast: Cast, said: Said) -> None:
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        actions.begin_referral(said=said, people=[TypedPerson("Jo", "child")], by=cast.model_lead)


def test_it_must_be_about_somebody(cast: Cast, said: Said) -> None:
    with pytest.raises(Refused, match="Say who this is about"):
        actions.begin_referral(said=said, by=cast.lead)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"receiver": "nobody"}, "receiver"),
        ({"reason": "none"}, "reason"),
        ({"concern": " "}, "concern"),
        ({"safety_now": ""}, "safety_now"),
        ({"family_told": "perhaps"}, "family_told"),
        ({"family_told": "unsafe", "family_view": " "}, "family_view"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast: Cast, said: Said, change: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        begun(cast, dataclasses.replace(said, **change))
    assert refused.value.field == field


def test_what_it_carries_is_filled_in_and_what_is_missing_is_named(cast: Cast, said: Said, pack: AdoptedPack) -> None:
    referral = sent(cast, said)
    carried = {part["part"]: part["lines"] for part in referral.carried}
    missing = {part["part"] for part in referral.missing}
    behind = {part["part"] for part in referral.left_behind}
    must = {str(part) for part in pack.pack.step_up.must_carry}
    assert set(carried) | missing == must
    assert len(carried["people"]) == 3
    assert carried["concern"] == [said.concern]
    assert any("Leah Lead" in line for line in carried["who_involved"])
    assert carried["history"]
    assert {"assessment", "plan", "agreement"} <= missing
    assert not behind & must


def test_a_part_left_out_stays_behind_with_its_reason(cast: Cast, said: Said) -> None:
    referral = begun(cast, said)
    with pytest.raises(Refused, match="Say why"):
        actions.send_referral(referral=referral, leave_out={"history": " "}, by=cast.lead)
    with pytest.raises(Refused, match="cannot do without"):
        actions.send_referral(referral=referral, leave_out={"concern": "Long"}, by=cast.lead)
    gone = actions.send_referral(referral=referral, leave_out={"history": "An old matter."}, by=cast.lead)
    left = {part["part"]: part["why"] for part in gone.left_behind}
    assert left["history"] == "An old matter."
    assert "history" not in {part["part"] for part in gone.carried}


def test_sent_twice_is_sent_once(cast: Cast, said: Said) -> None:
    referral = begun(cast, said)
    actions.send_referral(referral=referral, by=cast.lead)
    with pytest.raises(Refused, match="the referral is 'sent'"):
        actions.send_referral(referral=referral, by=cast.lead)
    assert [e.kind for e in events_of(referral)].count("step_up_down.referral_sent") == 1


def test_the_clock_comes_from_the_pack(cast: Cast, said: Said) -> None:
    with time_machine.travel(dt.datetime(2026, 4, 2, 15, tzinfo=dt.UTC), tick=False):  # Maundy Thursday
        referral = sent(cast, said)
    assert referral.due_on == dt.date(2026, 4, 7)
    assert referral.due_rule.startswith("clocks.step_up_answer@")


def test_only_its_author_changes_sends_or_withdraws_it(cast: Cast, said: Said) -> None:
    referral = begun(cast, said)
    attempts: list[Any] = [
        lambda: actions.send_referral(referral=referral, by=cast.stranger),
        lambda: actions.change_referral(referral=referral, seen_version=1, said=said, by=cast.stranger),
        lambda: actions.withdraw_referral(referral=referral, why="", by=cast.stranger),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed, match="Only whoever wrote this"):
            attempt()


def test_a_draft_is_changed_until_it_is_sent(cast: Cast, said: Said) -> None:
    referral = begun(cast, said)
    changed = actions.change_referral(
        referral=referral, seen_version=1, said=dataclasses.replace(said, concern="Worse today."), by=cast.lead
    )
    assert changed.concern == "Worse today."
    with pytest.raises(Conflict):
        actions.change_referral(referral=referral, seen_version=1, said=said, by=cast.lead)
    gone = actions.send_referral(referral=referral, by=cast.lead)
    with pytest.raises(Refused, match="has been sent"):
        actions.change_referral(referral=gone, seen_version=gone.version, said=said, by=cast.lead)


def test_accepted_steps_the_family_up(cast: Cast, said: Said) -> None:
    referral = answered(cast, said, "accepted")
    assert referral.state == State.ACCEPTED
    episode = current_episode(cast.family)
    assert episode
    assert episode.state == EpisodeState.STEPPED_UP
    headlines = [line.headline for line in story_of(cast.family, cast.lead)]
    assert any(referral.reference in headline for headline in headlines)


def test_accepted_without_a_family_changes_no_episode(cast: Cast, said: Said) -> None:
    referral = actions.begin_referral(said=said, people=[TypedPerson("Jo", "child")], by=cast.lead)
    actions.send_referral(referral=referral, by=cast.lead)
    actions.receive_referral(referral=referral, by=cast.social_worker)
    actions.answer_referral(referral=referral, answer="accepted", why="Section 47.", by=cast.social_worker)
    assert current_episode(cast.family).state == EpisodeState.BEING_HELPED  # type: ignore[union-attr]


@pytest.mark.parametrize("answer", ["advice", "returned"])
def test_not_accepted_needs_advice_and_can_be_challenged(cast: Cast, said: Said, answer: str) -> None:
    referral = received(cast, said)
    with pytest.raises(Refused, match="never only sent back"):
        actions.answer_referral(referral=referral, answer=answer, why="Not met.", by=cast.social_worker)
    referral = actions.answer_referral(
        referral=referral, answer=answer, why="Not met.", advice="Ring the school nurse.", by=cast.social_worker
    )
    assert referral.state == State.NOT_ACCEPTED
    with pytest.raises(Refused, match="Say why you think"):
        actions.challenge(referral=referral, why=" ", by=cast.lead)
    again = actions.challenge(referral=referral, why="It happened again.", by=cast.lead)
    assert again.state == State.CHALLENGED
    assert list(queries.inbox(cast.social_worker)) == [again]
    final = actions.answer_referral(referral=again, answer="accepted", why="New facts.", by=cast.social_worker)
    assert final.state == State.ACCEPTED


def test_an_answer_of_another_council_is_refused(cast: Cast, said: Said) -> None:
    with pytest.raises(Refused, match="Choose one of the answers"):
        answered(cast, said, "maybe")
    referral = Referral.objects.get()
    with pytest.raises(Refused, match="Give the reason"):
        actions.answer_referral(referral=referral, answer="accepted", why=" ", by=cast.social_worker)


def test_two_social_workers_cannot_both_answer(cast: Cast, said: Said) -> None:
    referral = answered(cast, said, "accepted")
    with pytest.raises(Refused, match="'accepted'"):
        actions.answer_referral(referral=referral, answer="returned", why="No.", advice="x", by=cast.social_worker)


def test_more_is_asked_and_the_clock_goes_on(cast: Cast, said: Said) -> None:
    referral = received(cast, said)
    with pytest.raises(Refused, match="Write what you need"):
        actions.ask_more(referral=referral, question="", by=cast.social_worker)
    asked = actions.ask_more(referral=referral, question="Who saw the bruise?", by=cast.social_worker)
    assert list(queries.waiting_on_referrer(cast.lead)) == [asked]
    with pytest.raises(Refused, match="Write your reply"):
        actions.reply(referral=asked, text="", by=cast.lead)
    back = actions.reply(referral=asked, text="The class teacher.", by=cast.lead)
    assert (back.state, back.due_on) == (State.RECEIVED, referral.due_on)
    assert [m.kind for m in queries.messages_of(back)] == ["question", "reply"]


def test_withdrawing_a_sent_one_needs_a_reason(cast: Cast, said: Said) -> None:
    referral = sent(cast, said)
    with pytest.raises(Refused, match="Say why"):
        actions.withdraw_referral(referral=referral, why="", by=cast.lead)
    assert actions.withdraw_referral(referral=referral, why="A mistake.", by=cast.lead).state == State.WITHDRAWN
    assert actions.withdraw_referral(referral=begun(cast, said), why="", by=cast.lead).state == State.WITHDRAWN


@pytest.mark.parametrize("who", ["lead", "stranger"])
def test_only_social_care_answers(cast: Cast, said: Said, who: str) -> None:
    referral = sent(cast, said)
    by = getattr(cast, who)
    attempts: list[Any] = [
        lambda: actions.receive_referral(referral=referral, by=by),
        lambda: actions.ask_more(referral=referral, question="x", by=by),
        lambda: actions.answer_referral(referral=referral, answer="accepted", why="x", by=by),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert not queries.inbox(by)


def test_who_sees_it(cast: Cast, said: Said) -> None:
    draft = begun(cast, said)
    assert queries.get_referral(cast.lead, draft.pk) == draft
    for other in (cast.social_worker, cast.stranger, cast.model_lead):
        with pytest.raises(NotFoundForYou):
            queries.get_referral(other, draft.pk)
    actions.send_referral(referral=draft, by=cast.lead)
    assert queries.get_referral(cast.social_worker, draft.pk) == draft
    with pytest.raises(NotFoundForYou):
        queries.get_referral(cast.stranger, draft.pk)


def test_what_a_person_waits_for_and_what_came_back(cast: Cast, said: Said) -> None:
    before = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    referral = sent(cast, said)
    assert list(queries.referrals_waiting_for(cast.lead)) == [referral]
    assert queries.open_referrals_of([cast.family.pk]) == {cast.family.pk: referral}
    actions.receive_referral(referral=referral, by=cast.social_worker)
    actions.answer_referral(referral=referral, answer="accepted", why="Yes.", by=cast.social_worker)
    assert not queries.referrals_waiting_for(cast.lead)
    assert list(queries.answered_for(cast.lead, before)) == [referral]
    assert queries.referrals_of(cast.family, cast.lead) == [referral]


def test_the_referral_of_a_contact_is_found(cast: Cast, said: Said) -> None:
    contact = cast.family.pk  # any identifier
    referral = actions.begin_referral(said=said, family=cast.family, from_contact=contact, by=cast.lead)
    assert queries.referral_of_contact(contact) == referral


def test_a_talk_with_a_social_worker_is_written_down(cast: Cast) -> None:
    talk = actions.record_consultation(
        family=cast.family, spoken_to="Duty social worker", asked="Is this level 4?", advice="Not yet.", by=cast.lead
    )
    assert queries.consultations_of(cast.family) == [talk]
    assert story_of(cast.family, cast.lead)[0].headline == "Talked to a social worker"


@pytest.mark.parametrize("field", ["spoken_to", "asked", "advice"])
def test_a_talk_says_who_what_and_what_came_of_it(cast: Cast, field: str) -> None:
    given = {"spoken_to": "Duty", "asked": "What?", "advice": "This.", field: " "}
    with pytest.raises(Refused) as refused:
        actions.record_consultation(by=cast.lead, **given)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_talk_cannot_be_in_the_future(cast: Cast) -> None:
    tomorrow = dt.date.today() + dt.timedelta(days=2)  # noqa: DTZ011
    with pytest.raises(Refused, match="in the future"):
        actions.record_consultation(spoken_to="D", asked="a", advice="b", spoken_on=tomorrow, by=cast.lead)
    talk = actions.record_consultation(spoken_to="D", asked="a", advice="b", by=cast.lead)
    assert talk.family is None


def test_social_care_is_told_of_whom_it_is_about_and_never_of_other_sealed_people(cast: Cast, said: Said) -> None:
    keeper, aunt = a_user("hub_manager"), a_person("Quillon", "Featherstonehaugh")
    relate(person=aunt, other=cast.made.children[0], kind="other", by=keeper)
    for subject in (aunt, cast.made.children[0]):
        restrict(
            subject=subject, record_class=2, category="adoption", reason="Adopted: nobody must find out where.",
            whom_to_ask="The hub", review_on=today() + dt.timedelta(days=9), cleared=(cast.lead,), by=keeper,
        )  # fmt: skip
    cast.lead.forget_rights()
    about = begun(cast, said)
    written = dataclasses.replace(said, concern="Quillon Featherstonehaugh came to the gate.")
    naming = actions.change_referral(referral=about, seen_version=about.version, said=written, by=cast.lead)
    with pytest.raises(Refused) as refused:
        actions.send_referral(referral=naming, by=cast.lead)
    assert "It was not sent, and is kept as you wrote it." in str(refused.value)
    assert "Quillon" not in str(refused.value)
    naming.refresh_from_db()
    again = actions.change_referral(referral=naming, seen_version=naming.version, said=said, by=cast.lead)
    child = str(cast.made.children[0].names.get())
    gone = actions.send_referral(referral=again, by=cast.lead)
    assert gone.state == State.SENT
    assert child in str(gone.carried), "social care must know whom it is about"
