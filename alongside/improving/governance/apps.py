"""Governance: who looked and why, and the family's right to know."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.http import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alongside.ground.access.models import User
    from alongside.ground.design_system.frame import FramePart
    from alongside.people.families.models import Family


class GovernanceConfig(AppConfig):
    """Turns what packages below notice into alerts, and joins the frame, 'Today' and the 'Sharing' tab."""

    name = "alongside.improving.governance"
    label = "governance"

    def ready(self) -> None:
        """Register with audit, access, protection, consent, worklists and the frame."""
        from alongside.ground.access.queries import ATTEMPTED
        from alongside.ground.audit.actions import BEFORE_CLOSING, BEFORE_WRITING, MAY_BE_KIN
        from alongside.ground.design_system import frame
        from alongside.helping.worklists.registry import RECORD, Kind, register
        from alongside.improving.governance import noticing, rules
        from alongside.improving.governance.worklists import alerts_to_close, requests_to_answer
        from alongside.people.consent.next_steps import MORE_PAGES
        from alongside.people.protection.actions import OPENED_IN_EMERGENCY

        BEFORE_CLOSING.register(rules.require_officer)
        BEFORE_WRITING.register(noticing.own_name_searched)
        MAY_BE_KIN.register(noticing.same_surname)
        OPENED_IN_EMERGENCY.register(noticing.opened_in_emergency)
        ATTEMPTED.register(noticing.attempted)
        MORE_PAGES.register(_who_looked)
        register(
            Kind("close_alert", "Alert to look at", "governance:alert", alerts_to_close, parts={"alert_id": RECORD})
        )
        register(
            Kind(
                "answer_request",
                "Request for a record",
                "governance:request",
                requests_to_answer,
                parts={"request_id": RECORD},
            )
        )
        frame.register(_navigation, name="governance")


def _who_looked(family: "Family", by: "User") -> "Sequence[tuple[str, str]]":
    from alongside.improving.governance.presenters import who_looked

    return who_looked(family, by)


def _navigation(request: HttpRequest) -> "FramePart":
    from alongside.improving.governance.presenters import navigation

    return navigation(request)
