"""A batch on a Spark cluster: its workers run slimscan itself, each on a part of the rows.

`run.py` is the way in. Rows are cut into chunks (`chunks.py`), Arrow that a worker scores with the
polars that is there; nothing of a row comes to the machine of the command but where it is written
there. What may be shown of organisations is decided by the workers, with the part of the ledger
that knows their people in hand, and kept in the ledger of the home here (`organisations.py`).
"""
