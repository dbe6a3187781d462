"""Hooks, and which classes read a connection while they are constructed, not when they are first used."""

from __future__ import annotations

import ast
from copy import copy

from class_tree import Class, ClassTree
from constructors import Function
from waiting import find_method, used

BASE_HOOKS = ("airflow.sdk.bases.hook.BaseHook", "airflow.hooks.base.BaseHook")


def is_hook(classes: ClassTree, one: Class) -> bool:
    return any(each.name in BASE_HOOKS for each in classes.order(one))


def reads_connection(classes: ClassTree, one: Class, depth: int = 0) -> bool:
    """`__init__`, or a method or property that it uses, calls `get_connection` or makes a hook that does. What another
    class than a hook does only under a condition is left out."""
    start = find_method(classes, one, "__init__", after=None)
    if start and not is_hook(classes, one):
        start = (start[0], unconditional(start[1]))
    queue = [start] if start else []
    seen = {(owner.name, method.name) for owner, method in queue}
    for owner, method in queue:
        if owner.name in BASE_HOOKS:
            continue
        if depth < 3 and any(reads_connection(classes, hook, depth + 1) for hook in hooks_made(classes, owner, method)):
            return True
        for name, after in used(method, owner):
            if name == "get_connection":
                return True
            found = find_method(classes, one, name, after)
            if found and (found[0].name, found[1].name) not in seen:
                seen.add((found[0].name, found[1].name))
                queue.append(found)
    return False


def unconditional(method: Function) -> Function:
    """A method without its branches."""
    result = copy(method)
    result.body = [each for each in method.body if not isinstance(each, (ast.If, ast.Try))] or [ast.Pass()]
    return result


def hooks_made(classes: ClassTree, owner: Class, method: ast.AST) -> list[Class]:
    """Hook classes that a method calls by name."""
    made = []
    for node in ast.walk(method):
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            if not ast.unparse(node.func).endswith("Hook"):
                continue
            dotted = classes.tree.dotted(owner.module, node.func)
            one = classes.find(dotted) if dotted else None
            if one and one.name != owner.name and is_hook(classes, one):
                made.append(one)
    return made
