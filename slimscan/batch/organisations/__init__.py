"""What may be shown of organisations: their staff, their standing, a benchmark."""
