"""How a class waits: what its `execute` does with `self.deferrable` and `self.defer`."""

from __future__ import annotations

import ast

from class_tree import CONTRACTS, Class, ClassTree, own_attribute
from constructors import Function, always_passes_deferrable, constructors, parameters


def reachable(classes: ClassTree, one: Class) -> list[tuple[Class, Function]]:
    """`execute` and the methods and properties it uses, as an instance of `one` finds them; empty when Airflow's
    base classes have the only `execute`."""
    start = find_method(classes, one, "execute", after=None)
    queue = [start] if start else []
    seen = {(owner.name, method.name) for owner, method in queue}
    for owner, method in queue:
        for name, after in used(method, owner):
            found = find_method(classes, one, name, after)
            if found and (found[0].name, found[1].name) not in seen:
                seen.add((found[0].name, found[1].name))
                queue.append(found)
    return queue


def find_method(classes: ClassTree, one: Class, name: str, after: Class | None) -> tuple[Class, Function] | None:
    order = classes.own_order(one)
    names = [each.name for each in order]
    first = names.index(after.name) + 1 if after and after.name in names else 0
    for each in order[first:]:
        statement = own_attribute(classes.tree, each.node.body, name)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return each, statement
        if statement is not None:
            return None
    return None


def used(method: Function, owner: Class) -> list[tuple[str, Class | None]]:
    """Names read from `self`, and from `super()` with the class to look behind."""
    names: list[tuple[str, Class | None]] = []
    for node in ast.walk(method):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            if isinstance(node.value, ast.Name) and node.value.id == "self":
                names.append((node.attr, None))
            elif isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "super":
                names.append((node.attr, owner))
    return names


def reads(methods: list[tuple[Class, Function]], name: str) -> bool:
    return any((name, None) in used(method, owner) for owner, method in methods)


def deferrable_takes_effect(classes: ClassTree, one: Class) -> bool:
    """The constructor takes `deferrable`, and `execute` looks at it."""
    return "deferrable" in parameters(classes, one) and reads_deferrable(classes, one, reachable(classes, one))


def reads_deferrable(classes: ClassTree, one: Class, methods: list[tuple[Class, Function]]) -> bool:
    """Some method reads `self.deferrable`, or another attribute that the constructor made from it."""
    names = {"deferrable"}
    for _, init in constructors(classes, one):
        for node in ast.walk(init):
            if isinstance(node, ast.Assign) and "deferrable" in {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}:
                names |= {target.attr for target in node.targets if isinstance(target, ast.Attribute)}
    return any(reads(methods, name) for name in names)


def always_asynchronous(classes: ClassTree, one: Class, kind: str) -> bool:
    """Every wait of the class is in the triggerer, whatever its arguments; False when this cannot be told."""
    methods = reachable(classes, one)
    if not methods or one.key in CONTRACTS:
        return False
    if reads_deferrable(classes, one, methods):
        return always_passes_deferrable(classes, one)
    if not reads(methods, "defer"):
        return False
    if kind == "sensor":
        return not waits_in_the_worker(classes, one, methods)
    owner, execute = methods[0]
    return outcome(classes, one, owner, execute.body, depth=0) == "defers"


def waits_in_the_worker(classes: ClassTree, one: Class, methods: list[tuple[Class, Function]]) -> bool:
    """Some path goes through the poking loop of BaseSensorOperator, or a loop of its own."""
    for owner, method in methods:
        for name, after in used(method, owner):
            if after and name == "execute" and find_method(classes, one, name, after) is None:
                return True
        if any(isinstance(node, ast.While) for node in ast.walk(method)):
            return True
    return False


def outcome(classes: ClassTree, one: Class, owner: Class, body: list[ast.stmt], depth: int) -> str:
    """"defers": reached on every path that goes on; "leaves": returns or raises first; "depends": an argument
    decides; "goes on": control reaches the end of `body`."""
    for statement in body:
        result = statement_outcome(classes, one, owner, statement, depth)
        if result != "goes on":
            return result
    return "goes on"


def statement_outcome(classes: ClassTree, one: Class, owner: Class, statement: ast.stmt, depth: int) -> str:
    if isinstance(statement, ast.If):
        return branch_outcome(classes, one, owner, statement, depth)
    if isinstance(statement, (ast.With, ast.Try)):
        return outcome(classes, one, owner, statement.body, depth)
    if isinstance(statement, ast.Raise):
        return "defers" if "TaskDeferred" in ast.unparse(statement) else "leaves"
    value = statement.value if isinstance(statement, (ast.Expr, ast.Return, ast.Assign)) else None
    if isinstance(value, ast.Call) and call_defers(classes, one, owner, value, depth):
        return "defers"
    return "leaves" if isinstance(statement, ast.Return) else "goes on"


def branch_outcome(classes: ClassTree, one: Class, owner: Class, statement: ast.If, depth: int) -> str:
    results = {
        outcome(classes, one, owner, statement.body, depth),
        outcome(classes, one, owner, statement.orelse, depth),
    }
    if len(results) == 1:
        return results.pop()
    if "depends" in results or "self." in ast.unparse(statement.test):
        return "depends" if results & {"depends", "defers", "leaves"} else "goes on"
    return "goes on" if "goes on" in results else "defers"


def call_defers(classes: ClassTree, one: Class, owner: Class, call: ast.Call, depth: int) -> bool:
    if not isinstance(call.func, ast.Attribute) or depth > 5:
        return False
    receiver = ast.unparse(call.func.value)
    if receiver not in ("self", "super()"):
        return False
    if receiver == "self" and call.func.attr == "defer":
        return True
    found = find_method(classes, one, call.func.attr, owner if receiver == "super()" else None)
    return found is not None and outcome(classes, one, found[0], found[1].body, depth + 1) == "defers"
