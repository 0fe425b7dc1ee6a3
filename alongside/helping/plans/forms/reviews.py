"""Forms about reviews, closing and drift: their questions are the pack's and the family's, so they are built."""

from collections.abc import Sequence
from typing import Any

from alongside.ground.design_system.fields import ChoiceField, DateField, LongText, Scale, Select, TextField
from alongside.ground.design_system.forms import Form, Section
from alongside.ground.operating_models.queries import Pack
from alongside.helping.plans.queries.plan import in_use
from alongside.helping.plans.words import Answerer, HelpAnswer, ReviewDecision
from alongside.people.families.queries import Member

Choices = Sequence[tuple[str, str]]
NUMBERS = "Agree a number with the family. Leave out what you did not talk about."
LOW, HIGH = "as hard as it can be", "as good as it can be"


def scale_fields(form: Form, pack: Pack) -> tuple[str, ...]:
    """Add a scale for each need of the pack, left blank where nothing is said; returns their names."""
    names = []
    for need in in_use(pack.needs):
        names.append(f"scale_{need.id}")
        form.fields[names[-1]] = Scale(
            label=need.name, low=LOW, high=HIGH, hint=need.family_name, required=False, mark_optional=False
        )
    return tuple(names)


class ReviewForm(Form):
    """Has it changed? What does each person say? What now?"""

    versioned = True
    family_view = LongText(label="What does the family think?", rows=4, missing="Say what the family thinks")
    decision = ChoiceField(label="What now?", choices=ReviewDecision.choices, missing="Choose what happens now")
    level = Select(
        label="Which level from now on?", choices=[], shown_if=("decision", ReviewDecision.STEP_DOWN.value),
        missing="Choose a level",
    )  # fmt: skip
    why = LongText(label="Why?", rows=3, missing="Say why")
    next_on = DateField(
        label="When is the next review?",
        future=True,
        missing="Enter the date of the next review",
        shown_if=("decision", tuple(one.value for one in ReviewDecision if one != ReviewDecision.CLOSE)),
    )

    def __init__(self, *args: Any, pack: Pack, children: Sequence[Member], levels: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        scales = scale_fields(self, pack)
        voices = []
        for child in children:
            voices.append(f"voice_{child.id}")
            self.fields[voices[-1]] = LongText(
                label=f"What does {child.forename} say?", rows=3,
                hint="In their own words, and how you heard them. If they could not be asked, say why.",
                missing=f"Write down what {child.forename} says, or why they could not be asked",
            )  # fmt: skip
        good_help = []
        for question in in_use(pack.plans.good_help):
            for who, text in ((Answerer.FAMILY, question.family_text), (Answerer.PRACTITIONER, question.text)):
                good_help.append(f"help_{question.id}_{who.value}")
                self.fields[good_help[-1]] = Select(
                    label=text, choices=HelpAnswer.choices, required=False, mark_optional=False,
                    hint="For the family to answer" if who == Answerer.FAMILY else "For the practitioners to answer",
                )  # fmt: skip
        self.sections = (  # type: ignore[misc]  # each council's own
            Section("How are things now, from 0 to 10?", scales, NUMBERS),
            Section("What each of you says", ("family_view", *voices)),
            Section("How we help", tuple(good_help), "Leave out what you did not talk about."),
            Section("What happens now", ("decision", "level", "why", "next_on")),
        )  # fmt: skip


class CloseForm(Form):
    """Help ends, for now."""

    versioned = True
    reason = ChoiceField(label="Why does help end?", choices=[], missing="Choose why help ends")
    change = LongText(label="What is different now?", rows=4, missing="Say what is different now")
    family_view = LongText(label="What does the family think of ending?", rows=3, required=False)
    who_to_call = TextField(
        label="Whom can the family call if things get hard again?",
        hint="A name and a number. This goes on the family’s copy.",
        missing="Say whom the family can call",
    )
    why_missing = LongText(
        label="If something is not on record: why do you close all the same?", rows=3, required=False
    )

    def __init__(self, *args: Any, pack: Pack, **options: Any) -> None:
        super().__init__(*args, **options)
        reasons = in_use(pack.plans.closing_reasons)
        self.fields["reason"].choices = [(one.id, one.name) for one in reasons]  # type: ignore[attr-defined]
        sustain = []
        for question in in_use(pack.plans.sustain_questions):
            sustain.append(f"sustain_{question.id}")
            self.fields[sustain[-1]] = LongText(label=question.label, rows=3, required=False)
        self.sections = (  # type: ignore[misc]  # each council's own
            Section("How help ends", ("reason", "change", "family_view")),
            Section("How are things now, from 0 to 10?", scale_fields(self, pack)),
            Section("What will keep it going", (*sustain, "who_to_call")),
            Section("What is not on record", ("why_missing",)),
        )


class DriftForm(Form):
    """A sign of drift was looked at."""

    note = LongText(label="What did you find, or what will you try?", rows=4, missing="Say what you found")
    look_again_on = DateField(label="When will you look again?", future=True, missing="Enter a date")
