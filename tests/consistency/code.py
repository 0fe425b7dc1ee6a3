"""The repository read as a colleague would: its packages, their imports, their functions."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import grimp

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("ground", "people", "helping", "improving", "doors")


def packages() -> list[Path]:
    """Folder of every package of the house."""
    return sorted(
        folder
        for floor in FLOORS
        for folder in (ROOT / "alongside" / floor).glob("*")
        if (folder / "__init__.py").exists()
    )


def package_of(module: str) -> str | None:
    """'alongside.people.families' of any module in it; None for a module outside the floors."""
    parts = module.split(".")
    return ".".join(parts[:3]) if len(parts) >= 3 and parts[1] in FLOORS else None


@cache
def imports() -> list[tuple[str, str]]:
    """Every import inside our own code, importer first."""
    graph = grimp.build_graph("alongside", "nonprod", cache_dir=None)
    return sorted(
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    )


def trees(*names: str) -> Iterator[tuple[Path, ast.Module]]:
    """Parsed source of every file `name.py`, or in a folder `name/`, of every package; tests left out."""
    for package in packages():
        for path in sorted(package.rglob("*.py")):
            inside = path.relative_to(package).with_suffix("").parts
            if inside[0] in names and "tests" not in inside:
                yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def tracked(*patterns: str) -> list[Path]:
    """Files kept in the repository, in the work tree as it is now."""
    answer = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S607
    return [ROOT / line for line in answer.stdout.splitlines() if (ROOT / line).is_file()]


def settings_in_pyproject() -> dict[str, Any]:
    """pyproject.toml, read."""
    import tomllib

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
