"""Forms for people: sections, conditional questions, repeated groups, an error summary, and nothing sent twice."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.datastructures import MultiValueDict

from alongside.ground.design_system.asking import Asks

Typed = MultiValueDict[str, str]


@dataclass(frozen=True)
class Section:
    """A part of a form under its own heading: the names of fields and groups, in order."""

    title: str
    names: tuple[str, ...]
    hint: str = ""


@dataclass(frozen=True)
class Problem:
    """One error, and the id of the input it is about ('' when about the whole form)."""

    text: str
    target: str = ""


class Questions(forms.Form):
    """Fields of `design_system.fields`, shown in `sections` (all in order when there are none).

    `typed` fills the form with what was typed before (a draft, a page sent while signed out) without checking it yet.
    A question whose `shown_if` does not hold is not checked, and its answer becomes blank, whatever was sent.
    """

    sections: ClassVar[tuple[Section, ...]] = ()
    default_renderer = TemplatesSetting
    template_name = "design_system/form.html"
    never_refilled: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, files: Any = None, *, typed: Typed | None = None, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(data, files, **options)
        if typed is not None:
            self._fill(typed)

    def _fill(self, typed: Typed) -> None:
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if name in self.never_refilled or field.widget.value_omitted_from_data(typed, MultiValueDict(), key):
                continue
            self.initial[name] = field.widget.value_from_datadict(typed, MultiValueDict(), key)

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # Django's own hook, which its stubs leave out
        for name, field in self.fields.items():
            if isinstance(field, Asks) and field.shown_if and not self._is_asked(field):
                self.errors.pop(name, None)
                self.cleaned_data[name] = field.blank()

    def _is_asked(self, field: Asks) -> bool:
        return field.shown_if is None or field.shown_if.holds(self.cleaned_data.get(field.shown_if.field))

    def parts(self) -> Iterator[tuple[Section | None, list[Any]]]:
        """Each section with its bound fields (and groups, in a Form): what the template walks through."""
        listed = {name for section in self.sections for name in section.names}
        loose = [self.part(name) for name in self._visible_names() if name not in listed]
        if loose:
            yield None, loose
        for section in self.sections:
            yield section, [self.part(name) for name in section.names if name in self._visible_names()]

    def _visible_names(self) -> list[str]:
        return [name for name in self.fields if not self[name].is_hidden]

    def part(self, name: str) -> Any:
        """One visible part by name."""
        return self[name]

    def problems(self) -> list[Problem]:
        """Every error in the order of the page; none before the form is sent."""
        if not self.is_bound:
            return []
        found = [Problem(str(error)) for error in self.non_field_errors()]
        for name, field in self.fields.items():
            target = field.error_id(self[name].auto_id) if isinstance(field, Asks) else ""
            found += [Problem(str(error), target) for error in self[name].errors]
        return found

    def error_summary(self) -> list[dict[str, str]]:
        """The errors for GOV.UK's error summary, each linked to its field."""
        items = []
        for problem in self.problems():
            link = {"href": f"#{problem.target}"} if problem.target else {}
            items.append({"text": problem.text, **link})
        return items

    def refuse(self, message: str, field: str = "") -> None:
        """Add a refusal from an action, at its field when the form has it, else at the top."""
        self.add_error(field if field in self.fields else None, message)

    def doubt(self, bound: BoundField) -> str:
        """What looks wrong with an answer that is kept all the same (an identifier that fails its check)."""
        field = bound.field
        if not isinstance(field, Asks):
            return ""
        value = self.cleaned_data.get(bound.name) if self.is_bound and hasattr(self, "cleaned_data") else bound.value()
        return field.doubt(value) if isinstance(value, str) else ""

    def doubts(self) -> dict[str, str]:
        """Every doubt by field name: show these on the check-answers page."""
        return {name: said for name in self.fields if (said := self.doubt(self[name]))}

    def in_words(self) -> list[tuple[str, str]]:
        """Each question with its clean answer in words, for a check-answers page; questions not asked are left out."""
        answers = []
        for name, field in self.fields.items():
            if isinstance(field, Asks) and self._is_asked(field):
                answers.append((str(field.label), field.as_words(self.cleaned_data.get(name))))
        return answers

    def is_blank(self) -> bool:
        """True when nothing was answered in a bound form."""
        return not any(self._given(name) for name in self._visible_names())

    def _given(self, name: str) -> bool:
        value = self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return value not in (None, "", [], ())


class Form(Questions):
    """A form for a page: `Questions`, with repeated `groups`, a one-time token, and the version it was made from.

    `versioned = True` adds `seen_version`; give it in `initial`. A group's answers are in `cleaned_data[<group>]`, a
    list of dicts.
    """

    versioned: ClassVar[bool] = False
    groups: ClassVar[Mapping[str, "Group"]] = {}
    never_refilled: ClassVar[tuple[str, ...]] = ("once",)

    def __init__(self, data: Any = None, files: Any = None, *, typed: Typed | None = None, **options: Any) -> None:
        super().__init__(data, files, typed=typed, **options)
        self.fields["once"] = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
        if self.versioned:
            self.fields["seen_version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
            if typed is not None and typed.get("seen_version"):
                self.initial["seen_version"] = typed["seen_version"]
        self.rows = {name: Rows(self, name, group, typed) for name, group in self.groups.items()}

    def is_valid(self) -> bool:
        """True when the form and every row of its groups are."""
        own = super().is_valid()
        return own and not any(rows.problems() for rows in self.rows.values())

    def clean(self) -> dict[str, Any]:
        """Put each group's answers beside the form's own."""
        super().clean()
        for name, rows in self.rows.items():
            self.cleaned_data[name] = rows.answers()
        return self.cleaned_data

    def problems(self) -> list[Problem]:
        """The form's own errors, then each row's."""
        return super().problems() + [problem for rows in self.rows.values() for problem in rows.problems()]

    def _visible_names(self) -> list[str]:
        return [*super()._visible_names(), *self.groups]

    def part(self, name: str) -> Any:
        """A field, or a group's rows."""
        return self.rows[name] if name in self.rows else self[name]

    def _given(self, name: str) -> bool:
        return bool(self.rows[name].answers()) if name in self.rows else super()._given(name)


@dataclass(frozen=True)
class Group:
    """Questions asked for each of several things: the people on a contact. `one` names one of them ('person')."""

    form: type[Questions]
    one: str
    title: str
    minimum: int = 1
    maximum: int = 30


class Rows:
    """The rows of one group in one form. Adding and removing are buttons that send the form, so no script is needed."""

    is_group = True

    def __init__(self, form: Form, name: str, group: Group, typed: Typed | None) -> None:
        self.name, self.group = name, group
        self.count_name = f"{form.add_prefix(name)}-count"
        source = typed if typed is not None else (form.data if form.is_bound else None)
        given = form.initial.get(name) or []
        count = len(given) if source is None else _number(source.get(self.count_name))
        self.count = min(max(count, group.minimum), group.maximum)
        self.forms: list[Questions] = []
        for index in range(self.count):
            prefix = f"{form.add_prefix(name)}-{index}"
            initial = given[index] if index < len(given) else {}
            if form.is_bound:
                self.forms.append(group.form(form.data, form.files, prefix=prefix))
            else:
                self.forms.append(group.form(prefix=prefix, typed=typed, initial=dict(initial)))
        self.is_bound = form.is_bound

    @property
    def can_add(self) -> bool:
        """False at the most rows allowed."""
        return self.count < self.group.maximum

    @property
    def can_remove(self) -> bool:
        """False at the fewest rows allowed."""
        return self.count > self.group.minimum

    def _counted(self) -> list[Questions]:
        blank_allowed = self.group.minimum
        return [row for at, row in enumerate(self.forms) if at < blank_allowed or not row.is_blank()]

    def answers(self) -> list[dict[str, Any]]:
        """The clean answers of each row; rows left wholly blank are dropped, beyond the fewest allowed."""
        return [row.cleaned_data for row in self._counted() if row.is_valid()]

    def problems(self) -> list[Problem]:
        """Each row's errors, saying which row."""
        if not self.is_bound:
            return []
        several = len(self.forms) > 1
        found = []
        for row in self._counted():
            at = self.forms.index(row) + 1
            where = f"{self.group.one.capitalize()} {at}: " if several else ""
            found += [Problem(where + problem.text, problem.target) for problem in row.problems()]
        return found


def with_rows_changed(data: Typed, groups: Mapping[str, Group]) -> Typed:
    """What was typed, after its 'add another' or 'remove' button: the inputs named `add` and `remove` say which."""
    changed = data.copy()
    added, removed = changed.get("add", ""), changed.get("remove", "")
    name, _, index = removed.partition(":")
    if added in groups:
        key = f"{added}-count"
        changed[key] = str(min(max(_number(changed.get(key)), groups[added].minimum) + 1, groups[added].maximum))
    elif name in groups and index.isdigit():
        _remove_row(changed, name, int(index), max(_number(changed.get(f"{name}-count")), groups[name].minimum))
    return changed


def _remove_row(data: Typed, name: str, gone: int, count: int) -> None:
    for at in range(gone, count):
        prefix = f"{name}-{at}-"
        for key in [key for key in data if key.startswith(prefix)]:
            del data[key]
        following = f"{name}-{at + 1}-"
        for key in [key for key in data if key.startswith(following)]:
            data.setlist(prefix + key.removeprefix(following), data.getlist(key))
    data[f"{name}-count"] = str(max(count - 1, 0))


def _number(text: Any) -> int:
    return int(text) if str(text or "").isdigit() and len(str(text)) < 5 else 0
