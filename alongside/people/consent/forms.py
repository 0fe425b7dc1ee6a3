"""Forms about agreement and sharing. Nothing is chosen beforehand."""

from collections.abc import Iterable, Sequence
from typing import Any

from alongside.ground.access.models import Agency
from alongside.ground.design_system.fields import Checkboxes, ChoiceField, DateField, LongText, Select, YesNo
from alongside.ground.design_system.forms import Form
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import Pack
from alongside.people.consent.words import AgreementState, HowGiven
from alongside.people.families.queries import Member

THEMSELVES = "themselves"


def _people(members: Sequence[Member]) -> list[tuple[str, str]]:
    return [(str(m.id), f"{m.name} ({m.age})" if m.is_child and m.age is not None else m.name) for m in members]


class SafetyQuestions(Form):
    """Asked wherever somebody does not agree."""

    safeguarding_referral_needed = YesNo(
        label="Is a safeguarding referral needed?",
        hint="Early help is voluntary. Ask yourself: without it, is a child at risk of significant harm?",
        missing="Select yes if a safeguarding referral is needed",
    )
    safeguarding_reason = LongText(
        label="Why, or why not?", hint="What you considered", missing="Say why it is needed, or why it is not", rows=3
    )


class AgreementForm(SafetyQuestions):
    """Their answer to being helped; the same answer may be given for several people at once."""

    field_order = (
        "people", "state", "safeguarding_referral_needed", "safeguarding_reason", "given_on", "until", "how",
        "answered_by", "own_words",
    )  # fmt: skip
    people = Checkboxes(label="Whose answer is this?", choices=[], missing="Select at least one person")
    state = ChoiceField(
        label="Do they agree to early help?",
        choices=[
            (AgreementState.GIVEN.value, "Yes, they agree"),
            (AgreementState.REFUSED.value, "No, they do not agree"),
        ],
        missing="Select yes or no",
    )
    given_on = DateField(label="When did they answer?", past=True)
    until = DateField(
        label="Until when do they agree?", required=False, future=True, shown_if=("state", AgreementState.GIVEN.value)
    )
    how = ChoiceField(label="How did they answer?", choices=HowGiven.choices)
    answered_by = Select(
        label="Who answered for them?", hint="For a young child, a parent answers", choices=[], required=False
    )
    own_words = LongText(label="What did they say, in their own words?", required=False, rows=3)

    def __init__(self, *args: Any, members: Sequence[Member], longest: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("safeguarding_referral_needed", "safeguarding_reason"):
            asked: Any = self.fields[name]
            asked.shown_if = asked._shown_if(("state", AgreementState.REFUSED.value))
        _choose(self, "people", _people(members))
        _choose(self, "answered_by", [(THEMSELVES, "They answered themselves"), *_people(members)])
        self.fields["until"].help_text = f"Leave blank for {longest}. They can change their mind at any time."


class WithdrawalForm(SafetyQuestions):
    """Somebody changed their mind."""

    field_order = ("on", "how", "own_words", "safeguarding_referral_needed", "safeguarding_reason")
    on = DateField(label="When did they say so?", past=True)
    how = ChoiceField(label="How did they say so?", choices=HowGiven.choices)
    own_words = LongText(label="What did they say, in their own words?", required=False, rows=3)


class SharingForm(Form):
    """Who agrees to share what, with which agency, for what, until when."""

    people = Checkboxes(label="Whose information is this about?", choices=[], missing="Select at least one person")
    agency = Select(label="Which agency?", choices=[], missing="Select an agency")
    purpose = ChoiceField(label="What for?", choices=[], missing="Select what it is for")
    agrees = YesNo(label="Do they agree?", missing="Select yes if they agree")
    data_categories = Checkboxes(
        label="What may be shared?", choices=[], missing="Select what may be shared", shown_if=("agrees", "yes")
    )
    since = DateField(label="From when?", past=True)
    until = DateField(label="Until when?", required=False, future=True, shown_if=("agrees", "yes"))
    answered_by = Select(
        label="Who answered for them?", hint="For a young child, a parent answers", choices=[], required=False
    )
    note = LongText(label="Anything to keep in mind", hint="What to leave out, and why", required=False, rows=3)

    def __init__(
        self, *args: Any, members: Sequence[Member], agencies: Iterable[Agency], pack: Pack, longest: str, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        consent, day = pack.consent, today()
        _choose(self, "people", _people(members))
        _choose(self, "answered_by", [(THEMSELVES, "They answered themselves"), *_people(members)])
        _choose(self, "agency", [(str(agency.pk), agency.name) for agency in agencies])
        _choose_named(self, "purpose", [p for p in consent.purposes if p.in_use_on(day)])
        _choose_named(self, "data_categories", [c for c in consent.data_categories if c.in_use_on(day)])
        self.fields["until"].help_text = f"Leave blank for {longest}. They can change their mind at any time."


class StopSharingForm(Form):
    """Sharing stops at once."""

    note = LongText(label="What did they say?", required=False, rows=3)


class LawfulBasisForm(Form):
    """Why information may be used, by law."""

    purpose = ChoiceField(label="What is the information used for?", choices=[], missing="Select what it is used for")
    basis = ChoiceField(label="What is the lawful basis?", choices=[], missing="Select a lawful basis")
    reason = LongText(label="Why is this the lawful basis here?", missing="Say why this is the lawful basis", rows=3)
    despite_objection = YesNo(
        label="Must it be shared even where somebody does not agree?",
        hint="Only where a child’s safety or the law requires it. The reason above must say so.",
        missing="Select yes if it must be shared even where somebody does not agree",
    )

    def __init__(self, *args: Any, pack: Pack, **options: Any) -> None:
        super().__init__(*args, **options)
        day = today()
        _choose_named(self, "purpose", [p for p in pack.consent.purposes if p.in_use_on(day)])
        bases = [b for b in pack.consent.lawful_bases if b.in_use_on(day)]
        _choose(self, "basis", [(b.id, f"{b.name} ({b.article})") for b in bases])
        _hint(self, "basis", {b.id: b.plain for b in bases})


class EndBasisForm(Form):
    """A lawful basis no longer applies."""

    why = LongText(label="Why does it no longer apply?", rows=3)


def _choose(form: Form, name: str, choices: list[tuple[str, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = choices


def _hint(form: Form, name: str, hints: dict[str, str]) -> None:
    field: Any = form.fields[name]
    field.hints = hints


def _choose_named(form: Form, name: str, items: Sequence[Any]) -> None:
    _choose(form, name, [(item.id, item.name) for item in items])
    _hint(form, name, {item.id: item.plain for item in items})
