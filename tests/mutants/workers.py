"""The same work by several processes at once, each with a copy of what is committed."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path


def in_workers(number: int, work: Callable[[int], None]) -> None:
    """Do `work(0)`, `work(1)`, and so on, each in a process of its own; wait for all of them.

    Raises SystemExit when one of them failed; what it has to say it said itself.
    """
    children = [_worker(work, one) for one in range(number)]
    states = [os.waitpid(child, 0)[1] for child in children]
    if any(states):
        raise SystemExit("The run stopped. Run the same command again to go on with it.")


def _worker(work: Callable[[int], None], one: int) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work(one)
        code = 0
    except SystemExit as stop:
        print(stop, file=sys.stderr)
    except KeyboardInterrupt:
        pass
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def copied(tree: Path) -> Path:
    """A copy of what is committed here, made when it is not there; without mutants."""
    if not tree.exists():
        tree.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "clone", "--quiet", ".", str(tree)], check=True)
    # A run that was stopped may have left a mutant.
    subprocess.run(["git", "-C", str(tree), "checkout", "--quiet", "."], check=True)
    return tree
