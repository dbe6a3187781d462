"""Hooks that read a connection while they are constructed, not when they are first used."""

from __future__ import annotations

import ast

from class_tree import Class, ClassTree
from waiting import find_method, used

BASE_HOOKS = ("airflow.sdk.bases.hook.BaseHook", "airflow.hooks.base.BaseHook")


def is_hook(classes: ClassTree, one: Class) -> bool:
    return any(each.name in BASE_HOOKS for each in classes.order(one))


def reads_connection(classes: ClassTree, one: Class) -> bool:
    """`__init__`, or a method or property that it uses, calls `get_connection`."""
    start = find_method(classes, one, "__init__", after=None)
    queue = [start] if start else []
    seen = {(owner.name, method.name) for owner, method in queue}
    for owner, method in queue:
        if owner.name in BASE_HOOKS:
            continue
        for name, after in used(method, owner):
            if name == "get_connection":
                return True
            found = find_method(classes, one, name, after)
            if found and (found[0].name, found[1].name) not in seen:
                seen.add((found[0].name, found[1].name))
                queue.append(found)
    return False


def hooks(classes: ClassTree, package: str) -> dict[str, bool]:
    """Every public hook class below a package: does its constructor read a connection?"""
    found = {}
    for name in classes.tree.module_names(package):
        if ".hooks." not in name:
            continue
        module = classes.tree.module(name)
        for local, definitions in (module.names if module else {}).items():
            node = definitions[0].node if definitions and definitions[0].kind == "class" else None
            if isinstance(node, ast.ClassDef) and not local.startswith("_"):
                one = Class(name, node)
                if is_hook(classes, one):
                    found[one.name] = reads_connection(classes, one)
    return found
