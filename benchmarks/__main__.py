"""`make bench`: measures the pages of a small and a large council, side by side in one run.

Times on one machine mean little; the ratio between two sizes measured in turns does. Each council has a data folder of
its own under `.data/`, made on the first run and found again by the next.
"""

import argparse
import random
import sys

from benchmarks.councils import Council, made
from benchmarks.measurements import Timing, table, write
from benchmarks.pages import PAGES, Visitor

WARM_UP = 8


def main() -> int:
    """Measure, print the table, and put it into docs/measurements.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--small", type=int, default=3_000, help="people in the small council")
    parser.add_argument("--large", type=int, default=200_000, help="people in the large council")
    parser.add_argument("--rounds", type=int, default=100, help="visits to each page of each council")
    parser.add_argument("--pack", default="york-2020")
    options = parser.parse_args()
    sizes = (options.small, options.large)
    with made(options.pack, sizes[0]) as small, made(options.pack, sizes[1]) as large:
        timings = measure((small, large), options.rounds)
    text = table(sizes, timings)
    print(text)
    write(text, options.rounds)
    return 0


def measure(councils: tuple[Council, Council], rounds: int) -> list[Timing]:
    """Visit every page of both councils in turns, in an order shuffled each round."""
    visitors = [Visitor(council) for council in councils]
    seconds: dict[tuple[str, int], list[float]] = {}
    order = random.Random(1)
    for turn in range(rounds + WARM_UP):
        visits = [(page, visitor) for page in PAGES for visitor in visitors]
        order.shuffle(visits)
        for page, visitor in visits:
            taken = visitor.visit(page)
            if turn >= WARM_UP:
                seconds.setdefault((page.name, visitor.council.people), []).append(taken)
        sys.stderr.write(f"\rround {turn + 1} of {rounds + WARM_UP}")
        sys.stderr.flush()
    sys.stderr.write("\n")
    small, large = (council.people for council in councils)
    return [Timing(page.name, seconds[page.name, small], seconds[page.name, large]) for page in PAGES]


if __name__ == "__main__":
    sys.exit(main())
