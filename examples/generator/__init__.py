"""Invents the inbox of the example city and, from the same facts, what a correct pipeline must find in it.

Nothing here imports the product: the expected figures come from a second, simple reckoning (`oracle`).
Same program, same bytes: draws are hashes of what they stand for, workbooks carry fixed times.
"""

import os

# openpyxl writes other bytes where lxml happens to be installed.
os.environ["OPENPYXL_LXML"] = "False"
