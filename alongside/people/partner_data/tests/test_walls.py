"""What partners' files say of people is read by analysts and jobs, and by nobody else: the database says so."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.access.viewing import viewing_as
from alongside.ground.agencies import actions as agencies
from alongside.ground.lib.clock import now, today
from alongside.ground.operating_models.actions import adopt
from alongside.ground.operating_models.queries import current_pack
from alongside.people.partner_data.models import HeldInFile, Load, RefusedRow, Row, SentFile

pytestmark = pytest.mark.django_db
WALLED: list[type[Model]] = [Row, RefusedRow, HeldInFile, SentFile]


def _a_load() -> Load:
    adopt(folder=Path(settings.PACKS_FOLDER) / "york-2020", by=the_system())
    agency = an_agency()
    text = agencies.publish_agreement(text="We share.", review_months=12, by=a_user("access_administrator"))
    agreed = agencies.accept_agreement(text=text, by=a_user("agency_administrator", agency=agency))
    version = current_pack().version_id
    return Load.objects.create(
        number=1, feed="attendance", pack_version_id=version, agency=agency, agreement=agreed, sha256="0" * 64,
        as_of=today(), extent="full", taken_by=the_system(), taken_at=now(), rows=2, new=1, changed=0, unchanged=0,
        refused=1, repeated=0, retired=0, held=1,
    )  # fmt: skip


@pytest.fixture
def loaded() -> Load:
    load = _a_load()
    Row.objects.create(feed="attendance", record_id="1", load=load, line=2, digest=uuid.uuid4(), turn=1)
    RefusedRow.objects.create(load=load, line=3, cells=["x"], problems=[["Date", "This is not a date."]])
    HeldInFile.objects.create(load=load, content=b"PAR1")
    SentFile.objects.create(
        feed="attendance", agency=load.agency, as_of=dt.date(2026, 3, 1), extent="full", kind="csv", content=b"a,b",
        sent_by=load.taken_by, sent_at=now(),
    )  # fmt: skip
    return load


def seen_by(user: User, model: type[Model]) -> int:
    """Rows PostgreSQL shows the web's role in this person's name."""
    with transaction.atomic(), viewing_as(user):
        return model._base_manager.count()


@pytest.mark.parametrize("model", WALLED, ids=lambda model: model.__name__)
def test_only_analysts_read_rows_and_each_policy_is_needed(loaded: Load, model: Any) -> None:
    others = [a_user("practitioner"), a_user("hub_manager"), a_user("access_administrator"), a_user("")]
    assert seen_by(a_user("analyst"), model) == 1
    assert [seen_by(one, model) for one in others] == [0, 0, 0, 0]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE ROW LEVEL SECURITY')
    assert seen_by(others[0], model) == 1, "nothing fails without the wall"


def test_that_a_file_came_is_no_secret(loaded: Load) -> None:
    assert seen_by(a_user("practitioner"), Load) == 1
