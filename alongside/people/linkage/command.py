"""`alongside linkage`: files of people linked (`link`), and how well that does where the truth is known (`evaluate`).
Needs neither Django nor a database.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.settings import Settings, settings_of, the_settings

Answer = tuple[dict[str, Any], str]
"""What a command answers, for a program and for a person."""
COLUMNS = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
DONE, REFUSED, WRONG_USAGE = 0, 1, 2
INSTALL_SPARK = "Install the optional extra: pip install 'alongside[spark]' (it also needs Java 17 or newer)."


def run(arguments: Sequence[str]) -> int:
    """Run the command; the answer goes to standard output, refusals to standard error (or into the JSON document)."""
    given = _parser()
    try:
        asked = given.parse_args(arguments)
    except SystemExit as stopped:
        return WRONG_USAGE if stopped.code else DONE
    try:
        if asked.engine == "spark" and find_spec("pyspark") is None:
            raise Unusable("The Spark engine is not installed here.", what_to_do=INSTALL_SPARK)
        answer, words = DOES[asked.what](asked)
    except Unusable as refused:
        return _refuse([line for line in (str(refused), refused.what_to_do) if line], as_json=asked.json)
    sys.stdout.write((json.dumps(answer, indent=2) if asked.json else words) + "\n")
    return DONE


def _evaluate(asked: argparse.Namespace) -> Answer:
    from alongside.people.linkage.evaluate import evaluated

    answer = evaluated(asked.records, asked.truth, asked.people, engine=asked.engine, settings=_settings(asked))
    return answer, in_words(answer)


def _link(asked: argparse.Namespace) -> Answer:
    from alongside.people.linkage.linking import STEPS, link_files

    with Progress(*COLUMNS, console=Console(stderr=True), disable=asked.json) as bar:
        task = bar.add_task("", total=len(STEPS))

        def say(step: str) -> None:
            bar.update(task, description=step, completed=STEPS.index(step))

        answer = link_files(asked.records, asked.people, asked.out, _settings(asked), engine=asked.engine, say=say)
        bar.update(task, description="done", completed=len(STEPS))
    came_to = f"{answer['joined']:,} joined, {answer['review']:,} wait for a person, {answer['new']:,} fit nobody"
    names = " and ".join(answer["files"])
    return answer, f"{answer['records']:,} records, {answer['people']:,} people: {came_to}\n{names} are in {asked.out}"


DOES: dict[str, Callable[[argparse.Namespace], Answer]] = {"evaluate": _evaluate, "link": _link}


def _settings(asked: argparse.Namespace) -> Settings:
    return settings_of(asked.settings) if asked.settings else the_settings()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="alongside linkage", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    evaluate = what.add_parser(
        "evaluate", help="precision, recall, F1, seconds and peak memory, at the product's own decision rule"
    )
    evaluate.add_argument("--truth", type=Path, required=True, help="record_id_l, record_id_r: one true match a line")
    evaluate.add_argument("--people", type=Path, help="link to these people; without it, records are grouped")
    link = what.add_parser(
        "link", help="of whom each record is, or may be, and why: two Parquet files of ids and words"
    )
    link.add_argument("--people", type=Path, required=True, help="link to these people, with the same columns")
    link.add_argument("--out", type=Path, required=True, help="the folder to write to; nothing is written over")
    for one in (evaluate, link):
        one.add_argument("--records", type=Path, required=True, help="records, with record_id and the person columns")
        one.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")
        one.add_argument("--settings", type=Path, help="a pack's linkage.yaml, laid over the product's own settings")
        one.add_argument("--json", action="store_true", help="one JSON document on standard output")
    return parser


def _refuse(reasons: list[str], *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(json.dumps({"done": False, "reasons": reasons}, indent=2) + "\n")
    else:
        sys.stderr.write("\n".join(reasons) + "\n")
    return REFUSED


def in_words(answer: dict[str, Any]) -> str:
    """The answer as a few lines."""
    lines = [f"{answer['records']:,} records" + (f", {answer['people']:,} people" if answer["people"] else "")]
    for name, said in (
        ("all", "all links, with those a person is asked about"),
        ("automatic", "automatic links alone"),
    ):
        one = answer[name]
        lines.append(
            f"{said}: precision {one['precision']:.5f}, recall {one['recall']:.5f}, F1 {one['f1']:.5f} "
            f"({one['right']:,} right of {one['links']:,}; {one['true']:,} true)"
        )
    lines.append(f"waiting for a person: {answer['review']:,} ({answer['review_share']:.2%} of records)")
    lines.append(f"{answer['seconds']:.1f} seconds, {answer['peak_memory_mb']:,.0f} MB at most, {answer['engine']}")
    return "\n".join(lines)
