"""What a page answers is read in its reader's name to the last byte, also what it sends bit by bit."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.test import RequestFactory

from alongside.ground.access.viewing import WEB_ROLE
from alongside.project.middleware import InTheReadersName

pytestmark = pytest.mark.django_db


def who_reads() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0]).encode()


def bit_by_bit(request: HttpRequest) -> StreamingHttpResponse:
    def bits() -> Iterator[bytes]:
        yield who_reads()

    return StreamingHttpResponse(bits())


def test_what_is_sent_bit_by_bit_is_read_in_the_readers_name() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    answer = InTheReadersName(bit_by_bit).process_view(request, bit_by_bit, (), {})
    assert isinstance(answer, StreamingHttpResponse)
    assert b"".join(answer) == WEB_ROLE.encode() != who_reads()
