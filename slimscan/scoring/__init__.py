"""From answers to scores: the responses frame, the scales, a scorecard, a benchmark."""
