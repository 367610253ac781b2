"""What EMAS asks of the numbers: pure rules over frames and records, each with its article.

Nothing here reads a clock, a file of the user, the environment, DuckDB, Prefect or the network.
"""
