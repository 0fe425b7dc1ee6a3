"""How often Python looks for garbage while tests run.

It looks each time 700 more objects were made than given up, and every so often through all there are. A run of tests
holds some millions to its end, so that a sixth of its time went into looking at what is no garbage.
"""

import gc

MADE_BETWEEN = (50_000, 20, 100)
"""Objects made between two looks at the youngest; then looks between those at the older, and at the oldest."""


def collect_less() -> None:
    """Look less often, and never again at what there is now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*MADE_BETWEEN)
