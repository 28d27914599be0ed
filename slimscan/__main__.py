"""`python -m slimscan` is the same as `slimscan`."""

from slimscan.cli import main

if __name__ == "__main__":
    main()
