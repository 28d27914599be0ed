"""The terminal: the interview's screens, the scorecard, problems: all that is drawn."""
