"""Pages of the privacy officer: alerts and what led to them. Pages about who looked at a family's record."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.audit import actions as audit
from alongside.ground.audit.models import Alert
from alongside.ground.audit.words import AlertState
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.clock import now
from alongside.ground.lib.pages import KeysetPage
from alongside.improving.governance.forms import CloseAlertForm
from alongside.improving.governance.presenters import (
    alert_lines,
    read_lines,
    reading_said,
    seen_by,
    subjects_of_reads,
)
from alongside.improving.governance.queries import (
    alerts_page,
    closed_page,
    get_alert,
    last_readers_of,
    led_to,
    references_of,
    subject_of,
    who_has_seen,
)
from alongside.people.families.pages import FamilyPage


class Alerts(AskedBy, Page):
    """Alerts that wait to be looked at, oldest first."""

    title = "Alerts"
    template = "governance/alerts.html"

    def found(self, mark: str) -> KeysetPage[Alert]:
        """A page of them."""
        return alerts_page(self.by, mark)

    def context(self) -> dict[str, Any]:
        """The alerts in words, each about a reference."""
        page = self.found(self.request.GET.get("after", ""))
        references = references_of({one for row in page.rows if (one := subject_of(row))}, self.by)
        return {
            "alerts": alert_lines(page.rows, references, self.by),
            "next_mark": page.next_mark,
            "has_earlier": page.has_earlier,
        }


class ClosedAlerts(Alerts):
    """Alerts that were looked at, the latest first."""

    title = "Alerts that were looked at"
    template = "governance/closed.html"

    def found(self, mark: str) -> KeysetPage[Alert]:
        """A page of them."""
        return closed_page(self.by, mark)

    def back(self) -> str:
        """Back to those that wait."""
        return reverse("governance:alerts")


class OneAlert(AskedBy, FormPage):
    """One alert: what happened, the readings that led to it, and the form that closes it."""

    title = "An alert"
    template = "governance/alert.html"
    form_class = CloseAlertForm
    button = "Close the alert"

    @cached_property
    def alert(self) -> Alert:
        """The alert of the address."""
        return get_alert(self.by, self.kwargs["alert_id"])

    def back(self) -> str:
        """Back to the inbox."""
        return reverse("governance:alerts")

    def context(self) -> dict[str, Any]:
        """What happened, and what led to it."""
        led = led_to(self.alert)
        subject = subject_of(self.alert)
        wanted = subjects_of_reads(led.reads) | ({subject} if subject else set())
        references = references_of(wanted, self.by)
        return {
            "alert": alert_lines([self.alert], references, self.by)[0],
            "note": self.alert.note,
            "reads": read_lines(led.reads, references),
            "more": led.more,
            "is_open": self.alert.state == AlertState.OPEN,
        }

    def act(self, form: Form) -> str:
        """Close it."""
        told = form.cleaned_data
        audit.close_alert(alert=self.alert, outcome=told["outcome"], note=told["note"], by=self.by)
        messages.success(self.request, "The alert is closed.")
        return reverse("governance:alerts")


class Readers(FamilyPage):
    """Who looked at this family's record last, by name."""

    title = "Who has looked at this record"
    template = "governance/readers.html"
    tab = "sharing"

    def context(self) -> dict[str, Any]:
        """The last readers."""
        found = last_readers_of(self.by, self.family)
        return {**super().context(), "readers": [reading_said(one) for one in found]}


class WhoHasSeen(FamilyPage):
    """For the family to keep: which agencies looked at their record, in which roles. Nobody is named on it."""

    title = "Who has seen your record"
    template = "governance/who_has_seen.html"

    def back(self) -> str:
        """Back to the readers by name."""
        return reverse("governance:readers", kwargs={"family_id": self.family.pk})

    def context(self) -> dict[str, Any]:
        """Agencies and roles; without the frame of a family's pages, which names its people."""
        return {"seen": seen_by(who_has_seen(self.by, self.family)), "on": now()}
