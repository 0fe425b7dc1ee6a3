"""The Jinja2 environment every page is rendered with."""

from typing import Any

from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """Build the environment; an undefined name is an error, never a blank."""
    options["undefined"] = StrictUndefined
    return Environment(**options)
