"""Fails when a line or a branch of an action, a policy, a rule or an operating model was not reached by the tests.

Read from what coverage kept of the run just ended; `COVER=1 make test` runs it. What decides about a family is tested
whole; the rest has its floor in the Makefile.
"""

import re
import sys
from pathlib import Path

from coverage import Coverage
from coverage.exceptions import CoverageException

ROOT = Path(__file__).resolve().parents[1]
WHOLE = re.compile(r"alongside/(.*/(within_)?(actions|policies|rules)(\.py|/.*\.py)|ground/operating_models/.*\.py)$")
NOT_WHOLE = re.compile(r"/(management|views|tests|migrations)/|/(views|apps|urls)\.py$")


def main() -> int:
    """Say what is missing, file by file; 0 when nothing is."""
    coverage = Coverage(data_file=ROOT / ".coverage", config_file=ROOT / "pyproject.toml")
    coverage.load()
    files = sorted(
        path for path in coverage.get_data().measured_files()
        if WHOLE.search(path) and not NOT_WHOLE.search(path) and Path(path).exists()
    )  # fmt: skip
    if not files:
        print("Coverage kept nothing of any action, policy or rule: run 'COVER=1 make test'.")
        return 1
    short = [line for path in files if (line := _missing(coverage, path))]
    print("\n".join(short) or f"Every line and branch of {len(files)} files that decide was reached.")
    return 1 if short else 0


def _missing(coverage: Coverage, path: str) -> str:
    try:
        _, _, _, lines, _ = coverage.analysis2(path)
        branches = coverage.branch_stats(path)
    except CoverageException as error:
        return f"{path}: {error}"
    partly = sorted(line for line, (ways, taken) in branches.items() if taken < ways and line not in lines)
    said = [f"lines {', '.join(map(str, lines))}"] if lines else []
    said += [f"one way only from lines {', '.join(map(str, partly))}"] if partly else []
    return f"{Path(path).relative_to(ROOT)}: {'; '.join(said)}" if said else ""


if __name__ == "__main__":
    sys.exit(main())
