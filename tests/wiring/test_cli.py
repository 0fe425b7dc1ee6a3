"""The `alongside` command keeps its promises to scripts: one JSON document, and what its exit status means."""

import json
from typing import Any, ClassVar

import pytest
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from alongside import cli
from alongside.ground.lib.errors import Refused


class Speaks(BaseCommand):
    """A package's command that knows nothing of --json."""

    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("word")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["word"] == "refuse":
            raise Refused("The pack has two levels called 3.", what_to_do="Rename one.")
        if options["word"] == "fail":
            raise CommandError("first reason\nsecond reason")
        self.stdout.write(f"heard {options['word']}")


@pytest.fixture(autouse=True)
def one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.core.management.get_commands", lambda: {"speak": "alongside.ground.lib"})
    monkeypatch.setattr("django.core.management.load_command_class", lambda app, name: Speaks())


def status_of(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(words))
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(
    ("words", "status", "document"),
    [
        (["speak", "hello", "--json"], 0, {"done": True, "said": ["heard hello"]}),
        (
            ["speak", "refuse", "--json"],
            1,
            {"done": False, "reasons": ["The pack has two levels called 3. Rename one."]},
        ),
        (["speak", "fail", "--json"], 1, {"done": False, "reasons": ["first reason", "second reason"]}),
    ],
)
def test_json_is_one_document(
    words: list[str], status: int, document: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(*words) == status
    assert json.loads(capsys.readouterr().out) == document


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ([], 2),
        (["speak"], 2),
        (["speak", "hello", "--unknown"], 2),
        (["no-such-command"], 2),
        (["doctor", "unexpected"], 2),
        (["speak", "refuse"], 1),
        (["speak", "hello"], 0),
        (["help"], 0),
    ],
)
def test_exit_status(words: list[str], status: int) -> None:
    assert status_of(*words) == status


def test_a_refusal_is_told_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    status_of("speak", "refuse")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "The pack has two levels called 3. Rename one.\n")


def test_help_lists_what_packages_bring(capsys: pytest.CaptureFixture[str]) -> None:
    status_of("help")
    said = capsys.readouterr().out
    assert "demo" in said
    assert "speak" in said
