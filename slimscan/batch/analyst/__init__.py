"""The workbook of the branch's analyst: its own scores, organisations, response and codebook."""
