"""House rules that no lint knows: one door for writes, reads in queries, rows that can be explained."""

import ast
import importlib

from tests.consistency.code import ROOT, trees

CHANGES = {"create", "bulk_create", "update_or_create", "get_or_create", "bulk_update", "save", "save_base"}


def public_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def test_every_action_is_marked_as_one() -> None:
    found = []
    for path, tree in trees("actions"):
        module = importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
        for function in public_functions(tree):
            if path.parts[2] != "lib" and not getattr(getattr(module, function.name), "is_action", False):
                found.append(f"{path}:{function.lineno} {function.name}")
    # audit.actions.record is what actions themselves call, inside their transaction.
    assert [line for line in found if "ground/audit/actions.py" not in line] == []


def test_pages_read_through_queries() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees("views", "forms", "presenters", "api", "urls")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert not found, "Reads belong in queries.py: " + ", ".join(found)


def test_only_actions_write() -> None:
    found = [
        f"{path}:{node.lineno} {node.func.attr}"
        for path, tree in trees("views", "presenters", "queries", "rules", "policies")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES
    ]
    assert not found, "Writes belong in actions.py: " + ", ".join(found)


def test_every_function_people_may_call_explains_itself() -> None:
    found = [
        f"{path}:{function.lineno} {function.name}"
        for path, tree in trees("actions", "queries", "policies", "rules")
        for function in public_functions(tree)
        if not ast.get_docstring(function)
    ]
    assert not found, "No docstring: " + ", ".join(found)


def test_files_stay_small() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in sorted((ROOT / "alongside").rglob("*.py"))
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]
    assert not found, "Think again at 400: " + ", ".join(found)
