"""How slimscan's forms for survey tools write what has no code in the questionnaire.

The form is written with these and its answers are read back with the same.
"""

from __future__ import annotations

from collections.abc import Mapping

LIMESURVEY_STATES: Mapping[str, str] = {"dont_know": "DK", "not_applicable": "NA"}
"""The answer codes of states; LimeSurvey has room for five characters."""

QUALTRICS_PREFIX = "SLIM_"
"""Begins the name of every question: only slimscan's form gives such names."""
QUALTRICS_STATES: Mapping[str, str] = {"dont_know": "998", "not_applicable": "999"}
"""The numbers of states: Qualtrics knows choices by number, and no option has such a code."""
QUALTRICS_CHOICES = 101
"""The number of the first choice of a question about the firm; the next ones count on."""
