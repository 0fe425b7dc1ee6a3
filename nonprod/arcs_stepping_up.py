"""Families whom early help refers to social care: stepped up, answered, sent back."""

from alongside.helping.step_up_down import actions as social_care
from alongside.helping.step_up_down.models import Referral
from alongside.people.episodes import actions as episodes
from nonprod.story import Story


def _worried(s: Story) -> None:
    s.open(100, high=True)
    s.agree(88)
    s.assess(80)
    s.join(s.sender)
    s.make_plan(62, due=70)
    s.note(15)


def _refer(s: Story, days_ago: int) -> Referral:
    s.go(days_ago)
    step_up = s.pack.step_up
    said = social_care.Said(
        receiver=step_up.receivers[0].id, reason=s.rng.choice(step_up.reasons).id, safety_now=s.say("safety_now"),
        concern=s.say("referral"), family_told="told", family_view=s.say("referral_view"),
    )  # fmt: skip
    return social_care.begin_referral(said=said, family=s.episode.family, by=s.lead)


def _send(s: Story, days_ago: int) -> Referral:
    return social_care.send_referral(referral=_refer(s, days_ago), by=s.lead)


def referral_draft(s: Story) -> None:
    """A referral begun and not sent."""
    _worried(s)
    social_care.record_consultation(
        spoken_to=s.social_worker.name, asked=s.say("consult_asked"), advice=s.say("consult_advice"), by=s.lead,
        family=s.episode.family, what_next="Weekly visits; dates written down.",
    )  # fmt: skip
    _refer(s, 2)


def referral_sent(s: Story) -> None:
    """Sent yesterday."""
    _worried(s)
    _send(s, 1)


def referral_received(s: Story) -> None:
    """Social care has it, and is late."""
    _worried(s)
    referral = _send(s, 5)
    s.go(4)
    social_care.receive_referral(referral=referral, by=s.social_worker)


def referral_more(s: Story) -> None:
    """Social care asks for more."""
    _worried(s)
    referral = _send(s, 4)
    s.go(3)
    social_care.receive_referral(referral=referral, by=s.social_worker)
    social_care.ask_more(referral=referral, question=s.say("question"), by=s.social_worker)


def _answered(s: Story, answer: str, days_ago: int) -> Referral:
    _worried(s)
    referral = _send(s, days_ago)
    s.go(days_ago - 1)
    social_care.receive_referral(referral=referral, by=s.social_worker)
    if s.rng.random() < 0.5:
        social_care.ask_more(referral=referral, question=s.say("question"), by=s.social_worker)
        s.go_hours(2)
        social_care.reply(referral=referral, text=s.say("reply"), by=s.lead)
    s.go(days_ago - 2)
    accepted = answer == "accepted"
    return social_care.answer_referral(
        referral=referral, answer=answer, why=s.say("answer_accept" if accepted else "answer_no"), by=s.social_worker,
        advice="" if accepted else s.say("advice"),
    )  # fmt: skip


def stepped_up(s: Story) -> None:
    """Accepted: a social worker leads."""
    _answered(s, "accepted", 12)


def not_accepted(s: Story) -> None:
    """Answered with advice; early help goes on."""
    _answered(s, "advice", 10)
    s.note(3)


def challenged(s: Story) -> None:
    """The answer was challenged."""
    referral = _answered(s, "returned", 8)
    s.go(2)
    social_care.challenge(referral=referral, why=s.say("challenge"), by=s.lead)


def referral_withdrawn(s: Story) -> None:
    """Taken back the next day."""
    _worried(s)
    referral = _send(s, 9)
    s.go(8)
    social_care.withdraw_referral(referral=referral, why=s.say("partner_health"), by=s.lead)


def stepped_down(s: Story) -> None:
    """Back from social care, waiting for a lead."""
    _answered(s, "accepted", 60)
    s.go(6)
    episodes.step_down(episode=s.episode, why=s.say("stepped_down"), by=s.social_worker)
