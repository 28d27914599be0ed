"""The report of one scan: what its pages show, frozen, and the files it becomes."""
