"""Stepping up to social care and down from it."""

from django.apps import AppConfig


class StepUpDownConfig(AppConfig):
    """Adds its tab to the family pages and its lists to the navigation."""

    name = "alongside.helping.step_up_down"
    label = "step_up_down"

    def ready(self) -> None:
        """Register the tab, the navigation, and what follows when the hub passes a contact on."""
        from alongside.ground.access.words import Permission
        from alongside.ground.design_system import frame
        from alongside.helping.front_door.actions import REFERRED_UP
        from alongside.helping.plans.queries import STEP_UP_LINKS
        from alongside.helping.step_up_down.joining import page_for, refer_contact
        from alongside.helping.step_up_down.presenters import frame_part
        from alongside.people.consent.next_steps import register_referral_page
        from alongside.people.families.queries import Tab, register_tab

        register_tab(Tab("step_up", "Step up", "step_up_down:family", 90, Permission.SEE_FAMILY))
        frame.register(frame_part, name="step_up_down")
        REFERRED_UP.register(refer_contact)
        STEP_UP_LINKS.register(page_for)
        register_referral_page("step_up_down:new_for_family")
