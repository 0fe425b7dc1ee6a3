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
    names = [one for one in base.comparisons if one.name in {"date_of_birth", "sex"}]
    dates = names[0].model_copy(update={"levels": [names[0].levels[0], names[0].levels[-1]]})
    few = base.model_copy(update={"comparisons": [dates, names[1]]})
    model = trained(*TABLES, few, on=date(2026, 3, 3), most_pairs=50_000)
    assert model.chances["date_of_birth"]["same"].m > 0.5 > model.chances["date_of_birth"]["same"].u
    assert (model.trained_on, model.settings_digest) == ("2026-03-03", few.digest)
    assert model.data_digest == digest(*TABLES)
    model.check(few)


def test_a_level_the_sample_never_shows_is_refused() -> None:
    with pytest.raises(Unusable, match="not seen often enough") as refused:
        trained(*TABLES, the_settings(), on=date(2026, 3, 3), most_pairs=20_000)
    assert "larger sample" in refused.value.what_to_do
