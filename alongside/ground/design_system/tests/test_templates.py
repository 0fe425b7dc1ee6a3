"""Templates are strict, dates and numbers read well, the frame is put together from parts, pictures have tables."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.template import engines
from django.test import RequestFactory
from django.urls import ResolverMatch
from jinja2 import UndefinedError

from alongside.ground.design_system import filters, frame
from alongside.ground.design_system.charts import Point, scales_over_time
from alongside.ground.design_system.environment import address

PACKAGE = Path(__file__).resolve().parents[1]


def drawn(source: str, **told: object) -> str:
    return str(engines["jinja2"].from_string(source).render(told))


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ nobody }}")


def test_govuk_macros_may_leave_options_out_and_still_escape() -> None:
    source = '{% from "govuk_frontend_jinja/components/input/macro.html" import govukInput %}'
    html = drawn(source + '{{ govukInput({"id": "a", "name": "a", "label": {"text": text}}) }}', text="<b>")
    assert 'id="a"' in html and "&lt;b&gt;" in html


def test_our_value_given_to_a_govuk_macro_must_exist() -> None:
    source = '{% from "govuk_frontend_jinja/components/input/macro.html" import govukInput %}'
    with pytest.raises(UndefinedError):
        drawn(source + '{{ govukInput({"id": "a", "name": "a", "label": {"text": nobody}}) }}')


@time_machine.travel(dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC))
@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (filters.as_date(dt.date(2026, 3, 3)), "3 March 2026"),
        (filters.as_date(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)), "1 July 2026"),
        (filters.as_date(None), "Not known"),
        (filters.as_day(dt.date(2026, 3, 5)), "Thursday 5 March 2026"),
        (filters.as_day(None), "Not known"),
        (filters.as_time(dt.datetime(2026, 7, 1, 13, 5, tzinfo=dt.UTC)), "2.05pm"),
        (filters.as_moment(dt.datetime(2026, 3, 3, 16, 40, tzinfo=dt.UTC)), "3 March 2026 at 4.40pm"),
        (filters.plural(1, "child", "children"), "1 child"),
        (filters.plural(2, "child", "children"), "2 children"),
        (filters.plural(0, "contact"), "no contacts"),
        (filters.or_unknown(""), "Not known"),
        (filters.or_unknown(0), 0),
        (filters.how_far(None), ""),
    ],
)
def test_dates_and_numbers_read_well(made: object, expected: object) -> None:
    assert made == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (dt.date(2026, 3, 5), "in 2 working days"),
        (dt.date(2026, 3, 2), "overdue by 1 working day"),
        (dt.date(2026, 3, 3), "today"),
    ],
)
def test_a_date_says_how_far_away_it_is(when: dt.date, expected: str) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)):
        assert filters.how_far(when) == expected
        html = drawn('{% from "design_system/components/tags.html" import due_tag %}{{ due_tag(when) }}', when=when)
        assert expected in html
        assert ("al-due--overdue" in html) is expected.startswith("overdue")


def test_the_frame_is_put_together_from_registered_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "_parts", {})
    frame.register(lambda _: frame.FramePart(navigation=(frame.NavigationItem("Later", "/b/", order=60),)), name="t1")
    frame.register(
        lambda _: frame.FramePart(council="Testshire", navigation=(frame.NavigationItem("Sooner", "/a/", order=-1),)),
        name="t2",
    )
    whole = frame.page_frame(RequestFactory().get("/"))
    texts = [item.text for item in whole.navigation]
    assert (whole.council, texts) == ("Testshire", ["Sooner", "Later"])
    frame.unregister("t2")
    assert frame.page_frame(RequestFactory().get("/")).council == ""


@pytest.mark.parametrize(
    ("path", "route", "entry"),
    [
        ("/", "", ""), ("/a/", "", "/a/"), ("/a/b/1/", "", "/a/b/"), ("/a/9/decide/", "decide", "/queue/"),
        ("/elsewhere/", "", ""),
    ],
)  # fmt: skip
def test_a_page_belongs_to_one_entry_of_the_navigation(path: str, route: str, entry: str) -> None:
    items = (
        frame.NavigationItem("Home", "/"), frame.NavigationItem("All", "/a/"), frame.NavigationItem("New", "/a/b/"),
        frame.NavigationItem("Queue", "/queue/", routes=("decide",)),
    )  # fmt: skip
    request = RequestFactory().get(path)
    request._page_frame = frame.FramePart(navigation=items)  # type: ignore[attr-defined]  # where page_frame keeps it: Django's request has no such field
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name=route) if route else None
    assert frame.active_entry(request) == entry


def test_an_address_leaves_blank_queries_out() -> None:
    assert address("save_draft", "note", query={"a": "", "b": ["1", "2"]}) == "/drafts/note?b=1&b=2"


def test_a_chart_has_one_name_and_its_table() -> None:
    points = [Point("Mum", dt.date(2026, 1, 5), 3), Point("Sam <9>", dt.date(2026, 3, 2), 5)]
    chart = scales_over_time("Home & school", points)
    assert chart.columns == ["Date", "Mum", "Sam <9>"]
    assert chart.rows == [["5 January 2026", "3", "Not scored"], ["2 March 2026", "Not scored", "5"]]
    assert chart.svg.count("aria-label") == 1
    assert 'aria-label="Home &amp; school"' in chart.svg
    assert "<9>" not in chart.svg


@pytest.mark.parametrize("forbidden", ["gds transport", "crown", "govuk-header", "govuk-footer", "gov.uk logo"])
def test_what_is_not_ours_to_use_is_not_used(forbidden: str) -> None:
    built = PACKAGE / "static/build/alongside.css"
    assert built.exists(), "build the styles first: npm run build"
    for file in [built, *(PACKAGE / "jinja2").rglob("*.html")]:
        assert forbidden not in file.read_text(encoding="utf-8").lower(), file


def test_scripts_keep_nothing_in_the_browser() -> None:
    for script in (PACKAGE / "static/design_system").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not any(word in text for word in ("localStorage", "sessionStorage", "indexedDB")), script
