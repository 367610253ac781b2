"""`python -m flows` is `emas`, for machines whose path does not have the script."""

from flows.cli import main

main()
