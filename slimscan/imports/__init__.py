"""Answers that another program wrote, read back into the one answer check."""
