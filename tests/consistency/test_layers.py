"""What import contracts cannot say about how packages may use each other."""

import re

import pytest
from django.conf import settings

from tests.consistency.code import FLOORS, ROOT, imports, package_of, packages, settings_in_pyproject

PUBLIC = {"actions", "queries", "words", "models", "pages", "reading", "viewing", "noting"}
# What tests of the second wall look at besides; and the whole of a night, which the made-up council runs as a job does.
FOR_TESTS = {"tests", "walls", "policies", "finding"}
# Packages whose whole purpose is to be used by the others; and the places where a higher package registers itself.
FOR_EVERYONE = {"alongside.ground.lib", "alongside.ground.design_system", "alongside.people.linkage"}
# Plain libraries: they import no Django, so they are no Django apps.
LIBRARIES = {"alongside.people.linkage"}
REGISTRIES = {"navigation", "registry", "next_steps"}


def wrongly_used(importer: str, imported: str) -> bool:
    """True when one package uses what another keeps to itself."""
    mine, theirs = package_of(importer), package_of(imported)
    if theirs is None or mine == theirs or theirs in FOR_EVERYONE:
        return False
    inside = imported.split(".")[3:]
    if not inside:
        return False
    from_test = "tests" in importer.split(".") or importer.startswith("nonprod")
    allowed = PUBLIC | REGISTRIES | (FOR_TESTS if from_test else set())
    return inside[0] not in allowed


def test_packages_use_only_what_others_offer() -> None:
    found = [f"{importer} imports {imported}" for importer, imported in imports() if wrongly_used(importer, imported)]
    assert not found, "Import only actions, queries, words and models of another package:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("importer", "imported", "wrong"),
    [
        ("alongside.helping.plans.views", "alongside.people.families.queries", False),
        ("alongside.helping.plans.views", "alongside.people.families.views", True),
        ("alongside.helping.plans.actions", "alongside.ground.access.rules", True),
        ("alongside.helping.plans.views", "alongside.ground.design_system.fields", False),
        ("alongside.helping.plans.views", "alongside.helping.plans.forms", False),
        ("alongside.helping.plans.tests.test_x", "alongside.people.families.tests.factories", False),
        ("alongside.helping.plans.actions", "alongside.people.families.tests.factories", True),
    ],
)
def test_what_counts_as_wrong_use(importer: str, imported: str, wrong: bool) -> None:
    assert wrongly_used(importer, imported) is wrong


def test_the_product_never_imports_what_production_does_not_have() -> None:
    found = [
        f"{importer} imports {imported}"
        for importer, imported in imports()
        if imported.startswith("nonprod") and not importer.startswith("nonprod")
    ]
    assert not found


def test_every_package_is_installed_and_under_contract() -> None:
    names = {".".join(folder.relative_to(ROOT).parts) for folder in packages()}
    contracts = settings_in_pyproject()["tool"]["importlinter"]["contracts"]
    inside = next(contract for contract in contracts if contract["name"].startswith("Inside each package"))
    assert names - FOR_EVERYONE <= set(inside["containers"])
    assert names - LIBRARIES <= set(settings.INSTALLED_APPS)


def test_every_floor_has_its_order() -> None:
    contracts = settings_in_pyproject()["tool"]["importlinter"]["contracts"]
    floors = {folder.parent.name for folder in packages() if len(list(folder.parent.glob("*/__init__.py"))) > 1}
    assert floors <= set(FLOORS)
    ordered = {container for contract in contracts for container in contract.get("containers", [])}
    assert {f"alongside.{floor}" for floor in floors} <= ordered


def test_contracts_have_no_exceptions() -> None:
    for contract in settings_in_pyproject()["tool"]["importlinter"]["contracts"]:
        assert not any(key.startswith("ignore") for key in contract), contract["name"]


def test_no_document_is_made_without_a_reader() -> None:
    """One way from words to a PDF: `lib.pdf`, and to that one only through the pages that check it for its reader."""
    made = [(importer, imported) for importer, imported in imports() if "tests" not in importer.split(".")]
    assert {one for one, imported in made if imported == "alongside.ground.lib.pdf"} == {
        "alongside.people.disclosure.pages",
        "alongside.improving.governance.record_copy",  # redacted, agreed and scanned before it is made
        "alongside.improving.identification.impact",  # of the operating model: about nobody
    }
    typesetting = [
        path
        for path in (ROOT / "alongside").rglob("*.py")
        if re.search(r"^(import|from) typst", path.read_text(), re.M)
    ]
    outside = [path.relative_to(ROOT).as_posix() for path in typesetting if "tests" not in path.parts]
    assert outside == ["alongside/ground/lib/pdf.py"]
