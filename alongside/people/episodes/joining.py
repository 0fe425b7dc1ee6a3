"""Where episodes join in below: the frame of family pages, consent in the story, a lead who keeps reading."""

from alongside.ground.access.models import Agency, User
from alongside.ground.lib.clock import as_text
from alongside.ground.operating_models.queries import pack_at
from alongside.people.consent.actions import Change
from alongside.people.disclosure.models import Copy
from alongside.people.disclosure.words import Document
from alongside.people.episodes.actions import tell
from alongside.people.episodes.models import Lead
from alongside.people.episodes.queries import current_episode_in_brief, open_episode_of
from alongside.people.episodes.words import EpisodeState, StoryKind
from alongside.people.families.models import Family
from alongside.people.families.queries import Fact

KINDS_OF = {Document.ASSESSMENT: StoryKind.ASSESSMENT, Document.PLAN: StoryKind.PLAN}


def tell_of_consent(change: Change) -> None:
    """Write a change of agreement, lawful basis or sharing into the family's story, in the same transaction."""
    tell(
        family=change.family, episode=open_episode_of(change.family), kind=StoryKind.AGREEMENT,
        headline=change.headline, detail=change.detail, happened_on=change.happened_on, people=change.people,
        source=change.record, by=change.by,
    )  # fmt: skip


def tell_of_copy(copy: Copy, by: User) -> None:
    """Write into the family's story that somebody was given a copy, and on which day."""
    tell(
        family=copy.family, episode=open_episode_of(copy.family), kind=KINDS_OF[Document(copy.document)],
        headline=f"A copy of {Document(copy.document).label} was given to {copy.person.names.all()[0]}",
        happened_on=copy.given_on, people=[copy.person], source=copy, by=by,
    )  # fmt: skip


def leads_of_agency(family: Family, agency: Agency) -> list[int]:
    """The principal of whoever leads for this agency: they go on reading until they have handed the lead over."""
    leading = Lead.objects.filter(episode__family=family, until=None, user__agency=agency)
    return list(leading.values_list("user__principal", flat=True))


def facts_of(family: Family, by: User) -> list[Fact]:
    """How the family stands, for the frame of its pages: state, level, lead, and the operating model it began under."""
    episode, lead_name, in_force = current_episode_in_brief(family)
    if episode is None:
        return [Fact("Early help", "Not opened")]
    pack = pack_at(episode.pack_version_id)
    if episode.state == EpisodeState.CLOSED:
        return [Fact("Early help", f"Closed on {as_text(episode.closed_on)}")]
    facts = [
        Fact("Early help", f"{episode.get_state_display()}, since {as_text(episode.opened_on)}"),
        Fact("Level", pack.level(episode.level).name),
        Fact("Lead practitioner", lead_name or "Nobody yet"),
    ]
    if not in_force:
        facts.append(Fact("Forms and clocks", f"as they were when this began ({pack.info.title}, {pack.info.version})"))
    return facts
