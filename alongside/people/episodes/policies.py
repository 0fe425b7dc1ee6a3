"""What may follow what in an episode of help."""

from alongside.ground.lib.lifecycle import Lifecycle, Transition
from alongside.people.episodes.words import EpisodeState as State

HELPED_OR_WAITING = (State.WAITING_FOR_LEAD, State.WAITING_FOR_PANEL, State.BEING_HELPED)

EPISODE = Lifecycle(
    "The family's episode",
    State.WAITING_FOR_LEAD,
    [
        Transition(
            "send_to_panel", (State.WAITING_FOR_LEAD, State.BEING_HELPED), State.WAITING_FOR_PANEL, "sent_to_panel"
        ),
        Transition("name_lead", HELPED_OR_WAITING, State.BEING_HELPED, "lead_named"),
        Transition("step_up", HELPED_OR_WAITING, State.STEPPED_UP, "stepped_up"),
        Transition("step_down", (State.STEPPED_UP,), State.WAITING_FOR_LEAD, "stepped_down"),
        Transition("close", (*HELPED_OR_WAITING, State.STEPPED_UP), State.CLOSED, "closed"),
    ],
)
