"""The office's file comes back: a copy with what is wrong beside each cell, and a list of it."""
