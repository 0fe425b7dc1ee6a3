"""Forms of referring a family to social care, and of answering."""

from typing import Any, ClassVar

from alongside.ground.design_system.fields import Checkboxes, ChoiceField, DateField, LongText, TextField
from alongside.ground.design_system.forms import Form, Group, Questions, Section
from alongside.ground.operating_models.queries import Pack
from alongside.helping.step_up_down.words import FamilyTold
from alongside.people.families.words import FamilyRole


class ReferralForm(Form):
    """What the referrer says in their own words; everything else is filled in from the record."""

    safety_now = LongText(
        label="What do you know about the child’s safety now?",
        hint="Where the child is, who is with them, when they were last seen and by whom",
        missing="Write what you know about the child’s safety now, even if it is little",
    )
    concern = LongText(
        label="What are you worried about?",
        hint="What you saw and heard, in the child’s own words where you can, and what it means for the child",
        missing="Write what you are worried about",
    )
    reason = ChoiceField(label="Why do you refer the family now?", choices=[], missing="Select the reason")
    receiver = ChoiceField(label="Who is it for?", choices=[], missing="Select who it is for")
    family_told = ChoiceField(
        label="Does the family know of this referral?",
        choices=FamilyTold.choices,
        missing="Select whether the family knows",
    )
    family_view = LongText(
        label="What does the family say? If it is unsafe to tell them, why?",
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, pack: Pack, **options: Any) -> None:
        super().__init__(*args, **options)
        receivers = [one for one in pack.step_up.receivers if one.retired_on is None]
        reasons = [one for one in pack.step_up.reasons if one.retired_on is None]
        _choose(self, "receiver", [(one.id, one.name) for one in receivers])
        self.fields["receiver"].hints = {one.id: one.description for one in receivers}  # type: ignore[attr-defined]
        _choose(self, "reason", [(one.id, one.name) for one in reasons])


class ChangeReferralForm(ReferralForm):
    """The same, of a referral written before."""

    versioned = True


class PersonTyped(Questions):
    """Somebody the referral is about, as far as they are known."""

    name = TextField(label="Name", spellcheck=False, missing="Enter a name, even if only one is known")
    role = ChoiceField(label="Who are they?", choices=FamilyRole.choices, missing="Select who they are")
    born = TextField(
        label="Date of birth or age", hint="As far as you know it", required=False, width=20, max_length=80
    )
    address = TextField(label="Address", hint="Where they are now, if you know", required=False, max_length=400)


class TypedReferralForm(ReferralForm):
    """A referral about people who are not in an open family here."""

    sections: ClassVar[tuple[Section, ...]] = (
        Section("Who it is about", ("people",)),
        Section("What you know", ("safety_now", "concern", "reason", "receiver", "family_told", "family_view")),
    )
    groups = {"people": Group(PersonTyped, "person", "Person")}


class SendForm(Form):
    """What stays behind, before sending. Nothing needs to."""

    leave_out = Checkboxes(
        label="Leave anything out?",
        hint="Only what would not help social care keep the child safe",
        choices=[],
        required=False,
        mark_optional=True,
    )
    why_left_out = LongText(label="Why is it left out?", required=False, rows=2, hint="Needed if you ticked anything")

    def __init__(self, *args: Any, parts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "leave_out", parts)


class ReceiveForm(Form):
    """Nothing to fill in: a press of the button says that it is received."""


class AnswerForm(Form):
    """Social care's answer."""

    answer = ChoiceField(label="What is the answer?", choices=[], missing="Select the answer")
    why = LongText(label="Why?", hint="The referrer reads this", missing="Give the reason for the answer")
    advice = LongText(
        label="What should early help do now?",
        hint="Needed unless you accept: a referral is never only sent back",
        required=False,
    )

    def __init__(self, *args: Any, pack: Pack, **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "answer", [(one.id.value, one.name) for one in pack.step_up.answers])
        self.fields["answer"].hints = {one.id.value: one.means for one in pack.step_up.answers}  # type: ignore[attr-defined]


class QuestionForm(Form):
    """What social care needs to know before it can answer."""

    question = LongText(label="What do you need to know?", missing="Write what you need to know")


class ReplyForm(Form):
    """The referrer's reply."""

    text = LongText(label="Your reply", missing="Write your reply")


class ChallengeForm(Form):
    """Disagreeing with an answer."""

    why = LongText(
        label="Why do you think a social worker is needed?", missing="Say why you think a social worker is needed"
    )


class WithdrawForm(Form):
    """Taking a referral back."""

    why = LongText(label="Why do you withdraw it?", required=False, rows=3, mark_optional=False)


class ConsultationForm(Form):
    """A talk with a social worker, written down."""

    spoken_to = TextField(label="Who did you speak to?", hint="Name and team", missing="Enter who you spoke to")
    spoken_on = DateField(label="When?", past=True)
    asked = LongText(label="What did you ask?", rows=3, missing="Enter what you asked")
    advice = LongText(label="What did they advise?", missing="Enter what they advised")
    what_next = LongText(label="What will you do now?", required=False, rows=3)


def _choose(form: Questions, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]
