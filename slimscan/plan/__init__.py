"""From scores to an improvement plan, the plan as a working list, and its calendar."""
