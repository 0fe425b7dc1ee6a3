"""Pages of the directory, as the database lets each reader see them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alongside.ground.access.models import User
from alongside.ground.access.queries import public_door
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.lib.clock import today
from alongside.helping.directory import actions
from alongside.helping.directory.models import Provider, Service, ServiceUse
from alongside.helping.directory.tests.factories import (
    SAYS,
    a_keeper,
    a_pack,
    a_picture,
    a_provider,
    a_service,
    answers,
)

pytestmark = pytest.mark.django_db
ALL, KEPT = "/services/", "/directory/"
OF_A_SERVICE = (
    "", "change/", "publish/", "take-down/", "still-right/", "discard/", "picture/", "picture/remove/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


@pytest.fixture
def keeper() -> User:
    return a_keeper()


def text(client: Client, path: str, by: User | None = None, status: int = 200) -> str:
    """A page as somebody sees it, in one line."""
    if by is not None:
        client.force_login(by)
    answer = client.get(path)
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


def sent(**changes: object) -> dict[str, object]:
    """What a browser sends for a service."""
    given = answers(**changes)
    return {name: value for name, value in given.items() if value is not None}


def test_it_checks_access(client: Client, keeper: User) -> None:
    draft, shown = a_service(keeper, shown=False), a_service(keeper)
    text(client, f"{ALL}{draft.pk}/", status=404)
    text(client, f"{ALL}{draft.pk}/picture.jpg", status=404)
    assert client.get(KEPT).status_code == 302
    worker = a_user("family_worker")
    text(client, KEPT, worker, 403)
    text(client, f"{KEPT}add/", worker, 403)
    administrator = a_user("agency_administrator")
    for by in (worker, administrator):
        for page in (
            "",
            "change/",
            "publish/",
            "take-down/",
            "still-right/",
            "discard/",
            "picture/",
            "picture/remove/",
        ):
            text(client, f"{KEPT}{shown.pk}/{page}", by, 404)
            assert client.post(f"{KEPT}{shown.pk}/{page}", {}).status_code in (404, 405)
        text(client, f"{KEPT}providers/{shown.provider_id}/", by, 404)
    assert Service.objects.get(pk=shown.pk).state == "published"


def test_a_parent_finds_what_there_is_without_an_account(client: Client, keeper: User) -> None:
    service = a_service(keeper, name="Sleep clinic", needs=["health"], areas=["north"])
    a_service(keeper, name="Debt advice", needs=["basic_physical_care"], from_age=None, to_age=None)
    page = text(client, "/sign-in/")
    assert f'href="{ALL}">Services for families' in page
    page = text(client, ALL)
    assert "2 services" in page and "Sleep clinic" in page and "Being healthy, in body and mind" in page
    assert "noindex" not in page and "noindex" in text(client, "/ask-for-help/")
    assert "Level 1" not in page and "Level of need" not in page, "no jargon in what families see"
    page = text(client, f"{ALL}?q=clinics&need=health&age=3&area=north")
    assert "1 service found" in page and "Debt advice" not in page
    page = text(client, f"{ALL}?age=12")
    assert "Debt advice" in page and "Sleep clinic" not in page
    assert "Nothing like this is in the directory" in text(client, f"{ALL}?q=astronomy")
    assert "Enter an age in whole years" in text(client, f"{ALL}?age=old")
    page = text(client, f"{ALL}{service.pk}/")
    for said in (
        "Toys, songs", "Come along.", "The Old Hall, 1 Mill Lane, York, YO1 9QN", "Tuesday. In term time only",
        "0 to 4", "North", 'href="tel:01904555010"', "mailto:hall@group.example", "Last said to be right on",
    ):  # fmt: skip
        assert said in page, said
    assert "Level of need" not in page and "Keep this service" not in page and "Hana Hub" not in page


def test_practitioners_see_levels_too(client: Client, keeper: User) -> None:
    service, worker = a_service(keeper, name="Sleep clinic"), a_user("family_worker")
    a_service(keeper, name="Court work", levels=["level_3"])
    page = text(client, f"{ALL}?level=level_2", worker)
    assert "Sleep clinic" in page and "Court work" not in page and "Level 2, additional needs" in page
    assert "Level of need" in text(client, f"{ALL}{service.pk}/")
    assert f'href="{ALL}"' in text(client, "/")
    assert "Keep the directory" not in text(client, ALL)
    assert "Keep the directory" in text(client, ALL, keeper)


def test_opening_a_service_is_counted_and_a_list_is_not(client: Client, keeper: User) -> None:
    service = a_service(keeper)
    text(client, ALL)
    text(client, f"{ALL}{service.pk}/")
    client.head(f"{ALL}{service.pk}/")
    text(client, f"{ALL}{service.pk}/", a_user("family_worker"))
    text(client, f"{ALL}{service.pk}/", keeper)
    assert {one.audience: one.opened for one in ServiceUse.objects.all()} == {"family": 1, "practitioner": 1}
    page = text(client, KEPT)
    assert 'data-heading="Opened by families" dir="auto">1<' in page


def test_an_old_entry_says_so(client: Client, keeper: User) -> None:
    service = a_service(keeper, name="Sleep clinic")
    Service.objects.update(checked_on="2020-03-05")
    page = text(client, f"{ALL}{service.pk}/")
    assert "Check before you go" in page and "since 5 March 2020" in page
    assert "To be looked at (1)" in text(client, KEPT, keeper)
    client.post(f"{KEPT}{service.pk}/still-right/", {})
    assert "To be looked at (0)" in text(client, KEPT)
    assert "Every published service has been looked at" in text(client, f"{KEPT}?show=stale")
    assert "Check before you go" not in text(client, f"{ALL}{service.pk}/")


def test_a_service_is_written_published_changed_and_taken_down(client: Client, keeper: User) -> None:
    assert "You keep no services yet" in text(client, KEPT, keeper)
    new = {"provider": "another", "provider_name": "Night Owls", "provider_about": "A charity."}
    wrong = client.post(f"{KEPT}add/", {**sent(), **new, "telephone": "", "url": "ftp://x.example"})
    assert wrong.status_code == 422
    assert "begins with https://" in wrong.content.decode()
    assert not Provider.objects.exists(), "nothing half done"
    answer = client.post(f"{KEPT}add/", {**sent(name="Sleep clinic", opens_at="9.30am", closes_at="12"), **new})
    service = Service.objects.get()
    assert answer["Location"] == f"{KEPT}{service.pk}/"
    page = text(client, f"{KEPT}{service.pk}/")
    assert "Draft: nobody else sees it" in page and "Tuesday, 9.30am to midday. In term time only" in page
    assert "Only those who keep it" in text(client, f"{ALL}{service.pk}/")
    client.post(f"{KEPT}{service.pk}/publish/", {})
    page = text(client, f"{KEPT}{service.pk}/change/")
    assert 'value="09:30"' in page and "provider_name" not in page
    changed = {**sent(name="Sleep help"), "opens_at": "", "closes_at": "", "seen_version": 1}
    assert client.post(f"{KEPT}{service.pk}/change/", changed)["Location"] == f"{KEPT}{service.pk}/"
    assert "Sleep help" in text(client, ALL)
    conflict = client.post(f"{KEPT}{service.pk}/change/", {**changed, "name": "Bed time"})
    assert conflict.status_code == 409
    assert "Bed time" in conflict.content.decode() and "Sleep help" in conflict.content.decode()
    client.post(f"{KEPT}{service.pk}/take-down/", {})
    assert "Sleep help" not in text(client, ALL)
    assert "Taken down" in text(client, KEPT)


def test_a_draft_is_thrown_away_and_who_runs_it_put_right(client: Client, keeper: User) -> None:
    service = a_service(keeper, provider=a_provider(keeper, name="Night Owls"), shown=False)
    assert "Throw the draft away" in text(client, f"{KEPT}{service.pk}/", keeper)
    path = f"{KEPT}providers/{service.provider_id}/"
    assert 'value="Night Owls"' in text(client, path)
    changed = {"name": "Night Hawks", "description": "A club.", "seen_version": 1}
    assert client.post(path, changed)["Location"] == KEPT
    assert client.post(path, {**changed, "name": "Owls"}).status_code == 409
    assert "Night Hawks" in text(client, f"{KEPT}{service.pk}/")
    assert "Nobody else has seen it" in text(client, f"{KEPT}{service.pk}/discard/")
    assert client.post(f"{KEPT}{service.pk}/discard/", {})["Location"] == KEPT
    text(client, f"{KEPT}{service.pk}/", status=404)


def test_the_same_form_sent_twice_makes_one_service(client: Client, keeper: User) -> None:
    provider = a_provider(keeper)
    page = text(client, f"{KEPT}add/", keeper)
    once = re.findall(r'name="once" id="id_once" value="([^"]+)"', page)
    form = {**sent(), "provider": str(provider.pk), "once": once[0]}
    first, second = client.post(f"{KEPT}add/", form), client.post(f"{KEPT}add/", form)
    assert first["Location"] == second["Location"]
    assert Service.objects.count() == 1


def test_an_agency_writes_its_first_service_and_says_who_it_is(client: Client) -> None:
    agency = an_agency("Doorstep Families", kind="voluntary")
    administrator = a_user("agency_administrator", agency=agency)
    page = text(client, f"{KEPT}add/", administrator)
    assert "Who you are, in a sentence" in page and "Another organisation" not in page
    client.post(f"{KEPT}add/", {**sent(), "provider_about": "Volunteers who visit."})
    assert Service.objects.get().provider.agency == agency
    page = text(client, f"{KEPT}add/")
    assert "Who you are" not in page and "Doorstep Families</option>" in page and "Another organisation" not in page
    other = Provider.objects.create(name="Another", description="Another")
    refused = client.post(f"{KEPT}add/", {**sent(), "provider": str(other.pk)})
    assert refused.status_code == 422
    assert Service.objects.count() == 1


def test_a_picture_is_shown_to_everybody_and_sent_as_an_attachment(client: Client, keeper: User) -> None:
    service = a_service(keeper)
    client.force_login(keeper)
    path = f"{KEPT}{service.pk}/picture/"
    page = SimpleUploadedFile("place.jpg", b"<html>")
    assert "not a picture" in client.post(path, {"file": page, "says": SAYS}).content.decode()
    named_wrong = SimpleUploadedFile("place.exe", a_picture())
    assert "one of these kinds" in client.post(path, {"file": named_wrong, "says": SAYS}).content.decode()
    assert client.post(path, {"file": SimpleUploadedFile("place.png", a_picture()), "says": SAYS}).status_code == 302
    client.logout()
    assert f'alt="{SAYS}"' in text(client, f"{ALL}{service.pk}/")
    picture = client.get(f"{ALL}{service.pk}/picture.jpg")
    assert picture["Content-Type"] == "image/jpeg"
    assert picture["Content-Disposition"] == 'attachment; filename="picture.jpg"'
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert picture.content.startswith(b"\xff\xd8\xff")
    client.force_login(keeper)
    assert client.post(f"{KEPT}{service.pk}/picture/remove/", {}).status_code == 302
    text(client, f"{ALL}{service.pk}/picture.jpg", status=404)


def test_what_was_written_runs_nothing(client: Client, keeper: User) -> None:
    bad = "<script>alert(1)</script>{{ 1234*5 }}"
    service = a_service(keeper, name=bad, description=bad, how_to_ask=bad, place=bad, cost=bad, when_words=bad)
    for path in (ALL, f"{ALL}{service.pk}/", KEPT, f"{KEPT}{service.pk}/"):
        page = text(client, path, keeper)
        assert "<script>alert" not in page and "&lt;script&gt;" in page and "6170" not in page


def test_few_queries_however_long_the_list(
    client: Client, keeper: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = [a_service(keeper) for _ in range(30)]
    for service in made:
        actions.count_use(service=service, by=public_door())
    assert "Next services" in text(client, ALL)
    for path in (ALL, f"{ALL}?q=toys&need=parenting_emotional", f"{ALL}{made[0].pk}/"):
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200
    client.force_login(keeper)
    with django_assert_max_num_queries(14):
        assert client.get(KEPT).status_code == 200
    assert Service.objects.filter(checked_on=today()).count() == 30
