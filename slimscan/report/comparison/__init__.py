"""The report of two scans side by side."""
