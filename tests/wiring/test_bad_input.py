"""What is meant to do harm comes back as text, or is refused clearly."""

import html
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.http.errors import LimitRequestHeaders  # type: ignore[import-untyped]
from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped]

from alongside.doors.api.shapes import ContactTold, PersonTold
from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.helping.front_door.models import Contact
from alongside.people.families.models import PersonName
from alongside.people.families.tests.factories import a_family, a_pack
from alongside.project.running import web_command

pytestmark = pytest.mark.django_db
HARMFUL = (
    "'; DROP TABLE access_user; -- \" ) OR 1=1",
    "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}<%= 7*7 %>",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "%s%n%(name)s{0.__class__} %27 &lt; %3Cb%3E \\u0041",
)


@pytest.fixture
def worker() -> User:
    """A practitioner, in York."""
    a_pack()
    return a_user(name="Wendy Worker")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(**changes: Any) -> dict[str, Any]:
    return {
        "route": "mash_agency", "concern": "Late", "people": [{"forename": "Robin", "date_of_birth": "2015-05-04"}],
        "in_danger": "no", "agreement": "agreed", "route_answers": {"own_assessment": "no", "asking_for": "not_sure"},
        **changes,
    }  # fmt: skip


def texts(shape: type[ContactTold] | type[PersonTold]) -> Iterator[str]:
    return (name for name, field in shape.model_fields.items() if field.annotation is str)


def send(client: Client, content: Any) -> Any:
    return client.post("/api/v1/contacts", json.dumps(content), content_type="application/json")


def shown_as_text(answer: Any, text: str) -> None:
    page = answer.content.decode()
    assert text in html.unescape(page)
    assert "<script>alert" not in page and "<img src=x" not in page


@pytest.mark.parametrize("harmful", HARMFUL)
def test_the_api_gives_text_back_as_text(worker: User, harmful: str) -> None:
    client, kept = signed_in(worker), set()
    for name in texts(ContactTold):
        answer = send(client, told(**{name: harmful}))
        assert answer.status_code in (201, 422), (name, answer.content)
        if answer.status_code == 201:
            assert getattr(Contact.objects.get(pk=answer.json()["id"]), name) == harmful
            kept.add(name)
    for name in texts(PersonTold):
        answer = send(client, told(people=[{"forename": "Robin", "date_of_birth": "2015-05-04", name: harmful}]))
        assert answer.status_code in (201, 422), (name, answer.content)
        if answer.status_code == 201:
            person = Contact.objects.get(pk=answer.json()["id"]).people.get()
            assert str(getattr(person, name)).casefold() == harmful.casefold()
            kept.add(name)
    assert kept >= {"concern", "going_well", "tried", "family_view", "anything_else", "forename", "surname", "lines"}
    found = client.post(
        "/api/v1/people/find", json.dumps({"text": harmful}), content_type="application/json"
    )  # fmt: skip
    assert (found.status_code, found.json()) == (200, [])


def test_three_forms_give_text_back_as_text(worker: User) -> None:
    client, hub = signed_in(worker), signed_in(a_user("hub_manager"))
    family = a_family(parents=1, children=1, readers=(worker.principal,)).family
    for harmful in HARMFUL:
        given = {"in_danger": "no", "concern": harmful, "tell_how": "telephone", "telephone": "01632 960123"}
        assert Client().post("/ask-for-help/", {**given, "child_name": harmful[:40]}).status_code == 302
        contact = Contact.objects.latest("received_at")
        assert contact.concern == harmful
        shown_as_text(hub.get(f"/contacts/{contact.pk}/"), harmful)

        client.post("/contacts/new/worries/", {"concern": harmful, "going_well": harmful})
        shown_as_text(client.get("/contacts/new/check/"), harmful)

        person = {
            "forename": harmful, "surname": "Harper", "role": "child", "when_born": "born", "sex": "F",
            "date_of_birth-day": "2", "date_of_birth-month": "3", "date_of_birth-year": "2017",
        }  # fmt: skip
        answer = client.post(f"/families/{family.pk}/people/add/", person)
        assert answer.status_code == 302, answer.content.decode()
        assert PersonName.objects.filter(forename=harmful).exists()
        shown_as_text(client.get(answer["Location"]), harmful)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"route=x&concern=y", "application/x-www-form-urlencoded", 415),
        (b'{"route": "x"}', "text/plain", 415),
        (b"<contact/>", "application/xml", 415),
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"route": "x", "concern": "a\\u0000b"}', "application/json", 400),
        (b'{"route": "x", "concern": "\\ud800"}', "application/json", 400),
        (b'{"route": "x", "concern": "y", "route_answers": {"a": NaN}}', "application/json", 400),
    ],
)
def test_what_is_not_json_is_refused(worker: User, content: bytes, kind: str, status: int) -> None:
    answer = signed_in(worker).post("/api/v1/contacts", content, content_type=kind)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]


def test_a_nul_in_the_address_is_refused_and_a_backslash_is_text(worker: User) -> None:
    answer = signed_in(a_user("hub_worker")).get("/api/v1/queue", {"priority": "a\x00b"})
    assert (answer.status_code, "NUL" in answer.json()["detail"]) == (400, True)
    assert send(signed_in(worker), told(concern="C:\\u0000")).json()["concern"] == "C:\\u0000"


def test_a_tampered_session_cookie_is_nobodys(worker: User) -> None:
    client = signed_in(worker)
    key = client.cookies["sessionid"].value
    assert len(key) == 32
    assert client.get("/api/v1/worklist").status_code == 200
    for tampered in (key[:-1] + ("a" if key[-1] != "a" else "b"), key.upper(), "' OR 1=1 --", "../" + key, ""):
        client.cookies["sessionid"] = tampered
        answer = client.get("/api/v1/worklist")
        assert (answer.status_code, answer.json()["title"]) == (401, "You are not signed in")


def test_an_oversize_header_is_refused() -> None:
    config = Config()
    for name, value in vars(config.parser().parse_args(web_command()[3:])).items():
        if value is not None and name in config.settings:
            config.set(name, value)
    sent = b"GET /health/alive HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 20_000 + b"\r\n\r\n"
    with pytest.raises(LimitRequestHeaders):
        next(RequestParser(config, iter([sent]), ("127.0.0.1", 1)))


def test_headers_that_protect_the_reader_are_on_every_answer(worker: User) -> None:
    client = signed_in(worker)
    for path in ("/", "/api/v1/worklist", "/api/v1/openapi.json", "/static/design_system/icon.svg", "/no-such-page"):
        answer: Any = client.get(path, headers={"Origin": "https://elsewhere.example"})
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
        if answer.streaming:
            b"".join(answer)  # read to its end, which closes the file
        else:
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/.git/config", "/pyproject.toml", "/static/", "/static/../pyproject.toml", "/static/%2e%2e/.git/config"]
)
def test_nothing_of_the_checkout_is_served(worker: User, path: str) -> None:
    assert signed_in(worker).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/v1/worklist"])
def test_trace_is_refused(worker: User, path: str) -> None:
    assert signed_in(worker).generic("TRACE", path, headers={"X-Secret": "s3cret"}).status_code in (403, 405)
