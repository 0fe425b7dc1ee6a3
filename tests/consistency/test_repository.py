"""What is kept in the repository can be built by a stranger and says nothing of the machine it was written on."""

import re

import pytest
from csp.constants import NONE
from django.conf import settings

from tests.consistency.code import ROOT, settings_in_pyproject, tracked

LOCKS = ("requirements/runtime.txt", "requirements/dev.txt")


def locked(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=~! ;]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def test_every_dependency_has_its_reason_above_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    first, last = lines.index("dependencies = ["), lines.index("[project.scripts]")
    bare = [
        lines[at]
        for at in range(first, last)
        if lines[at].startswith('    "') and not lines[at - 1].startswith("    # ")
    ]
    assert not bare


def test_there_are_few_dependencies() -> None:
    assert len(settings_in_pyproject()["project"]["dependencies"]) < 35


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_name_no_address_and_check_every_file(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--", text, re.MULTILINE)
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in block, block


def test_locks_cover_what_is_asked_for() -> None:
    project = settings_in_pyproject()["project"]
    runtime = {plain(name) for name in project["dependencies"]}
    # Spark is left out: 400 MB that only a region or the nation needs, with a cluster and a lock of its own.
    extras = project["optional-dependencies"]
    others = {plain(name) for group, names in extras.items() if group != "spark" for name in names}
    assert runtime <= locked("requirements/runtime.txt")
    assert runtime | others <= locked("requirements/dev.txt")
    assert not (others - runtime) & locked("requirements/runtime.txt"), "tools are not for production"


def test_nothing_names_the_machine_it_was_written_on() -> None:
    telling = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|var/tmp)/\w")
    endings = {".py", ".md", ".toml", ".txt", ".yaml", ".json", ".html", ".mjs", ".js", ".scss", ".sh", ""}
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in endings and telling.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found


def test_every_script_carries_the_nonce_and_none_is_written_into_a_page() -> None:
    scripts = [
        (path.relative_to(ROOT), found)
        for path in tracked("alongside/**/*.html", "nonprod/**/*.html")
        for found in re.findall(r"<script([^>]*)>(.*?)</script>", path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert scripts
    bare = [(path, attributes) for path, (attributes, _) in scripts if "csp_nonce(request)" not in attributes]
    assert not bare
    assert not [(path, inside) for path, (_, inside) in scripts if inside.strip()]


def test_no_page_carries_handlers_or_styles_that_the_policy_refuses() -> None:
    refused = re.compile(r"""<[a-z][^>]*\s(?:style|on[a-z]+)=["']""")
    found = [
        str(path.relative_to(ROOT))
        for path in tracked("alongside/**/*.html")
        if refused.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_the_policy_refuses_everything_it_does_not_name_and_nothing_in_it_is_unsafe() -> None:
    directives: dict[str, list[str]] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[assignment]
    assert directives["default-src"] == [NONE]
    assert not [source for sources in directives.values() for source in sources if "unsafe" in str(source)]
    assert not [source for sources in directives.values() for source in sources if "://" in str(source)]
