"""Training: what a sample shows is learnt; what it never shows is refused, not guessed."""

from datetime import date

import pytest

from alongside.people.linkage.cleaning import cleaned
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.settings import the_settings
from alongside.people.linkage.tests.factories import seen_again, table, town
from alongside.people.linkage.training import digest, trained

PEOPLE = town(400)
TABLES = cleaned(table(*seen_again(PEOPLE, 400))), cleaned(table(*PEOPLE))


def test_a_small_model_is_learnt() -> None:
    base = the_settings()
    chosen = [base.comparison(name) for name in ("forename", "date_of_birth", "sex")]
    plain = [one.model_copy(update={"levels": [one.levels[0], one.levels[-1]]}) for one in chosen]
    few = base.model_copy(update={"comparisons": plain})
    model = trained(*TABLES, few, on=date(2026, 3, 3), most_pairs=50_000)
    assert model.chances["date_of_birth"]["same"].m > 0.3 > model.chances["date_of_birth"]["same"].u
    assert (model.trained_on, model.settings_digest) == ("2026-03-03", few.digest)
    assert model.data_digest == digest(*TABLES)
    model.check(few)


def test_a_level_the_sample_never_shows_is_refused() -> None:
    with pytest.raises(Unusable, match="not seen often enough") as refused:
        trained(*TABLES, the_settings(), on=date(2026, 3, 3), most_pairs=20_000)
    assert "larger sample" in refused.value.what_to_do
