"""slimscan: the self-assessment for working smarter, offline and account-free."""

__version__ = "0.1.0"
