"""Drafts: private to their author, made by saving, gone after sixty days."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client

from alongside.ground.access.tests.factories import a_user
from alongside.ground.drafts import actions
from alongside.ground.drafts.models import Draft
from alongside.ground.drafts.queries import draft_for, drafts_of
from alongside.ground.lib.once import once, still_open

pytestmark = pytest.mark.django_db


def test_a_draft_is_its_authors_alone() -> None:
    ann, bob = a_user(), a_user()
    actions.keep(by=ann, key="contact", data={"worry": ["private"]})
    assert draft_for(bob, "contact") is None
    assert [draft.key for draft in drafts_of(ann)] == ["contact"]
    assert actions.discard(by=bob, key="contact") is False
    assert actions.discard(by=ann, key="contact") is True


def test_saving_again_replaces() -> None:
    ann = a_user()
    actions.keep(by=ann, key="contact", data={"worry": ["one"], "once": ["t"], "csrfmiddlewaretoken": ["t"]})
    actions.keep(by=ann, key="contact", data={"worry": ["two"]})
    assert Draft.objects.get().data == {"worry": ["two"]}


def test_a_draft_untouched_for_sixty_days_is_gone() -> None:
    ann = a_user()
    with time_machine.travel(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)):
        actions.keep(by=ann, key="old", data={})
    with time_machine.travel(dt.datetime(2026, 3, 3, tzinfo=dt.UTC)):
        actions.keep(by=ann, key="new", data={})
        assert draft_for(ann, "old") is None
        assert actions.prune(by=ann) == 1
        assert [draft.key for draft in drafts_of(ann)] == ["new"]


def test_too_much_is_refused_and_says_what_to_do() -> None:
    with pytest.raises(actions.TooLarge, match=r"too long to keep as a draft\. Send the form to keep it\."):
        actions.keep(by=a_user(), key="contact", data={"worry": ["x" * 200_001]})


@pytest.mark.parametrize(("length", "status"), [(10, 204), (200_001, 413)])
def test_saving_answers_with_its_status(client: Client, length: int, status: int) -> None:
    client.force_login(a_user())
    assert client.post("/drafts/contact", {"worry": "x" * length}).status_code == status


def test_saving_while_signed_out_says_so(client: Client) -> None:
    assert client.post("/drafts/contact", {"worry": "x"}).status_code == 401
    assert Draft.objects.count() == 0


def test_looking_does_not_make_a_draft(client: Client) -> None:
    client.force_login(a_user())
    assert client.get("/drafts/contact").status_code == 405
    assert Draft.objects.count() == 0


def test_what_was_saved_while_typing_and_comes_after_the_form_is_not_kept(client: Client) -> None:
    ann, token = a_user(), uuid.uuid4()
    client.force_login(ann)
    typed = {"worry": "Late again", "once": str(token)}
    assert client.post("/drafts/contact", typed).status_code == 204
    once(token, ann.pk, lambda: "/sent/")
    actions.discard(by=ann, key="contact")
    assert client.post("/drafts/contact", typed).status_code == 204
    assert draft_for(ann, "contact") is None, "or the next form would begin with what was sent already"
    assert client.post("/drafts/contact", {**typed, "once": str(uuid.uuid4())}).status_code == 204
    assert client.post("/drafts/contact", {**typed, "once": "made up"}).status_code == 204
    assert draft_for(ann, "contact") is not None


def test_a_form_can_be_sent_after_it_was_saved_while_typing() -> None:
    ann, token = a_user(), uuid.uuid4()
    assert still_open(token, ann.pk)
    assert still_open(token, ann.pk)
    assert once(token, ann.pk, lambda: "/sent/") == ("/sent/", True)
    assert not still_open(token, ann.pk)
