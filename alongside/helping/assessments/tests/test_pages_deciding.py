"""The 'Assessment' tab: who may do and see what, the family's copy, scores, and how many queries the pages take."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.ground.access.actions import end_role
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.operating_models.words import Repeat
from alongside.helping.assessments import actions
from alongside.helping.assessments.models import ScaleScore, ToolScore
from alongside.helping.assessments.presenters import page_address
from alongside.helping.assessments.queries import open_sheet
from alongside.helping.assessments.tests.factories import (
    Helped,
    a_colleague,
    a_helped_family,
    a_signed_off_assessment,
    an_assessment,
)
from alongside.helping.assessments.tests.looking import text_of, where
from alongside.people.disclosure.actions import prepare_copy
from alongside.people.disclosure.words import Document

pytestmark = pytest.mark.django_db
QUERIES_AT_MOST = 15


def test_sharing_handing_over_and_discarding(as_lead: Client, helped: Helped) -> None:
    draft = an_assessment(helped)
    assert "cannot be brought back" in text_of(as_lead.get(where("discard", helped, draft)))
    gone = as_lead.post(where("discard", helped, draft), {"seen_version": "1"}, follow=True)
    assert "The draft is discarded." in text_of(gone)
    assessment = an_assessment(helped)
    shared = as_lead.post(where("share", helped, assessment), {"seen_version": "1"}, follow=True)
    assert "Shared with the team." in text_of(shared)
    assert "Discard this draft" not in text_of(shared)
    school = a_user(name="Sam School")
    assert "Sam School" in text_of(as_lead.get(where("hand_over", helped, assessment)))
    sent = {"to": str(school.pk), "why": "They know her", "seen_version": "2"}
    handed = as_lead.post(where("hand_over", helped, assessment), sent, follow=True)
    assert "Handed over to Sam School." in text_of(handed)


def test_nobody_else_sees_a_draft_and_strangers_see_nothing(client: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    part = open_sheet(assessment).parts[0]
    colleague, stranger = a_colleague(helped), a_user()
    client.force_login(colleague)
    names = ("assessment", "answers", "changes", "family_copy", "share", "sign_off", "hand_over")
    addresses = [*(where(name, helped, assessment) for name in names), page_address(assessment, *part.key)]
    assert {client.get(address).status_code for address in addresses} == {404}
    overview = text_of(client.get(where("overview", helped)))
    assert "Leila Lead" in overview
    assert "You can read it once they share it." in overview
    client.force_login(stranger)
    addresses += [where("overview", helped), where("scores", helped)]
    assert {client.get(address).status_code for address in addresses} == {404}
    client.logout()
    assert client.get(addresses[0]).status_code == 302


def test_an_assessment_is_not_shown_under_another_family(as_lead: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    from alongside.people.families.tests.factories import a_family

    other = a_family(readers=(helped.lead.principal,))
    kwargs = {"family_id": other.family.pk, "assessment_id": assessment.pk}
    assert as_lead.get(reverse("assessments:assessment", kwargs=kwargs)).status_code == 404
    missing = page_address(assessment, "made_up", "")
    assert as_lead.get(missing).status_code == 404


def test_a_colleague_writes_in_what_is_shared_and_does_not_sign_it_off(client: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    actions.share(assessment=assessment, seen_version=1, by=helped.lead)
    part = open_sheet(assessment).parts[0]
    client.force_login(a_colleague(helped))
    assert client.get(page_address(assessment, *part.key)).status_code == 200
    page = text_of(client.get(where("assessment", helped, assessment)))
    assert "Sign off: The assessment&#39;s author or the lead practitioner does this." in page
    refused = client.get(where("sign_off", helped, assessment))
    assert refused.status_code == 403
    assert "author or the lead practitioner does this" in text_of(client.get(where("answers", helped, assessment)))


def test_a_social_worker_reads_and_does_not_write(client: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    actions.share(assessment=assessment, seen_version=1, by=helped.lead)
    client.force_login(a_user("social_worker"))
    page = text_of(client.get(where("assessment", helped, assessment)))
    assert "Your role does not include this." in page
    part = open_sheet(assessment).parts[0]
    assert client.get(page_address(assessment, *part.key)).status_code == 403
    assert client.get(where("add_score", helped)).status_code == 403
    assert "Your role does not include this." in text_of(client.get(where("scores", helped)))


def test_whoever_loses_the_permission_sees_no_assessment(as_lead: Client, helped: Helped) -> None:
    end_role(user=helped.lead, role="family_worker", by=the_system())
    assert as_lead.get(where("overview", helped)).status_code == 404


def test_the_familys_copy_is_a_pdf_without_names_in_its_file_name(as_lead: Client, helped: Helped) -> None:
    assessment = a_signed_off_assessment(helped)
    chooser = as_lead.get(where("family_copy", helped, assessment))
    child = next(p for p in open_sheet(assessment).parts if p.section.repeat is Repeat.EACH_CHILD)
    key = f"{child.section.id}:{child.subject.id}"
    assert f'value="{key}"' in chooser.content.decode()
    assert "Choose who this copy is for" in text_of(as_lead.post(where("family_copy", helped, assessment), {}))
    reader = helped.made.parents[0]
    files = []
    for sent in ({"reader": str(reader.pk)}, {"reader": str(reader.pk), "leave_out": key, "large": "yes"}):
        shown = as_lead.post(where("family_copy", helped, assessment), sent)
        assert shown.status_code == 302, text_of(shown)
        page = as_lead.get(shown.headers["Location"])
        assert f"This copy is for {reader.names.get()}, and for nobody else." in text_of(page)
        file = as_lead.get(f"{shown.headers['Location']}copy.pdf")
        assert isinstance(file, HttpResponse)
        assert file.content.startswith(b"%PDF-")
        assert file.headers["Content-Type"] == "application/pdf"
        assert file.headers["Content-Disposition"] == 'attachment; filename="assessment-copy.pdf"'
        files.append((text_of(page), file.content))
    (whole, first), (less, second) = files
    assert first != second
    assert f"{child.section.title}: {child.subject.label}" not in whole
    assert f"{child.section.title}: {child.subject.label}" in less.replace("&#39;", "'")
    assert "Not written down as given." in text_of(as_lead.get(where("family_copy", helped, assessment)))


def test_scores_are_recorded_drawn_and_listed(as_lead: Client, helped: Helped) -> None:
    assert "No scores yet" in text_of(as_lead.get(where("scores", helped)))
    tool = helped.pack.pack.tools[-1]
    measure, child = tool.measures[0], helped.made.children[0]
    sent = {"person": str(child.pk), "measure": f"{tool.id}:{measure.id}", "value": "2,5", "on-day": "3",
            "on-month": "3", "on-year": "2026", "note": "At home"}  # fmt: skip
    assert as_lead.post(where("add_score", helped), sent).status_code == 302
    assert ToolScore.objects.get().value == 2.5
    as_lead.post(where("add_score", helped), {**sent, "value": "3", "on-month": "4"})
    page = as_lead.get(where("scores", helped))
    assert page.content.decode().count("<figure") == 1
    words = text_of(page)
    assert "3 March 2026" in words
    assert "At home" in words
    assert tool.licence in words.replace("&#39;", "'")
    for value, said in (("often", "Score must be a number"), ("99", "is scored from")):
        refused = as_lead.post(where("add_score", helped), {**sent, "value": value})
        assert refused.status_code == 422
        assert said in text_of(refused)


def test_no_page_asks_more_of_the_database_for_a_family_of_nine(client: Client) -> None:
    helped = a_helped_family(parents=2, children=7)
    first = a_signed_off_assessment(helped, scale=3)
    for need in helped.pack.pack.needs:
        for value in (4, 5):
            actions.record_scale(
                episode=helped.episode, need=need.id, value=value, scored_by="The family", source="review",
                by=helped.lead,
            )  # fmt: skip
    tool = helped.pack.pack.tools[-1]
    for child in helped.made.children:
        actions.record_tool_score(
            family=helped.made.family, person=child, tool=tool.id, measure=tool.measures[0].id, value=3, by=helped.lead
        )
    second = an_assessment(helped)
    part = next(p for p in open_sheet(second).parts if p.section.repeat is Repeat.EACH_NEED)
    assert ScaleScore.objects.count() > 20
    copy = prepare_copy(
        family=helped.made.family, person_id=helped.made.parents[0].pk, document=Document.ASSESSMENT,
        record_id=first.pk, by=helped.lead,
    )  # fmt: skip
    client.force_login(helped.lead)
    names = ("assessment", "answers", "changes", "family_copy", "share", "sign_off", "hand_over", "discard")
    addresses = [
        *(where(name, helped) for name in ("overview", "start", "scales", "scores", "add_score")),
        *(where(name, helped, second) for name in names),
        where("answers", helped, first), where("family_copy_for", helped, first, copy_id=copy.pk),
        where("family_copy_file", helped, first, copy_id=copy.pk),
        page_address(second, *part.key),
    ]  # fmt: skip
    counted = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        counted[address.rsplit("assessment/", 1)[-1]] = len(queries)
    assert max(counted.values()) <= QUERIES_AT_MOST, counted
