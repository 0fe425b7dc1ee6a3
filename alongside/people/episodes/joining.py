"""Where episodes join in with the packages below: consent is told in the story, and a lead keeps reading."""

from alongside.ground.access.models import Agency
from alongside.people.consent.actions import Change
from alongside.people.episodes.actions import tell
from alongside.people.episodes.models import Lead
from alongside.people.episodes.queries import open_episode_of
from alongside.people.episodes.words import StoryKind
from alongside.people.families.models import Family


def tell_of_consent(change: Change) -> None:
    """Write a change of agreement, lawful basis or sharing into the family's story, in the same transaction."""
    tell(
        family=change.family, episode=open_episode_of(change.family), kind=StoryKind.AGREEMENT,
        headline=change.headline, detail=change.detail, happened_on=change.happened_on, people=change.people,
        source=change.record, by=change.by,
    )  # fmt: skip


def leads_of_agency(family: Family, agency: Agency) -> list[int]:
    """The principal of whoever leads for this agency: they go on reading until they have handed the lead over."""
    leading = Lead.objects.filter(episode__family=family, until=None, user__agency=agency)
    return list(leading.values_list("user__principal", flat=True))
