"""Counts under five are not shown, nor can they be worked out."""

import pytest

from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.operating_models.queries import current_pack
from alongside.improving.identification.actions import count_families, weigh_fairness
from alongside.improving.identification.policies import Shares, suppressed, what_stands_out
from alongside.improving.identification.presenters import standing_out
from alongside.improving.identification.queries.fairness import Comparison, comparison, comparisons_of, latest_report
from alongside.improving.identification.tests.factories import Town, counted


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 20], [10, 20]), ([0, 20], [0, 20]), ([3, 20, 9], [None, 20, None]), ([3, 4, 20], [None, None, 20]),
        ([4], [None]), ([4, 0], [None, 0]), ([], []), ([4, 5], [None, None]),
    ],
)  # fmt: skip
def test_small_counts_and_what_would_give_them_away(counts: list[int], shown: list[int | None]) -> None:
    assert suppressed(counts) == shown


def test_what_stands_out_is_half_as_much_again_or_a_third_less() -> None:
    more, less, same, nobody = Shares("a", 0.6, 0.4), Shares("b", 0.2, 0.3), Shares("c", 0.21, 0.2), Shares("d", 0, 0)
    assert what_stands_out([less, same, more, nobody]) == [more, less]


def test_a_group_too_small_to_show_does_not_stand_out() -> None:
    rows = [("F", "listed", 20), ("F", "", 20), ("M", "listed", 3), ("M", "", 50)]
    told = comparison("sex", "Sex", "children", rows)
    assert [line.listed for line in told.lines] == [None, None]
    assert told.outstanding == []
    rows = [("F", "listed", 20), ("F", "", 20), ("M", "listed", 6), ("M", "", 50)]
    assert [one.group for one in comparison("sex", "Sex", "children", rows).outstanding] == ["F", "M"]
    assert comparison("sex", "Sex", "children", [("F", "", 9)]).outstanding == []


@pytest.mark.django_db
def test_a_group_stands_in_words_with_a_share_that_says_something(town: Town) -> None:
    told = Comparison("ethnicity", "Ethnicity", "children", [], [Shares("WIRT", 0, 0.004), Shares("WBRI", 0.6, 0.3)])
    assert standing_out(told, current_pack().pack) == [
        (
            "Traveller of Irish heritage: none of the children on the list, under 1% of those it is drawn from: less"
            " often listed than others."
        ),
        "White British: 60% of the children on the list, 30% of those it is drawn from: more often listed than others.",
    ]


def test_ages_stand_in_the_order_of_life() -> None:
    rows = [(age, "", 20) for age in ("11 to 15", "0 to 4", "16 and over", "5 to 10", "")]
    ages = [line.group for line in comparison("age", "Age", "children", rows).lines]
    assert ages == ["0 to 4", "5 to 10", "11 to 15", "16 and over", ""]


@pytest.mark.django_db
def test_a_report_of_a_count_holds_no_small_number(town: Town) -> None:
    with pytest.raises(Refused, match="Nothing has been counted"):
        weigh_fairness(by=a_user("analyst"))
    for number in range(6):
        child = town.feed_person(f"Child{number}", sex="F" if number else "M", postcode="")
        town.household(children=[child])
        town.two_problems(child)
    counted()
    report = weigh_fairness(by=a_user("analyst"))
    ways = {one.way: one for one in comparisons_of(report, "troubled_families")}
    by_sex = {line.group: line for line in ways["sex"].lines}
    assert (by_sex["F"].listed, by_sex["M"].listed) == (None, None), "one boy: the girls would give him away"
    by_feed = {line.group: line.listed for line in ways["feed"].lines}
    assert by_feed == {"police_incidents": 6, "social_care": 6}
    assert report.content["areas"]["crime"] == {"": 6}
    assert latest_report(a_user("privacy_officer")) == report
    with pytest.raises(NotAllowed):
        latest_report(a_user("practitioner"))
    with pytest.raises(NotAllowed):
        weigh_fairness(by=a_user("hub_manager"))
    with pytest.raises(NotAllowed):
        count_families(as_of=report.as_of, full=False, by=a_user("hub_manager"))
