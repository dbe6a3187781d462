"""Names of Python source trees, read with `ast`: nothing is imported, so no provider needs its libraries."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

VERSION_FLAG = re.compile(r"^_?AIRFLOW_V_(\d+)_(\d+)(?:_(\d+))?_PLUS$")
LAZY_TABLES = ("_IMPORT_MAP", "_MODULE_MAP", "__lazy_imports")
RENAME_TABLE = "_RENAME_MAP"


@dataclass(frozen=True)
class Definition:
    """What a name of a module stands for.

    kind "class" and "function": `node` is the statement; "value": the assigned expression; "import": `target` is a
    dotted path, of a module or of a name in one.
    """

    kind: str
    module: str
    node: ast.AST | None = None
    target: str = ""


@dataclass(frozen=True)
class Module:
    """A parsed file: its namespace, several candidates per name where `try` or TYPE_CHECKING offers several."""

    name: str
    is_package: bool
    tree: ast.Module
    names: dict[str, list[Definition]]


class SourceTree:
    """Packages below some folders, seen with the eyes of one Airflow version (major, minor, patch)."""

    def __init__(self, roots: list[Path], airflow: tuple[int, int, int]):
        self.roots = roots
        self.airflow = airflow
        self.modules: dict[str, Module | None] = {}

    def file_of(self, name: str) -> Path | None:
        path = name.replace(".", "/")
        for root in self.roots:
            for candidate in (root / f"{path}.py", root / path / "__init__.py"):
                if candidate.is_file():
                    return candidate
        return None

    def module(self, name: str) -> Module | None:
        """The module of that dotted name; None when no root has it."""
        if name not in self.modules:
            file = self.file_of(name)
            self.modules[name] = self.parse(name, file) if file else None
        return self.modules[name]

    def parse(self, name: str, file: Path) -> Module:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        module = Module(name, file.name == "__init__.py", tree, {})
        self.read_body(module, tree.body, weak=False)
        return module

    def flag(self, test: ast.expr) -> bool | None:
        """Truth of a condition on the Airflow version in this tree; None for any other condition."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self.flag(test.operand)
            return None if inner is None else not inner
        name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
        match = VERSION_FLAG.match(name)
        return self.airflow >= tuple(int(part or 0) for part in match.groups()) if match else None

    def read_body(self, module: Module, body: list[ast.stmt], weak: bool) -> None:
        """Adds what `body` defines; weak definitions never hide others (TYPE_CHECKING, except handlers, else)."""
        for statement in body:
            if isinstance(statement, ast.ClassDef):
                self.add(module, statement.name, Definition("class", module.name, statement), weak)
            elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.add(module, statement.name, Definition("function", module.name, statement), weak)
            elif isinstance(statement, (ast.Import, ast.ImportFrom)):
                self.read_import(module, statement, weak)
            elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
                self.read_assignment(module, statement, weak)
            elif isinstance(statement, ast.If):
                self.read_if(module, statement, weak)
            elif isinstance(statement, ast.Try):
                self.read_body(module, statement.body, weak)
                for handler in statement.handlers:
                    self.read_body(module, handler.body, weak=True)
                self.read_body(module, statement.orelse, weak)
            elif isinstance(statement, ast.With):
                self.read_body(module, statement.body, weak)

    def read_if(self, module: Module, statement: ast.If, weak: bool) -> None:
        truth = self.flag(statement.test)
        type_checking = "TYPE_CHECKING" in ast.unparse(statement.test)
        if truth is not False:
            self.read_body(module, statement.body, weak or type_checking)
        if truth is not True:
            self.read_body(module, statement.orelse, weak or (truth is None and not type_checking))

    def read_import(self, module: Module, statement: ast.Import | ast.ImportFrom, weak: bool) -> None:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                local = alias.asname or alias.name.partition(".")[0]
                target = alias.name if alias.asname else local
                self.add(module, local, Definition("import", module.name, target=target), weak)
            return
        source = absolute(module, statement)
        for alias in statement.names:
            if alias.name == "*":
                self.read_star(module, source, weak)
                continue
            target = f"{source}.{alias.name}"
            self.add(module, alias.asname or alias.name, Definition("import", module.name, target=target), weak)

    def read_star(self, module: Module, source: str, weak: bool) -> None:
        other = self.module(source)
        for name in other.names if other else ():
            if not name.startswith("_"):
                self.add(module, name, Definition("import", module.name, target=f"{source}.{name}"), weak)

    def read_assignment(self, module: Module, statement: ast.Assign | ast.AnnAssign, weak: bool) -> None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if statement.value is None:
            return
        for target in targets:
            if isinstance(target, ast.Name):
                self.add(module, target.id, Definition("value", module.name, statement.value), weak)
                self.read_lazy_table(module, target.id, statement.value)

    def read_lazy_table(self, module: Module, name: str, value: ast.expr) -> None:
        """`__getattr__` of compatibility modules looks names up in such tables."""
        if not isinstance(value, ast.Dict) or name not in (*LAZY_TABLES, RENAME_TABLE):
            return
        for key, entry in zip(value.keys, value.values, strict=True):
            try:
                local = ast.literal_eval(key)
                paths = ast.literal_eval(entry)
            except (ValueError, TypeError):
                continue
            for target in lazy_targets(module, name, local, paths):
                self.add(module, local, Definition("import", module.name, target=target), weak=True)

    @staticmethod
    def add(module: Module, name: str, definition: Definition, weak: bool) -> None:
        known = module.names.setdefault(name, [])
        if weak:
            known.append(definition)
        else:
            known[:] = [definition, *(one for one in known if one.kind == "import" and definition.kind == "import")]

    def resolve(self, dotted: str, seen: frozenset[str] = frozenset()) -> Definition | None:
        """The class, function or value behind a dotted path, re-exports followed; None when it leaves the tree."""
        if dotted in seen:
            return None
        parent, _, name = dotted.rpartition(".")
        module = self.module(parent) if parent else None
        if module is None:
            return None
        for definition in module.names.get(name, ()):
            if definition.kind != "import":
                return definition
            found = self.resolve(definition.target, seen | {dotted})
            if found:
                return found
        return None

    def dotted(self, module: str, expression: ast.expr) -> str | None:
        """Dotted path that a name or attribute in a module refers to, one import step resolved; None for others."""
        if isinstance(expression, ast.Subscript):
            return self.dotted(module, expression.value)
        if isinstance(expression, ast.Attribute):
            base = self.dotted(module, expression.value)
            return f"{base}.{expression.attr}" if base else None
        if not isinstance(expression, ast.Name):
            return None
        owner = self.module(module)
        candidates = owner.names.get(expression.id, []) if owner else []
        for definition in candidates:
            if definition.kind != "import" or self.resolve(definition.target):
                return definition.target if definition.kind == "import" else f"{module}.{expression.id}"
        return candidates[0].target if candidates else None

    def module_names(self, package: str) -> list[str]:
        """All modules below a package, over all roots, sorted."""
        found: set[str] = set()
        for root in self.roots:
            folder = root / package.replace(".", "/")
            for file in folder.rglob("*.py"):
                parts = file.relative_to(root).with_suffix("").parts
                found.add(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
        return sorted(name for name in found if not re.search(r"\.(tests?|example_dags?|_vendor)(\.|$)", name))


def absolute(module: Module, statement: ast.ImportFrom) -> str:
    """The module that a `from` import names, relative ones made absolute."""
    if not statement.level:
        return statement.module or ""
    parts = module.name.split(".")
    kept = parts[: len(parts) - statement.level + (1 if module.is_package else 0)]
    return ".".join([*kept, *([statement.module] if statement.module else [])])


def lazy_targets(module: Module, table: str, local: str, paths: object) -> list[str]:
    """Dotted paths that one entry of a lazy table offers, in order of preference."""
    if table == RENAME_TABLE and isinstance(paths, tuple):
        new_path, old_path, old_name = paths
        return [f"{new_path}.{local}", f"{old_path}.{old_name}"]
    if table == "__lazy_imports" and isinstance(paths, tuple):
        paths = f"{paths[0]}.{paths[1]}" if paths[1] else paths[0]
        return [module.name + paths if paths.startswith(".") else paths]
    options = [paths] if isinstance(paths, str) else list(paths)  # type: ignore[call-overload]
    named = [option if table == "_MODULE_MAP" else f"{option}.{local}" for option in options]
    return [module.name + option if option.startswith(".") else option for option in named]
