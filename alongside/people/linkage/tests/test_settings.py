"""Settings and parameters: data that is checked, and a model that fits them or is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from alongside.people.linkage.cleaning import cleaned
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.levels import DUCKDB, ENGINES, condition, fronted
from alongside.people.linkage.link import Linker
from alongside.people.linkage.parameters import Chances, read, the_parameters, written
from alongside.people.linkage.settings import Level, checked, overridden, settings_of, the_settings
from alongside.people.linkage.spine import Spine
from alongside.people.linkage.tests.factories import ANNA, table, town


def test_the_shipped_model_fits_the_shipped_settings() -> None:
    the_parameters().check(the_settings())
    assert set(the_parameters().versions) == {"splink", "duckdb", "sqlglot", "pyarrow"}


def test_the_shipped_model_names_no_function_of_any_engine() -> None:
    text = written(the_parameters()).lower()
    assert not [word for word in ("select", "jaro", "levenshtein", "strptime", "case when") if word in text]


def test_a_model_is_read_as_it_was_written() -> None:
    assert read(written(the_parameters())) == the_parameters()


def test_a_level_nobody_trained_is_refused() -> None:
    model = the_parameters()
    without = {name: dict(levels) for name, levels in model.chances.items()}
    del without["forename"]["nickname"]
    with pytest.raises(Unusable, match="'nickname' of 'forename' was never trained") as refused:
        replace(model, chances=without).check(the_settings())
    assert "Train the model again" in refused.value.what_to_do


def test_impossible_values_are_refused() -> None:
    model = the_parameters()
    chances = {name: dict(levels) for name, levels in model.chances.items()}
    chances["sex"]["same"] = Chances(1.5, 0.5)
    with pytest.raises(Unusable, match="impossible"):
        replace(model, chances=chances).check(the_settings())


def test_a_model_of_other_settings_is_refused() -> None:
    with pytest.raises(Unusable, match="trained for other settings"):
        replace(the_parameters(), settings_digest="another").check(the_settings())


def test_a_pack_may_override_a_part() -> None:
    own = overridden({"decision": {"join_at": 8.0}})
    assert (own.decision.join_at, own.decision.margin) == (8.0, the_settings().decision.margin)
    assert own.digest == the_settings().digest


def test_whatever_a_decision_depends_on_changes_the_whole_digest() -> None:
    assert overridden({"decision": {"join_at": 8.0}}).whole_digest != the_settings().whole_digest
    assert overridden({}).whole_digest == the_settings().whole_digest


def test_settings_are_read_from_a_packs_file(tmp_path: Path) -> None:
    file = tmp_path / "linkage.yaml"
    file.write_text("decision: {margin: 9}\nassumption: Asked for.\n", encoding="utf-8")
    assert settings_of(file).decision.margin == 9
    for broken in ("decision: {margin: 9", "- 9", ""):
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(Unusable, match=r"linkage\.yaml"):
            settings_of(file)
    with pytest.raises(Unusable, match=r"gone\.yaml cannot be read"):
        settings_of(tmp_path / "gone.yaml")


@pytest.mark.parametrize("wide", [False, True])
def test_settings_may_have_no_wide_rules(wide: bool) -> None:
    rules = [rule for rule in the_settings().finding.model_dump()["rules"] if wide or not rule["wide"]]
    settings = overridden({"finding": {"rules": rules}})
    people = cleaned(table(*town()))
    links = Linker(Spine.of(people, settings), settings).link(cleaned(table(ANNA | {"nhs_number": None})))
    assert links.decisions["outcome"].to_pylist() == ["new"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"decision": {"join_at": "much"}}, "decision.join_at"),
        ({"decision": {"hurry": 1}}, "decision.hurry"),
        ({"comparisons": [{"name": "x", "shows": "x", "missing_when": [["x"]],
                           "levels": [{"name": "a", "words": "a"}, {"name": "b", "words": "b"}]}]}, "has no test"),
        ({"comparisons": [{"name": "x", "shows": "x", "missing_when": [["x"]],
                           "levels": [{"name": "a", "words": "a", "test": {"same": ["x"]}},
                                      {"name": "a", "words": "a"}]}]}, "one name"),
        ({"comparisons": [{"name": "x", "shows": "x", "missing_when": [["x"]],
                           "levels": [{"name": "a", "words": "a", "test": {"guess": ["x"]}},
                                      {"name": "b", "words": "b"}]}]}, "guess"),
    ],
)  # fmt: skip
def test_broken_settings_say_where(given: dict[str, object], said: str) -> None:
    with pytest.raises(Unusable, match=said):
        overridden(given)


def test_settings_without_a_part_are_refused() -> None:
    with pytest.raises(Unusable, match="finding"):
        checked({"comparisons": [], "decision": the_settings().decision.model_dump()})


def test_every_level_can_be_written_for_every_engine() -> None:
    for engine in ENGINES.values():
        for comparison in the_settings().comparisons:
            assert all(condition(level, engine, fronted) for level in comparison.levels)


def test_two_tests_must_both_hold_and_letters_are_compared_last() -> None:
    level = Level(name="x", words="x", test={"similar": ["address", 0.9], "same": ["house"]})
    written_out = condition(level, DUCKDB, fronted)
    assert written_out == "l_house = r_house AND jaro_winkler_similarity(l_address, r_address) >= 0.9"


def test_settings_without_the_rule_of_an_identifier_find_nobody_sure() -> None:
    rules = [rule for rule in the_settings().finding.model_dump()["rules"] if rule["keys"] != ["upn"]]
    settings = overridden({"finding": {"crowd": 60, "rules": rules}})
    people = cleaned(table(*town()))
    with pytest.raises(Unusable, match="No finding rule has the keys upn"):
        Linker(Spine.of(people, settings), settings).link(people)
