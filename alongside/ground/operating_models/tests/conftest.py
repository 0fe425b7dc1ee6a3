"""What these tests stand on: the two packs as they are shipped, copies to change, and somebody to adopt them."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from alongside.ground.operating_models.reading.load import check_folder
from alongside.ground.operating_models.schema import Pack


def _read(name: str) -> Pack:
    pack = check_folder(settings.PACKS_FOLDER / name).pack
    assert pack is not None
    return pack


@pytest.fixture(scope="session")
def york() -> Pack:
    return _read("york-2020")


@pytest.fixture(scope="session")
def stockton() -> Pack:
    return _read("stockton-2016")


@pytest.fixture
def york_folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(settings.PACKS_FOLDER / "york-2020", tmp_path / "york"))


@pytest.fixture
def adopter(db: None) -> AbstractBaseUser:
    return get_user_model()._default_manager.get(email="system@alongside.invalid")


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Change a text that must stand in the file."""
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
