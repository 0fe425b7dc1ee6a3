"""The same settings and parameters as Splink's own objects: for training, for checking our statement against it, and
for Spark.
"""

from splink import SettingsCreator
from splink.comparison_level_library import CustomLevel
from splink.comparison_library import CustomComparison
from splink.internals.blocking_rule_library import CustomRule

from alongside.people.linkage.levels import Engine, condition, missing, suffixed
from alongside.people.linkage.parameters import Parameters
from alongside.people.linkage.settings import Comparison, Level, Rule, Settings
from alongside.people.linkage.spine import key_column

NEUTRAL = 1e-4


def splink_settings(
    settings: Settings,
    *,
    engine: Engine,
    parameters: Parameters | None = None,
    prior: float = 1e-5,
    wide: bool = False,
    keyed: bool = False,
) -> SettingsCreator:
    """Splink's settings of ours; with `parameters` they can predict, without they can be trained.

    `wide` takes the wide finding rules instead of the close ones; `keyed` finds by the key columns of a spine.
    """
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        probability_two_random_records_match=prior,
        comparisons=[_comparison(one, engine, parameters) for one in settings.comparisons],
        blocking_rules_to_generate_predictions=[
            keyed_blocking(number) if keyed else blocking(rule)
            for number, rule in enumerate(settings.finding.rules)
            if rule.wide is wide
        ],
        retain_matching_columns=keyed,  # Splink gives the levels only together with these
        retain_intermediate_calculation_columns=True,
        max_iterations=25,
    )


def blocking(rule: Rule) -> CustomRule:
    """A finding rule as Splink's blocking rule. Splink orders tables by name, so ours are `l` (records) and `r`
    (people).
    """
    sides = zip(rule.record_side, rule.person_side, strict=True)
    return CustomRule(" AND ".join(f"l.{record} = r.{person}" for record, person in sides))


def keyed_blocking(number: int) -> CustomRule:
    """A finding rule by its key column, crowded keys left out."""
    return CustomRule(f"l.{key_column(number)} = r.{key_column(number)}")


def _comparison(one: Comparison, engine: Engine, parameters: Parameters | None) -> CustomComparison:
    nothing = CustomLevel(missing(one, suffixed), label_for_charts="missing").configure(is_null_level=True)
    levels = [_level(one, level, engine, parameters) for level in one.levels]
    return CustomComparison(
        output_column_name=one.name, comparison_description=one.name, comparison_levels=[nothing, *levels]
    )


def _level(one: Comparison, level: Level, engine: Engine, parameters: Parameters | None) -> CustomLevel:
    made = CustomLevel(condition(level, engine, suffixed), label_for_charts=level.name)
    if level.frequency:
        made.configure(tf_adjustment_column=level.frequency, disable_tf_exact_match_detection=True)
    if level.neutral:
        made.configure(m_probability=NEUTRAL, u_probability=NEUTRAL, fix_m_probability=True, fix_u_probability=True)
    elif parameters:
        chances = parameters.of(one.name, level.name)
        made.configure(m_probability=max(chances.m, 1e-12), u_probability=max(chances.u, 1e-12))
    elif level.chance:
        made.configure(u_probability=level.chance, fix_u_probability=True)
    return made
