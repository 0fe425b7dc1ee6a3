"""Copied stories are whole: every reference holds, and people, colleagues and readers are others."""

# ruff: noqa: S608  # names of tables and columns come from the models

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Max

from alongside.ground.access.models import User
from alongside.helping.front_door.models import Contact
from alongside.people.episodes.models import Episode, Lead
from alongside.people.families.models import Family, Membership
from nonprod import copies, storyteller
from nonprod.arcs import ARCS
from nonprod.copies import COPIED
from nonprod.council import make_council


def _dangling() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for label in COPIED:
            model = apps.get_model(label)
            for field in model._meta.concrete_fields:
                if field.related_model:
                    other = field.related_model._meta
                    cursor.execute(
                        f'SELECT count(*) FROM "{model._meta.db_table}" t WHERE t."{field.column}" IS NOT NULL'
                        f' AND NOT EXISTS (SELECT 1 FROM "{other.db_table}" o'
                        f' WHERE o."{other.pk.column}" = t."{field.column}")'
                    )
                    if cursor.fetchone()[0]:
                        found.append(f"{label}.{field.name}")
    return found


@pytest.mark.django_db
def test_a_copied_council_is_whole_and_shared_among_colleagues(in_force: Any, monkeypatch: Any) -> None:
    in_force("york-2020")
    monkeypatch.setattr(copies, "PEOPLE_A_COPY", 75)
    monkeypatch.setattr(storyteller, "ARCS", {name: arc for at, (name, arc) in enumerate(ARCS.items()) if at % 3})
    monkeypatch.setattr(storyteller, "PEOPLE_A_STORY", 600)
    before = make_council(people=600, seed=1, bulk=True, progress=lambda done, total: None)
    assert _dangling() == []
    told = Family.objects.filter(pk__in=Membership.objects.values("family")).count()
    assert told == Family.objects.count()
    assert Family.objects.count() > 80
    assert before["contacts"] > Contact.objects.filter(author__email__endswith="colleague.example").count() > 20
    assert len(set(Contact.objects.values_list("reference", flat=True))) == Contact.objects.count()
    lead = Lead.objects.filter(user__email__endswith="colleague.example", until=None).select_related(
        "user", "episode__family"
    )[0]
    assert lead.user.principal in lead.episode.family.readers
    assert make_council(people=600, seed=1, bulk=True, progress=lambda done, total: None) == before
    assert Episode.objects.values("family").annotate(latest=Max("number")).count() <= Family.objects.count()
    assert User.objects.filter(email__endswith="colleague.example").count() > 100
