"""`alongside linkage evaluate`: how well linking does on files whose truth is known. Needs neither Django nor a
database.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from alongside.people.linkage.errors import Unusable

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
        from alongside.people.linkage.evaluate import evaluated
        from alongside.people.linkage.settings import settings_of

        own = settings_of(asked.settings) if asked.settings else None
        answer = evaluated(asked.records, asked.truth, asked.people, engine=asked.engine, settings=own)
    except Unusable as refused:
        return _refuse([line for line in (str(refused), refused.what_to_do) if line], as_json=asked.json)
    sys.stdout.write((json.dumps(answer, indent=2) if asked.json else in_words(answer)) + "\n")
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="alongside linkage", description=__doc__)
    evaluate = parser.add_subparsers(dest="what", required=True).add_parser(
        "evaluate", help="precision, recall, F1, seconds and peak memory, at the product's own decision rule"
    )
    evaluate.add_argument("--records", type=Path, required=True, help="records, with record_id and the person columns")
    evaluate.add_argument("--truth", type=Path, required=True, help="record_id_l, record_id_r: one true match a line")
    evaluate.add_argument("--people", type=Path, help="link to these people; without it, records are grouped")
    evaluate.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")
    evaluate.add_argument("--settings", type=Path, help="a pack's linkage.yaml, laid over the product's own settings")
    evaluate.add_argument("--json", action="store_true", help="one JSON document on standard output")
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
