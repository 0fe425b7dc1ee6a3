"""Checks across the files of a pack. Importing this package registers them all."""

from alongside.ground.operating_models.checks import (
    common,
    criteria,
    examples,
    feeds,
    forms,
    front,
    helping,
    places,
    retention,
    roles,
)
from alongside.ground.operating_models.checks.registry import CHECKS
from alongside.ground.operating_models.reading.files import PackFolder
from alongside.ground.operating_models.reading.problems import Problem
from alongside.ground.operating_models.reading.shape import place_of
from alongside.ground.operating_models.schema import Pack

__all__ = [
    "CHECKS",
    "common",
    "criteria",
    "examples",
    "feeds",
    "forms",
    "front",
    "helping",
    "places",
    "retention",
    "roles",
    "run_checks",
]

STORIES = "stories_come_true"


def run_checks(pack: Pack, files: PackFolder) -> list[Problem]:
    """Everything the checks find. The examples are run only where nothing else is wrong: they would fail with it."""
    problems: list[Problem] = []
    for name, function in sorted(CHECKS.items(), key=lambda pair: pair[0] == STORIES):
        if name == STORIES and problems:
            continue
        for found in function(pack):
            file, path = place_of(files, found.at)
            problems.append(files.problem(file, path, found.reason, found.fix, name))
    return problems
