"""A report for every organisation of a batch, spread over processes."""
