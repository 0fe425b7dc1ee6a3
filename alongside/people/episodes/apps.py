from django.apps import AppConfig


class EpisodesConfig(AppConfig):
    """Joins in with consent: its changes become lines of the family's story."""

    name = "alongside.people.episodes"
    label = "episodes"

    def ready(self) -> None:
        """Register for what consent announces."""
        from alongside.people.consent.actions import AGREEMENT_CHANGED, STILL_NEEDED
        from alongside.people.episodes.joining import facts_of, leads_of_agency, tell_of_consent
        from alongside.people.families.queries import SUMMARIES

        AGREEMENT_CHANGED.register(tell_of_consent)
        STILL_NEEDED.register(leads_of_agency)
        SUMMARIES.register(facts_of)
