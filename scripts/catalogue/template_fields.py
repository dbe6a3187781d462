"""The value of `template_fields`, which providers compute with sums, sets and helper functions."""

from __future__ import annotations

import ast

from class_tree import Class, ClassTree


class Unknown(Exception):
    """The expression is not one this reader understands."""


def template_fields(classes: ClassTree, one: Class) -> list[str]:
    """Effective template fields, in declared order. Raises Unknown."""
    found = classes.attribute(one, "template_fields")
    if found is None:
        return []
    owner, statement = found
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)):
        raise Unknown(f"{owner.name}.template_fields is a {type(statement).__name__}")
    return unique(evaluate(classes, owner, statement.value))


def unique(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def evaluate(classes: ClassTree, owner: Class, node: ast.expr | None) -> list[str]:
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        values: list[str] = []
        for element in node.elts:
            values += evaluate(classes, owner, element.value if isinstance(element, ast.Starred) else element)
        return values
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.BinOp):
        left = evaluate(classes, owner, node.left)
        right = evaluate(classes, owner, node.right)
        return [one for one in left if one not in right] if isinstance(node.op, ast.Sub) else left + right
    if isinstance(node, ast.Call):
        return call(classes, owner, node)
    if isinstance(node, (ast.GeneratorExp, ast.ListComp, ast.SetComp)):
        return comprehension(classes, owner, node)
    if isinstance(node, (ast.Name, ast.Attribute)):
        return reference(classes, owner, node)
    raise Unknown(f"{owner.name}: {ast.unparse(node) if node else node}")


def call(classes: ClassTree, owner: Class, node: ast.Call) -> list[str]:
    name = ast.unparse(node.func)
    values: list[str] = []
    for argument in node.args:
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        values += evaluate(classes, owner, inner)
    if name in ("tuple", "list", "set", "frozenset", "sorted"):
        return sorted(values) if name == "sorted" else values
    if name.endswith("aws_template_fields"):
        return sorted({"aws_conn_id", "region_name", "verify", *values})
    if name.endswith((".union", ".difference")) and isinstance(node.func, ast.Attribute):
        before = evaluate(classes, owner, node.func.value)
        return before + values if name.endswith(".union") else [one for one in before if one not in values]
    raise Unknown(f"{owner.name}: {ast.unparse(node)}")


def comprehension(
    classes: ClassTree, owner: Class, node: ast.GeneratorExp | ast.ListComp | ast.SetComp
) -> list[str]:
    """`x for x in fields if x != "a"` and `if x not in {...}`."""
    generator = node.generators[0]
    if len(node.generators) != 1 or ast.unparse(node.elt) != ast.unparse(generator.target):
        raise Unknown(f"{owner.name}: {ast.unparse(node)}")
    values = evaluate(classes, owner, generator.iter)
    for test in generator.ifs:
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], (ast.NotEq, ast.NotIn)):
            raise Unknown(f"{owner.name}: {ast.unparse(node)}")
        dropped = evaluate(classes, owner, test.comparators[0])
        values = [one for one in values if one not in dropped]
    return values


def reference(classes: ClassTree, owner: Class, node: ast.Name | ast.Attribute) -> list[str]:
    if isinstance(node, ast.Name):
        for statement in owner.node.body:
            if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                if any(isinstance(target, ast.Name) and target.id == node.id for target in targets):
                    return evaluate(classes, owner, statement.value)
    dotted = classes.tree.dotted(owner.module, node)
    if isinstance(node, ast.Attribute):
        base = classes.tree.dotted(owner.module, node.value)
        found = classes.find(base) if base else None
        if found:
            attribute = classes.attribute(found, node.attr)
            if attribute is None:
                return []
            if isinstance(attribute[1], (ast.Assign, ast.AnnAssign)):
                return evaluate(classes, attribute[0], attribute[1].value)
    value = classes.tree.resolve(dotted) if dotted else None
    if value and value.kind == "value" and isinstance(value.node, ast.expr):
        module_owner = Class(value.module, ast.ClassDef(name="", bases=[], keywords=[], body=[], decorator_list=[]))
        return evaluate(classes, module_owner, value.node)
    raise Unknown(f"{owner.name}: {ast.unparse(node)}")
