"""The disk: where content and scans are, and writing a file whole or not at all."""
