"""Somebody barred from a family's record whatever their role, and by whom that ends."""

import pytest

from alongside.ground.access.models import Exclusion, User
from alongside.ground.access.tests.factories import a_team, a_user
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.people.families.actions import join_family
from alongside.people.families.tests.factories import MadeFamily, a_person
from alongside.people.protection import actions
from alongside.people.protection.queries import barred_with
from alongside.people.protection.tests.keeping import WHY, browser, finding

pytestmark = pytest.mark.django_db


def test_a_manager_bars_somebody_on_the_page_and_another_team_ends_it(
    made: MadeFamily, keeper: User, worker: User
) -> None:
    client, at = browser(keeper), f"/families/{made.family.pk}/protection/"
    assert "Nobody is barred" in client.get(at).content.decode()
    assert client.post(f"{at}bar/", {"user": worker.pk, "kind": "", "reason": ""}).status_code == 422
    told = {"user": worker.pk, "kind": "decided", "reason": "A complaint about her is being looked into."}
    page = client.post(f"{at}bar/", told, follow=True).content.decode()
    assert "They can no longer find or open this record." in page
    assert "Wendy Worker" in page
    assert browser(worker).get(f"/families/{made.family.pk}/people/").status_code == 404
    assert finding(worker, "Zephyrine") == []
    client.post(f"{at}bar/", told)
    assert Exclusion.objects.filter(user=worker, subject=made.family.pk).count() == 1
    assert client.get(f"{at}barred/{keeper.pk}/end/").status_code == 404
    end = f"{at}barred/{worker.pk}/end/"
    assert "About Wendy Worker" in client.get(end).content.decode()
    team = a_team(keeper.agency)
    User.objects.filter(pk__in=[keeper.pk, worker.pk]).update(team=team)
    why = {"why": "The complaint was looked into: nothing was found."}
    assert "Somebody of another team must decide this" in browser(keeper).post(end, why, follow=True).content.decode()
    other = browser(a_user("hub_manager"))
    assert "Nobody is barred" in other.post(end, why, follow=True).content.decode()
    assert browser(worker).get(f"/families/{made.family.pk}/people/").status_code == 200


def test_nobody_bars_themselves_or_without_a_right_to(made: MadeFamily, keeper: User, worker: User) -> None:
    with pytest.raises(Refused):
        actions.bar(family=made.family, user=keeper, kind="decided", reason=WHY, by=keeper)
    with pytest.raises(NotAllowed):
        actions.bar(family=made.family, user=keeper, kind="decided", reason=WHY, by=worker)


def test_who_is_barred_from_a_family_does_not_find_who_joins_it(made: MadeFamily, keeper: User, worker: User) -> None:
    actions.bar(family=made.family, user=worker, kind="knows", reason=WHY, by=keeper)
    born = a_person("Sage", "Zephyrine")
    assert [one["name"] for one in finding(worker, "Zephyrine")] == ["Sage Zephyrine"]
    join_family(family=made.family, person=born, role="child", by=keeper)
    assert finding(worker, "Zephyrine") == []
    actions.end_exclusion(user=worker, subjects=barred_with(made.family), why=WHY, by=keeper)
    assert len(finding(worker, "Zephyrine")) == 3
