"""Files of offices as sheets of text: every cell as it stands, every row with the number that a person counts."""
