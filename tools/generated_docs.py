"""Pages of `docs/` that are drawn: state diagrams from the transition tables, roles and the register from their data.

`python tools/generated_docs.py` writes them; a consistency test proves them current.
"""

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def lifecycles() -> Iterator[tuple[str, object]]:
    """Every Lifecycle defined in a package's `policies`, by package, in alphabetical order."""
    import alongside
    from alongside.ground.lib.lifecycle import Lifecycle

    for module in sorted(pkgutil.walk_packages(alongside.__path__, "alongside."), key=lambda m: m.name):
        parts = module.name.split(".")
        if len(parts) >= 4 and parts[3] == "policies" and "tests" not in parts:
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, Lifecycle) and name.isupper():
                    yield parts[2], value


def state_diagrams() -> str:
    """The page of state diagrams."""
    text = ["# State diagrams", "", "Drawn from the transition tables in each package's `policies.py`.", ""]
    seen: set[int] = set()
    for package, lifecycle in lifecycles():
        if id(lifecycle) not in seen:
            seen.add(id(lifecycle))
            title, diagram = lifecycle.title, lifecycle.as_mermaid()  # type: ignore[attr-defined]
            text += [f"## {title} (`{package}`)", "", "```mermaid", diagram, "```", ""]
    return "\n".join(text)


def who_can_do_what() -> str:
    """The page of roles: what each permits and how far it reaches."""
    from alongside.ground.access.policies import baseline_roles
    from alongside.ground.access.words import Permission
    from alongside.ground.lib.lifecycle import words_of

    roles = list(baseline_roles().values())
    text = [
        "# Who can do what",
        "",
        "Drawn from `operating_models/roles.yaml` and each council's `roles.yaml`. all: every record; locality:",
        "families living in the area the person's team serves; involved: records of families the person, their team or",
        "their agency works with; own: what they made themselves; blank: not at all. Each takes in those after it.",
        "Rights only add. In the product, 'Who can do what' says the same for the pack in force, and how many hold",
        "each.",
        "",
    ]
    text += ["What that opens, page by page: [the access matrix](access-matrix.md).", ""]
    text += [f"- **{role.name}**: {role.is_for}" for role in roles]
    text += ["", f"| | {' | '.join(role.name for role in roles)} |", f"|---|{'---|' * len(roles)}"]
    for permission in Permission:
        reaches = [str(role.permits.get(permission, "")) for role in roles]
        text.append(f"| {words_of(permission)} | {' | '.join(reaches)} |")
    return "\n".join([*text, "", *_own_roles()])


def _own_roles() -> list[str]:
    """The roles each council has of its own."""
    from alongside.ground.lib.lifecycle import words_of
    from alongside.ground.operating_models.reading.load import check_folder

    text = ["## Roles of a council's own", ""]
    for folder in sorted((ROOT / "packs").iterdir()):
        pack = check_folder(folder).pack
        for role in pack.roles if pack else ():
            reaches = "; ".join(f"{words_of(one)}: {reach}" for one, reach in role.permits.items())
            text += [f"- {folder.name}, **{role.name}**: {role.is_for} {reaches}."]
    return [*text, ""]


def pages() -> dict[Path, str]:
    """Each generated page with its text."""
    from alongside.ground.operating_models.reference import pack_reference
    from tools import access_matrix, security_register

    return {
        ROOT / "docs/state-diagrams.md": state_diagrams(),
        ROOT / "docs/who-can-do-what.md": who_can_do_what(),
        ROOT / "docs/access-matrix.csv": access_matrix.table(),
        ROOT / "docs/access-matrix.md": access_matrix.page(),
        ROOT / "docs/pack-reference.md": pack_reference(),
        ROOT / "docs/security-register.md": security_register.page(),
    }


def main() -> None:
    """Write the pages."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("ALONGSIDE_MODE", "check")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.project.settings")
    import django

    django.setup()
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
