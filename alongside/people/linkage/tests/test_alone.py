"""Linkage stands alone: of ours it imports text and nothing else, and no Django."""

import ast
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
ALLOWED = ("alongside.people.linkage", "alongside.ground.lib.text")


def test_what_linkage_imports() -> None:
    found = [
        f"{path.name}: {name}"
        for path in HERE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.split(".")[0] in {"alongside", "nonprod", "django"} and not name.startswith(ALLOWED)
    ]
    assert not found


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
