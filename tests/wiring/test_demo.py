"""`alongside demo` remembers what it finished, repairs what it did not, and says plainly why it cannot start."""

import io
import socket
from pathlib import Path

import pytest
from rich.console import Console

from alongside.project import demo
from alongside.project.demo import Progressed, Stage, prepare


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose database exists."""
    monkeypatch.setenv("ALONGSIDE_DATA", str(tmp_path))
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.opts").touch()
    return tmp_path


class Council:
    """Stages that count how often they ran, the last of which can break."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.breaks = False
        self.known = True

    def make(self, key: str) -> bool:
        self.ran.append(key)
        return True

    def fill(self, progressed: Progressed) -> bool:
        progressed(1, 2)
        if self.breaks:
            raise RuntimeError("cut off")
        self.ran.append("people")
        return self.known

    def start(self) -> None:
        stages = [
            Stage("tables", "Tables", True, lambda _: self.make("tables")),
            Stage("pack", "Pack", False, lambda _: self.make("pack")),
            Stage("people", "People", False, self.fill),
        ]
        prepare(stages, Console(file=io.StringIO()))


@pytest.mark.usefixtures("data")
def test_a_second_start_repeats_only_what_every_start_needs() -> None:
    council = Council()
    council.start()
    council.start()
    assert council.ran == ["tables", "pack", "people", "tables"]


@pytest.mark.usefixtures("data")
def test_a_start_that_was_cut_off_goes_on_where_it_was() -> None:
    council = Council()
    council.breaks = True
    with pytest.raises(RuntimeError):
        council.start()
    council.breaks = False
    council.start()
    assert council.ran == ["tables", "pack", "tables", "people"]


@pytest.mark.usefixtures("data")
def test_what_the_product_cannot_do_yet_is_not_remembered_as_done() -> None:
    council = Council()
    council.known = False
    council.start()
    council.start()
    assert council.ran.count("people") == 2


def test_a_lost_database_begins_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    council = Council()
    council.start()
    (data / "postgres" / "postmaster.opts").unlink()
    council.start()
    assert council.ran.count("pack") == 2


def test_a_taken_port_is_said_with_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(number))
        monkeypatch.delenv("PACK", raising=False)
        assert demo.run() == 1
    said = " ".join(capsys.readouterr().out.split())
    assert f"Port {number} is taken" in said
    assert f"PORT={number + 1} make demo" in said


def test_an_unknown_pack_is_said_with_the_known_ones(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACK", "atlantis-2020")
    assert demo.run() == 2
    said = capsys.readouterr().out
    assert "atlantis-2020" in said
    assert "york-2020" in said
