"""The summary of a batch: statistics of the scales, and the page about them."""
