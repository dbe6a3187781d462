"""Old spelling → Airflow 3 spelling, as the packages' own compatibility code states it."""

from __future__ import annotations

import ast
import re

from class_tree import ClassTree, decorator_names
from python_sources import Definition, SourceTree

COMPATIBILITY_TABLES = ("__lazy_imports", "__deprecated_imports", "__compat_imports")


def sdk_names(newest: SourceTree) -> dict[str, str]:
    """Public names of `airflow.sdk` by the path that defines them."""
    module = newest.module("airflow.sdk")
    assert module is not None
    found: dict[str, str] = {}
    table = lazy_table(module.tree, "__lazy_imports")
    for key, value in table.items():
        defined = f"airflow.sdk{value}.{key}" if isinstance(value, str) else ""
        found[defined] = f"airflow.sdk.{key}"
        definition = newest.resolve(defined)
        if definition and isinstance(definition.node, (ast.ClassDef, ast.FunctionDef)):
            found[f"{definition.module}.{definition.node.name}"] = f"airflow.sdk.{key}"
    return found


def lazy_table(tree: ast.Module, name: str) -> dict[str, object]:
    for statement in tree.body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        if isinstance(target, ast.Name) and target.id == name and isinstance(statement.value, ast.Dict):  # type: ignore[attr-defined]
            return ast.literal_eval(statement.value)  # type: ignore[attr-defined]
    return {}


def shims(tree: SourceTree, package: str) -> dict[str, str]:
    """What modules below `package` redirect: `add_deprecated_classes(...)` and tables for `__getattr__`. An entry
    `*` moves a whole module."""
    found: dict[str, str] = {}
    for name in tree.module_names(package):
        file = tree.file_of(name)
        text = file.read_text(encoding="utf-8") if file else ""
        if name == "airflow.sdk":
            continue
        if "add_deprecated_classes" not in text and not any(table in text for table in COMPATIBILITY_TABLES):
            continue
        module = tree.module(name)
        assert module is not None
        for table in deprecated_tables(module.tree, module.names):
            found |= redirected(name, table)
        for table_name in COMPATIBILITY_TABLES:
            for local, value in lazy_table(module.tree, table_name).items():
                paths = f"{value[0]}.{value[1]}" if isinstance(value, tuple) and value[1] else value
                if isinstance(value, tuple) and not value[1]:
                    continue
                targets = [paths] if isinstance(value, tuple) else [f"{value}.{local}"]
                found[f"{name}.{local}"] = name + targets[0] if targets[0].startswith(".") else targets[0]
    return found


def deprecated_tables(tree: ast.Module, names: dict[str, list[Definition]]) -> list[ast.Dict]:
    tables = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("add_deprecated_classes") and node.args:
            table = node.args[0]
            if isinstance(table, ast.Name) and names.get(table.id):
                table = names[table.id][0].node  # type: ignore[assignment]
            if isinstance(table, ast.Dict):
                tables.append(table)
    return tables


def redirected(package: str, table: ast.Dict) -> dict[str, str]:
    found = {}
    for key, entries in zip(table.keys, table.values, strict=True):
        own = isinstance(key, ast.Name)
        module = package if own else f"{package}.{ast.literal_eval(key)}"  # type: ignore[arg-type]
        for name, target in ast.literal_eval(entries).items():
            found[module if name == "*" else f"{module}.{name}"] = target.rstrip(".")
    return found


def deprecated_reexports(classes: ClassTree, package: str) -> dict[str, str]:
    """Names that a module whose docstring calls it deprecated only passes on."""
    found = {}
    for name in classes.tree.module_names(package):
        file = classes.tree.file_of(name)
        text = file.read_text(encoding="utf-8") if file else ""
        if not re.search(r'^"""This (module|class) is deprecated', text, re.MULTILINE):
            continue
        module = classes.tree.module(name)
        for local, definitions in (module.names if module else {}).items():
            target = definitions[0].target if definitions else ""
            one = classes.find(target) if target.startswith("airflow.providers.") else None
            if one:
                found[f"{name}.{local}"] = one.name
    return found


def deprecated_subclasses(classes: ClassTree, package: str) -> dict[str, str]:
    """Deprecated classes that are their base class under an old name: no fields, no methods but a constructor that
    hands everything on."""
    found = {}
    for name in classes.tree.module_names(package):
        file = classes.tree.file_of(name)
        if file is None or "deprecated" not in file.read_text(encoding="utf-8"):
            continue
        module = classes.tree.module(name)
        for local, definitions in (module.names if module else {}).items():
            node = definitions[0].node if definitions and definitions[0].kind == "class" else None
            if not isinstance(node, ast.ClassDef) or not is_only_an_alias(node):
                continue
            one = classes.find(f"{name}.{local}")
            bases = classes.bases(one) if one else []
            if len(bases) == 1 and bases[0].name.startswith("airflow.providers."):
                found[f"{name}.{local}"] = bases[0].name
    return found


def is_only_an_alias(node: ast.ClassDef) -> bool:
    text = ast.unparse(node)
    if "deprecated" not in decorator_names(node) and "DeprecationWarning" not in text:
        return False
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            if [argument.arg for argument in statement.args.args] != ["self"] or not re.search(
                r"super\(\).__init__\((\*args, )?\*\*kwargs\)", ast.unparse(statement)
            ):
                return False
        elif not isinstance(statement, (ast.Pass, ast.Expr)):
            return False
    return True


def same_names(oldest: SourceTree, modules: list[str], public: dict[str, str]) -> dict[str, str]:
    """Names of `airflow.sdk` (local name → dotted path) that 2.x modules offer under the same name."""
    found = {}
    for name in modules:
        module = oldest.module(name)
        if module is None:
            continue
        offered = set(module.names) | set(lazy_table(module.tree, "__lazy_imports"))
        found |= {f"{name}.{local}": public[local] for local in offered if local in public}
    return found


def compatibility_module(newest: SourceTree, public: dict[str, str]) -> dict[str, str]:
    """What `airflow.providers.common.compat.sdk` passes on of `airflow.sdk`."""
    name = "airflow.providers.common.compat.sdk"
    module = newest.module(name)
    return {f"{name}.{local}": public[local] for local in (module.names if module else ()) if local in public}


def moved_exceptions(oldest: SourceTree, newest: SourceTree) -> dict[str, str]:
    old, new = oldest.module("airflow.exceptions"), newest.module("airflow.sdk.exceptions")
    names = set(old.names if old else ()) & {
        name for name, definitions in (new.names if new else {}).items() if definitions[0].kind == "class"
    }
    return {f"airflow.exceptions.{name}": f"airflow.sdk.exceptions.{name}" for name in names}


def closed(moves: dict[str, str], keep: set[str]) -> dict[str, str]:
    """Chains followed to their end, so that a target is never moved again; names in `keep` stay as they are."""
    result = {}
    for old in sorted(set(moves) - keep):
        seen = {old}
        name = old
        while (following := step(moves, name, keep)) not in seen:
            seen.add(following)
            name = following
        if name != old:
            result[old] = name
    return result


def step(moves: dict[str, str], name: str, keep: set[str]) -> str:
    """One replacement of the longest known prefix."""
    end = len(name)
    while end > 0:
        prefix = name[:end]
        if prefix in keep:
            return name
        if prefix in moves:
            return moves[prefix] + name[end:]
        end = prefix.rfind(".")
    return name

