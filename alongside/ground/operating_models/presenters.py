"""The operating model as 'How this council works' tells it: every value with where it comes from."""

from dataclasses import dataclass

from alongside.ground.operating_models.engine.days import in_words
from alongside.ground.operating_models.models import PackVersion
from alongside.ground.operating_models.schema import Pack, Sourced


@dataclass(frozen=True)
class Reason:
    """Where a value comes from: `kind` is 'From', 'Assumption' or 'Not verified'."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """One thing the pack says: its name, what it says about it, and why."""

    name: str
    says: tuple[str, ...]
    reason: Reason
    colour: str = ""
    retired: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the page; `anchor` is the address within it."""

    anchor: str
    title: str
    intro: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class VersionLine:
    """An adopted version, newest first."""

    name: str
    adopted_at: object
    note: str
    in_force: bool


def reason(pack: Pack, item: Sourced) -> Reason:
    """Why the pack says so: the paper by its title, or what is assumed or unverified."""
    if item.source is not None:
        return Reason("From", f"{pack.info.papers[item.source.paper]}: {item.source.passage}")
    if item.assumption is not None:
        return Reason("Assumption", item.assumption)
    return Reason("Not verified", item.unverified or "")


def _levels(pack: Pack) -> Part:
    decisions = {decision.id: decision.name for decision in pack.decisions}
    rows = []
    for level in pack.levels:
        says = [level.threshold_text, "What may follow: " + "; ".join(decisions[one] for one in level.outcomes) + "."]
        if level.form_id is not None:
            says.append(f"Assessment: {pack.form(level.form_id).title}.")
        if level.review_every_weeks is not None:
            says.append(f"Reviewed every {level.review_every_weeks} weeks.")
        rows.append(Row(level.name, tuple(says), reason(pack, level)))
    return Part("levels", "Levels of need", "The council's own thresholds, in its words.", tuple(rows))


def _routes(pack: Pack) -> Part:
    names = {agency.id: agency.name for agency in pack.agencies} | {"public": "anybody"}
    rows = tuple(
        Row(route.name, (route.description, f"For: {', '.join(names[kind] for kind in route.who_may_use)}."),
            reason(pack, route))
        for route in pack.routes
    )  # fmt: skip
    return Part("routes", f"Ways in to {pack.words.front_door}", "Everyone uses one of these.", rows)


def _priorities(pack: Pack) -> Part:
    rows = []
    for one in sorted(pack.priorities, key=lambda priority: priority.in_order):
        within = one.respond_within
        says = [one.meaning, f"Answered within {in_words(within.days, within.count)}."]
        says += [within.counting] if within.counting else []
        says += [f"From {c.from_.isoformat()}: {in_words(c.days, c.count)}." for c in within.changes]
        rows.append(Row(one.name, tuple(says), reason(pack, one), colour=one.colour.value))
    return Part("priorities", "How soon a contact is answered", "Most urgent first.", tuple(rows))


def _clocks(pack: Pack) -> Part:
    rows = tuple(
        Row(clock.name, (f"{in_words(value.days, value.count)}, for what happens from {value.from_.isoformat()}.",),
            reason(pack, value))
        for clock in pack.clocks
        for value in clock.values
    )  # fmt: skip
    return Part("clocks", "How long each step may take", "The value in force on the day of the event counts.", rows)


def _decisions(pack: Pack) -> Part:
    rows = []
    for one in pack.decisions:
        says = (one.follows.value.replace("_", " ").capitalize() + ".",)
        rows.append(Row(one.name, says, reason(pack, one)))
    return Part("decisions", "What may follow a contact", "", tuple(rows))


def _named(pack: Pack, anchor: str, title: str, intro: str, items: list[tuple[str, str, Sourced]]) -> Part:
    return Part(
        anchor, title, intro, tuple(Row(name, (text,) if text else (), reason(pack, one)) for name, text, one in items)
    )


def parts(pack: Pack) -> tuple[Part, ...]:
    """The page's parts in order; those a council does not have are left out."""
    tier = pack.localities.tiers[-1]
    wards = {a.area: ", ".join(ward.name for ward in a.wards) for a in pack.localities.ward_assignments}
    assignments = {a.area: a for a in pack.localities.ward_assignments}
    found = (
        _levels(pack),
        _routes(pack),
        _priorities(pack),
        _clocks(pack),
        _decisions(pack),
        _named(
            pack, "partners", "Partners asked about a contact", "", [(p.name, p.asks, p) for p in pack.partners_asked]
        ),
        _named(pack, "panels", "Panels", "", [(p.name, p.decides, p) for p in pack.panels]),
        _named(pack, "teams", "Kinds of help", "", [(r.name, r.description, r) for r in pack.responses]),
        _named(
            pack,
            "forms",
            "Forms",
            "",
            [(f.title, f"Version {f.version}, {len(f.questions())} questions.", f) for f in pack.forms],
        ),
        _named(pack, "needs", "Needs we ask about", "", [(n.name, n.prompt, n) for n in pack.needs]),
        _named(pack, "factors", "What we look out for", "", [(f.text, f.group, f) for f in pack.factors]),
        _named(pack, "tools", "Shared tools", "Only scores are kept.", [(t.name, t.licence, t) for t in pack.tools]),
        _named(
            pack,
            "good-help",
            "Questions about how we help",
            "",
            [(g.text, g.family_text, g) for g in pack.plans.good_help],
        ),
        _named(
            pack,
            "drift",
            "Signs of drift",
            "",
            [(r.says.format(days=r.days, count=r.count), r.try_this, r) for r in pack.drift],
        ),
        _named(pack, "places", tier.plural, "", [(pack.area(a).name, wards[a], assignments[a]) for a in wards]),
    )
    return tuple(part for part in found if part.rows)


def version_lines(versions: list[PackVersion], in_force: object) -> tuple[VersionLine, ...]:
    """Every adopted version and which is in force."""
    return tuple(
        VersionLine(f"{one.council}, version {one.version}", one.adopted_at, one.note, one.pk == in_force)
        for one in versions
    )
