"""Facts of every operator, sensor, hook, trigger and notifier class of a SourceTree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from base_parameters import set_by_class, signature
from class_tree import BASE_OPERATOR, BASE_SENSOR, CONTRACTS, Class, ClassTree, decorator_names
from constructors import is_plain_text, parameters
from default_values import default_text
from read_hooks import is_hook, reads_connection
from results import returns_value
from template_fields import Unknown, template_fields
from waiting import always_asynchronous, deferrable_takes_effect

TRIGGER_ROOTS = ("airflow.triggers.base.BaseTrigger",)
NOTIFIER_ROOTS = ("airflow.notifications.basenotifier.BaseNotifier", "airflow.sdk.bases.notifier.BaseNotifier")
OWN_CLASSES = {
    "airflow.sdk.DAG": ("dag", ("airflow.sdk.definitions.dag.DAG", "airflow.models.dag.DAG")),
    "airflow.sdk.TaskGroup": (
        "group",
        ("airflow.sdk.definitions.taskgroup.TaskGroup", "airflow.utils.task_group.TaskGroup"),
    ),
}


@dataclass(frozen=True)
class Row:
    """Facts of one class as tokens. `:deferrable` is a flag; `name=default` a parameter, None by default where it says
    no more and required with a `!`; in front of it `$` templated and plain text, `@` templated; `~name` a templated
    field that is no parameter; `^name=value` an argument of Airflow's base classes that the constructor sets."""

    name: str
    kind: str
    tokens: tuple[str, ...]
    bases: tuple[str, ...]


def row(classes: ClassTree, one: Class, kind: str, inherited: set[str]) -> Row:
    tokens = []
    if kind in ("operator", "sensor"):
        tokens = operator_flags(classes, one, kind)
    if kind != "trigger" and reads_connection(classes, one):
        tokens.append(":connects")
    if one.key in CONTRACTS:
        tokens += [with_default("", name, text) for name, text in signature(classes, one).items()]
    else:
        tokens += marked_parameters(classes, one, kind)
    if kind in ("operator", "sensor"):
        tokens += [f"^{name}={text}" for name, text in set_by_class(classes, one, inherited).items()]
    bases = tuple(each.name for each in classes.own_order(one)[1:]) if one.key not in CONTRACTS else ()
    return Row(one.name, kind, tuple(dict.fromkeys(tokens)), bases)


def operator_flags(classes: ClassTree, one: Class, kind: str) -> list[str]:
    flags = []
    if deferrable_takes_effect(classes, one):
        flags.append(":deferrable")
    if always_asynchronous(classes, one, kind):
        flags.append(":asynchronous")
    if any("poke_mode_only" in decorator_names(each.node) for each in classes.order(one)):
        flags.append(":poke-only")
    result = returns_value(classes, one, kind)
    # Most operators return something and most sensors do not: the flag says what is the exception, or not known.
    if result is not (kind == "operator"):
        flags.append(":result" if result else ":result=?" if result is None else ":result=no")
    return flags


def with_default(mark: str, name: str, text: str) -> str:
    return f"{mark}{name}" + ("" if text == "none" else "!" if text == "!" else f"={text}")


def marked_parameters(classes: ClassTree, one: Class, kind: str) -> list[str]:
    fields = template_fields(classes, one) if kind in ("operator", "sensor", "notifier") else []
    known = parameters(classes, one)
    marked = []
    for name, parameter in known.items():
        mark = "" if name not in fields else "$" if is_plain_text(parameter.annotation) else "@"
        text = "!"
        if parameter.default is not None:
            text = default_text(classes, parameter.module, parameter.default)
        marked.append(with_default(mark, name, text))
    return [*marked, *(f"~{name}" for name in fields if name not in known)]


def kind_of(classes: ClassTree, one: Class) -> str | None:
    kind = classes.kind(one)
    if kind:
        return None if one.key in CONTRACTS and one.key != one.name and not older_base(classes, one) else kind
    names = {each.name for each in classes.order(one)}
    if names & set(TRIGGER_ROOTS):
        return "trigger"
    if names & set(NOTIFIER_ROOTS):
        return "notifier"
    return "hook" if is_hook(classes, one) else None


def older_base(classes: ClassTree, one: Class) -> bool:
    """BaseOperator and BaseSensorOperator of Airflow 2, which have no newer ones beside them."""
    return classes.find(one.key) is None


def rows(classes: ClassTree, packages: list[str], moved: set[str]) -> tuple[dict[str, Row], list[str]]:
    """Rows by dotted name of the defining module, and complaints about what could not be read. Private classes are
    read where `moved` names them: those behind task decorators."""
    base = next(each for each in (classes.find(BASE_SENSOR), classes.find("airflow.sensors.base.BaseSensorOperator")) if each)
    inherited = {name for each in classes.order(base) if each.key in CONTRACTS for name in signature(classes, each)}
    found: dict[str, Row] = {}
    complaints: list[str] = []
    for one in defined_classes(classes, packages, moved):
        kind = kind_of(classes, one)
        if kind is None:
            continue
        try:
            found[one.name] = row(classes, one, kind, inherited)
        except Unknown as unknown:
            complaints.append(str(unknown))
    for name, (kind, places) in OWN_CLASSES.items():
        one = next(each for each in map(classes.find, places) if each)
        tokens = tuple(with_default("", each, text) for each, text in signature(classes, one).items())
        found[name] = Row(name, kind, tokens, ())
    return found, complaints


def defined_classes(classes: ClassTree, packages: list[str], private: set[str]) -> Iterator[Class]:
    for package in packages:
        for module in classes.tree.module_names(package):
            file = classes.tree.file_of(module)
            if file is None or not re.search(r"^\s*class ", file.read_text(encoding="utf-8"), re.MULTILINE):
                continue
            parsed = classes.tree.module(module)
            for name, definitions in (parsed.names if parsed else {}).items():
                if name.startswith("_") and f"{module}.{name}" not in private:
                    continue
                node = definitions[0].node if definitions and definitions[0].kind == "class" else None
                if isinstance(node, ast.ClassDef) and node.name == name:
                    yield Class(module, node)
