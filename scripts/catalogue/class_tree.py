"""Classes of a SourceTree: method resolution order, attributes, constructors."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from python_sources import SourceTree

BASE_OPERATOR = "airflow.sdk.bases.operator.BaseOperator"
BASE_SENSOR = "airflow.sdk.bases.sensor.BaseSensorOperator"
ROOTS = {
    "airflow.models.baseoperator.BaseOperator": BASE_OPERATOR,
    "airflow.models.BaseOperator": BASE_OPERATOR,
    "airflow.sdk.BaseOperator": BASE_OPERATOR,
    "airflow.sensors.base.BaseSensorOperator": BASE_SENSOR,
    "airflow.sdk.BaseSensorOperator": BASE_SENSOR,
}
CONTRACTS = (BASE_OPERATOR, BASE_SENSOR)


@dataclass(frozen=True)
class Class:
    module: str
    node: ast.ClassDef

    @property
    def name(self) -> str:
        return f"{self.module}.{self.node.name}"

    @property
    def key(self) -> str:
        return ROOTS.get(self.name, self.name)


class ClassTree:
    """Answers about classes by dotted name, with a memory of what was asked."""

    def __init__(self, tree: SourceTree):
        self.tree = tree
        self.orders: dict[str, list[Class]] = {}

    def find(self, dotted: str) -> Class | None:
        found = self.tree.resolve(dotted)
        if found and found.kind == "class" and isinstance(found.node, ast.ClassDef):
            return Class(found.module, found.node)
        return None

    def bases(self, one: Class) -> list[Class]:
        """Direct bases that these sources define; others (typing, abc, libraries) are left out."""
        found = []
        for expression in one.node.bases:
            dotted = self.tree.dotted(one.module, expression)
            base = self.find(dotted) if dotted else None
            base = base or (self.find(self.alias(one.module, expression)) if dotted else None)
            if base is not None and base.name != one.name:
                found.append(base)
        return found

    def alias(self, module: str, expression: ast.expr) -> str:
        """`Name = Other` at module level, as compatibility modules write it."""
        dotted = self.tree.dotted(module, expression) or ""
        found = self.tree.resolve(dotted)
        if found and found.kind == "value" and isinstance(found.node, (ast.Name, ast.Attribute)):
            return self.tree.dotted(found.module, found.node) or ""
        return ""

    def order(self, one: Class) -> list[Class]:
        """The method resolution order, the class itself first (C3; depth first where the sources are inconsistent)."""
        if one.name not in self.orders:
            self.orders[one.name] = [one]
            bases = self.bases(one)
            lists = [list(self.order(base)) for base in bases] + [list(bases)]
            self.orders[one.name] = [one, *merge(lists)]
        return self.orders[one.name]

    def kind(self, one: Class) -> str | None:
        """"sensor", "operator", or None for a class that is neither."""
        keys = {each.key for each in self.order(one)}
        return "sensor" if BASE_SENSOR in keys else "operator" if BASE_OPERATOR in keys else None

    def own_order(self, one: Class) -> list[Class]:
        """The resolution order without Airflow's own BaseOperator, BaseSensorOperator and what they build on."""
        order = self.order(one)
        if one.key in CONTRACTS:
            return [one]
        hidden = {each.name for root in order if root.key in CONTRACTS for each in self.order(root)}
        return [each for each in order if each.name not in hidden]

    def attribute(self, one: Class, name: str) -> tuple[Class, ast.stmt] | None:
        """The class and statement that define an attribute or method, in the whole resolution order."""
        for each in self.order(one):
            statement = own_attribute(self.tree, each.node.body, name)
            if statement is not None:
                return each, statement
        return None


def merge(lists: list[list[Class]]) -> list[Class]:
    result: list[Class] = []
    lists = [each for each in lists if each]
    while lists:
        for each in lists:
            head = each[0]
            if not any(head.name in {one.name for one in other[1:]} for other in lists):
                break
        else:
            head = lists[0][0]
        result.append(head)
        lists = [rest for each in lists if (rest := [one for one in each if one.name != head.name])]
    return result


def own_attribute(tree: SourceTree, body: list[ast.stmt], name: str) -> ast.stmt | None:
    """The last statement of a class body that binds `name`; branches on the Airflow version are taken as in `tree`."""
    found: ast.stmt | None = None
    for statement in body:
        if isinstance(statement, ast.If):
            truth = tree.flag(statement.test)
            for taken, branch in ((truth is not False, statement.body), (truth is not True, statement.orelse)):
                if taken and "TYPE_CHECKING" not in ast.unparse(statement.test):
                    found = own_attribute(tree, branch, name) or found
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and statement.name == name:
            found = statement
        elif isinstance(statement, ast.Assign):
            if any(isinstance(target, ast.Name) and target.id == name for target in statement.targets):
                found = statement
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            if isinstance(statement.target, ast.Name) and statement.target.id == name:
                found = statement
    return found


def decorator_names(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Last part of each decorator's name, calls included."""
    names = []
    for decorator in node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        names.append(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return names
