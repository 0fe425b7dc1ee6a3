"""Forms of retention. Nothing is chosen beforehand."""

from alongside.ground.design_system.fields import LongText
from alongside.ground.design_system.forms import Form


class HoldForm(Form):
    """Keep a record whatever the rules say."""

    reason = LongText(label="Why must this record be kept?", rows=3, hint="A claim, an inquiry, a complaint")


class LiftForm(Form):
    """Let the rules decide again."""

    why = LongText(label="Why is the hold no longer needed?", rows=3)
