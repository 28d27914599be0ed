"""What the staff answered, and what the release rule lets out of it."""
