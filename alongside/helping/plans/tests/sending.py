"""Filling in and sending forms as a browser does, for tests of pages."""

import datetime as dt
import re
from typing import Any

from django.test import Client

from alongside.ground.lib.clock import today


def day(name: str, when: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def problems_in(answer: Any) -> list[str]:
    """What the error summary says."""
    summary = answer.content.decode().partition("There is a problem")[2].partition("</ul>")[0]
    return [" ".join(one.split()) for one in re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)]


def sent(client: Client, address: str, data: dict[str, Any]) -> str:
    """Fill in the form as shown, send it, and return where it leads."""
    page = text_of(client, address)
    hidden = dict(re.findall(r'<input type="hidden" name="(once|seen_version)"[^>]*value="([^"]*)"', page))
    answer = client.post(address, {**hidden, **data})
    assert answer.status_code == 302, problems_in(answer)
    return str(answer["Location"])


def in_days(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)
