"""What is asked of somebody who makes a contact."""

from collections.abc import Iterable
from typing import Any, Protocol

from django import forms

from alongside.ground.design_system import fields
from alongside.ground.design_system.forms import Form
from alongside.ground.operating_models.queries import Pack, Route
from alongside.ground.operating_models.words import AskKind
from alongside.helping.front_door.forms.choosing import MOST, choose
from alongside.helping.front_door.words import Agreement, Danger, TellHow


class DangerForm(Form):
    """First of all."""

    in_danger = fields.ChoiceField(
        label="Is a child in danger now?", choices=Danger.choices, big=True,
        missing="Select yes, no or I am not sure",
    )  # fmt: skip


class WorriesForm(Form):
    """The concern, and what is going well."""

    concern = fields.LongText(
        label="What are you worried about, or what help is wanted?", max_length=MOST, rows=8,
        hint="What you have seen and heard, when, and what happens because of it. Facts first.",
        missing="Enter what you are worried about, or what help is wanted",
    )  # fmt: skip
    going_well = fields.LongText(label="What is going well?", required=False, max_length=MOST)


class TriedForm(Form):
    """What was tried."""

    tried = fields.LongText(
        label="What has been tried already, and did it help?", required=False, max_length=MOST, rows=8
    )
    anything_else = fields.LongText(
        label="Anything else we should know?", required=False, max_length=MOST,
        hint="For example how to visit safely, an interpreter, or other services that help.",
    )  # fmt: skip


class FamilyViewForm(Form):
    """What the family thinks, and whether they agreed."""

    family_view = fields.LongText(
        label="What does the family think?", required=False, max_length=MOST, hint="In their own words where you can."
    )
    agreement = fields.ChoiceField(
        label="Does the family agree to you contacting us?", choices=Agreement.choices,
        missing="Select whether the family agrees",
    )  # fmt: skip
    agreement_why = fields.LongText(
        label="Why not?", shown_if=("agreement", ("not_agreed", "not_asked")), max_length=MOST,
        missing="Enter why the family has not agreed or was not asked",
    )  # fmt: skip


class SenderForm(Form):
    """How the sender hears what happened; the hub also says whom a contact by telephone came from."""

    tell_how = fields.ChoiceField(
        label="How would you like to hear what happens?",
        choices=[(value, text) for value, text in TellHow.choices if value != TellHow.NOT],
        missing="Select how you would like to hear",
    )
    sender_telephone = fields.PhoneField(label="Telephone number for questions", required=False)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = list(kinds)
        if not choices:  # the sender answers for themselves
            hears: Any = self.fields["tell_how"]
            mine = "On my own page in Alongside"
            hears.choices = [(value, mine if value == TellHow.ON_SCREEN else text) for value, text in hears.choices]
        if choices:
            self.fields["agency_kind"] = fields.Select(
                label="Whom does the contact come from?", choices=choices, missing="Select whom it comes from"
            )
            for name, label in (
                ("sender_name", "Name of the person who got in touch"), ("sender_role", "What they do"),
                ("sender_agency", "Organisation"),
            ):  # fmt: skip
                self.fields[name] = fields.TextField(label=label, required=False)
            self.order_fields(["agency_kind", "sender_name", "sender_role", "sender_agency"])


class RouteForm(Form):
    """The way in, where there is more than one to choose from."""

    route = fields.ChoiceField(label="Choose what fits best", choices=[], missing="Select what this contact is")

    def __init__(self, *args: Any, ways: Iterable[Route], **options: Any) -> None:
        super().__init__(*args, **options)
        own = list(ways)
        choose(self, "route", [(route.id, route.name) for route in own], {route.id: route.description for route in own})


class QuestionsForm(Form):
    """The route's own questions, and the factors the council asks to be alert to."""

    def __init__(self, *args: Any, pack: Pack, route: str, people: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        known = {one.id: one for one in pack.routes}
        self.asks = known[route].asks if route in known else ()
        for ask in self.asks:
            self.fields[f"ask_{ask.id}"] = ask_field(ask)
        self.fields["factors"] = fields.Checkboxes(
            label="Does any of this apply?", required=False, hint="Leave blank if none does, or you do not know.",
            choices=[(factor.id, factor.text) for factor in pack.factors if factor.retired_on is None],
        )  # fmt: skip
        named = list(people)
        if len(named) > 1:
            self.fields["factors_about"] = fields.ChoiceField(
                label="Whom does it apply to?", choices=named, required=False,
                hint="Leave blank if it is about the whole family.",
            )  # fmt: skip
        self.fields["evidence"] = fields.LongText(label="What have you seen that shows it?", required=False, rows=3)
        self.order_fields([*(f"ask_{ask.id}" for ask in self.asks), "factors", "factors_about", "evidence"])

    def answers(self) -> dict[str, str]:
        """The route's questions with their clean answers as text, by id."""
        given = {}
        for ask in self.asks:
            value = self.cleaned_data.get(f"ask_{ask.id}")
            if value not in (None, ""):
                given[ask.id] = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        return given


class Ask(Protocol):
    """One of a route's own questions, as the pack gives it."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def kind(self) -> AskKind: ...
    @property
    def options(self) -> Iterable[Any]: ...
    @property
    def required(self) -> bool: ...


def ask_field(ask: Ask) -> forms.Field:
    """The field of one of a route's own questions."""
    given: dict[str, Any] = {"label": ask.label, "hint": ask.hint, "required": ask.required}
    if ask.kind is AskKind.CHOICE:
        return fields.ChoiceField(choices=[(option.id, option.label) for option in ask.options], **given)
    if ask.kind is AskKind.YES_NO:
        return fields.YesNo(**given)
    if ask.kind is AskKind.DATE:
        return fields.DateField(**({**given, "hint": ask.hint or "For example, 27 3 2026"}))
    return fields.LongText(rows=3, max_length=4_000, **given)


class CheckForm(Form):
    """The last page before sending: what still has to be said, if anything."""

    def __init__(
        self, *args: Any, outside_age: str = "", danger: bool = False, social_care: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if outside_age:
            self.fields["outside_age_reason"] = fields.LongText(
                label="Why are you telling us about a child outside these ages?", hint=outside_age, rows=3,
                missing="Enter why you are telling us: you can go on all the same",
            )  # fmt: skip
        if danger:
            self.fields["straight_up"] = fields.YesNo(
                label=f"Send this straight to {social_care} as a safeguarding referral?",
                hint="You can always do this. You do not need anybody's permission.",
                missing="Select yes to send it straight to social care",
            )
            self.fields["straight_why"] = fields.LongText(
                label="What makes you think that a child is not safe?", shown_if=("straight_up", "yes"), rows=4,
                missing="Enter what makes you think that a child is not safe",
            )  # fmt: skip


class MoreForm(Form):
    """Answering the hub's questions."""

    text = fields.LongText(label="Your answer", max_length=MOST, rows=8, missing="Enter your answer")


class StraightForm(Form):
    """Sending a contact straight to social care."""

    why = fields.LongText(
        label="What makes you think that a child is not safe?", max_length=MOST, rows=6,
        missing="Enter what makes you think that a child is not safe",
    )  # fmt: skip
