"""What a table contract is: columns with type, meaning and checks, and the DDL that follows from them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its SQL type, what it means, and what its values may be."""

    name: str
    type: str
    meaning: str
    nullable: bool = False
    one_of: tuple[str, ...] = ()
    check: str = ""

    def ddl(self) -> str:
        """The column as it stands in CREATE TABLE."""
        parts = [self.name, self.type]
        if not self.nullable:
            parts.append("NOT NULL")
        if self.one_of:
            parts.append(f"CHECK ({self.name} IN ({', '.join(repr(value) for value in self.one_of)}))")
        if self.check:
            parts.append(f"CHECK ({self.check})")
        return " ".join(parts)


@dataclass(frozen=True)
class Table:
    """One table: what a row is (its grain), its columns, and what identifies a row.

    `key` is declared to DuckDB only where the table stays small: an index over every quarter-hour reading
    would cost more than the reading itself; there the loading SQL keeps the key, and a test checks it.

    `view_of` is empty for a table that holds its rows; of a view it says of which tables, in SQL. Types and checks are
    theirs.
    """

    schema: str
    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    indexed: bool = True
    checks: tuple[str, ...] = ()
    view_of: str = ""

    @property
    def qualified_name(self) -> str:
        """schema.name, as SQL writes it."""
        return f"{self.schema}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns in their declared order."""
        return tuple(column.name for column in self.columns)

    def ddl(self) -> str:
        """CREATE TABLE with types, NOT NULL, checks and, for small tables, the primary key; or CREATE VIEW."""
        if self.view_of:
            columns = ",\n    ".join(self.column_names)
            return f"CREATE VIEW {self.qualified_name} AS\nSELECT\n    {columns}\nFROM {self.view_of};"
        lines = [column.ddl() for column in self.columns]
        lines += [f"CHECK ({check})" for check in self.checks]
        if self.indexed:
            lines.append(f"PRIMARY KEY ({', '.join(self.key)})")
        body = ",\n    ".join(lines)
        return f"CREATE TABLE {self.qualified_name} (\n    {body}\n);"
