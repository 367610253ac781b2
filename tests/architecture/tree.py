"""What the tests of the tree read: the project's files and their syntax."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("flows", "dashboards", "indicators")
CODE = (*PACKAGES, "examples", "docs", "tests")
MADE = frozenset({".venv", "__pycache__", "data", "site", "statements", "build", "dist"})


def files(*folders: str, ending: str, root: Path = ROOT) -> Iterator[Path]:
    """Files of folders of the project, without what was made by running it."""
    for folder in folders:
        for path in sorted((root / folder).rglob(f"*{ending}")):
            if not MADE.intersection(path.relative_to(root).parts):
                yield path


def imported_modules(source: str) -> set[str]:
    """Every module that a source text imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." if node.level else str(node.module))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "__import__",
            "importlib.import_module",
        }:
            names.add(ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else "?")
    return names


def top_levels(source: str) -> set[str]:
    """The packages that a source text imports from; "." for a relative import, "?" for one that is computed."""
    return {name if name in {".", "?"} else name.partition(".")[0] for name in imported_modules(source)}


def requirement_name(requirement: str) -> str:
    """`pandas` of `pandas>=3.0,<4`."""
    return requirement.split(";", maxsplit=1)[0].translate({ord(sign): " " for sign in "<>=!~["}).split()[0]
