"""Pages: sign-in, refusals, conflicts, and forms that lose nothing and do nothing twice."""

import re

import pytest
from django.test import Client

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.drafts import actions as drafts
from alongside.ground.drafts.queries import draft_for
from tests.pages import pages_for_tests

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.pages_for_tests")]


@pytest.fixture(autouse=True)
def a_fresh_record() -> None:
    pages_for_tests.RECORD = pages_for_tests.Record()


@pytest.fixture
def ann() -> User:
    return a_user()


@pytest.fixture
def browser_of_ann(ann: User) -> Client:
    client = Client()
    client.force_login(ann)
    return client


def inputs(html: str) -> dict[str, str]:
    """The hidden inputs of a page by name."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)"(?: id="[^"]*")? value="([^"]*)"', html))


def note(client: Client, **answers: str) -> dict[str, str]:
    return {**inputs(client.get("/note/").content.decode()), "level": "1", **answers}


def test_it_checks_sign_in(client: Client) -> None:
    answer = client.get("/note/")
    assert answer.status_code == 302
    assert "next=%2Fnote%2F" in answer["Location"]


def test_sending_twice_acts_once(browser_of_ann: Client) -> None:
    data = note(browser_of_ann, words="once")
    first, second = browser_of_ann.post("/note/", data), browser_of_ann.post("/note/", data)
    assert first["Location"] == second["Location"] == "/done/1/"
    assert pages_for_tests.RECORD.saves == 1


def test_a_refusal_stands_at_its_field_and_a_corrected_form_goes_through(browser_of_ann: Client) -> None:
    data = note(browser_of_ann, words="refuse me")
    answer = browser_of_ann.post("/note/", data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: A note" in html
    assert '<a href="#id_words">These words are refused. Use others.</a>' in html
    assert browser_of_ann.post("/note/", {**data, "words": "better"}).status_code == 302


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/hidden/", 404, "There is nothing at this address, or nothing that you can see."),
        ("/closed/", 409, "Ask the hub to open it."),
    ],
)
def test_refusals_have_their_pages(browser_of_ann: Client, address: str, status: int, words: str) -> None:
    answer = browser_of_ann.get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_what_is_not_allowed_says_why_and_whom_to_ask(browser_of_ann: Client) -> None:
    answer = browser_of_ann.post("/note/", note(browser_of_ann, words="forbid me"))
    assert answer.status_code == 403
    assert "You are not in this team." in answer.content.decode()
    assert "Ask its manager." in answer.content.decode()


@pytest.mark.parametrize(
    ("choices", "saved"),
    [
        ({"choice-words": "mine", "choice-level": "theirs"}, ("my words", "2")),
        ({"choice-words": "theirs", "choice-level": "mine"}, ("their words", "1")),
        ({"choice-words": "both", "merged-words": "our words", "choice-level": "mine"}, ("our words", "1")),
    ],
)
def test_two_people_changing_the_same_thing_lose_nothing(
    browser_of_ann: Client, choices: dict[str, str], saved: tuple[str, str]
) -> None:
    data = note(browser_of_ann, words="my words")
    record = pages_for_tests.RECORD
    record.words, record.level, record.version = "their words", "2", 2
    answer = browser_of_ann.post("/note/", data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "their words" in html and "my words" in html and "Use what I typed" in html
    assert record.words == "their words"
    carried = {**inputs(html), "differs": ["words", "level"], **choices}
    assert browser_of_ann.post("/note/", carried).status_code == 302
    assert (record.words, record.level, record.version) == (*saved, 3)


def test_a_conflict_left_undecided_is_asked_again(browser_of_ann: Client) -> None:
    data = note(browser_of_ann, words="my words")
    pages_for_tests.RECORD.version = 2
    carried = inputs(browser_of_ann.post("/note/", data).content.decode())
    answer = browser_of_ann.post("/note/", {**carried, "differs": ["words"]})
    assert answer.status_code == 422
    assert "Choose which to keep" in answer.content.decode()
    assert "my words" in answer.content.decode()


def test_what_was_typed_while_signed_out_comes_back(ann: User, browser_of_ann: Client) -> None:
    data = note(browser_of_ann, words="long and <careful> words")
    browser_of_ann.logout()
    answer = browser_of_ann.post("/note/", data)
    assert answer.status_code == 401
    resume = inputs(answer.content.decode())["resume"]
    assert browser_of_ann.post("/resume/", {"resume": resume}).status_code == 401  # not signed in yet
    browser_of_ann.force_login(ann)
    page = browser_of_ann.post("/resume/", {"resume": resume}).content.decode()
    assert "What you typed is kept" in page and 'action="/note/"' in page
    back = browser_of_ann.post("/note/", {**data, "resumed": "yes"}).content.decode()
    assert "long and &lt;careful&gt; words" in back
    assert pages_for_tests.RECORD.saves == 0


def test_an_altered_resume_gives_nothing_back(browser_of_ann: Client) -> None:
    assert browser_of_ann.post("/resume/", {"resume": "made:up"}).status_code == 410


def test_a_form_from_before_signing_in_again_can_be_sent_again(ann: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)
    answer = strict.post("/note/", {"words": "kept words", "csrfmiddlewaretoken": "old"})
    assert answer.status_code == 403
    assert "kept words" in answer.content.decode()


def test_a_broken_page_keeps_what_was_typed_and_gives_a_reference() -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/breaks/", {"words": "kept words", "level": "1", "seen_version": "1"})
    html = answer.content.decode()
    assert answer.status_code == 500
    assert "kept words" in html and re.search(r"reference: <strong>[0-9A-F]{8}", html)


def test_a_draft_fills_the_form_and_goes_when_it_is_sent(ann: User, browser_of_ann: Client) -> None:
    saved = browser_of_ann.post("/drafts/note", {"words": "half a thought", "once": "x", "csrfmiddlewaretoken": "y"})
    assert saved.status_code == 204
    html = browser_of_ann.get("/note/").content.decode()
    assert "half a thought" in html and "You have a draft from" in html and 'data-autosave-url="/drafts/note"' in html
    browser_of_ann.post("/note/", note(browser_of_ann, words="the whole thought"))
    assert draft_for(ann, "note") is None


def test_a_draft_can_be_discarded(ann: User, browser_of_ann: Client) -> None:
    drafts.keep(by=ann, key="note", data={"words": ["half a thought"]})
    assert browser_of_ann.post("/note/", {"discard_draft": "yes"}).status_code == 302
    assert "half a thought" not in browser_of_ann.get("/note/").content.decode()


def test_add_another_shows_the_form_again_without_acting(browser_of_ann: Client) -> None:
    answer = browser_of_ann.post("/note/", note(browser_of_ann, words="kept", add="children"))
    assert answer.status_code == 200
    assert "Child 1" in answer.content.decode() and "kept" in answer.content.decode()
    assert pages_for_tests.RECORD.saves == 0
