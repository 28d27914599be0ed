"""The scan as one page: what it computes with, what it says, and the HTML file."""
