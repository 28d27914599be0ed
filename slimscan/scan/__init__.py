"""One organisation's measurement: its model and file, its questions, how answers get in."""
