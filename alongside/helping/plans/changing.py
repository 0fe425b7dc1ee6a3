"""What every change to a plan does: the lock that keeps it whole, the audit event and the line in the story."""

from typing import Any

from django.db import models

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.errors import Refused
from alongside.helping.plans.models import Plan
from alongside.people.episodes.actions import tell
from alongside.people.episodes.models import Episode
from alongside.people.episodes.words import EpisodeState


def locked(plan: Plan) -> Plan:
    """The plan, locked until the end of the transaction, so that order and waiting change one at a time.

    Raises Refused once the episode has closed: what was agreed then stays as it was.
    """
    found = Plan.objects.select_for_update(of=("self",)).select_related("family", "episode").get(pk=plan.pk)
    must_be_open(found.episode)
    return found


def must_be_open(episode: Episode) -> None:
    """Raise Refused when the episode is closed."""
    if episode.state == EpisodeState.CLOSED:
        raise Refused(
            "Early help for this family is closed, so this can't be changed.",
            what_to_do="If the family comes back, a new plan can carry on from this one.",
        )


def remember(
    *, happened: str, record: models.Model, episode: Episode, by: User, kind: str = "", headline: str = "",
    words: str = "", detail: dict[str, Any] | None = None, **more: Any,
) -> None:  # fmt: skip
    """Write the audit event (identifiers only), and the line of the family's story when there is a `headline`."""
    audit.record(
        kind=f"plans.{happened}", by=by, record=record, family_id=episode.family_id,
        pack_version_id=episode.pack_version_id, detail=detail,
    )  # fmt: skip
    if headline:
        tell(
            family=episode.family, episode=episode, kind=kind, headline=headline, detail=words, by=by, source=record,
            **more,
        )  # fmt: skip


def needed(text: str, message: str, field: str) -> str:
    """The text without white space around it; raises Refused when nothing is left."""
    if not text.strip():
        raise Refused(message, field=field)
    return text.strip()
