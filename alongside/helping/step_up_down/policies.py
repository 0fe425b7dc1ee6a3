"""What may follow what in a referral to social care, and what each answer of the pack leads to."""

from alongside.ground.lib.lifecycle import Lifecycle, Transition
from alongside.ground.operating_models.words import StepUpAnswer
from alongside.helping.step_up_down.words import ReferralState as State

REFERRAL = Lifecycle(
    "The referral",
    State.DRAFT,
    [
        Transition("send", (State.DRAFT,), State.SENT, "referral_sent"),
        Transition("receive", (State.SENT,), State.RECEIVED, "referral_received"),
        Transition("ask_more", (State.RECEIVED,), State.MORE_ASKED, "referral_more_asked"),
        Transition("reply", (State.MORE_ASKED,), State.RECEIVED, "referral_replied"),
        Transition("accept", (State.RECEIVED, State.CHALLENGED), State.ACCEPTED, "referral_accepted"),
        Transition("not_accept", (State.RECEIVED, State.CHALLENGED), State.NOT_ACCEPTED, "referral_not_accepted"),
        Transition("challenge", (State.NOT_ACCEPTED,), State.CHALLENGED, "referral_challenged"),
        Transition(
            "withdraw",
            (State.DRAFT, State.SENT, State.RECEIVED, State.MORE_ASKED),
            State.WITHDRAWN,
            "referral_withdrawn",
        ),
    ],
)


def step_for_answer(answer: str) -> str:
    """The transition an answer of the pack means: only 'accepted' moves the family to social care."""
    return "accept" if answer == StepUpAnswer.ACCEPTED else "not_accept"
