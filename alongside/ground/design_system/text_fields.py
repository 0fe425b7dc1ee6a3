"""Text: one line, and many."""

from typing import Any

from django import forms

from alongside.ground.design_system.asking import Asks, clean_text


class TextField(Asks, forms.CharField):
    """One line of text, tidied. `width` is in characters (2, 3, 4, 5, 10, 20, 30); `spellcheck` is off for names."""

    group_template = "text"

    def __init__(
        self,
        *,
        max_length: int = 200,
        width: int | None = None,
        kind: str = "text",
        inputmode: str = "",
        autocomplete: str = "off",
        spellcheck: bool | None = None,
        suffix: str = "",
        **asks: Any,
    ) -> None:
        self.most = max_length
        super().__init__(**asks)
        self.width, self.kind, self.inputmode = width, kind, inputmode
        self.autocomplete, self.spellcheck, self.suffix = autocomplete, spellcheck, suffix

    def to_python(self, value: Any) -> str:
        """The text as typed, cleaned; a line has no new lines."""
        return " ".join(clean_text(super().to_python(value) or "").split())

    def validate(self, value: Any) -> None:
        """Say by how much the text is too long."""
        super().validate(value)
        if value and len(value) > self.most:
            over = len(value) - self.most
            raise forms.ValidationError(f"{self.label} must be {self.most:,} characters or fewer. Take out {over:,}")

    def blank(self) -> Any:
        """No text."""
        return ""


class LongText(TextField):
    """Free text in a box, up to `max_length` characters (20,000 unless told); `count` shows how many are left."""

    group_template = "long_text"

    def __init__(self, *, rows: int = 5, max_length: int = 20_000, count: bool = False, **asks: Any) -> None:
        super().__init__(max_length=max_length, **asks)
        self.rows, self.count = rows, count
        self.widget = forms.Textarea()

    def to_python(self, value: Any) -> str:
        """The text as typed, cleaned; new lines stay."""
        return clean_text(forms.CharField.to_python(self, value) or "").strip()
