"""Examples of every component and field, all made up: the page `/design-system/` in the demo and in tests."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from alongside.ground.design_system import fields
from alongside.ground.design_system.charts import Point, scales_over_time
from alongside.ground.design_system.forms import Form, Group, Questions, Section
from alongside.ground.lib import clock
from alongside.ground.lib.working_days import add_working_days


class PersonQuestions(Questions):
    """One person of a repeated group."""

    name = fields.TextField(label="Full name", spellcheck=False)
    born = fields.PartialDateField(label="Date of birth", required=False, past=True)


class ShowcaseForm(Form):
    """One field of every kind."""

    sections = (Section("People", ("people",), hint="Add each person you are worried about."),)
    groups = {"people": Group(PersonQuestions, one="person", title="People")}

    worry = fields.LongText(label="What are you worried about?", hint="In your own words", count=True, max_length=500)
    reference = fields.TextField(label="Your reference", required=False, width=10)
    agreed = fields.YesNo(label="Does the family agree?", missing="Select yes if the family agrees")
    why_not = fields.LongText(
        label="Why not?", shown_if=("agreed", "no"), missing="Enter why the family does not agree"
    )
    level = fields.ChoiceField(
        label="Level",
        choices=[("1", "Level 1"), ("2", "Level 2")],
        hints={"2": "Some extra help"},
        missing="Select a level",
    )
    needs = fields.Checkboxes(
        label="Needs", choices=[("home", "Home"), ("school", "School"), ("none", "None of these")], alone="none"
    )
    area = fields.Select(label="Area", choices=[("n", "North"), ("s", "South")])
    seen_on = fields.DateField(label="Date you saw the child", past=True)
    score = fields.Scale(label="How are things now?", low="as bad as it could be", high="as good as it could be")
    email = fields.EmailField(label="E-mail address")
    phone = fields.PhoneField(label="Telephone", required=False)
    nhs_number = fields.NhsNumberField(label="NHS number", required=False)
    upn = fields.UpnField(label="Unique pupil number", required=False)
    postcode = fields.PostcodeField(label="Postcode", required=False)
    report = fields.FileField(label="A file", required=False, accept=(".csv", ".xlsx"))


def examples() -> dict[str, Any]:
    """What the page's template is told."""
    today = clock.today()
    chart = scales_over_time(
        "How things are at home, 0 to 10",
        [
            Point("Mum", dt.date(2026, 1, 5), 3),
            Point("Mum", dt.date(2026, 3, 2), 6),
            Point("Sam, aged 9", dt.date(2026, 1, 5), 2),
            Point("Sam, aged 9", dt.date(2026, 3, 2), 5),
        ],
    )
    events = [
        SimpleNamespace(
            title="Plan agreed",
            when=dt.date(2026, 3, 3),
            by="Priya Shah",
            kind="Plan",
            text="Three outcomes.",
            href="#plan",
        ),
        SimpleNamespace(title="Contact received", when=dt.date(2026, 2, 2)),
    ]
    dues = [add_working_days(today, 2), today, today - dt.timedelta(days=7), None]
    return {"chart": chart, "events": events, "dues": dues}
