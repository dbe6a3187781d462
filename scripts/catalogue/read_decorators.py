"""The flavours of `@task` and the operator class behind each."""

from __future__ import annotations

import ast

from class_tree import Class, ClassTree
from python_sources import SourceTree


def task_decorators(classes: ClassTree) -> dict[str, str]:
    """Flavour → dotted name of the class of its tasks: those built into Airflow 2 and those that providers register."""
    functions = built_in(classes) | registered(classes.tree)
    found = {}
    for flavour, function in functions.items():
        one = operator_class(classes, function)
        if one:
            found[flavour] = one.name
    return found


def built_in(classes: ClassTree) -> dict[str, str]:
    """`branch = staticmethod(branch_task)` in the collection that `@task` is an instance of."""
    one = classes.find("airflow.decorators.TaskDecoratorCollection")
    found = {}
    for statement in one.node.body if one else []:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            dotted = classes.tree.dotted(one.module, statement.value.args[0])
            if dotted and isinstance(statement.targets[0], ast.Name):
                found[statement.targets[0].id] = dotted
    return found


def provider_info(tree: SourceTree) -> list[dict]:
    """What `get_provider_info()` of every provider returns."""
    found = []
    for name in tree.module_names("airflow.providers"):
        module = tree.module(name) if name.endswith(".get_provider_info") else None
        for node in ast.walk(module.tree) if module else ():
            if isinstance(node, ast.Return) and node.value is not None:
                found.append(ast.literal_eval(node.value))
    return found


def registered(tree: SourceTree) -> dict[str, str]:
    return {one["name"]: one["class-name"] for info in provider_info(tree) for one in info.get("task-decorators", [])}


def operator_class(classes: ClassTree, function: str) -> Class | None:
    """`decorated_operator_class=…` of the call that a decorator function makes."""
    found = classes.tree.resolve(function)
    for node in ast.walk(found.node) if found and found.node else ():
        if not isinstance(node, ast.keyword) or node.arg != "decorated_operator_class":
            continue
        dotted = classes.tree.dotted(found.module, node.value)
        one = classes.find(dotted) if dotted else None
        if one:
            return one
    # `setup_task` and others hand on to another decorator function.
    return None
