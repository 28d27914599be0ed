"""Reports: from a result to JSON, HTML and PDF."""
