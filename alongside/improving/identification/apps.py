"""Identification: families who may need help, from what partners hold already."""

from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    """Adds 'May need help' to the navigation and to 'Today', and 'What is known' to the pages of a family.

    What partners' files change is matched and counted soon after them.
    """

    name = "alongside.improving.identification"
    label = "identification"

    def ready(self) -> None:
        """Register the navigation, the kind of work and the tab."""
        from alongside.ground.design_system import frame
        from alongside.helping.worklists.registry import RECORD, Kind, register
        from alongside.improving.identification.presenters import navigation
        from alongside.improving.identification.tasks import have_found_soon
        from alongside.improving.identification.worklists import put_off_until_now
        from alongside.people.families.queries import Tab, register_tab
        from alongside.people.partner_data.actions import HOLDS_OTHERWISE

        frame.register(navigation, name="identification")
        register(
            Kind(
                "look_again", "Family who may need help: look again", "identification:candidate", put_off_until_now,
                parts={"candidate_id": RECORD},
            )
        )  # fmt: skip
        register_tab(Tab("known", "What is known", "identification:known", 85))
        HOLDS_OTHERWISE.register(have_found_soon)
