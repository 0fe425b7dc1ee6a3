"""From weighed pairs to a decision: join by itself, ask a person, or somebody new.

The weight alone is not safe inside a household: a missing twin resembles the other, a missing son the father he is
named after. So a best candidate joins only when it is heavy enough, clearly ahead of the second, and nothing speaks
against it. Ties are broken by the order of the people's ids and are always asked about.
"""

from alongside.people.linkage.scoring import level_column
from alongside.people.linkage.settings import Settings
from alongside.people.linkage.words import How, Outcome, Reason

# Two forenames that are both this common among the people are two people's names, not a slip of the pen in one of them.
A_REAL_NAME = 0.00002
AT_LEAST = 3


class Said:
    """Short conditions over the levels of a pair, for the rules below."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def at(self, comparison: str, *levels: str) -> str:
        """The field is at one of these levels."""
        one = self.settings.comparison(comparison)
        return f"{level_column(one)} IN ({', '.join(str(one.at(level)) for level in levels)})"

    def identifiers(self, level: str, *, checked: bool = False) -> str:
        """Some identifier, or some with a check digit, is at this level."""
        named = [
            one.name
            for one in self.settings.comparisons
            if one.identifier in ({"checked"} if checked else {"checked", "unchecked"})
            and level in {step.name for step in one.levels}
        ]
        return "(" + " OR ".join(self.at(name, level) for name in named) + ")"


def generation_apart(settings: Settings) -> str:
    """Born more than a generation apart, and not by a slip of one digit."""
    said = Said(settings)
    no_slip = said.at("date_of_birth", "two_digits", "different")
    return f"(abs(l_year - r_year) >= {settings.decision.generation} AND {no_slip})"


def impossible(settings: Settings) -> str:
    """A pair not worth showing: no identifier shared, another forename, and a generation apart or other identifiers.

    With the same forename it is asked about: a father and his son, or a date of birth that was typed wrongly.
    """
    said = Said(settings)
    own_name = said.at("forename", "same", "nickname")
    other_name = said.at("forename", "different", "crossed", "alike", "middle")
    return (
        f"(NOT {said.identifiers('same')} AND NOT {said.identifiers('one_digit')} AND "
        f"(({generation_apart(settings)} AND NOT {own_name}) OR "
        f"({other_name} AND {said.identifiers('different', checked=True)})))"
    )


def reasons(settings: Settings, people: int) -> dict[Reason, str]:
    """What speaks against joining the best candidate, each as a condition over its pair.

    Only a shared identifier with a check digit excuses another name or generation: a reference without one may be the
    household's, so that twins and namesakes have it too.
    """
    said, shared = Said(settings), Said(settings).identifiers("same", checked=True)
    decision = settings.decision
    family = f"({said.at('surname', 'same', 'previous', 'near')} OR {said.at('address', 'same', 'house')})"
    real = max(A_REAL_NAME, (AT_LEAST - 0.5) / people)
    both_real = f"l_share_first >= {real!r} AND share_first >= {real!r}"
    near = said.at("forename", "near", "alike")
    other_name = f"({said.at('forename', 'different', 'crossed')} OR ({near} AND {both_real}))"
    other_birthday = said.at("date_of_birth", "year", "different")
    return {
        Reason.TOO_LITTLE: f"weight < {decision.join_at}",
        Reason.CLOSE_SECOND: (
            f"coalesce(margin < {decision.margin} OR (second_is_them AND NOT {them(settings)}), false)"
        ),
        Reason.ANOTHER_NAME: (f"(CASE WHEN {shared} THEN {other_birthday} ELSE {family} END AND {other_name})"),
        Reason.ANOTHER_GENERATION: f"(NOT {shared} AND {generation_apart(settings)})",
        Reason.IDENTIFIERS_DISAGREE: (
            f"({said.identifiers('different')} AND NOT {shared} AND NOT ({said.at('forename', 'same', 'nickname')} "
            f"AND {said.at('date_of_birth', 'same')}))"
        ),
    }


def them(settings: Settings) -> str:
    """Forename and birthday are the person's own: whoever else's identifier the record carries."""
    said = Said(settings)
    return f"({said.at('forename', 'same', 'nickname')} AND {said.at('date_of_birth', 'same')})"


def ranked(settings: Settings) -> str:
    """The statement: `scored` in; the few best candidates of each record, with `place` and `margin`, out."""
    least = settings.decision.review_at - settings.decision.margin
    return f"""
        SELECT s.*, place, margin, second_is_them FROM scored s JOIN (
            SELECT rid, pid, place,
                   CASE WHEN place = 1 THEN weight - lead(weight) OVER (PARTITION BY rid ORDER BY place) END AS margin,
                   lead(is_them) OVER (PARTITION BY rid ORDER BY place) AS second_is_them
            FROM (SELECT rid, pid, weight, {them(settings)} AS is_them,
                         row_number() OVER (PARTITION BY rid ORDER BY weight DESC, pid) AS place
                  FROM scored WHERE weight >= {least} AND NOT {impossible(settings)})
            WHERE place <= {settings.decision.kept}
        ) USING (rid, pid)
    """


def decided(settings: Settings, people: int) -> str:
    """The statement: `ranked` in; rid, pid, outcome, how, weight, margin and reasons of each record's best out."""
    against = ", ".join(
        f"CASE WHEN {condition} THEN '{reason}' END" for reason, condition in reasons(settings, people).items()
    )
    return f"""
        SELECT rid, pid, weight, margin,
               CASE WHEN weight < {settings.decision.review_at} THEN '{Outcome.NEW}'
                    WHEN len(reasons) = 0 THEN '{Outcome.JOINED}' ELSE '{Outcome.REVIEW}' END AS outcome,
               '{How.WEIGHED}' AS how, reasons
        FROM (SELECT *, list_filter([{against}], lambda x: x IS NOT NULL) AS reasons
              FROM ranked WHERE place = 1)
    """
