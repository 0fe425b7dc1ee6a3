"""The search within a list."""

from alongside.ground.design_system.fields import TextField
from alongside.ground.design_system.forms import Form


class SearchForm(Form):
    """Part of a child's name."""

    q = TextField(
        label="Find a child on this list", hint="Any part of their name", max_length=200, width=20, spellcheck=False,
        missing="Enter part of a name",
    )  # fmt: skip
