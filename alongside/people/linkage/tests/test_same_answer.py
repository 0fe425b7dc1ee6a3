"""The same input gives the same output: in any order of its rows, in parts, after any history, and as Splink would
weigh it.
"""

import json
import random
import sys
import warnings
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.people.linkage import finding, link
from alongside.people.linkage.cleaning import cleaned
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.incremental import Keyed, relinked
from alongside.people.linkage.link import Linker, Links
from alongside.people.linkage.settings import the_settings
from alongside.people.linkage.spine import Spine, session
from alongside.people.linkage.tests.factories import Row, linker_for, seen_again, table, town

PEOPLE = town(90)
RECORDS = seen_again(PEOPLE, 60)


@pytest.fixture(scope="module")
def linker() -> Linker:
    return linker_for(PEOPLE)


@pytest.fixture(scope="module")
def links(linker: Linker) -> Links:
    return linker.link(cleaned(table(*RECORDS)))


def as_bytes(links: Links) -> bytes:
    """The tables as they would be stored."""
    return json.dumps([links.decisions.to_pylist(), links.candidates.to_pylist()]).encode()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(linker: Linker, links: Links, draw: random.Random) -> None:
    shuffled = draw.sample(RECORDS, len(RECORDS))
    assert as_bytes(linker.link(cleaned(table(*shuffled)))) == as_bytes(links)


def test_the_order_of_people_and_the_number_of_threads_say_nothing(links: Links) -> None:
    people = random.Random(2).sample(PEOPLE, len(PEOPLE))
    other = Linker(Spine.of(cleaned(table(*people)), the_settings(), threads=2), threads=2)
    assert as_bytes(other.link(cleaned(table(*RECORDS)))) == as_bytes(links)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(["forename", "surname", "date_of_birth", "postcode", "address", "uprn", "other_id"])))
def test_nobody_is_linked_by_what_fills_a_gap(linker: Linker, filled: set[str]) -> None:
    fills = {"forename": "UNKNOWN", "surname": "Not known", "date_of_birth": "01/01/1900", "postcode": "ZZ99 3VZ",
             "address": "no fixed abode", "uprn": "000000", "other_id": "0000000"}  # fmt: skip
    row: Row = {"record_id": "r"} | {name: fills[name] for name in filled}
    assert linker.link(cleaned(table(row))).decisions["outcome"].to_pylist() == ["new"]


def test_a_few_records_are_decided_as_all_of_them_would_be(linker: Linker, links: Links) -> None:
    keyed = Keyed(linker.spine, linker.settings)
    everything = cleaned(table(*RECORDS))
    before = Links(links.decisions.slice(0, 40), links.candidates)
    again = relinked(before, linker, everything, changed_records=everything["id"].to_pylist()[40:], keyed=keyed)
    assert as_bytes(again) == as_bytes(links)


@pytest.mark.parametrize("at_once", [1, 7, len(RECORDS) - 1])
def test_however_many_are_weighed_together(
    linker: Linker, links: Links, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(link, "AT_ONCE", at_once)
    assert as_bytes(linker.link(cleaned(table(*RECORDS)))) == as_bytes(links)


def test_keys_of_other_people_are_refused(linker: Linker) -> None:
    keyed = Keyed(Spine.of(cleaned(table(*PEOPLE[:20])), the_settings()), the_settings())
    with pytest.raises(Unusable, match="of another spine"):
        keyed.link(linker, cleaned(table(*RECORDS[:1])))
    keyed.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_history_ends_where_a_full_run_ends(seed: int) -> None:
    """People and records come, change and go; every day only what changed is linked; in the end nothing differs."""
    draw = random.Random(seed)
    people, records = {p["record_id"]: p for p in town(70)}, {r["record_id"]: r for r in seen_again(PEOPLE[:70], 40)}
    spine = Spine.of(cleaned(table(*people.values())), the_settings(), threads=1)
    linker = Linker(spine, threads=1)
    links = linker.link(cleaned(table(*records.values())))
    for day in range(3):
        was = dict(people)
        changed = _a_day(draw, day, people, records)
        spine = spine.with_people(cleaned(table(*people.values())), the_settings(), threads=1)
        linker = Linker(spine, threads=1)
        links = relinked(links, linker, cleaned(table(*records.values())), changed_records=changed,
                         changed_people=_differences(was, people))  # fmt: skip
    assert as_bytes(links) == as_bytes(linker.link(cleaned(table(*records.values()))))


def _a_day(draw: random.Random, day: int, people: dict[str, Row], records: dict[str, Row]) -> list[str]:
    """Some people move, one comes, one goes; some records are corrected, one comes, one goes."""
    for gone in draw.sample(sorted(people), 2):
        del people[gone]
    for moved in draw.sample(sorted(people), 3):
        people[moved] = people[moved] | {"uprn": f"1000699{draw.randrange(10**5):05}", "postcode": "YO31 1AB"}
    people[f"q{day}"] = draw.choice(PEOPLE) | {"record_id": f"q{day}"}
    del records[draw.choice(sorted(records))]
    corrected = draw.sample(sorted(records), 3)
    for one in corrected:
        records[one] = draw.choice(RECORDS) | {"record_id": one}
    records[f"s{day}"] = draw.choice(RECORDS) | {"record_id": f"s{day}"}
    return [*corrected, f"s{day}"]


def _differences(was: dict[str, Row], now: dict[str, Row]) -> pa.Table:
    """People as they were and as they are, where that is not the same."""
    ids = [name for name in {*was, *now} if was.get(name) != now.get(name)]
    return pa.concat_tables([cleaned(table(*[side[n] for n in ids if n in side])) for side in (was, now)])


def test_our_statement_weighs_as_splink_does(linker: Linker) -> None:
    """Every pair that the close rules find, its level and weight by Splink's own `predict`: equal to a billionth of a
    bit.
    """
    from splink import DuckDBAPI
    from splink import Linker as TheirLinker

    from alongside.people.linkage.as_splink import splink_settings
    from alongside.people.linkage.levels import DUCKDB

    run, ours = linker.connection, linker.settings
    linker.link(cleaned(table(*RECORDS)))
    linker._keep(linker._take(cleaned(table(*RECORDS))), "SELECT rid FROM given")
    run.execute("CREATE OR REPLACE TABLE left_over AS SELECT rid FROM records")
    linker._score(f"FROM ({finding.pairs(ours, wide=False)})")
    run.register("everybody", linker.spine.people)
    mine = run.execute(
        "SELECT l.id, r.id, s.weight FROM scored s JOIN records l USING (rid) JOIN everybody r USING (pid)"
    ).fetchall()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        api = DuckDBAPI(connection=run)
        tables = [
            api.register(cleaned(table(*rows)), dataset_display_name=name)
            for name, rows in (("l", RECORDS), ("r", PEOPLE))
        ]
        share = 2.0**linker.prior / (1 + 2.0**linker.prior)
        chosen = splink_settings(ours, engine=DUCKDB, parameters=linker.parameters, prior=share)
        theirs = TheirLinker(tables, chosen, log_level=None)
        for name, frequency in linker.spine.frequencies.items():
            lookup: Any = api.register(frequency.rename_columns([name, f"tf_{name}"]), dataset_display_name=f"f_{name}")
            theirs.table_management.register_term_frequency_lookup(lookup, name)
        found = theirs.inference.predict().physical_name
    splinks = {(a, b): w for a, b, w in run.execute(f"SELECT id_l, id_r, match_weight FROM {found}").fetchall()}
    assert {(a, b) for a, b, _ in mine} == set(splinks)
    assert len(mine) > 40
    assert max(abs(w - splinks[a, b]) for a, b, w in mine) < 1e-9


def test_what_splink_weighs_elsewhere_is_read_back_the_same(links: Links, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way over Spark, with Splink on DuckDB standing in for the cluster: the same decisions."""
    from splink import DuckDBAPI

    from alongside.people.linkage import on_spark
    from alongside.people.linkage.levels import DUCKDB

    def here(work: on_spark.Work) -> pa.Table:
        api = DuckDBAPI(connection=session(threads=1))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return on_spark.predicted(work, api, lambda table: table, DUCKDB).as_duckdbpyrelation().to_arrow_table()

    monkeypatch.setattr(on_spark, "weighed", here)
    elsewhere = linker_for(PEOPLE, engine="spark").link(cleaned(table(*RECORDS)))
    assert elsewhere.decisions.to_pylist() == links.decisions.to_pylist()
    assert len(elsewhere.candidates) >= len(links.candidates) > 0


def test_nothing_left_over_needs_no_cluster() -> None:
    sure = [PEOPLE[0] | {"record_id": "r"}]
    linker = linker_for(PEOPLE, engine="spark")
    assert linker.link(cleaned(table(*sure))).decisions["outcome"].to_pylist() == ["joined"]


def test_an_engine_that_is_not_installed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from alongside.people.linkage import on_spark

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(Unusable, match="not installed here") as refused:
        on_spark.spark_session()
    assert "spark" in refused.value.what_to_do
