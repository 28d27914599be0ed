"""Pages to write on by pen: worksheets, and the form on paper."""
