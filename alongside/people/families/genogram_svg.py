"""Drawing a genogram as SVG: shapes, lines and words told apart without colour. Everything typed is escaped."""

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from alongside.people.families.genogram import SHAPE, Genogram, Line, Place, Shape, Stroke

HALF = SHAPE / 2
INK = "#0b0c0c"
DASHES = {Line.FORMER_COUPLE: "10 6", Line.PARENTS: "2 5", Line.CARED_FOR: "6 5", Line.SIBLING: "3 4"}
LONGEST = 19

KEY = (
    "A square is a boy or man, a circle a girl or woman, a diamond somebody whose sex is not known, a triangle a child "
    "not born yet. A cross means that the person has died. A line below two people joins a couple; a broken line with "
    "two strokes, former partners; a dotted line, parents who are not recorded as a couple. Children hang below their "
    "parents, twins from one point. A dashed line leads to somebody cared for."
)


def as_svg(drawing: Genogram, title: str, description: str) -> Markup:
    """The picture, named by `title` and described by `description` for those who do not see it."""
    width, height = round(drawing.width), round(drawing.height)
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg"'
    parts = [
        f'<svg role="img" aria-labelledby="genogram-title genogram-desc" focusable="false" {size}>',
        f'<title id="genogram-title">{escape(title)}</title><desc id="genogram-desc">{escape(description)}</desc>',
        f'<g fill="none" stroke="{INK}" stroke-width="2">',
        *(_stroke(stroke) for stroke in drawing.strokes),
        "</g>",
        *(_person(place) for place in (*drawing.places, *drawing.apart)),
        *_heading_of_those_apart(drawing),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704  # nosec B704  # everything people typed is escaped above and below


def _stroke(stroke: Stroke) -> str:
    points = " ".join(f"{x:.0f},{y:.0f}" for x, y in stroke.points)
    dash = f' stroke-dasharray="{DASHES[stroke.kind]}"' if stroke.kind in DASHES else ""
    drawn = f'<polyline points="{points}"{dash}/>'
    if stroke.kind == Line.FORMER_COUPLE:
        (x1, y), (x2, _) = stroke.points[1], stroke.points[2]
        at = x1 + (x2 - x1) * 0.3
        drawn += "".join(f'<path d="M{at + n:.0f} {y + 9:.0f}l8 -18"/>' for n in (0, 8))
    return drawn


def _person(place: Place) -> str:
    x, y = place.x, place.y
    cross = ""
    if place.who.died:
        cross = f'<path d="M{x - HALF:.0f} {y - HALF:.0f}l{SHAPE} {SHAPE}m0 -{SHAPE}l-{SHAPE} {SHAPE}"/>'
    drawn = f'<g fill="#ffffff" stroke="{INK}" stroke-width="2.5">{_shape(place.who.shape, x, y)}{cross}</g>'
    return drawn + "".join(_captions(place))


def _shape(shape: Shape, x: float, y: float) -> str:
    if shape == Shape.SQUARE:
        return f'<rect x="{x - HALF:.0f}" y="{y - HALF:.0f}" width="{SHAPE}" height="{SHAPE}"/>'
    if shape == Shape.CIRCLE:
        return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{HALF:.0f}"/>'
    corners = [(x, y - HALF), (x + HALF, y), (x, y + HALF), (x - HALF, y)]
    if shape == Shape.TRIANGLE:
        corners = [(x, y - HALF), (x + HALF, y + HALF), (x - HALF, y + HALF)]
    points = " ".join(f"{a:.0f},{b:.0f}" for a, b in corners)
    return f'<polygon points="{points}"/>'


def _captions(place: Place) -> Iterable[str]:
    for at, text in enumerate(place.who.captions):
        short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        weight = ' font-weight="bold"' if at == 0 else ""
        y = place.y + HALF + 18 + 16 * at
        # A white edge round the letters keeps them readable where a line passes behind.
        yield (
            f'<text x="{place.x:.0f}" y="{y:.0f}" text-anchor="middle" font-family="arial, sans-serif" font-size="15" '
            f'fill="{INK}" stroke="#ffffff" stroke-width="7" paint-order="stroke" unicode-bidi="plaintext"{weight}>'
            f"{escape(short)}</text>"
        )


def _heading_of_those_apart(drawing: Genogram) -> Iterable[str]:
    if drawing.apart and drawing.places:
        y = drawing.apart[0].y - HALF - 14
        yield (
            f'<text x="{drawing.apart[0].x - HALF:.0f}" y="{y:.0f}" font-family="arial, sans-serif" font-size="15" '
            f'fill="{INK}">No relationship recorded:</text>'
        )
