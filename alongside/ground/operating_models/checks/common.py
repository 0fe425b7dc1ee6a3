"""Checks on every part: ids stand once, sources are known, nothing live rests on something retired."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from alongside.ground.operating_models.checks.registry import Found, Loc, check
from alongside.ground.operating_models.schema import Pack, Source


def walk(node: object, at: Loc = ()) -> Iterator[tuple[Loc, BaseModel]]:
    """Every object in the pack with its place, keys as they are written in the files."""
    if isinstance(node, BaseModel):
        yield at, node
        for name, field in type(node).model_fields.items():
            yield from walk(getattr(node, name), (*at, field.alias or name))
    elif isinstance(node, tuple):
        for number, value in enumerate(node):
            yield from walk(value, (*at, number))


def lists(node: object, at: Loc = ()) -> Iterator[tuple[Loc, tuple[Any, ...]]]:
    """Every list of objects with ids, with its place."""
    for place, model in walk(node, at):
        for name, field in type(model).model_fields.items():
            value = getattr(model, name)
            if isinstance(value, tuple) and value and hasattr(value[0], "id"):
                yield (*place, field.alias or name), value


@check
def ids_stand_once(pack: Pack) -> Iterator[Found]:
    """An id stands once in its list: records remember ids, and two things cannot share one."""
    for at, items in lists(pack):
        yield from repeated(((*at, number, "id"), str(item.id)) for number, item in enumerate(items))


def repeated(places: Iterable[tuple[Loc, str]]) -> Iterator[Found]:
    """The second and later of equal values."""
    seen: set[str] = set()
    for at, value in places:
        if value in seen:
            yield Found(at, f"'{value}' stands here a second time.", "Give each its own.")
        seen.add(value)


@check
def sources_are_known(pack: Pack) -> Iterator[Found]:
    """Each cited paper is a key of `papers` in pack.yaml."""
    for at, model in walk(pack):
        if isinstance(model, Source) and model.paper not in pack.info.papers:
            yield Found(
                (*at, "paper"),
                f"pack.yaml lists no paper '{model.paper}'.",
                f"Use one of: {', '.join(sorted(pack.info.papers))}; or add it to papers in pack.yaml.",
            )


@check
def service_ages_rise(pack: Pack) -> Iterator[Found]:
    """Service ages rise from `from` to `to` to `to_with_send`."""
    ages = pack.info.service_age
    if ages.from_ > ages.to:
        yield Found(
            ("info", "service_age", "to"), "The service ends at a younger age than it begins.", "Make 'to' the larger."
        )
    if ages.to > ages.to_with_send:
        yield Found(
            ("info", "service_age", "to_with_send"),
            "With SEND the service ends earlier than without.",
            "Make 'to_with_send' at least as large as 'to'.",
        )


@check
def postcode_areas_are_given_once(pack: Pack) -> Iterator[Found]:
    """The council's outward postcodes are given, each once."""
    if not pack.info.postcode_areas:
        yield Found(
            ("info", "postcode_areas"), "No postcode is the council's.", "List the first halves, such as [YO1, YO10]."
        )
    yield from repeated((("info", "postcode_areas", n), code) for n, code in enumerate(pack.info.postcode_areas))


@check
def emergency_says_999(pack: Pack) -> Iterator[Found]:
    """What to do in an emergency includes ringing 999."""
    if all(phone.number.replace(" ", "") != "999" for phone in pack.words.emergency.telephones):
        yield Found(
            ("words", "emergency", "telephones"), "Nobody is told to ring 999.", "Add a telephone with number '999'."
        )


@check
def agreement_is_asked_again_in_time(pack: Pack) -> Iterator[Found]:
    """Agreement is asked again before it runs out, not before it was given."""
    consent = pack.consent
    if consent.ask_again_before_days >= consent.agreement_valid_months * 28:
        yield Found(
            ("consent", "ask_again_before_days"),
            "Agreement would be asked again before it was given.",
            "Use fewer days than the months it is valid for.",
        )


@check
def right_help_lists_name_purposes(pack: Pack) -> Iterator[Found]:
    """A Right Early Help list rests on purposes of sharing that the pack has."""
    known = {purpose.id for purpose in pack.consent.purposes}
    lists_of = pack.consent.right_help_lists
    for place, purpose in enumerate(lists_of.purposes if lists_of else ()):
        if purpose not in known:
            yield Found(
                ("consent", "right_help_lists", "purposes", place),
                f"There is no purpose '{purpose}'.",
                f"Use one of: {', '.join(sorted(known))}.",
            )


@check
def lawful_bases_name_purposes(pack: Pack) -> Iterator[Found]:
    """A lawful basis covers purposes the pack has, and each purpose is covered by one."""
    known = {purpose.id for purpose in pack.consent.purposes}
    covered: set[str] = set()
    for number, basis in enumerate(pack.consent.lawful_bases):
        covered.update(basis.purposes)
        for place, purpose in enumerate(basis.purposes):
            if purpose not in known:
                yield Found(
                    ("consent", "lawful_bases", number, "purposes", place),
                    f"There is no purpose '{purpose}'.",
                    f"Use one of: {', '.join(sorted(known))}.",
                )
    for number, item in enumerate(pack.consent.purposes):
        if item.id not in covered:
            yield Found(
                ("consent", "purposes", number, "id"),
                f"No lawful basis covers '{item.id}'.",
                "Add it to the purposes of a lawful basis.",
            )
