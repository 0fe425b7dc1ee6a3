"""What every test runs with: real PostgreSQL, defect detectors, and a real browser for those that ask."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

import tests.support.counting  # noqa: F401  # what every request asks is not counted
from tests.support import axe, browsers
from tests.support.garbage import collect_less
from tests.support.writes import written_by_get_requests

WHOLE_PRODUCT = tuple(Path(__file__).parent / "tests" / name for name in ("browser", "access"))

hypothesis.settings.register_profile("steady", derandomize=True)
hypothesis.settings.load_profile("steady")  # the same examples in every run: what fails fails for everybody


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long browser tests first, so that two processes end together (the Makefile keeps this order).

    What walks through the whole product does not count as coverage: a package's own tests must reach its lines, and
    counting would slow the long ones by half.
    """
    items.sort(key=lambda item: "tests/browser/" not in item.path.as_posix())
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in WHOLE_PRODUCT):
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end."""
    collect_less()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Make the embedded test server fast: what a power cut would lose, the next run makes again.

    No table is counted behind our backs either: one counted while empty, and filled by a test inside a transaction,
    is read from end to end for every row (a made-up council took three times as long when that happened).
    """
    if "DATABASE_URL" in os.environ:
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            cursor.execute(f"ALTER SYSTEM SET {setting} = off")
        cursor.execute("SELECT pg_reload_conf()")
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(autouse=True)
def get_requests_never_write() -> Iterator[None]:
    """Fail a test in which answering a GET request wrote to the database."""
    written_by_get_requests.clear()
    yield
    found, written_by_get_requests[:] = list(written_by_get_requests), []
    assert not found, "GET is innocent, but answering one wrote:\n" + "\n".join(found)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with browsers.chromium() as running:
        yield running


@pytest.fixture
def served(live_server: Any) -> Iterator[str]:
    """The running product's address; what it is asked for is answered to the end before the database is emptied."""
    yield live_server.url
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=browsers.PATIENCE / 1000)


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """A fresh browser tab on the running product; `page.goto("/...")` is relative to it.

    The test fails when a script breaks or something is asked of another site.
    """
    with browsers.tab(browser, served) as tab:
        yield tab


@pytest.fixture
def page_without_scripts(browser: Browser, served: str) -> Iterator[Page]:
    """The same with JavaScript off."""
    with browsers.tab(browser, served, java_script_enabled=False) as tab:
        yield tab


@pytest.fixture
def assert_accessible() -> axe.Check:
    """`assert_accessible(page)` fails with axe's findings in readable lines."""
    return axe.assert_accessible
