"""The files of a pack and their text as YAML 1.2, with the line of every key kept."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from alongside.ground.operating_models.reading.problems import Path, Problem, key_text

MAPPINGS = {"pack": "info", "words": "words", "consent": "consent", "plans": "plans", "localities": "localities",
            "step_up": "step_up", "criteria": "criteria", "linkage": "linkage"}  # fmt: skip
LISTS = ("levels", "routes", "priorities", "clocks", "decisions", "factors", "needs", "tools", "drift", "team_kinds",
         "responses", "agencies", "partners_asked", "panels", "roles", "retention")  # fmt: skip
MAY_BE_LEFT_OUT = frozenset({"roles.yaml", "retention.yaml", "linkage.yaml"})
FOLDERS = ("forms", "feeds", "examples")
LARGEST_FILE = 1_000_000


@lru_cache(maxsize=512)
def _parsed(text: str) -> Any:
    """The text as a document with its lines; kept, for the same files are checked again and again."""
    return YAML(typ="rt", pure=True).load(text)


class PackFolder:
    """A pack's documents by file name, where each key stands, and the mistakes that stopped a file being read."""

    def __init__(self, folder: FilePath) -> None:
        self.folder = folder
        self.documents: dict[str, Any] = {}
        self.problems: list[Problem] = []
        if not folder.is_dir():
            self.problems.append(Problem(folder.name, 1, "the whole file", "There is no such folder.",
                                         "Give the folder that holds pack.yaml.", "folder"))  # fmt: skip
            return
        for name in sorted(self._names()):
            self._read(name)

    def _names(self) -> Iterator[str]:
        """Every file a pack must or may have; whatever else lies there is a mistake, so that no file is misspelt."""
        expected = {f"{stem}.yaml" for stem in (*MAPPINGS, *LISTS)}
        for name in sorted(expected):
            there = (self.folder / name).is_file()
            if not there and name in MAY_BE_LEFT_OUT:
                continue
            if not there:
                fix = f"Add {name}; docs/pack-reference.md shows what is in it."
                self._problem(name, (), "This file is missing.", fix, "missing_file")
            else:
                yield name
        for entry in sorted(self.folder.iterdir()):
            if entry.name in FOLDERS and entry.is_dir():
                yield from self._inside(entry)
            elif entry.name not in expected and entry.name != "README.md":
                names = f"{', '.join(sorted(expected))}, and the folders {', '.join(FOLDERS)}"
                fix = f"Rename or remove it; a pack has: {names}."
                self._problem(entry.name, (), "A pack has no such file.", fix, "unknown_file")
        for name in FOLDERS:
            if not (self.folder / name).is_dir():
                self._problem(f"{name}/", (), "This folder is missing.", f"Add the folder {name}.", "missing_file")

    def _inside(self, folder: FilePath) -> Iterator[str]:
        for entry in sorted(folder.iterdir()):
            if entry.suffix == ".yaml":
                yield f"{folder.name}/{entry.name}"
            else:
                self._problem(f"{folder.name}/{entry.name}", (), "Only files ending in .yaml belong here.",
                              "Rename it to end in .yaml, or remove it.", "unknown_file")  # fmt: skip

    def _read(self, name: str) -> None:
        path = self.folder / name
        if path.stat().st_size > LARGEST_FILE:
            self._problem(
                name, (), "The file is larger than a megabyte.", "Split it or remove what is not needed.", "too_large"
            )
            return
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            self.problems.append(Problem(name, line, "the whole file", "This is not UTF-8 text.",
                                         "Save the file again as UTF-8.", "encoding"))  # fmt: skip
            return
        try:
            document = _parsed(text)
        except DuplicateKeyError as error:
            self._marked(name, error, "The same key stands twice.", "Keep one of them.", "duplicate_key")
        except MarkedYAMLError as error:
            self._marked(name, error, f"This is not YAML: {error.problem}.",
                         "Look at this line and the one above: indentation, colons and quotes.", "yaml")  # fmt: skip
        except YAMLError as error:
            self._problem(
                name, (), f"This is not YAML: {error}.", "Write plain text without control characters.", "yaml"
            )
        else:
            self._keep(name, document)

    def _keep(self, name: str, document: Any) -> None:
        if document is None:
            self._problem(
                name, (), "The file is empty.", "Fill it in, or write [] for a list with nothing in it.", "empty_file"
            )
            return
        wanted: type = CommentedSeq if name.removesuffix(".yaml") in LISTS else CommentedMap
        if not isinstance(document, wanted):
            shape = "a list, each item beginning with '- '" if wanted is CommentedSeq else "keys with values"
            self._problem(
                name, (), f"This file must hold {shape}.", "See docs/pack-reference.md for its shape.", "shape"
            )
            return
        self.documents[name] = document

    def _marked(self, name: str, error: MarkedYAMLError, reason: str, fix: str, check: str) -> None:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        key = str(error.problem).split('"')[1] if check == "duplicate_key" and '"' in str(error.problem) else "line"
        self.problems.append(Problem(name, line, key, reason, fix, check))

    def _problem(self, name: str, path: Path, reason: str, fix: str, check: str) -> None:
        self.problems.append(self.problem(name, path, reason, fix, check))

    def problem(self, name: str, path: Path, reason: str, fix: str, check: str) -> Problem:
        """A mistake at a key, with its line looked up."""
        return Problem(name, self.line_of(name, path), key_text(path), reason, fix, check)

    def line_of(self, name: str, path: Path) -> int:
        """The line of the key; of the nearest key above it that exists, when it does not."""
        node, line = self.documents.get(name), 1
        for part in path:
            if isinstance(node, CommentedMap) and part in (node.lc.data or {}):
                line = node.lc.key(part)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(part, int):
                line = node.lc.item(part)[0] + 1
            else:
                break
            node = node[part]
        return line
