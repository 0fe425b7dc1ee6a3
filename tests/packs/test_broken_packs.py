# ruff: noqa: E501 - one row of the table is one mistake
"""Every kind of mistake in a pack is told with its file, line, key, reason and the fix."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from alongside.ground.operating_models.checks import CHECKS
from alongside.ground.operating_models.checks.criteria import accepted_families_have_a_way_in
from alongside.ground.operating_models.reading.load import check_folder
from alongside.ground.operating_models.reading.problems import Problem
from alongside.ground.operating_models.schema.linkage import LinkageDecision
from alongside.people.linkage.settings import the_settings
from tests.packs.broken import MISTAKES, Mistake

PACKS = Path(__file__).resolve().parents[2] / "packs"


@pytest.fixture
def york(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "york-2020", tmp_path / "york"))


def lines_with(file: Path, snippet: str) -> set[int]:
    text = file.read_text()
    starts = [n for n in range(len(text)) if text.startswith(snippet, n)]
    return {text.count("\n", 0, start) + 1 for start in starts}


def expected_lines(folder: Path, problem_file: str, snippet: str) -> set[int]:
    """The lines that hold the snippet; a folder has no lines, so its mistakes stand at line 1."""
    return {1} if problem_file.endswith("/") else lines_with(folder / problem_file, snippet)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{m.check}-{m.file}-{m.reason[:20]}")
def test_a_mistake_is_told_where_it_is_and_how_to_mend_it(york: Path, mistake: Mistake) -> None:
    file = york / mistake.file
    assert mistake.old in file.read_text(), "the table must name text the pack has"
    file.write_text(file.read_text().replace(mistake.old, mistake.new, 1))

    checked = check_folder(york)

    said = [p for p in checked.problems if p.check == mistake.check and p.key == mistake.key]
    assert said, [p.in_words() for p in checked.problems]
    problem = said[0]
    assert problem.file == (mistake.at_file or mistake.file)
    assert problem.line in expected_lines(york, problem.file, mistake.at), problem.in_words()
    assert mistake.reason in problem.reason
    assert mistake.fix in problem.fix
    assert checked.pack is None


def _remove(folder: Path) -> None:
    (folder / "levels.yaml").unlink()


def _misspell(folder: Path) -> None:
    (folder / "level.yaml").write_text("[]")


def _drop_folder(folder: Path) -> None:
    shutil.rmtree(folder / "forms")


def _leave_a_note(folder: Path) -> None:
    (folder / "forms" / "notes.txt").write_text("x")


def _empty(folder: Path) -> None:
    (folder / "levels.yaml").write_text("# nothing yet\n")


def _as_mapping(folder: Path) -> None:
    (folder / "levels.yaml").write_text("level_1: x\n")


def _as_list(folder: Path) -> None:
    (folder / "words.yaml").write_text("- x\n")


def _in_windows_1252(folder: Path) -> None:
    (folder / "levels.yaml").write_bytes(b"# one\n- id: caf\xe9\n")


def _enormous(folder: Path) -> None:
    (folder / "levels.yaml").write_text("#" * 1_000_001)


def _control_character(folder: Path) -> None:
    (folder / "levels.yaml").write_text("- id: \x07\n")


def _no_stories(folder: Path) -> None:
    for file in sorted((folder / "examples").iterdir())[11:]:
        file.unlink()


def _no_early_help(folder: Path) -> None:
    file = folder / "levels.yaml"
    file.write_text(file.read_text().replace("is_early_help: true", "is_early_help: false"))


def _nobody_to_ask(folder: Path) -> None:
    (folder / "partners_asked.yaml").write_text("[]\n")


def _no_priorities(folder: Path) -> None:
    (folder / "priorities.yaml").write_text("[]\n")


def _both_statutory_and_early_help(folder: Path) -> None:
    file = folder / "levels.yaml"
    statutory = "is_statutory: true\n  is_early_help: "
    file.write_text(file.read_text().replace(f"{statutory}false", f"{statutory}true"))


def _expects_nothing(folder: Path) -> None:
    (folder / "examples" / "01-agency-before-good-friday.yaml").write_text(
        "id: nothing\ntitle: Nothing\ngiven: {event: contact_received}\nexpect: {}\n"
    )


FOLDER_MISTAKES: list[tuple[Callable[[Path], None], str, str, int, str, str]] = [
    (_remove, "missing_file", "levels.yaml", 1, "is missing", "Add levels.yaml"),
    (_misspell, "unknown_file", "level.yaml", 1, "no such file", "Rename or remove"),
    (_drop_folder, "missing_file", "forms/", 1, "folder is missing", "Add the folder forms"),
    (_leave_a_note, "unknown_file", "forms/notes.txt", 1, "Only files ending in .yaml", "Rename"),
    (_empty, "empty_file", "levels.yaml", 1, "is empty", "Fill it in"),
    (_as_mapping, "shape", "levels.yaml", 1, "must hold a list", "docs/pack-reference.md"),
    (_as_list, "shape", "words.yaml", 1, "keys with values", "docs/pack-reference.md"),
    (_in_windows_1252, "encoding", "levels.yaml", 2, "not UTF-8", "Save the file again"),
    (_enormous, "too_large", "levels.yaml", 1, "larger than a megabyte", "Split it"),
    (_control_character, "yaml", "levels.yaml", 1, "not YAML", "plain text"),
    (_no_stories, "there_are_enough_stories", "examples/", 1, "There are 11 examples", "Write 1 more"),
    (_no_early_help, "early_help_can_start", "levels.yaml", 1, "No early help level", "form_id"),
    (_nobody_to_ask, "decisions_ask_for_what_follows", "decisions.yaml", 31, "asks nobody", "List the partners"),
    (_no_priorities, "priorities_are_in_order", "priorities.yaml", 1, "no priorities", "Add at least one"),
    (_both_statutory_and_early_help, "statutory_levels_refer_up", "levels.yaml", 54, "not early help", "Make one of them false"),
    (_expects_nothing, "stories_come_true", "examples/01-agency-before-good-friday.yaml", 4, "expects nothing", "Write what"),
]  # fmt: skip


@pytest.mark.parametrize(("break_it", "check", "file", "line", "reason", "fix"), FOLDER_MISTAKES)
def test_a_mistake_with_whole_files_is_told(
    york: Path, break_it: Callable[[Path], None], check: str, file: str, line: int, reason: str, fix: str
) -> None:
    break_it(york)
    problems = check_folder(york).problems
    said = [p for p in problems if p.check == check and p.file == file and reason in p.reason]
    assert said, [p.in_words() for p in problems]
    assert said[0].line == line
    assert fix in said[0].fix


def test_a_folder_that_is_not_there_is_one_mistake(tmp_path: Path) -> None:
    problems = check_folder(tmp_path / "nowhere").problems
    assert [p.check for p in problems] == ["folder"]
    assert "Give the folder" in problems[0].in_words()


def test_several_mistakes_are_all_told_at_once(york: Path) -> None:
    for old, new in (("days: 7,", "days: seven,"), ("count: calendar, unverified", "count: lunar, unverified")):
        file = york / "clocks.yaml"
        file.write_text(file.read_text().replace(old, new, 1))
    assert {p.check for p in check_folder(york).problems} == {"int_type", "enum"}


def test_every_check_has_a_mistake_it_catches_and_there_are_forty_kinds() -> None:
    caught = {m.check for m in MISTAKES} | {row[1] for row in FOLDER_MISTAKES}
    assert set(CHECKS) <= caught
    assert len({(m.check, m.reason) for m in MISTAKES} | {(row[1], row[4]) for row in FOLDER_MISTAKES}) >= 40


def test_a_problem_reads_as_one_line() -> None:
    problem = Problem(
        "levels.yaml", 12, "item 3 → form_id", "There is no form 'x'.", "Use one of: y.", "levels_use_assessments"
    )
    assert problem.in_words() == "levels.yaml, line 12, item 3 → form_id: There is no form 'x'. Fix: Use one of: y."
    assert problem.as_json()["line"] == 12


def test_roles_and_retention_may_be_left_out(york: Path) -> None:
    for name in ("roles.yaml", "retention.yaml"):
        (york / name).unlink()
    pack = check_folder(york).pack
    assert pack is not None
    assert (pack.roles, pack.retention) == ((), ())


def test_a_pack_may_link_more_carefully_than_the_product_and_not_less(york: Path) -> None:
    said = "decision: {join_at: 8}\nfinding: {crowd: 40}\nassumption: Asked for by the council's caseworkers.\n"
    (york / "linkage.yaml").write_text(said)
    pack = check_folder(york).pack
    assert pack and pack.linkage and (pack.linkage.decision.join_at, pack.linkage.finding.crowd) == (8, 40)
    (york / "linkage.yaml").write_text(said.replace("join_at: 8", "join_at: 4"))
    (problem,) = check_folder(york).problems
    assert (problem.file, problem.line, problem.key) == ("linkage.yaml", 1, "decision → join_at")
    assert "5" in problem.in_words()


def test_the_least_careful_a_pack_may_be_is_the_product_itself() -> None:
    own = the_settings().decision.model_dump()
    assert LinkageDecision(**own).model_dump() == own
    for name, looser in (("join_at", -0.1), ("margin", -0.1), ("review_at", 0.1), ("generation", 1), ("kept", -1)):
        with pytest.raises(ValidationError):
            LinkageDecision(**own | {name: own[name] + looser})


def test_a_pack_without_criteria_needs_no_way_in_for_families_found() -> None:
    pack = check_folder(PACKS / "york-2020").pack
    assert pack
    assert not list(accepted_families_have_a_way_in(pack.model_copy(update={"criteria": None})))
