"""Pages of the directory for whoever keeps it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.clock import today
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.directory import actions, queries
from alongside.helping.directory.actions import ANSWERS
from alongside.helping.directory.forms import (
    ANOTHER,
    ChangeServiceForm,
    OwnFirstServiceForm,
    PictureForm,
    ProviderForm,
    ServiceForm,
)
from alongside.helping.directory.models import Provider, Service
from alongside.helping.directory.policies import is_stale
from alongside.helping.directory.presenters import facts, kept
from alongside.helping.directory.words import ServiceState


class Directory(AskedBy, Page):
    """Every service this person keeps: whoever was longest not said to be right first, and how often it is opened."""

    title = "Keep the directory"
    template = "directory/directory.html"

    def back(self) -> str:
        """What everybody finds."""
        return reverse("services")

    def context(self) -> dict[str, Any]:
        """A page of them."""
        stale_only = self.request.GET.get("show") == "stale"
        rows = queries.kept_by(self.by)
        stale = queries.stale(rows)
        page = keyset(stale if stale_only else rows, order=["checked_on", "id"], mark=self.request.GET.get("after", ""))
        return {
            "services": [kept(one) for one in page.rows], "stale_only": stale_only, "stale_count": stale.count(),
            "days": queries.USES_OF_DAYS, "next_mark": page.next_mark, "has_earlier": page.has_earlier,
        }  # fmt: skip


class Kept(AskedBy):
    """What pages about a kept service share."""

    kwargs: dict[str, Any]

    @cached_property
    def service(self) -> Service:
        """The service of the address."""
        return queries.kept_service(self.by, self.kwargs["service_id"])

    def here(self) -> str:
        """Its page."""
        return reverse("kept_service", kwargs={"service_id": self.service.pk})


class KeptService(Kept, Page):
    """One kept service: how it stands, and what can be done about it."""

    template = "directory/kept.html"

    def heading(self) -> str:
        """What it is called."""
        return self.service.name

    def back(self) -> str:
        """All of them."""
        return reverse("directory")

    def context(self) -> dict[str, Any]:
        """How it stands."""
        service, pack = self.service, current_pack().pack
        state = ServiceState(service.state)
        return {
            "service": service, "facts": facts(service, pack, by_practitioner=True), "state": str(state.label),
            "is_published": state is ServiceState.PUBLISHED, "is_draft": state is ServiceState.DRAFT,
            "picture_says": queries.says_of_picture(service),
            "stale": is_stale(service.checked_on, today()),
        }  # fmt: skip


class AddService(AskedBy, FormPage):
    """A new service, as a draft."""

    title = "Add a service"
    form_class = ServiceForm
    button = "Save as a draft"

    def back(self) -> str:
        """All of them."""
        return reverse("directory")

    def draft_key(self) -> str:
        """One draft of each person."""
        return "service"

    def make_form(self, **given: Any) -> Form:
        """With the providers to choose from; an agency's first service asks who the agency is."""
        providers, others = list(queries.providers_kept_by(self.by)), queries.keeps_all(self.by)
        form = ServiceForm if providers or others else OwnFirstServiceForm
        return form(pack=current_pack().pack, providers=providers, others=others, **given)

    def act(self, form: Form) -> str:
        """Write it down, and who runs it where that is new."""
        given = form.cleaned_data
        chosen, mine = given.get("provider"), queries.providers_kept_by(self.by)
        provider = next((one for one in mine if str(one.pk) == chosen), None)
        if provider is None:
            name = given["provider_name"] if chosen == ANOTHER else ""
            provider = actions.add_provider(name=name, description=given["provider_about"], by=self.by)
        made = actions.add_service(provider=provider, answers={name: given[name] for name in ANSWERS}, by=self.by)
        messages.success(self.request, "The service is kept as a draft. Read it through, then publish it.")
        return reverse("kept_service", kwargs={"service_id": made.pk})


class ChangeService(Kept, FormPage):
    """What a service says of itself, changed."""

    title = "Change what the service says"
    form_class = ChangeServiceForm
    button = "Save"

    def back(self) -> str:
        """The service."""
        return self.here()

    def draft_key(self) -> str:
        """One draft of each person and service."""
        return f"service-{self.service.pk}"

    def initial(self) -> dict[str, Any]:
        """What it says now."""
        return {name: getattr(self.service, name) for name in ANSWERS} | {"seen_version": self.service.version}

    def form_options(self) -> dict[str, Any]:
        """The operating model's needs, levels and areas."""
        return {"pack": current_pack().pack, "providers": [], "others": False}

    def act(self, form: Form) -> str:
        """Change it."""
        given = form.cleaned_data
        actions.change_service(
            service=self.service, seen_version=given["seen_version"], by=self.by,
            answers={name: given[name] for name in ANSWERS},
        )  # fmt: skip
        messages.success(self.request, "The change is saved.")
        return self.here()


class ChangeProvider(AskedBy, FormPage):
    """What is said of who runs services."""

    title = "Who runs it"
    form_class = ProviderForm
    button = "Save"

    @cached_property
    def provider(self) -> Provider:
        """The provider of the address."""
        return queries.kept_provider(self.by, self.kwargs["provider_id"])

    def back(self) -> str:
        """All services."""
        return reverse("directory")

    def initial(self) -> dict[str, Any]:
        """What is said now."""
        provider = self.provider
        return {"name": provider.name, "description": provider.description, "seen_version": provider.version}

    def form_options(self) -> dict[str, Any]:
        """Whether the name is its own to keep."""
        return {"is_agency": self.provider.agency_id is not None}

    def act(self, form: Form) -> str:
        """Change it."""
        given = form.cleaned_data
        actions.change_provider(
            provider=self.provider, seen_version=given["seen_version"], name=given.get("name", ""),
            description=given["description"], by=self.by,
        )  # fmt: skip
        messages.success(self.request, "The change is saved, for every service they run.")
        return reverse("directory")


class Confirmed(Kept, FormPage):
    """A button with what it does said above it; `change` is the action behind it."""

    template = "directory/confirm.html"
    form_class = Form
    change: ClassVar[Callable[..., object]]
    does: ClassVar[str]
    done: ClassVar[str]

    def back(self) -> str:
        """The service."""
        return self.here()

    def context(self) -> dict[str, Any]:
        """Which service, and what will happen."""
        return {"service": self.service, "does": self.does}

    def act(self, form: Form) -> str:
        """Do it, and say so."""
        self.change(service=self.service, by=self.by)
        messages.success(self.request, self.done)
        return self.here()


class Publish(Confirmed):
    """Show it to everybody."""

    title = "Publish the service"
    button = "Publish"
    change = staticmethod(actions.publish)
    does = "Everybody can find it, and other directories can take it over. You say with it that it is right."
    done = "The service is published."


class TakeDown(Confirmed):
    """Show it to nobody else."""

    title = "Take the service down"
    button = "Take it down"
    button_warns = True
    change = staticmethod(actions.take_down)
    does = "Nobody finds it any more. What it says is kept, and it can be published again."
    done = "The service is taken down."


class Discard(Confirmed):
    """Throw a draft away."""

    title = "Throw the draft away"
    button = "Throw it away"
    button_warns = True
    change = staticmethod(actions.discard_draft)
    does = "Nobody else has seen it, and nothing of it is kept."
    done = "The draft is thrown away."

    def here(self) -> str:
        """All services, once it is gone."""
        return reverse("directory") if self.request.method == "POST" else super().here()


class StillRight(Confirmed):
    """Say that it is still right."""

    title = "Say that it is still right"
    button = "It is still right"
    change = staticmethod(actions.confirm_still_right)
    does = "Your name stays with today’s date; families see the date only."
    done = "Thank you. The service is marked as right today."


class SetPicture(Kept, FormPage):
    """A picture for it, in place of the one before."""

    title = "Picture of the service"
    template = "directory/set_picture.html"
    form_class = PictureForm
    button = "Use this picture"

    def back(self) -> str:
        """The service."""
        return self.here()

    def context(self) -> dict[str, Any]:
        """Which service."""
        return {"service": self.service}

    def act(self, form: Form) -> str:
        """Draw it anew and keep it."""
        given = form.cleaned_data
        actions.set_picture(service=self.service, content=given["file"].read(), says=given["says"], by=self.by)
        messages.success(self.request, "The picture is there. Where and when it was taken has been removed from it.")
        return self.here()


class RemovePicture(Confirmed):
    """No picture any more."""

    title = "Remove the picture"
    button = "Remove it"
    button_warns = True
    change = staticmethod(actions.remove_picture)
    does = "The picture is deleted. The service stays as it is."
    done = "The picture is removed."
