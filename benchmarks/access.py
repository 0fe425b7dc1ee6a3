"""`python -m benchmarks.access`: what the walls and the record of reads cost, and what they bear, on a large council.

Four parts, each by name: `cost`, pages with and without walls and reads, in turns, on one database; `search`, people
by name; `lookups`, by identifier, held at a rate; `timing`, a sealed family's address against one that leads nowhere.
"""

import argparse
import random
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack

from benchmarks.councils import Council, folder_of, made, served
from benchmarks.inside import a_sealed_family, identifiers
from benchmarks.measurements import p95
from benchmarks.pages import PAGES, Visitor

WARM_UP = 40
LOOKER = "hub_worker"


def cost(council: Council, rounds: int, warm_up: int) -> None:
    """Each page with and without, in turns, after so many that do not count; 0 shows what new connections cost."""
    with served(council.folder, "benchmarks.without_walls") as bare:
        visitors = [Visitor(council), Visitor(Council(council.people, bare, 0, council.folder))]
        seconds: dict[tuple[str, int], list[float]] = {}
        order = random.Random(1)
        for turn in range(rounds + warm_up):
            visits = [(page, which) for page in PAGES for which in (0, 1)]
            order.shuffle(visits)
            for page, which in visits:
                taken = visitors[which].visit(page)
                if turn >= warm_up:
                    seconds.setdefault((page.name, which), []).append(taken)
            _told(f"round {turn + 1} of {rounds + warm_up}")
    print("| page | without: median | with: median | ratio |\n|---|---|---|---|")
    for page in PAGES:
        with_them, without = (statistics.median(seconds[page.name, which]) * 1000 for which in (0, 1))
        print(f"| {page.name} | {without:.1f} ms | {with_them:.1f} ms | {with_them / without:.2f} |")


def search(council: Council, rounds: int) -> None:
    """Person search as people type, through the page."""
    visitor = Visitor(council)
    for page in (page for page in PAGES if page.sends):
        taken = [visitor.visit(page) for _ in range(rounds + WARM_UP)][WARM_UP:]
        print(f"{page.name}: median {statistics.median(taken) * 1000:.0f} ms, p95 {p95(taken):.0f} ms")


def lookups(council: Council, seconds: int, rate: int, threads: int = 16) -> None:
    """Look people up by NHS number through the API, so many a second, each in its own moment (an open loop)."""
    numbers, visitor = identifiers(council.folder, 5_000), Visitor(council)
    ask = visitor.asker(LOOKER)
    taken: list[float] = []
    wrong: list[str] = []
    began, lock, turns = time.perf_counter() + 1, threading.Lock(), iter(range(seconds * rate))

    def work() -> None:
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None:
                return
            due = began + turn / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                found = ask("/api/v1/people/find", {"text": numbers[turn % len(numbers)]})
                if not found:  # made-up numbers begin with 999, so in a council of a million people some repeat
                    wrong.append("nobody found")
            except OSError as error:
                wrong.append(str(error))
            taken.append(time.perf_counter() - due)
            if turn % (rate * 10) == 0:
                _told(f"{turn // rate} of {seconds} seconds")

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    held = len(taken) / (time.perf_counter() - began)
    print(
        f"{len(taken):,} look-ups, {held:.1f} a second: median {statistics.median(taken) * 1000:.0f} ms, "
        f"p95 {p95(taken):.0f} ms counted from the moment each was due, {len(wrong)} errors {wrong[:3]}"
    )


def timing(council: Council, rounds: int) -> None:
    """How well the time of an answer tells a sealed family's address from one that leads nowhere; .5 is not at all."""
    sealed, visitor, order = a_sealed_family(council.folder), Visitor(council), random.Random(1)
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(rounds + WARM_UP):
        for there in order.sample([True, False], 2):
            taken = visitor.refused(LOOKER, f"/families/{sealed if there else uuid.uuid4()}/")
            if turn >= WARM_UP:
                seconds[there].append(taken)
    print(f"sealed against absent, {rounds:,} tries each: AUC {_auc(seconds[True], seconds[False]):.3f}")


def _auc(these: list[float], those: list[float]) -> float:
    """The chance that one of these takes longer than one of those."""
    ranked = sorted([(one, True) for one in these] + [(one, False) for one in those])
    total = sum(rank for rank, (_, there) in enumerate(ranked, start=1) if there)
    return (total - len(these) * (len(these) + 1) / 2) / (len(these) * len(those))


def _told(text: str) -> None:
    sys.stderr.write(f"\r{text}   ")
    sys.stderr.flush()


def main() -> int:
    """Measure what is asked for; everything when nothing is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.access", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=["cost", "search", "lookups", "timing", []])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--warm-up", type=int, default=WARM_UP)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--rate", type=int, default=50)
    options = parser.parse_args()
    parts: dict[str, Callable[[Council], None]] = {
        "cost": lambda council: cost(council, options.rounds, options.warm_up),
        "search": lambda council: search(council, options.rounds),
        "lookups": lambda council: lookups(council, options.seconds, options.rate),
        "timing": lambda council: timing(council, max(options.rounds, 2_000)),
    }
    with ExitStack() as stack:
        council = stack.enter_context(made("york-2020", options.people))
        print(f"{council.people:,} people, in {folder_of('york-2020', council.people).name}")
        for name in options.parts or parts:
            print(f"\n{name}")
            parts[name](council)
    return 0


if __name__ == "__main__":
    sys.exit(main())
