"""The front door: contacts, the hub's queue, decisions."""

from django.apps import AppConfig


class FrontDoorConfig(AppConfig):
    """Adds the front door's pages to the navigation."""

    name = "alongside.helping.front_door"
    label = "front_door"

    def ready(self) -> None:
        """Register the navigation, and how a contact starts from a search that found nobody."""
        from alongside.ground.design_system import frame
        from alongside.helping.front_door.keeping import contacts_opened_with, keep_contacts
        from alongside.helping.front_door.presenters import navigation
        from alongside.helping.front_door.starting import start_from_search
        from alongside.people.episodes.next_steps import register_contact_start
        from alongside.people.protection.actions import KEPT, OPENED_WITH

        KEPT.register(keep_contacts)
        OPENED_WITH.register(contacts_opened_with)
        frame.register(navigation, name="front_door")
        register_contact_start(start_from_search)
