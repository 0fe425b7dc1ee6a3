"""What training learnt: for each level how often it is true of one person's two records (m) and of two people's (u).

Kept as plain data by comparison and level, free of any engine's SQL, with the date, the digest of the data and the
versions that made it. A nightly run reads it and never trains. A level nobody trained is an error, not a default.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.settings import Comparison, Settings

RETRAIN = "Train the model again (python -m benchmarks.linkage train) and keep its file with the settings."
SMALLEST = 1e-12


@dataclass(frozen=True)
class Chances:
    """How often a level is true: `m` of two records of one person, `u` of two people picked at random."""

    m: float
    u: float

    @property
    def bits(self) -> float:
        """What the level adds to the weight."""
        return math.log2(max(self.m, SMALLEST) / max(self.u, SMALLEST))


@dataclass(frozen=True)
class Parameters:
    """A trained model: `chances[comparison][level]`, and how many people of the spine an average record is about."""

    chances: Mapping[str, Mapping[str, Chances]]
    people_per_record: float
    settings_digest: str
    trained_on: str
    data_digest: str
    versions: Mapping[str, str]

    def of(self, comparison: str, level: str) -> Chances:
        """The chances of one level; missing ones are refused."""
        try:
            return self.chances[comparison][level]
        except KeyError:
            raise Unusable(f"The level '{level}' of '{comparison}' was never trained.", what_to_do=RETRAIN) from None

    def prior(self, people: int) -> float:
        """Bits, before anything is compared, that a record is about one given person of so many."""
        share = min(self.people_per_record / max(people, 2), 0.5)
        return math.log2(share / (1 - share))

    def check(self, settings: Settings) -> None:
        """Refuse settings that this model was not trained for."""
        for comparison in settings.comparisons:
            for level in comparison.levels:
                chances = self.of(comparison.name, level.name)
                if not (0 <= chances.m <= 1 and 0 < chances.u <= 1):
                    raise Unusable(f"'{comparison.name}', '{level.name}': the trained values are impossible.")
        if self.settings_digest != settings.digest:
            raise Unusable("The linkage model was trained for other settings.", what_to_do=RETRAIN)


def bits(parameters: Parameters, comparison: Comparison) -> list[float]:
    """What each level adds, from the top; a neutral level adds nothing."""
    return [0.0 if level.neutral else parameters.of(comparison.name, level.name).bits for level in comparison.levels]


def read(text: str) -> Parameters:
    """A stored model."""
    given = json.loads(text)
    given["chances"] = {
        comparison: {level: Chances(**chances) for level, chances in levels.items()}
        for comparison, levels in given["chances"].items()
    }
    return Parameters(**given)


def written(parameters: Parameters) -> str:
    """A model as it is stored."""
    return json.dumps(asdict(parameters), indent=1, sort_keys=True) + "\n"


@cache
def the_parameters() -> Parameters:
    """The model that ships with the package."""
    return read((files(__package__) / "model.json").read_text(encoding="utf-8"))
