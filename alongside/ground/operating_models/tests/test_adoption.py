"""Adopting a pack: kept whole, audited, never changed; ids are retired and not removed."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.management import call_command
from django.db import DatabaseError, transaction

from alongside.ground.audit.models import Event
from alongside.ground.operating_models.actions import IdsRemoved, PackHasProblems, VersionTaken, adopt
from alongside.ground.operating_models.diff import differences
from alongside.ground.operating_models.models import PackInForce, PackVersion
from alongside.ground.operating_models.queries import (
    NoPackInForce,
    adopted_versions,
    current_pack,
    pack_at,
    pack_found_once,
)
from alongside.ground.operating_models.reading.files import PackFolder
from alongside.ground.operating_models.reading.shape import shaped
from alongside.ground.operating_models.schema import Pack
from alongside.ground.operating_models.tests.conftest import change

YORK = settings.PACKS_FOLDER / "york-2020"
STOCKTON = settings.PACKS_FOLDER / "stockton-2016"
NEW_VERSION = ('version: "2020.1"', 'version: "2020.2"')


@pytest.mark.django_db
def test_before_the_first_adoption_there_is_no_pack() -> None:
    with pytest.raises(NoPackInForce) as refused:
        current_pack()
    assert "alongside pack adopt" in str(refused.value)


def test_an_adoption_shows_within_the_request_that_makes_it(
    adopter: AbstractBaseUser, york: Pack, stockton: Pack
) -> None:
    adopt(folder=YORK, by=adopter)
    with pack_found_once():
        assert current_pack().pack == york
        adopt(folder=STOCKTON, by=adopter)
        assert current_pack().pack == stockton


def test_an_adopted_pack_is_in_force_audited_and_reads_back_equal(adopter: AbstractBaseUser, york: Pack) -> None:
    adoption = adopt(folder=YORK, by=adopter, note="First")
    assert adoption.changed
    assert current_pack().version_id == adoption.version.pk
    assert pack_at(adoption.version.pk) == york
    event = Event.objects.get(kind="operating_models.pack_adopted")
    assert event.detail["version"] == "2020.1"


def test_the_same_content_twice_changes_nothing(adopter: AbstractBaseUser, york_folder: Path) -> None:
    first = adopt(folder=YORK, by=adopter)
    (york_folder / "levels.yaml").write_text("# a comment\n" + (york_folder / "levels.yaml").read_text())
    again = adopt(folder=york_folder, by=adopter)
    assert (again.version, again.changed) == (first.version, False)
    assert PackInForce.objects.count() == 1
    assert Event.objects.filter(kind="operating_models.pack_adopted").count() == 1


def test_an_earlier_version_can_come_back_into_force(adopter: AbstractBaseUser) -> None:
    york = adopt(folder=YORK, by=adopter).version
    stockton = adopt(folder=STOCKTON, by=adopter).version
    assert current_pack().version_id == stockton.pk
    assert adopt(folder=YORK, by=adopter).changed
    assert current_pack().version_id == york.pk
    assert [version.pk for version in adopted_versions()] == [stockton.pk, york.pk]


def test_a_version_cannot_be_changed_or_deleted(adopter: AbstractBaseUser) -> None:
    adopt(folder=YORK, by=adopter)
    for rows in (PackVersion.objects.all(), PackInForce.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(id=rows[0].pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_a_pack_with_mistakes_is_refused_with_all_of_them(adopter: AbstractBaseUser, york_folder: Path) -> None:
    change(york_folder, "panels.yaml", "levels: [level_3]", "levels: [level_9]")
    with pytest.raises(PackHasProblems) as refused:
        adopt(folder=york_folder, by=adopter)
    assert "2 mistakes" in refused.value.message
    assert len(refused.value.problems) == 2
    change(york_folder, "panels.yaml", "levels: [level_9]", "levels: [level_3, level_9]")
    with pytest.raises(PackHasProblems, match="1 mistake,"):
        adopt(folder=york_folder, by=adopter)
    assert not PackVersion.objects.exists()


def test_other_content_needs_another_version_number(adopter: AbstractBaseUser, york_folder: Path) -> None:
    adopt(folder=YORK, by=adopter)
    change(york_folder, "plans.yaml", "max_actions_before_warning: 8", "max_actions_before_warning: 6")
    with pytest.raises(VersionTaken) as refused:
        adopt(folder=york_folder, by=adopter)
    assert "new version number" in refused.value.what_to_do
    change(york_folder, "pack.yaml", *NEW_VERSION)
    assert adopt(folder=york_folder, by=adopter).changed
    assert current_pack().pack.plans.max_actions_before_warning == 6


@pytest.mark.parametrize(
    ("file", "old", "new", "gone"),
    [
        ("tools.yaml", "- id: signs_of_safety_scale", "- id: strengths_scale", "tools: signs_of_safety_scale"),
        ("plans.yaml", "{id: moved_away, name", "{id: moved, name", "plans.closing_reasons: moved_away"),
        (
            "forms/review.yaml",
            "{id: what_changed,",
            "{id: changes,",
            "forms.review.sections.since.questions: what_changed",
        ),
        ("forms/review.yaml", "{id: note,", "{id: remark,", "forms.review.sections.each_need.questions: note"),
    ],
)
def test_removing_an_id_is_refused(
    adopter: AbstractBaseUser, york_folder: Path, file: str, old: str, new: str, gone: str
) -> None:
    adopt(folder=YORK, by=adopter)
    change(york_folder, "pack.yaml", *NEW_VERSION)
    change(york_folder, file, old, new)
    with pytest.raises(IdsRemoved) as refused:
        adopt(folder=york_folder, by=adopter)
    assert refused.value.ids == [gone]
    assert "retired_on" in refused.value.what_to_do


def test_emptying_a_list_is_removing_its_ids(adopter: AbstractBaseUser, york_folder: Path) -> None:
    adopt(folder=YORK, by=adopter)
    change(york_folder, "pack.yaml", *NEW_VERSION)
    (york_folder / "tools.yaml").write_text("[]\n")
    with pytest.raises(IdsRemoved, match="tools: graded_care_profile_2, tools: signs_of_safety_scale"):
        adopt(folder=york_folder, by=adopter)


def test_a_new_version_of_a_form_may_ask_other_questions(adopter: AbstractBaseUser, york_folder: Path) -> None:
    adopt(folder=YORK, by=adopter)
    change(york_folder, "pack.yaml", *NEW_VERSION)
    change(york_folder, "forms/review.yaml", "{id: note,", "{id: remark,")
    change(york_folder, "forms/review.yaml", 'version: "1"', 'version: "2"')
    assert adopt(folder=york_folder, by=adopter).changed


def changed_words(folder: Path, york: Pack) -> list[str]:
    new, problems = shaped(PackFolder(folder))  # the examples need not come true to be compared
    assert new is not None, problems
    return [one.in_words() for one in differences(york, new)]


def test_a_part_that_may_be_left_out_comes_and_goes(york: Pack, york_folder: Path) -> None:
    (york_folder / "linkage.yaml").write_text("decision: {join_at: 8}\nassumption: Asked for.\n")
    assert changed_words(york_folder, york) == ["Linking records: added"]
    careful, _ = shaped(PackFolder(york_folder))
    assert careful and [one.in_words() for one in differences(careful, york)] == ["Linking records: removed"]


def test_a_diff_says_in_words_what_changes(york: Pack, york_folder: Path) -> None:
    for file, old, new in [
        ("priorities.yaml", "days: 5, count: working, counting: Working days are assumed.",
         "days: 7, count: calendar, changes: [{from: 2022-01-01, days: 9, count: calendar, assumption: later}]"),
        ("levels.yaml", "review_every_weeks: 6", "review_every_weeks: 8"),
        ("tools.yaml", "- id: signs_of_safety_scale", "- id: strengths_scale"),
        ("tools.yaml", "max: 10,", "max: 12,"),
        ("clocks.yaml", "- {from: 2020-01-01, days: 7,", "- {from: 2019-01-01, days: 6,"),
        ("words.yaml", "text: MASH\n", "text: Front door\n"),
        ("decisions.yaml", "levels: [level_4]", "levels: [level_4]\n  routes: [mash_agency]"),
        ("routes.yaml", "      label: What are you asking for?", "      label: What do you ask for?"),
        ("routes.yaml", "starts_clock: true", "starts_clock: false"),
        ("pack.yaml", "  york-2019: Multi-agency", "  york-2019: The multi-agency"),
        ("drift.yaml", '  assumption: The paper gives no number.', '  unverified: to be agreed.'),
    ]:  # fmt: skip
        change(york_folder, file, old, new)
    words = changed_words(york_folder, york)
    assert "Priority Within five days: respond within: 5 working days → 7 calendar days" in words
    assert (
        "Priority Within five days: respond within, how days are counted: Working days are assumed. → nothing" in words
    )
    assert "Priority Within five days: respond within, from 2022-01-01 (9 calendar days): added" in words
    assert "Level Level 3, complex needs: review every weeks: 6 → 8" in words
    assert "Tool Strengths-based scale, 0 to 10: removed" in words
    assert "Tool Strengths-based scale, 0 to 10: added" in words
    assert "Clock Longest wait for the multi-agency panel: values, from 2019-01-01 (6 calendar days): added" in words
    assert "Words: front door: text: MASH → Front door" in words
    assert "Decision Pass to a social worker: routes: nothing → mash_agency" in words
    assert "Route Contact from an agency: starts clock: yes → no" in words
    assert any("asks, What do you ask for?: label" in one for one in words)
    assert any(one.startswith("The pack: papers: york-2020: Early Help") for one in words)
    assert any("unverified: nothing → to be agreed." in one for one in words)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("localities.yaml", 'name: "Acomb"', 'name: "Acomb and Holgate"',
         "Places: ward assignments, west: wards, Acomb and Holgate: name: Acomb → Acomb and Holgate"),
        ("words.yaml", "name: Police, when it is not an emergency", "name: Police",
         "Words: emergency: telephones, Police: name: Police, when it is not an emergency → Police"),
        ("priorities.yaml", "{days: 5, count: working, counting: Working days are assumed.}",
         "{days: 5, count: working, counting: Agreed.}",
         "Priority Within five days: respond within, how days are counted: Working days are assumed. → Agreed."),
        ("priorities.yaml", "days: 5,", "days: 6,",
         "Priority Within five days: respond within: 5 working days → 6 working days"),
        ("forms/review.yaml", "max_length: 1000}", "max_length: 900}",
         ("Form Review of the plan: sections, The needs again: questions, What makes it that number?: "
          "max length: 1000 → 900")),
        ("team_kinds.yaml", "Early Help Coordinators within the MASH", "page 9",
         "Team kind MASH: source: york-2020, Early Help Coordinators within the MASH → york-2020, page 9"),
    ],
)  # fmt: skip
def test_one_change_is_one_line(york: Pack, york_folder: Path, file: str, old: str, new: str, said: str) -> None:
    change(york_folder, file, old, new)
    assert changed_words(york_folder, york) == [said]


def run(*words: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("pack", *words, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(ended.code or 0)
    return out.getvalue(), 0


@pytest.mark.django_db
def test_the_command_checks_compares_and_adopts(york_folder: Path, adopter: AbstractBaseUser) -> None:
    assert run("check", str(YORK)) == (
        "York early help, 2020, version 2020.1: no mistakes; 21 examples come true.\n",
        0,
    )
    assert run("diff", str(YORK), str(york_folder)) == ("Nothing changes.\n", 0)
    change(york_folder, "plans.yaml", "max_actions_before_warning: 8", "max_actions_before_warning: 6")
    text, code = run("diff", str(YORK), str(york_folder), "--json")
    assert (json.loads(text)["changes"], code) == (["Plans: max actions before warning: 8 → 6"], 0)
    assert run("adopt", str(YORK)) == ("City of York Council: version 2020.1 is now in force.\n", 0)
    assert run("adopt", str(YORK)) == ("City of York Council: version 2020.1 is already in force.\n", 0)
    text, code = run("adopt", str(york_folder), "--json")
    assert code == 1
    assert "adopted with other content" in json.loads(text)["refused"]
    assert run("adopt", str(YORK), "--by", "nobody@example.org")[1] == 1


@pytest.mark.django_db
def test_the_command_refuses_a_broken_pack_everywhere(york_folder: Path, adopter: AbstractBaseUser) -> None:
    change(york_folder, "panels.yaml", "meets_on: 3", "meets_on: 8")
    for words in (("check", str(york_folder)), ("diff", str(YORK), str(york_folder)), ("adopt", str(york_folder))):
        text, code = run(*words)
        assert code == 1
        assert "panels.yaml, line 5, item 1 → meets_on: 8 is too large. Fix: Use 7 or less." in text
    document = json.loads(run("check", str(york_folder), "--json")[0])
    assert document["ok"] is False
    assert document["problems"][0]["line"] == 5
