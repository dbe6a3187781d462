"""The text that stands for a default value in the data files, read from the expression in the source.

`none`, `true`, `false`, numbers, `'text'`, `[]` and `{}` for empty collections, `300s` for a timedelta,
`%i:section.option|fallback` for what the configuration decides (read as i(nteger), f(loat), b(oolean) or s(tring)), `?` for
everything else.
"""

from __future__ import annotations

import ast

from class_tree import ClassTree, own_attribute

UNKNOWN = "?"
LONGEST = 48
UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800, "milliseconds": 0.001}
GETTERS = {"getint": "i", "gettimedelta": "i", "getfloat": "f", "getboolean": "b", "get": "s", "get_mandatory_value": "s"}
GETTERS |= {"_config_int_factory": "i", "_config_bool_factory": "b"}
WRAPPERS = ("str", "int", "float", "bool")


def text_of(value: object) -> str:
    """The text of a constant; UNKNOWN for one that is too long or has characters that the data files separate by."""
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, str):
        plain = value.isascii() and value.isprintable() and not any(mark in value for mark in " '|<[]")
        return f"'{value}'" if plain and len(value) <= LONGEST else UNKNOWN
    return UNKNOWN


def default_text(classes: ClassTree, module: str, node: ast.expr | None, depth: int = 0) -> str:
    """The text for an expression of a module."""
    if node is None or depth > 8:
        return UNKNOWN
    if isinstance(node, ast.Constant):
        return text_of(node.value)
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return UNKNOWN if node.elts else "[]"
    if isinstance(node, ast.Dict):
        return UNKNOWN if node.keys else "{}"
    if isinstance(node, (ast.BinOp, ast.UnaryOp)):
        return arithmetic(classes, module, node, depth)
    if isinstance(node, ast.Call):
        return call_text(classes, module, node, depth)
    if isinstance(node, (ast.Name, ast.Attribute)):
        return named(classes, module, node, depth)
    return UNKNOWN


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def arithmetic(classes: ClassTree, module: str, node: ast.BinOp | ast.UnaryOp, depth: int) -> str:
    if isinstance(node, ast.UnaryOp):
        value = number(default_text(classes, module, node.operand, depth + 1))
        return text_of(-value) if value is not None and isinstance(node.op, ast.USub) else UNKNOWN
    left, right = (number(default_text(classes, module, each, depth + 1)) for each in (node.left, node.right))
    if left is None or right is None:
        return UNKNOWN
    if isinstance(node.op, ast.Mult):
        return text_of(left * right)
    if isinstance(node.op, ast.Add):
        return text_of(left + right)
    return text_of(left - right) if isinstance(node.op, ast.Sub) else UNKNOWN


def call_text(classes: ClassTree, module: str, node: ast.Call, depth: int) -> str:
    name = ast.unparse(node.func)
    last = name.rpartition(".")[2]
    if last == "timedelta":
        return duration(classes, module, node, depth)
    if last in GETTERS and (last.startswith("_") or name.rpartition(".")[0].endswith("conf")):
        return option(classes, module, node, depth, GETTERS[last])
    if name in ("dict", "list", "set", "tuple") and not node.args and not node.keywords:
        return "{}" if name == "dict" else "[]"
    if len(node.args) == 1 and not node.keywords and (name in WRAPPERS or is_enum(classes, module, node.func)):
        return default_text(classes, module, node.args[0], depth + 1)
    return UNKNOWN


def is_enum(classes: ClassTree, module: str, function: ast.expr) -> bool:
    dotted = classes.tree.dotted(module, function)
    one = classes.find(dotted) if dotted else None
    return one is not None and any("Enum" in ast.unparse(base) for base in one.node.bases)


def duration(classes: ClassTree, module: str, node: ast.Call, depth: int) -> str:
    """Seconds of a timedelta; what the configuration decides stays as it is when it is a number of seconds."""
    parts = [(keyword.arg or "", keyword.value) for keyword in node.keywords]
    parts += zip(("days", "seconds"), node.args, strict=False)
    texts = [(UNITS.get(unit), default_text(classes, module, value, depth + 1)) for unit, value in parts]
    if len(texts) == 1 and texts[0][0] == 1 and texts[0][1].startswith("%"):
        return texts[0][1]
    seconds = 0.0
    for unit, text in texts:
        value = number(text)
        if unit is None or value is None:
            return UNKNOWN
        seconds += unit * value
    return f"{text_of(seconds)}s"


def option(classes: ClassTree, module: str, node: ast.Call, depth: int, read_as: str) -> str:
    if len(node.args) < 2:
        return UNKNOWN
    section, key = (default_text(classes, module, each, depth + 1).strip("'") for each in node.args[:2])
    if UNKNOWN in (section, key):
        return UNKNOWN
    fallback = next((keyword.value for keyword in node.keywords if keyword.arg == "fallback"), None)
    text = default_text(classes, module, fallback, depth + 1) if fallback else ""
    return f"%{read_as}:{section}.{key}".lower() + (f"|{text}" if text and text != UNKNOWN else "")


def named(classes: ClassTree, module: str, node: ast.Name | ast.Attribute, depth: int) -> str:
    """A constant of a module, or an attribute of a class: a member of an enumeration stands for its value."""
    dotted = classes.tree.dotted(module, node)
    found = classes.tree.resolve(dotted) if dotted else None
    if found and found.kind == "value" and isinstance(found.node, ast.expr):
        return default_text(classes, found.module, found.node, depth + 1)
    if isinstance(node, ast.Attribute):
        if node.attr == "value":
            return default_text(classes, module, node.value, depth + 1)
        base = classes.tree.dotted(module, node.value)
        one = classes.find(base) if base else None
        statement = own_attribute(classes.tree, one.node.body, node.attr) if one else None
        if one and isinstance(statement, (ast.Assign, ast.AnnAssign)):
            return default_text(classes, one.module, statement.value, depth + 1)
    return UNKNOWN
