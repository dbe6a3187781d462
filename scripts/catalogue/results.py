"""Whether what a task returns goes to XCom: what `execute` and the methods that it defers to return."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from class_tree import CONTRACTS, Class, ClassTree
from constructors import Function
from waiting import find_method, reachable, used


def returns_value(classes: ClassTree, one: Class, kind: str) -> bool | None:
    """True when some path returns a value, False when every one returns None, None when that cannot be told."""
    if one.key in CONTRACTS:
        return None
    execute = find_method(classes, one, "execute", after=None)
    if execute is None and kind == "sensor":
        poke = find_method(classes, one, "poke", after=None)
        return None if poke is None else mentions(classes, one, *poke, "PokeReturnValue", set())
    if execute is None:
        return None
    answers = [answer(classes, one, *execute, 0)]
    for name in deferred_to(classes, one):
        method = find_method(classes, one, name, after=None)
        answers.append(answer(classes, one, *method, 0) if method else None)
    if True in answers:
        return True
    return None if None in answers else False


def deferred_to(classes: ClassTree, one: Class) -> set[str]:
    """Methods that `self.defer(method_name=…)` resumes in."""
    names = set()
    for _, method in reachable(classes, one):
        for node in ast.walk(method):
            if isinstance(node, ast.keyword) and node.arg == "method_name" and isinstance(node.value, ast.Constant):
                names.add(str(node.value.value))
    return names


def own_returns(body: list[ast.stmt]) -> Iterator[ast.Return | ast.Yield]:
    """`return` statements of a function, not those of functions in it."""
    queue: list[ast.AST] = list(body)
    while queue:
        node = queue.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(node, ast.Return):
            yield node
        queue += ast.iter_child_nodes(node)


def answer(classes: ClassTree, one: Class, owner: Class, method: Function, depth: int) -> bool | None:
    result: bool | None = False
    for node in own_returns(method.body):
        value = node.value
        if value is None or (isinstance(value, ast.Constant) and value.value is None):
            continue
        given = call_answer(classes, one, owner, value, depth)
        if given:
            return True
        result = None if given is None else result
    return result


def call_answer(classes: ClassTree, one: Class, owner: Class, value: ast.expr, depth: int) -> bool | None:
    """What returning `value` gives: a call of an own method is followed, everything else is a value."""
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return True
    receiver = ast.unparse(value.func.value)
    if receiver not in ("self", "super()"):
        return True
    found = find_method(classes, one, value.func.attr, owner if receiver == "super()" else None)
    if found is None and classes.attribute(one, value.func.attr) is None:
        return True  # a callable that the instance keeps, such as `python_callable`
    if found is None or depth > 5:
        return False if value.func.attr == "defer" else None
    return answer(classes, one, *found, depth + 1)


def mentions(classes: ClassTree, one: Class, owner: Class, method: Function, name: str, seen: set[str]) -> bool:
    """A method, or one of the methods that it uses, mentions a name."""
    if f"{owner.name}.{method.name}" in seen:
        return False
    seen.add(f"{owner.name}.{method.name}")
    if any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(method)):
        return True
    found = [find_method(classes, one, each, after) for each, after in used(method, owner)]
    return any(mentions(classes, one, *each, name, seen) for each in found if each)
