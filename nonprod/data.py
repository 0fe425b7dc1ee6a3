"""The lists the made-up council is made from, read once from the YAML files beside this one."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> Any:
    """The content of `<name>.yaml`."""
    return YAML(typ="safe").load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
