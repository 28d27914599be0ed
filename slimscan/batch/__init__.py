"""Many answers at once: from exported files to scores, results of organisations, and reports."""
