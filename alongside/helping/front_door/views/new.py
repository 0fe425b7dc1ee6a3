"""A new contact, one question a page. Every answer is kept on the server as it is given."""

import uuid
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.drafts import actions as drafts
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import Refused
from alongside.helping.front_door import actions, making, presenters
from alongside.helping.front_door.forms import CheckForm, DangerForm, PersonForm, SearchForm
from alongside.helping.front_door.policies import doubts_about, outside_age
from alongside.helping.front_door.queries import contact_for
from alongside.helping.front_door.views import person
from alongside.helping.front_door.wizard import KEY, STEPS, TITLES, Held, HeldPerson, as_query, prefilled, role_of
from alongside.people.families.queries import people_named

MOST_PEOPLE = 20


class _Making:
    """What the pages of a new contact share."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def held(self) -> Held:
        """What has been answered so far. Raises NotAllowed for somebody who may not record contacts."""
        require(person(self.request), Permission.RECORD_CONTACT)
        return Held(person(self.request))

    def keep(self, data: dict[str, list[str]]) -> None:
        """Keep the answers."""
        drafts.keep(by=person(self.request), key=KEY, data=data)

    def after(self, step: str) -> str:
        """Where to go after a step: on, or back to the answers when one is changed from there."""
        if self.request.GET.get("then") == "check":
            return reverse("new_contact_check")
        steps = Held(person(self.request)).steps  # with the answer just kept
        following = steps.index(step) + 1
        return address_of(steps[following]) if following < len(steps) else reverse("new_contact_check")

    def before(self, step: str) -> str:
        """The address of the step before; '' for the first."""
        if self.request.GET.get("then") == "check":
            return reverse("new_contact_check")
        steps = self.held.steps
        at = steps.index(step)
        return address_of(steps[at - 1]) if at else ""


def address_of(step: str) -> str:
    """The address of a step."""
    if step == "danger":
        return reverse("new_contact")
    return reverse("new_contact_who") if step == "who" else reverse("new_contact_step", args=[step])


class Step(_Making, FormPage):
    """One question, or a few that belong together."""

    template = "front_door/new_step.html"
    form_class = DangerForm
    button = "Continue"

    @property
    def step(self) -> str:
        """Which step this is; an address that is none is not found."""
        step: str = self.kwargs.get("step", "danger")
        if step not in self.held.steps or step == "who":
            raise Http404
        return step

    def heading(self) -> str:
        """The step's title."""
        return TITLES[self.step]

    def back(self) -> str:
        """The step before."""
        return self.before(self.step)

    def draft_key(self) -> str:
        """Typing saves itself under the step's own key until it is sent."""
        return f"{KEY}-{self.step}"

    def make_form(self, **given: Any) -> Form:
        """The step's form, with what was answered before."""
        if given.get("data") is None and given.get("typed") is None:
            given["typed"] = self.held.typed(self.step)
        return self.held.form(self.step, **given)

    def context(self) -> dict[str, Any]:
        """What to do if a child is in danger, and how far along this is."""
        return {
            "step": self.step, "emergency": self.held.pack.words.emergency,
            "out_of_hours": self.held.pack.words.out_of_hours,
            "number": self.held.steps.index(self.step) + 1, "of": len(self.held.steps) + 1,
        }  # fmt: skip

    def act(self, form: Form) -> str:
        """Keep the answers and go on."""
        self.keep(self.held.with_step(self.step, self.request.POST))
        return self.after(self.step)


class Who(_Making, Page):
    """Who it is about: search first, then choose somebody known or add them."""

    title = TITLES["who"]
    template = "front_door/new_who.html"

    def back(self) -> str:
        """The step before."""
        return self.before("who")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who is on the contact so far, and a search."""
        return self.page(SearchForm())

    def page(self, form: SearchForm, *, found: Any = None, status: int = 200, problem: str = "") -> HttpResponseBase:
        """The page, with what was found when something was searched for."""
        held = self.held
        return self.render(
            status=status, form=form, found=found, people=making.people_held(held), problem=problem,
            also=making.others_of_the_family(held), then=self.request.GET.get("then", ""),
            number=2, of=len(held.steps) + 1,
        )  # fmt: skip

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Search, choose, remove, or go on."""
        if "search" in request.POST:
            return self.search()
        if "choose" in request.POST:
            return self.choose(str(request.POST["choose"]))
        if "remove" in request.POST:
            return self.remove(str(request.POST["remove"]))
        if not self.held.people:
            return self.page(
                SearchForm(), status=422, problem="Add at least one person, even if you know only one name"
            )
        return redirect(self.after("who"))

    def search(self) -> HttpResponseBase:
        """What is known of whoever was searched for, so far as this person may know."""
        by = person(self.request)
        require(by, Permission.FIND_PEOPLE)
        form = SearchForm(self.request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        self.keep({**self.held.data, "search:q": [form.cleaned_data["q"]]})
        return self.page(form, found=presenters.found_people(form.cleaned_data["q"], by))

    def choose(self, chosen: str) -> HttpResponseBase:
        """Put somebody from the records on the contact."""
        require(person(self.request), Permission.FIND_PEOPLE)
        try:
            member = next(iter(people_named([uuid.UUID(chosen)]).values()), None)
        except ValueError:
            member = None
        people = self.held.people
        if member is None or len(people) >= MOST_PEOPLE:
            raise Http404
        if chosen not in {one.person_id for one in people}:
            self.keep(self.held.with_people([*people, HeldPerson(person_id=str(member.id), role=role_of(member))]))
        return redirect(self.request.get_full_path())

    def remove(self, position: str) -> HttpResponseBase:
        """Take somebody off the contact again."""
        people = list(self.held.people)
        if position.isdigit() and int(position) < len(people):
            del people[int(position)]
            self.keep(self.held.with_people(people))
        return redirect(self.request.get_full_path())


class OnePerson(_Making, FormPage):
    """Somebody added by hand, or changed."""

    form_class = PersonForm
    button = "Save this person"

    def heading(self) -> str:
        """Add or change."""
        return "Change a person" if "at" in self.kwargs else "Add a person"

    def back(self) -> str:
        """Back to everybody."""
        return self.act_after()

    def act_after(self) -> str:
        """The page of everybody, which remembers where it was opened from."""
        then = "?then=check" if self.request.GET.get("then") == "check" else ""
        return reverse("new_contact_who") + then

    def make_form(self, **given: Any) -> Form:
        """The form, with what was typed before, or with the family's name and address."""
        if given.get("data") is None and given.get("typed") is None:
            given["typed"] = self.typed()
        return self.held.person_form(**given)

    def typed(self) -> Any:
        """What was typed before."""
        if "at" not in self.kwargs:
            return prefilled(self.held)
        if self.kwargs["at"] >= len(self.held.people) or self.held.people[self.kwargs["at"]].person_id:
            raise Http404
        return as_query(self.held.people[self.kwargs["at"]].typed)

    def act(self, form: Form) -> str:
        """Keep the person."""
        typed = {
            name: self.request.POST.getlist(name)
            for name in self.request.POST
            if name not in ("csrfmiddlewaretoken", "once")
        }
        people = list(self.held.people)
        one = HeldPerson(role=form.cleaned_data["role"], typed=typed)
        if "at" in self.kwargs and self.kwargs["at"] < len(people):
            people[self.kwargs["at"]] = one
        elif len(people) < MOST_PEOPLE:
            people.append(one)
        else:
            raise Refused(f"A contact can name {MOST_PEOPLE} people.", what_to_do="Name the others in your own words.")
        data = self.held.with_people(people)
        data.pop("search:q", None)
        self.keep(data)
        return self.act_after()


class Check(_Making, FormPage):
    """Everything answered, before it is sent."""

    title = "Check your answers before you send"
    template = "front_door/new_check.html"
    form_class = CheckForm
    button = "Send"

    def back(self) -> str:
        """The last step."""
        return address_of(self.held.steps[-1])

    def draft_key(self) -> str:
        """The answers given on this page."""
        return f"{KEY}-check"

    @cached_property
    def checked(self) -> dict[str, Form]:
        """Each step's form, checked."""
        return self.held.checked()

    def form_options(self) -> dict[str, Any]:
        """What still has to be asked here."""
        danger = self.held.typed("danger").get("in_danger")
        return {
            "outside_age": outside_age(self.held.pack, self.held.named(), today()) or "",
            "danger": danger in ("yes", "not_sure"),
            "social_care": self.held.pack.words.social_care_front_door.text,
        }

    def context(self) -> dict[str, Any]:
        """Every answer, with its doubts and a way to change it."""
        held = self.held
        return {
            "cards": making.answers_to_check(held, self.checked), "people": making.people_held(held),
            "unfinished": [(TITLES[step], address_of(step)) for step in held.unfinished(self.checked)],
            "doubts": [doubt for named in held.named() for doubt in doubts_about(held.pack, named)],
            "in_danger": held.typed("danger").get("in_danger") == "yes", "emergency": held.pack.words.emergency,
        }  # fmt: skip

    def act(self, form: Form) -> str:
        """Send it."""
        by: User = person(self.request)
        if self.held.unfinished(self.checked):
            raise Refused("Some questions still need an answer.", what_to_do="They are listed above.")
        report = self.held.report(self.checked, form.cleaned_data.get("outside_age_reason") or "")
        contact = actions.record_contact(report=report, by=by)
        if form.cleaned_data.get("straight_up"):
            actions.send_to_social_care(contact=contact, why=form.cleaned_data["straight_why"], by=by)
        for key in (KEY, *(f"{KEY}-{step}" for step in STEPS)):
            drafts.discard(by=by, key=key)
        return reverse("contact_sent", args=[contact.pk])


class StartAgain(_Making, Page):
    """Throws away the contact in the making."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Discard and begin again."""
        require(person(request), Permission.RECORD_CONTACT)
        for key in (KEY, f"{KEY}-check", *(f"{KEY}-{step}" for step in STEPS)):
            drafts.discard(by=person(request), key=key)
        return redirect("new_contact")


class Sent(Page):
    """What happens now: the reference, who looks at it, by when, how the sender hears."""

    title = "Contact sent"
    template = "front_door/sent.html"

    def context(self) -> dict[str, Any]:
        """The contact in its sender's eyes."""
        contact = contact_for(person(self.request), self.kwargs["contact_id"])
        return {"sent": presenters.sent(contact)}
