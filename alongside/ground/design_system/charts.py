"""Pictures of figures, drawn on the server as SVG; each goes on the page with its table (`lists.figure_with_table`)."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import altair
import vl_convert
from markupsafe import Markup

from alongside.ground.lib import clock

# Told apart by shape and dash as well as colour; each has at least 4.5:1 contrast on white.
COLOURS = ["#14505c", "#a3171e", "#5a3e96", "#8a5a00", "#0b6038", "#484949"]


@dataclass(frozen=True)
class Point:
    """One figure: whose or which (`series`), when, and how much."""

    series: str
    on: dt.date
    value: float


@dataclass(frozen=True)
class Chart:
    """A picture and its table, ready for `figure_with_table`."""

    title: str
    svg: Markup
    columns: list[str]
    rows: list[list[str]]


def scales_over_time(title: str, points: Iterable[Point], *, lowest: int = 0, highest: int = 10) -> Chart:
    """A line for each series over time, on a scale; the last 256 pictures are kept in memory."""
    ordered = tuple(sorted(set(points), key=lambda point: (point.on, point.series)))
    names = sorted({point.series for point in ordered})
    rows = []
    for day in sorted({point.on for point in ordered}):
        values = {point.series: point.value for point in ordered if point.on == day}
        rows.append([clock.as_text(day), *(f"{values[name]:g}" if name in values else "Not scored" for name in names)])
    return Chart(title, _drawn(title, ordered, lowest, highest), ["Date", *names], rows)


@lru_cache(maxsize=256)
def _drawn(title: str, points: tuple[Point, ...], lowest: int, highest: int) -> Markup:
    data = altair.InlineData(
        values=[{"on": point.on.isoformat(), "who": point.series, "value": point.value} for point in points]
    )
    names = sorted({point.series for point in points})
    scale = altair.Scale(domain=names, range=[COLOURS[n % len(COLOURS)] for n in range(len(names))])
    same = altair.Scale(domain=names)  # one domain for all three, or each has a legend of its own
    below = altair.Legend(orient="bottom", columns=2, labelLimit=0, symbolLimit=0)
    base = altair.Chart(data, width=560, height=260).encode(
        x=altair.X("on:T", title=None, axis=altair.Axis(format="%-d %b %Y", labelAngle=-30, labelOverlap=True)),
        y=altair.Y("value:Q", title=None, scale=altair.Scale(domain=[lowest, highest])),
        color=altair.Color("who:N", title=None, scale=scale, legend=below),
    )
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=altair.StrokeDash("who:N", title=None, legend=below, scale=same)
    )
    dots = base.mark_point(size=70, filled=True, opacity=1).encode(
        shape=altair.Shape("who:N", title=None, legend=below, scale=same)
    )
    spec = (
        (lines + dots)
        .configure(font="arial")
        .configure_axis(labelFontSize=14)
        .configure_legend(labelFontSize=14)
        .to_json()
    )
    return _accessible(vl_convert.vegalite_to_svg(spec), title)


def _accessible(svg: str, title: str) -> Markup:
    """One picture with one name, whose inner parts a screen reader does not walk; the table says the rest."""
    quiet = re.sub(r'\s(?:role|aria-[a-z]+)="[^"]*"', "", svg)
    named = f'<svg role="img" aria-label="{escape(title, quote=True)}" focusable="false" '
    return Markup(quiet.replace("<svg ", named, 1))  # noqa: S704  # nosec B704  # drawn by us from escaped text


@dataclass(frozen=True)
class Bar:
    """One figure of a picture of bars: which group, which kind of figure, and how much."""

    group: str
    kind: str
    value: float


def bars(title: str, figures: Iterable[Bar]) -> Markup:
    """Bars side by side, a colour for each kind of figure; its table goes with it (`lists.figure_with_table`)."""
    return _drawn_bars(title, tuple(figures))


@lru_cache(maxsize=256)
def _drawn_bars(title: str, figures: tuple[Bar, ...]) -> Markup:
    data = altair.InlineData(values=[{"group": one.group, "kind": one.kind, "value": one.value} for one in figures])
    kinds = list(dict.fromkeys(one.kind for one in figures))
    scale = altair.Scale(domain=kinds, range=COLOURS[: len(kinds)])
    spec = (
        altair.Chart(data, width=420)
        .mark_bar()
        .encode(
            x=altair.X("value:Q", title=None, axis=altair.Axis(format=",d", tickMinStep=1)),
            y=altair.Y("group:N", title=None, sort=None, axis=altair.Axis(labelLimit=0)),
            yOffset=altair.YOffset("kind:N", scale=altair.Scale(domain=kinds)),
            color=altair.Color("kind:N", title=None, scale=scale, legend=altair.Legend(orient="bottom", labelLimit=0)),
        )
        .configure(font="arial")
        .configure_axis(labelFontSize=14)
        .configure_legend(labelFontSize=14)
        .to_json()
    )
    return _accessible(vl_convert.vegalite_to_svg(spec), title)
