"""Every lint and contract, all of them even when one fails; changes nothing. `make check` runs it."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
SETTINGS = ["--settings", "alongside.project.settings_for_checks"]
REAL_SETTINGS = ["--settings", "alongside.project.settings_for_deploy_check"]

CHECKS: dict[str, list[str]] = {
    "ruff (mistakes)": [str(BIN / "ruff"), "check", "--no-fix", "."],
    "ruff (format)": [str(BIN / "ruff"), "format", "--check", "."],
    "mypy": [str(BIN / "mypy"), "--strict", "alongside", "nonprod", "tests", "tools", "conftest.py"],
    "imports": [str(BIN / "lint-imports"), "--no-cache"],
    "Django": [PYTHON, "-m", "django", "check", "--fail-level", "WARNING", *SETTINGS],
    "Django (deployment)": [PYTHON, "-m", "django", "check", "--deploy", "--fail-level", "WARNING", *REAL_SETTINGS],
    # B608 (SQL made of strings) is ruff's S608, which is excused file by file, each with its reason.
    "bandit": [str(BIN / "bandit"), "-q", "-r", "alongside", "-ll", "-s", "B608", "-x", "*/tests/*"],
    "migrations": [
        *(PYTHON, "-W", "ignore::RuntimeWarning", "-m", "django"),
        *("makemigrations", "--check", "--dry-run", *SETTINGS),
    ],
    "consistency": [str(BIN / "pytest"), "-q", "-p", "no:cacheprovider", "tests/consistency"],
}


def main() -> int:
    """Run them all; 0 only when every one is content."""
    failed = []
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for name, command in CHECKS.items():
        began = time.monotonic()
        answer = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
        mark = "ok  " if answer.returncode == 0 else "FAIL"
        sys.stdout.write(f"{mark} {name} ({time.monotonic() - began:.0f} s)\n")
        if answer.returncode:
            failed.append(name)
            sys.stdout.write(answer.stdout + answer.stderr)
        sys.stdout.flush()
    if failed:
        sys.stdout.write(f"\nNot clean: {', '.join(failed)}. 'make fix' repairs what it can.\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
