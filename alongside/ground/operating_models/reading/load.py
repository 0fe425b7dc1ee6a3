"""From a folder to a checked pack."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from alongside.ground.operating_models.checks import run_checks
from alongside.ground.operating_models.reading.files import LARGEST_FILE, PackFolder
from alongside.ground.operating_models.reading.problems import Problem
from alongside.ground.operating_models.reading.shape import shaped
from alongside.ground.operating_models.schema import Pack


@dataclass(frozen=True)
class Checked:
    """What came of reading a folder: a pack without problems, or problems in the order of file and line."""

    pack: Pack | None
    problems: tuple[Problem, ...]


def check_folder(folder: FilePath) -> Checked:
    """Read and check a pack's folder, examples included. Never raises for what the files contain.

    A folder checked before is not checked again while what stands in its files is the same: whoever writes a pack
    asks for its mistakes, its difference and its adoption one after another.
    """
    return _checked(folder, _fingerprint(folder))


@lru_cache(maxsize=16)
def _checked(folder: FilePath, fingerprint: bytes) -> Checked:
    files = PackFolder(folder)
    pack, problems = shaped(files)
    problems = [*files.problems, *problems]
    if pack is not None and not problems:
        problems = run_checks(pack, files)
    return Checked(None if problems else pack, tuple(sorted(problems)))


def _fingerprint(folder: FilePath) -> bytes:
    """The same for the same names with the same content; of a file too large to be read, its size."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        size = path.stat().st_size if path.is_file() else -1
        digest.update(f"{path.relative_to(folder)}\0{size}\0".encode())
        if 0 <= size <= LARGEST_FILE:
            digest.update(path.read_bytes())
    return digest.digest()


def content_of(pack: Pack) -> dict[str, Any]:
    """The pack as JSON can hold it; `Pack.model_validate` reads it back."""
    content: dict[str, Any] = pack.model_dump(mode="json", by_alias=True, exclude_none=True)
    return content


def digest_of(pack: Pack) -> str:
    """SHA-256 of the content, the same for the same choices however the files are laid out or commented."""
    text = json.dumps(content_of(pack), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
