"""A family kept closely, for tests, and somebody's browser."""

import datetime as dt
import json
from typing import Any

from django.test import Client

from alongside.ground.access.models import User
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.people.families.tests.factories import MadeFamily
from alongside.people.protection import actions
from alongside.people.protection.models import Restriction

WHY = "Her former partner looks for her and for the children."


def kept(
    made: MadeFamily, keeper: User, how: int = RecordClass.RESTRICTED, cleared: tuple[User, ...] = ()
) -> Restriction:
    return actions.restrict(
        subject=made.family, record_class=how, category="high_risk", reason=WHY, whom_to_ask="The hub, 01904 000000",
        review_on=today() + dt.timedelta(days=30), cleared=cleared, by=keeper,
    )  # fmt: skip


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def finding(user: User, text: str) -> list[dict[str, Any]]:
    answer = browser(user).post("/api/v1/people/find", {"text": text}, content_type="application/json")
    found: list[dict[str, Any]] = json.loads(answer.content)
    return found
