"""Facts of every operator and sensor class of a SourceTree."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from class_tree import CONTRACTS, Class, ClassTree, decorator_names
from constructors import default_mode, is_plain_text, parameters
from template_fields import Unknown, template_fields
from waiting import always_asynchronous, deferrable_takes_effect


@dataclass(frozen=True)
class Row:
    """Facts of one class. `parameters` carry a mark in front: `$` templated and plain text, `@` templated, `~` a
    templated field that is no parameter; `wait_for_completion` its default behind a `=`."""

    name: str
    kind: str
    flags: tuple[str, ...]
    parameters: tuple[str, ...]

    def text(self, parameters: list[str] | None = None) -> str:
        """The line of the data file, with `parameters` instead of its own where given."""
        shown = self.parameters if parameters is None else parameters
        return " ".join([short(self.name), self.kind[0], ",".join(self.flags) or "-", *shown])


def short(name: str) -> str:
    """`airflow.providers.http.x` → `.http.x`: most names start like this."""
    return name.removeprefix("airflow.providers") if name.startswith("airflow.providers.") else name


def row(classes: ClassTree, one: Class, kind: str) -> Row:
    flags = []
    if deferrable_takes_effect(classes, one):
        flags.append("deferrable")
    if always_asynchronous(classes, one, kind):
        flags.append("asynchronous")
    if kind == "sensor" and default_mode(classes, one) == "reschedule":
        flags.append("reschedule")
    if any("poke_mode_only" in decorator_names(each.node) for each in classes.order(one)):
        flags.append("poke-only")
    return Row(one.name, kind, tuple(flags), marked_parameters(classes, one))


def marked_parameters(classes: ClassTree, one: Class) -> tuple[str, ...]:
    fields = template_fields(classes, one)
    known = parameters(classes, one)
    marked = []
    for name, parameter in known.items():
        mark = "" if name not in fields else "$" if is_plain_text(parameter.annotation) else "@"
        default = parameter.default
        waits = name == "wait_for_completion" and isinstance(default, ast.Constant) and isinstance(default.value, bool)
        marked.append(mark + name + (f"={default.value}" if waits else ""))
    return (*marked, *(f"~{name}" for name in fields if name not in known))


def rows(classes: ClassTree, packages: list[str]) -> tuple[dict[str, Row], list[str]]:
    """Rows by dotted name of the defining module, and complaints about what could not be read."""
    found: dict[str, Row] = {}
    complaints: list[str] = []
    for package in packages:
        for name in classes.tree.module_names(package):
            file = classes.tree.file_of(name)
            if file is None or not re.search(r"Operator|Sensor", file.read_text(encoding="utf-8")):
                continue
            for one in defined_classes(classes, name):
                kind = classes.kind(one)
                if kind is None or (one.key in CONTRACTS and one.key != one.name):
                    continue
                try:
                    found[one.name] = row(classes, one, kind)
                except Unknown as unknown:
                    complaints.append(str(unknown))
    return found, complaints


def defined_classes(classes: ClassTree, module: str) -> list[Class]:
    parsed = classes.tree.module(module)
    found = []
    for name, definitions in (parsed.names if parsed else {}).items():
        if not name.startswith("_") and definitions and isinstance(definitions[0].node, ast.ClassDef):
            if definitions[0].kind == "class" and definitions[0].node.name == name:
                found.append(Class(module, definitions[0].node))
    return found
