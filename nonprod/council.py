"""Making the whole council, step by step; each step finds what is there already."""

import random
from collections.abc import Callable

from alongside.ground.access.models import User
from nonprod.base import make_partnership

Progress = Callable[[int, int], None]


def make_council(*, people: int, seed: int, bulk: bool, progress: Progress) -> dict[str, int]:
    """Make what is missing; answers how many of each there are."""
    rng = random.Random(seed)  # made-up people, not secrets
    progress(0, 100)
    make_partnership()
    progress(100, 100)
    return {"users": User.objects.count()}
