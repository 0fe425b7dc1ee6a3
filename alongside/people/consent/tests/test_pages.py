"""The 'Sharing' tab: what it shows, what it asks, and who may."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.ground.access.models import Agency, User
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.people.consent import actions
from alongside.people.consent.models import Agreement, LawfulBasis, SharingPreference
from alongside.people.consent.next_steps import register_referral_page
from alongside.people.families.tests.factories import MadeFamily, a_family

QUERIES_AT_MOST = 15
TODAY = {"given_on-day": "5", "given_on-month": "1", "given_on-year": "2026"}


@pytest.fixture
def as_worker(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


@pytest.fixture
def tab(made: MadeFamily) -> str:
    return f"/families/{made.family.pk}/sharing/"


def agreed(made: MadeFamily, worker: User) -> Agreement:
    return actions.record_agreement(
        family=made.family, person=made.parents[0], state="given", how="in_person", own_words="Yes, please", by=worker
    )


def test_the_tab_says_who_has_not_been_asked(as_worker: Client, tab: str) -> None:
    page = as_worker.get(tab).content.decode()
    assert "Nobody has been asked yet" in page
    assert "Not asked yet: Frank Harper, Morgan Harper, Child1 Harper, Child2 Harper." in page
    assert "No lawful basis is recorded" in page
    assert "<title>Agreement and sharing" in page


def test_the_tab_shows_answers_sharing_bases_and_readers(
    as_worker: Client, tab: str, made: MadeFamily, worker: User
) -> None:
    agreed(made, worker)
    school = an_agency("Millbrook School")
    for person, agrees in ((made.parents[0], True), (made.parents[1], False)):
        actions.record_sharing(
            family=made.family, person=person, agency=school, purpose="share_with_team", agrees=agrees,
            data_categories=["health"] if agrees else [], answered_by=made.parents[0], by=worker,
        )  # fmt: skip
    actions.record_lawful_basis(
        family=made.family,
        purpose="early_help",
        basis="public_task",
        reason="To help",
        despite_objection=True,
        by=worker,
    )
    with CaptureQueriesContext(connection) as queries:
        page = as_worker.get(tab).content.decode()
    assert len(queries) <= QUERIES_AT_MOST, "\n".join(
        q["sql"][:60] + q["sql"][q["sql"].find("FROM") :][:80] for q in queries
    )
    for words in (
        "Yes, please", "May be shared", "Must not be shared", "Millbrook School", "answered by Morgan Harper",
        "Wendy Worker", "UK GDPR Article 6(1)(e)", "Shared even where somebody does not agree",
    ):  # fmt: skip
        assert words in page


def test_one_answer_is_recorded_for_several_people(as_worker: Client, tab: str, made: MadeFamily) -> None:
    form = as_worker.get(f"{tab}agreement/").content.decode()
    assert "checked" not in form
    assert "usually from 13" in form
    people = [str(made.parents[0].pk), str(made.children[0].pk)]
    answer = as_worker.post(
        f"{tab}agreement/",
        {"people": people, "state": "given", "how": "in_person", "answered_by": str(made.parents[0].pk), **TODAY},
    )
    assert answer.status_code == 302
    assert answer["Location"] == tab
    rows = {row.person_id: row for row in Agreement.objects.all()}
    assert rows[made.children[0].pk].answered_by == made.parents[0]
    assert rows[made.parents[0].pk].answered_by is None


def test_refusing_asks_about_safeguarding_and_leads_to_the_referral(
    as_worker: Client, tab: str, made: MadeFamily, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alongside.people.consent.next_steps._pages", [])
    told: dict[str, Any] = {"people": [str(made.parents[0].pk)], "state": "refused", "how": "by_telephone", **TODAY}
    missing = as_worker.post(f"{tab}agreement/", told)
    assert missing.status_code == 422
    assert "Select yes if a safeguarding referral is needed" in missing.content.decode()
    safety = {"safeguarding_referral_needed": "yes", "safeguarding_reason": "A bruise"}
    without_a_page = as_worker.post(f"{tab}agreement/", {**told, **safety})
    assert without_a_page["Location"] == tab
    assert "Ring social care" in as_worker.get(tab).content.decode()
    register_referral_page("consent:share")
    onward = as_worker.post(f"{tab}agreement/", {**told, **safety})
    assert onward["Location"] == f"{tab}agencies/"
    assert "Make or check the referral" in as_worker.get(tab).content.decode()


def test_an_answer_not_asked_for_is_blanked(as_worker: Client, tab: str, made: MadeFamily) -> None:
    told = {"people": [str(made.parents[0].pk)], "state": "given", "how": "in_writing", **TODAY}
    as_worker.post(f"{tab}agreement/", {**told, "safeguarding_referral_needed": "yes", "safeguarding_reason": "stale"})
    assert Agreement.objects.get().safeguarding_reason == ""


def test_somebody_changes_their_mind(as_worker: Client, tab: str, made: MadeFamily, worker: User) -> None:
    agreement = agreed(made, worker)
    address = f"{tab}agreement/{agreement.pk}/withdraw/"
    assert "About Morgan Harper." in as_worker.get(address).content.decode()
    answer = as_worker.post(
        address,
        {"on-day": "6", "on-month": "1", "on-year": "2026", "how": "in_person", "own_words": "No more",
         "safeguarding_referral_needed": "no", "safeguarding_reason": "All well"},
    )  # fmt: skip
    assert answer["Location"] == tab
    page = as_worker.get(tab).content.decode()
    assert "Changed their mind" in page
    assert "Earlier answers" in page
    assert as_worker.get(address)["Location"] == tab, "whoever goes back does not find the page gone"
    assert "A later answer is recorded already" in as_worker.get(tab).content.decode()


def test_sharing_is_recorded_and_stopped(as_worker: Client, tab: str, made: MadeFamily) -> None:
    school = an_agency("Millbrook School")
    told = {
        "people": [str(made.parents[0].pk)], "agency": str(school.pk), "purpose": "share_with_team", "agrees": "yes",
        "data_categories": ["education"], "since-day": "5", "since-month": "1", "since-year": "2026",
    }  # fmt: skip
    assert as_worker.post(f"{tab}agencies/", told)["Location"] == tab
    wish = SharingPreference.objects.get()
    stop = f"{tab}agencies/{wish.pk}/stop/"
    assert "stops at once" in as_worker.get(stop).content.decode()
    assert as_worker.post(stop, {"note": "Moved school"})["Location"] == tab
    assert "Sharing that has stopped" in as_worker.get(tab).content.decode()
    back = as_worker.get(stop)
    assert back["Location"] == tab, "whoever goes back does not find the page gone"
    assert "Sharing has stopped already" in as_worker.get(tab).content.decode()


def test_stopping_for_ones_own_agency_ends_at_the_home_page(
    as_worker: Client, tab: str, made: MadeFamily, worker: User
) -> None:
    wish = actions.record_sharing(
        family=made.family, person=made.parents[0], agency=Agency.objects.get(pk=worker.agency_id),
        purpose="share_with_team", agrees=True, data_categories=["plan"], by=worker,
    )  # fmt: skip
    assert as_worker.post(f"{tab}agencies/{wish.pk}/stop/", {})["Location"] == "/"
    assert as_worker.get(tab).status_code == 404


def test_a_lawful_basis_is_recorded_and_ended(as_worker: Client, tab: str) -> None:
    told = {"purpose": "early_help", "basis": "public_task", "reason": "To help", "despite_objection": "no"}
    assert "not the same as agreeing" in as_worker.get(f"{tab}lawful-basis/").content.decode()
    assert as_worker.post(f"{tab}lawful-basis/", told)["Location"] == tab
    wrong = as_worker.post(f"{tab}lawful-basis/", {**told, "basis": "safeguarding_children"})
    assert "does not cover this purpose" in wrong.content.decode()
    basis = LawfulBasis.objects.get()
    assert as_worker.post(f"{tab}lawful-basis/{basis.pk}/end/", {"why": "Closed"})["Location"] == tab
    assert "No lawful basis is recorded" in as_worker.get(tab).content.decode()
    assert as_worker.get(f"{tab}lawful-basis/{basis.pk}/end/")["Location"] == tab
    assert "no longer applies" in as_worker.get(tab).content.decode()


def test_a_stranger_sees_nothing_and_a_reader_without_the_right_is_told_why(
    client: Client, tab: str, made: MadeFamily, worker: User
) -> None:
    agreed(made, worker)
    client.force_login(a_user())
    assert client.get(tab).status_code == 404
    client.force_login(a_user("social_worker"))
    page = client.get(tab).content.decode()
    assert "Your role does not include this" in page
    assert "Record an answer" not in page
    assert client.get(f"{tab}agreement/").status_code == 403


def test_an_answer_of_another_family_is_not_here(as_worker: Client, tab: str, worker: User) -> None:
    other = a_family(readers=(worker.principal,))
    agreement = agreed(other, worker)
    basis = actions.record_lawful_basis(
        family=other.family, purpose="early_help", basis="public_task", reason="x", by=worker
    )
    wish = actions.record_sharing(
        family=other.family, person=other.parents[0], agency=an_agency(), purpose="early_help", agrees=False, by=worker
    )
    assert as_worker.get(f"{tab}agreement/{agreement.pk}/withdraw/").status_code == 404
    assert as_worker.get(f"{tab}agencies/{wish.pk}/stop/").status_code == 404
    assert as_worker.post(f"{tab}lawful-basis/{basis.pk}/end/", {"why": "x"}).status_code == 404
    stranger = {"people": [str(other.parents[0].pk)], "state": "given", "how": "in_person", **TODAY}
    assert as_worker.post(f"{tab}agreement/", stranger).status_code == 422
