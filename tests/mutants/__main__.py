"""`make mutants`: does a test fail when the program is wrong?

Everything happens in copies of what is committed, in `build/mutants`; what was done is kept there,
so that a run goes on where it stopped. `--until 21:50` stops it at that time, `--tell` only tells.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from datetime import datetime, timedelta

from tests.mutants.judging import ANEW, NO_MUTANT
from tests.mutants.rooms import ROOMS
from tests.mutants.running import journal, run


def main() -> None:
    """Go on with the run, then tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--until", default="", help="when to stop, as 21:50")
    options.add_argument("--tell", action="store_true", help="only tell what was found so far")
    options.add_argument("--workers", type=int, default=os.cpu_count(), help="as many at once")
    chosen = options.parse_args()
    if not chosen.tell:
        run(_moment(chosen.until), chosen.workers)
    tell()


def _moment(time: str) -> datetime:
    """When a clock shows this time next; without a time, never."""
    if not time:
        return datetime.max
    now, (hour, minute) = datetime.now(), time.split(":")
    then = now.replace(hour=int(hour), minute=int(minute), second=0)
    return then if then > now else then + timedelta(days=1)


def tell() -> None:
    """The share that was killed, by room, and every mutant that lives."""
    last = {line["name"]: line for line in journal()}
    lines = [line for line in last.values() if line["verdict"] not in (NO_MUTANT, ANEW)]
    tried = Counter(line["room"] for line in lines)
    killed = Counter(line["room"] for line in lines if line["verdict"].startswith("killed"))
    for room in ROOMS:
        if tried[room]:
            share = 100 * killed[room] / tried[room]
            print(f"{room}: {killed[room]} of {tried[room]} killed, {share:.0f} %")
    if lines:
        everything = 100 * sum(killed.values()) / len(lines)
        print(f"all: {sum(killed.values())} of {len(lines)} killed, {everything:.1f} %")
    for line in lines:
        if not line["verdict"].startswith("killed"):
            print(f"{line['verdict']}: {line['name']}")


if __name__ == "__main__":
    main()
