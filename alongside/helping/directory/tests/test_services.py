"""Services: who keeps which, which answers fit, what is found, and what is counted."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from alongside.ground.access.queries import public_door
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.directory import actions, queries
from alongside.helping.directory.models import Provider, Service, ServicePicture
from alongside.helping.directory.policies import is_stale, stale_before
from alongside.helping.directory.postcodes import metres_between, spot_of
from alongside.helping.directory.presenters import kept
from alongside.helping.directory.queries import Sought
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


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


def names(sought: Sought) -> list[str]:
    """What is found, by name."""
    return [one.name for one in queries.find(sought, current_pack().pack)]


def test_only_who_keeps_the_directory_writes_in_it() -> None:
    keeper = a_keeper()
    service, worker = a_service(keeper), a_user("family_worker")
    with pytest.raises(NotAllowed):
        queries.kept_by(worker)
    with pytest.raises(NotAllowed):
        a_provider(worker)
    for refused in (
        lambda: actions.add_service(provider=service.provider, answers=answers(), by=worker),
        lambda: actions.change_service(service=service, seen_version=1, answers=answers(), by=worker),
        lambda: actions.publish(service=service, by=worker),
        lambda: actions.take_down(service=service, by=worker),
        lambda: actions.confirm_still_right(service=service, by=worker),
        lambda: actions.set_picture(service=service, content=a_picture(), says=SAYS, by=worker),
        lambda: actions.remove_picture(service=service, by=worker),
        lambda: actions.discard_draft(service=service, by=worker),
        lambda: actions.change_provider(
            provider=service.provider, seen_version=1, name="Ours", description="Ours", by=worker
        ),
        lambda: queries.kept_service(worker, service.pk),
        lambda: queries.kept_provider(worker, service.provider_id),
    ):
        with pytest.raises(NotFoundForYou):
            refused()


def test_an_agency_keeps_its_own_services_and_no_others() -> None:
    agency = an_agency("Doorstep Families", kind="voluntary")
    administrator, other = a_user("agency_administrator", agency=agency), a_service(a_keeper())
    own = a_provider(administrator, name="Somebody else’s name")
    assert (own.name, own.agency) == ("Doorstep Families", agency)
    mine = a_service(administrator, provider=own)
    assert list(queries.kept_by(administrator)) == [mine]
    assert list(queries.providers_kept_by(administrator)) == [own]
    with pytest.raises(NotFoundForYou):
        queries.kept_service(administrator, other.pk)
    with pytest.raises(Refused, match="already"):
        a_provider(administrator)
    assert queries.kept_service(a_keeper(), mine.pk) == mine


def test_who_runs_it_has_a_name_and_says_who_they_are() -> None:
    for told, field in ((("  ", "A charity."), "provider_name"), (("Owls", " "), "provider_about")):
        with pytest.raises(Refused) as refused:
            actions.add_provider(name=told[0], description=told[1], by=a_keeper())
        assert refused.value.field == field


def test_a_provider_named_like_an_agency_is_that_agency() -> None:
    agency = an_agency("Doorstep Families", kind="voluntary")
    assert a_provider(a_keeper(), name="  doorstep  families ").agency == agency
    with pytest.raises(Refused, match="already"):
        a_provider(a_keeper(), name="Doorstep Families")


def test_an_agency_that_joins_later_takes_over_what_was_written_for_it() -> None:
    early = a_provider(a_keeper(), name="Doorstep Families")
    service = a_service(a_keeper(), provider=early)
    administrator = a_user("agency_administrator", agency=an_agency("Doorstep Families", kind="voluntary"))
    assert a_provider(administrator) == early
    assert list(queries.kept_by(administrator)) == [service]
    assert Provider.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"), ({"description": ""}, "description"), ({"how_to_ask": ""}, "how_to_ask"),
        ({"needs": []}, "needs"), ({"needs": ["no_such_need"]}, "needs"), ({"levels": []}, "levels"),
        ({"areas": ["atlantis"]}, "areas"), ({"setting": ""}, "setting"), ({"setting": "moon"}, "setting"),
        ({"address": ""}, "address"), ({"town": ""}, "town"), ({"postcode": ""}, "postcode"),
        ({"postcode": "York"}, "postcode"), ({"from_age": 5}, "to_age"), ({"to_age": 26}, "to_age"),
        ({"from_age": -1}, "from_age"), ({"url": "javascript:alert(1)"}, "url"), ({"url": "https://x"}, "url"),
        ({"email": "nobody"}, "email"),
        ({"opens_at": dt.time(9)}, "closes_at"), ({"closes_at": dt.time(9)}, "opens_at"),
        ({"opens_at": dt.time(9), "closes_at": dt.time(9)}, "closes_at"),
        ({"opens_at": dt.time(9), "closes_at": dt.time(12), "days": []}, "days"),
        ({"setting": "remote", "telephone": "", "email": "", "url": ""}, "telephone"),
    ],
)  # fmt: skip
def test_answers_that_do_not_fit_are_refused_at_their_field(changes: dict[str, Any], field: str) -> None:
    keeper = a_keeper()
    with pytest.raises(Refused) as refused:
        actions.add_service(provider=a_provider(keeper), answers=answers(**changes), by=keeper)
    assert refused.value.field == field
    assert not Service.objects.exists()


def test_what_belongs_to_a_place_is_not_kept_for_a_service_without_one() -> None:
    service = a_service(a_keeper(), setting="home")
    assert (service.place, service.address, service.postcode, service.easting) == ("", "", "", None)


def test_the_same_service_is_written_down_once() -> None:
    keeper = a_keeper()
    first = a_service(keeper, name="Sleep clinic")
    second = a_service(keeper, provider=first.provider)
    with pytest.raises(Refused) as refused:
        a_service(keeper, provider=first.provider, name="SLEEP clinic")
    assert refused.value.field == "name"
    with pytest.raises(Refused):
        actions.change_service(service=second, seen_version=1, answers=answers(name="Sleep Clinic"), by=keeper)
    assert a_service(keeper, name="Sleep clinic").provider != first.provider


def test_of_two_people_writing_the_same_service_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = a_keeper()
    first = a_service(keeper, name="Sleep clinic")
    second = a_service(keeper, provider=first.provider, name="Sleep help")
    monkeypatch.setattr(actions, "_named_like", lambda *asked: False)  # as whoever looks at the same moment sees it
    twice: list[Callable[[], Service]] = [
        lambda: a_service(keeper, provider=first.provider, name="Sleep clinic"),
        lambda: actions.change_service(
            service=second, seen_version=1, answers=answers(name="Sleep clinic"), by=keeper
        ),
    ]  # fmt: skip
    for write in twice:
        with pytest.raises(Refused, match="of this name already"):
            write()
    assert sorted(Service.objects.values_list("name", flat=True)) == ["Sleep clinic", "Sleep help"]


def test_two_people_changing_it_do_not_overwrite_each_other() -> None:
    keeper = a_keeper()
    service = a_service(keeper, name="Sleep clinic")
    changed = actions.change_service(
        service=service, seen_version=1, answers=answers(name="Sleep help", postcode="YO24 3BZ"), by=keeper
    )
    assert changed.postcode == "YO24 3BZ"
    late = Service.objects.get(pk=service.pk)
    with pytest.raises(Conflict):
        actions.change_service(service=late, seen_version=1, answers=answers(name="Bed time"), by=keeper)
    assert Service.objects.get().name == "Sleep help"


def test_who_runs_it_can_be_put_right() -> None:
    keeper = a_keeper()
    first, second = a_provider(keeper, name="Night Owls"), a_provider(keeper, name="Early Birds")
    for name, about, field in ((" ", "A charity.", "name"), ("Night Owls", " ", "description"),
                               ("EARLY birds", "A charity.", "name")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            actions.change_provider(provider=first, seen_version=1, name=name, description=about, by=keeper)
        assert refused.value.field == field
    actions.change_provider(provider=first, seen_version=1, name=" Night  Hawks", description="A club.", by=keeper)
    assert Provider.objects.get(pk=first.pk).name == "Night Hawks"
    with pytest.raises(Conflict):
        actions.change_provider(provider=first, seen_version=1, name="Owls", description="A club.", by=keeper)
    agency = a_provider(a_user("agency_administrator", agency=an_agency("Doorstep", kind="voluntary")))
    changed = actions.change_provider(provider=agency, seen_version=1, name="Other", description="We visit.", by=keeper)
    assert (changed.name, changed.description) == ("Doorstep", "We visit.")
    assert second.version == 1


def test_only_a_draft_is_thrown_away() -> None:
    keeper = a_keeper()
    draft, shown = a_service(keeper, shown=False), a_service(keeper)
    actions.discard_draft(service=draft, by=keeper)
    gone = actions.take_down(service=shown, by=keeper)
    with pytest.raises(Refused, match="Only a draft"):
        actions.discard_draft(service=gone, by=keeper)
    assert list(Service.objects.all()) == [shown]
    assert Event.objects.filter(kind="directory.draft_discarded").exists()


def test_it_is_seen_only_while_it_is_published() -> None:
    keeper, stranger = a_keeper(), public_door()
    service = a_service(keeper, shown=False)
    with pytest.raises(NotFoundForYou):
        queries.service_for(stranger, service.pk)
    assert queries.service_for(keeper, service.pk) == service
    assert names(Sought()) == [] and not Sought()
    actions.publish(service=service, by=keeper)
    assert queries.service_for(stranger, service.pk) == service
    assert names(Sought()) == [service.name]
    with pytest.raises(Refused, match="published"):
        actions.publish(service=service, by=keeper)
    actions.take_down(service=service, by=keeper)
    with pytest.raises(NotFoundForYou):
        queries.service_for(stranger, service.pk)
    kinds = Event.objects.filter(kind__startswith="directory.").values_list("kind", flat=True)
    assert set(kinds) == {
        "directory.provider_added", "directory.service_added", "directory.service_published",
        "directory.service_taken_down",
    }  # fmt: skip


def test_what_is_looked_for_is_found_by_words_need_level_age_and_place() -> None:
    keeper = a_keeper()
    a_service(keeper, name="Bereavement circle", needs=["health"], levels=["level_2"], from_age=8, to_age=16)
    a_service(
        keeper, name="Night cafe", areas=["north"], needs=["safety"], from_age=None, to_age=None, setting="remote"
    )
    a_service(keeper, name="City swim", areas=["york"], needs=["health", "safety"], from_age=5, to_age=None)
    everything = ["Bereavement circle", "City swim", "Night cafe"]
    for sought, found in (
        (Sought(), everything), (Sought(text="bereaved"), everything[:1]), (Sought(text="CIRC"), everything[:1]),
        (Sought(text="tea"), everything), (Sought(text="%"), []), (Sought(text="'; DROP TABLE"), []),
        (Sought(need="health"), everything[:2]), (Sought(level="level_1"), everything[1:]),
        (Sought(age=8), everything), (Sought(age=4), ["Night cafe"]), (Sought(age=17), everything[1:]),
        (Sought(area="north"), everything), (Sought(area="east"), everything[:2]), (Sought(area="york"), everything),
        (Sought(need="health", age=6), ["City swim"]), (Sought(area="nowhere"), everything[:1]),
    ):  # fmt: skip
        assert names(sought) == found, sought


def test_how_far_it_is() -> None:
    keeper = a_keeper()
    near, far = a_service(keeper, postcode="YO1 9QN"), a_service(keeper, postcode="YO24 3BZ")
    a_service(keeper, setting="remote")
    here, there = spot_of("yo19qn"), spot_of("YO24 3BZ")
    assert here and there
    between = metres_between(here, there)
    assert 2_000 < between < 5_000
    assert queries.within(queries.published(), here, between - 1) == [near.pk]
    assert queries.within(queries.published(), here, between + 1) == [near.pk, far.pk]
    assert queries.within(queries.published(), there, between + 1) == [far.pk, near.pk]
    assert queries.known_spot("YO24 3BZ") == there
    assert queries.known_spot("TS18 1TU") is None, "no service lies there, so it is not read"
    assert spot_of("TS18 1TU") is not None
    assert spot_of("YO1 0AA") is None, "a postcode without a place"
    assert spot_of("QQ1 1QQ") is None and spot_of("York") is None and spot_of("") is None


@pytest.mark.parametrize(
    ("checked", "on", "stale"),
    [
        ("2026-01-15", "2026-07-14", False), ("2026-01-15", "2026-07-15", True), ("2025-08-31", "2026-02-28", False),
        ("2025-08-31", "2026-03-01", True), ("2026-01-15", "2026-01-15", False),
    ],
)  # fmt: skip
def test_after_six_months_it_wants_looking_at(checked: str, on: str, stale: bool) -> None:
    day = dt.date.fromisoformat(on)
    assert is_stale(dt.date.fromisoformat(checked), day) is stale
    assert (dt.date.fromisoformat(checked) <= stale_before(day)) is stale


def test_saying_that_it_is_still_right_takes_it_off_the_list() -> None:
    keeper = a_keeper()
    service, draft = a_service(keeper), a_service(keeper, shown=False)
    Service.objects.update(checked_on=dt.date(2020, 1, 1))
    assert list(queries.stale(queries.kept_by(keeper))) == [service], "a draft misleads nobody"
    confirmed = actions.confirm_still_right(service=service, by=keeper)
    assert confirmed.checked_on == today()
    assert not queries.stale(queries.kept_by(keeper)).exists()
    assert list(queries.kept_by(keeper)) == [draft, service]


def test_use_is_counted_by_day_and_by_whom_and_names_nobody() -> None:
    keeper, worker = a_keeper(), a_user("family_worker")
    service, unused = a_service(keeper), a_service(keeper)
    for by in (public_door(), public_door(), worker, keeper):
        actions.count_use(service=service, by=by)
    service.uses.filter(audience="family").update(day=today() - dt.timedelta(days=queries.USES_OF_DAYS - 1))
    actions.count_use(service=service, by=public_door())
    shown = [kept(one) for one in queries.kept_by(keeper)]
    found = {one.id: (one.by_families, one.by_practitioners) for one in shown}
    assert found == {service.pk: (3, 1), unused.pk: (0, 0)}
    service.uses.filter(audience="family", opened=2).update(day=today() - dt.timedelta(days=queries.USES_OF_DAYS))
    assert kept(queries.kept_by(keeper).get(pk=service.pk)).by_families == 1


def test_a_picture_is_kept_replaced_and_removed() -> None:
    keeper = a_keeper()
    service = a_service(keeper)
    with pytest.raises(Refused) as refused:
        actions.set_picture(service=service, content=a_picture(), says=" ", by=keeper)
    assert refused.value.field == "says"
    with pytest.raises(NotFoundForYou):
        queries.picture_for(public_door(), service.pk)
    actions.set_picture(service=service, content=a_picture(), says="A", by=keeper)
    actions.set_picture(service=service, content=a_picture("PNG", (90, 60)), says=SAYS, by=keeper)
    kept = queries.picture_for(public_door(), service.pk)
    assert (kept.width, kept.height, kept.says) == (90, 60, SAYS)
    actions.take_down(service=service, by=keeper)
    with pytest.raises(NotFoundForYou):
        queries.picture_for(public_door(), service.pk)
    actions.remove_picture(service=service, by=keeper)
    actions.remove_picture(service=service, by=keeper)
    assert not ServicePicture.objects.exists()
