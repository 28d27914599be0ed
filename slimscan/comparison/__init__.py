"""Two measurements of one firm side by side: what was asked in both, and what changed."""
