"""What is asked of somebody without an account."""

from django import forms

from alongside.ground.design_system import fields
from alongside.ground.design_system.forms import Form
from alongside.helping.front_door.forms.choosing import MOST
from alongside.helping.front_door.words import Danger


class PublicForm(Form):
    """Asking for help without an account: as short as it can be."""

    in_danger = fields.ChoiceField(
        label="Is a child in danger now?", choices=Danger.choices, missing="Select yes, no or I am not sure"
    )
    concern = fields.LongText(
        label="What are you worried about, or what would help?", max_length=MOST, rows=6,
        missing="Enter what you are worried about, or what would help",
    )  # fmt: skip
    child_name = fields.TextField(label="Name of the child or young person", required=False, spellcheck=False)
    child_age = fields.TextField(
        label="About how old are they?", required=False, width=3, inputmode="numeric", max_length=3, suffix="years"
    )
    postcode = fields.PostcodeField(label="Postcode where they live", required=False)
    your_name = fields.TextField(label="Your name", required=False, spellcheck=False, autocomplete="name")
    who_you_are = fields.TextField(
        label="Who are you to the child?", required=False, hint="For example a parent, a neighbour, or the young person"
    )
    tell_how = fields.ChoiceField(
        label="How is it safe to contact you?", missing="Select how it is safe to contact you",
        choices=[
            ("telephone", "By telephone"), ("text", "By text message"), ("email", "By e-mail"), ("not", "Please do not")
        ],
    )  # fmt: skip
    telephone = fields.PhoneField(
        label="Telephone number", shown_if=("tell_how", ("telephone", "text")), autocomplete="tel",
        missing="Enter a telephone number",
    )  # fmt: skip
    email = fields.EmailField(label="E-mail address", shown_if=("tell_how", "email"), missing="Enter an e-mail address")
    website = forms.CharField(required=False, widget=forms.TextInput, label="Leave this blank")

    def clean_child_age(self) -> str:
        """An age is a number, if given."""
        text = str(self.cleaned_data.get("child_age") or "")
        if text and not (text.isdigit() and int(text) <= 25):
            raise forms.ValidationError("Age must be a number of years, up to 25, such as 7")
        return text

    def _visible_names(self) -> list[str]:
        return [name for name in super()._visible_names() if name != "website"]
