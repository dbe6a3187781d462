"""Arguments of Airflow's own classes (tasks, sensors, DAGs, task groups), and what subclasses set them to."""

from __future__ import annotations

import ast

from class_tree import CONTRACTS, Class, ClassTree, decorator_names
from constructors import Function, constructors, declared, inner_calls
from default_values import UNKNOWN, default_text

# Airflow 2 takes NOTSET for "none was given" and builds the timetable of this constant (`create_timetable`).
NOT_SET = {"schedule": "DEFAULT_SCHEDULE_INTERVAL", "schedule_interval": "DEFAULT_SCHEDULE_INTERVAL"}


def signature(classes: ClassTree, one: Class) -> dict[str, str]:
    """Arguments of a class of Airflow itself and the texts of their defaults; "!" for one that is required."""
    if any(name in ("define", "s") for name in decorator_names(one.node)):
        return attrs_fields(classes, one)
    found: dict[str, str] = {}
    for each, init in constructors(classes, one):
        replaced = meant_by_none(classes, each, init)
        for parameter in declared(init):
            text = "!"
            if parameter.default is not None:
                text = default_text(classes, each.module, parameter.default)
            if text == UNKNOWN and parameter.name in NOT_SET and ast.unparse(parameter.default) == "NOTSET":
                text = default_text(classes, each.module, ast.Name(NOT_SET[parameter.name]))
            found.setdefault(parameter.name, replaced.get(parameter.name, text) if text == "none" else text)
    return found


def attrs_fields(classes: ClassTree, one: Class) -> dict[str, str]:
    found = {}
    for statement in one.node.body:
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        name, value = statement.target.id, statement.value
        if name.startswith("__") or "ClassVar" in ast.unparse(statement.annotation):
            continue
        name = name.lstrip("_")
        if isinstance(value, ast.Call) and ast.unparse(value.func).endswith("field"):
            keywords = {keyword.arg: keyword.value for keyword in value.keywords}
            if "init" in keywords:
                continue
            found[name] = field_default(classes, one, keywords)
        else:
            found[name] = default_text(classes, one.module, value) if value is not None else "!"
    return found


def field_default(classes: ClassTree, one: Class, keywords: dict[str | None, ast.expr]) -> str:
    if "default" in keywords:
        return default_text(classes, one.module, keywords["default"])
    factory = keywords.get("factory")
    if isinstance(factory, ast.Name) and factory.id in ("dict", "list", "set"):
        return "{}" if factory.id == "dict" else "[]"
    return default_text(classes, one.module, factory) if factory is not None else "!"


def meant_by_none(classes: ClassTree, one: Class, init: Function) -> dict[str, str]:
    """What the constructor takes where an argument is None: `A if x is None else x`, `x or A`, `if x is None: x = A`."""
    found = {}
    for node in ast.walk(init):
        name, value = None, None
        if isinstance(node, ast.IfExp) and isinstance(node.orelse, ast.Name):
            if ast.unparse(node.test) == f"{node.orelse.id} is None":
                name, value = node.orelse.id, node.body
        elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and isinstance(node.values[0], ast.Name):
            name, value = node.values[0].id, node.values[1]
        elif isinstance(node, ast.If) and len(node.body) == 1 and isinstance(node.body[0], ast.Assign):
            target = ast.unparse(node.body[0].targets[0])
            if ast.unparse(node.test) == f"{target} is None":
                name, value = target, node.body[0].value
        text = default_text(classes, one.module, value) if name else UNKNOWN
        if name and text != UNKNOWN:
            found[name] = text
    return found


def set_by_class(classes: ClassTree, one: Class, inherited: set[str]) -> dict[str, str]:
    """Arguments of Airflow's base classes that the constructors of a class give themselves, so that neither
    `default_args` nor the configuration is asked, and the texts of their values: `?|name` for one that is given only
    where the argument `name` is set to something true."""
    found: dict[str, str] = {}
    declared_outside: set[str] = set()
    if one.key in CONTRACTS:
        return found
    for each, init in constructors(classes, one):
        declared_outside |= {parameter.name for parameter in declared(init)}
        for name, value, condition in settings(init):
            if name in inherited and name not in found and name not in declared_outside:
                text = default_text(classes, each.module, value)
                found[name] = text if condition == "" else UNKNOWN if condition == UNKNOWN else f"{UNKNOWN}|{condition}"
    return found


def conditions(init: Function) -> dict[int, str]:
    """For every node of a constructor that a branch decides about: the parameter that has to be true, else UNKNOWN."""
    names = {parameter.name for parameter in declared(init)}
    found: dict[int, str] = {}
    for statement in init.body:
        if isinstance(statement, ast.If):
            condition = required_parameter(statement.test)
            for body, text in ((statement.body, condition if condition in names else UNKNOWN), (statement.orelse, UNKNOWN)):
                found |= {id(node): text for each in body for node in ast.walk(each)}
        elif isinstance(statement, ast.Try):
            found |= {id(node): UNKNOWN for node in ast.walk(statement)}
    return found


def required_parameter(test: ast.expr) -> str:
    """`x` of the tests `x`, `x is not None` and `x and …`."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return required_parameter(test.values[0])
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot) and ast.unparse(test.comparators[0]) == "None":
        return required_parameter(test.left)
    return test.id if isinstance(test, ast.Name) else UNKNOWN


def settings(init: Function) -> list[tuple[str, ast.expr, str]]:
    """What a constructor hands to the one it extends or sets on the instance, with its condition ("": none)."""
    branches = conditions(init)
    own = {id(call) for call in inner_calls(init)}
    found: list[tuple[str, ast.expr, str]] = []
    for node in ast.walk(init):
        condition = branches.get(id(node), "")
        if isinstance(node, ast.Call) and id(node) in own:
            found += [(keyword.arg, keyword.value, condition) for keyword in node.keywords if keyword.arg]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "kwargs.setdefault" and len(node.args) == 2:
            if isinstance(node.args[0], ast.Constant):
                found.append((str(node.args[0].value), node.args[1], condition))
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
                found.append((target.attr, node.value, condition))
            elif isinstance(target, ast.Subscript) and ast.unparse(target.value) == "kwargs":
                if isinstance(target.slice, ast.Constant):
                    found.append((str(target.slice.value), node.value, condition))
    return found
