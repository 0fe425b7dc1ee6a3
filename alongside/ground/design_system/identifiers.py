"""Numbers that identify, which never block helping: what fails its check is kept, and doubted aloud."""

import re
from typing import Any

from stdnum.gb import nhs, upn

from alongside.ground.design_system.text_fields import TextField
from alongside.ground.lib.text import is_postcode, tidy_postcode


class _Identifier(TextField):
    def to_python(self, value: Any) -> str:
        """The number without spaces or dashes, in capitals."""
        return re.sub(r"[\s-]", "", super().to_python(value)).upper()


class NhsNumberField(_Identifier):
    """An NHS number: ten digits and a check digit. A number that fails is kept; `doubt` says what looks wrong."""

    def __init__(self, **asks: Any) -> None:
        asks.setdefault("hint", "10 digits, for example 999 123 4500")
        super().__init__(width=10, inputmode="numeric", max_length=40, spellcheck=False, **asks)

    def doubt(self, value: Any) -> str:
        """What looks wrong with the number."""
        if not value or nhs.is_valid(value):
            return ""
        return f"{value} is not a valid NHS number. It is kept as you typed it: please check it when you can."


class UpnField(_Identifier):
    """A unique pupil number. One that fails its check letter is kept; `doubt` says what looks wrong."""

    def __init__(self, **asks: Any) -> None:
        asks.setdefault("hint", "A letter and 12 characters, from the school’s records")
        super().__init__(width=20, max_length=40, spellcheck=False, **asks)

    def doubt(self, value: Any) -> str:
        """What looks wrong with the number."""
        if not value or upn.is_valid(value):
            return ""
        return f"{value} is not a valid unique pupil number. It is kept as you typed it: please check it when you can."


class PhoneField(TextField):
    """A telephone number, however people write it: digits, spaces, '+', 'ext 12', 'after 6pm'."""

    def __init__(self, **asks: Any) -> None:
        super().__init__(
            kind="tel", width=20, max_length=60, autocomplete=asks.pop("autocomplete", "off"), spellcheck=False, **asks
        )

    def doubt(self, value: Any) -> str:
        """Too few digits to be a number one could ring."""
        digits = len(re.findall(r"\d", value or ""))
        return (
            "This looks too short for a telephone number. It is kept as you typed it." if value and digits < 10 else ""
        )


class PostcodeField(TextField):
    """A postcode, tidied ('yo1 6ga' becomes 'YO1 6GA'); what is not shaped like one is kept and doubted."""

    def __init__(self, **asks: Any) -> None:
        super().__init__(
            width=10, max_length=20, autocomplete=asks.pop("autocomplete", "off"), spellcheck=False, **asks
        )

    def to_python(self, value: Any) -> str:
        """Capitals, one space."""
        return tidy_postcode(super().to_python(value))

    def doubt(self, value: Any) -> str:
        """Not shaped like a postcode."""
        return (
            f"{value} does not look like a postcode. It is kept as you typed it."
            if value and not is_postcode(value)
            else ""
        )
