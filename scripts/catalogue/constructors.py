"""What the constructor of a class accepts, followed through `**kwargs` up to Airflow's own base classes."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from class_tree import CONTRACTS, Class, ClassTree, own_attribute

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Parameter:
    name: str
    annotation: ast.expr | None
    default: ast.expr | None
    module: str = ""


def constructors(classes: ClassTree, one: Class) -> list[tuple[Class, Function]]:
    """The `__init__`s that a call runs through, outermost first, as long as each hands its `**kwargs` on."""
    chain = []
    for each in classes.order(one):
        if each.key in CONTRACTS and each.key != one.key:
            break
        init = own_attribute(classes.tree, each.node.body, "__init__")
        if not isinstance(init, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        chain.append((each, init))
        if not hands_on(init):
            break
    return chain


def hands_on(init: Function) -> bool:
    return init.args.kwarg is not None and bool(inner_calls(init))


def inner_calls(init: Function) -> list[ast.Call]:
    """Calls of another `__init__` in a constructor."""
    calls = [node for node in ast.walk(init) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__"]


def parameters(classes: ClassTree, one: Class) -> dict[str, Parameter]:
    """Parameters by name, the outermost declaration winning. A parameter that a constructor fills in itself
    (`super().__init__(deferrable=True, **kwargs)`) is not one of the class's."""
    found: dict[str, Parameter] = {}
    filled: set[str] = set()
    for owner, init in constructors(classes, one):
        for parameter in declared(init):
            if parameter.name not in filled:
                found.setdefault(parameter.name, replace(parameter, module=owner.module))
        for call in inner_calls(init):
            filled |= {keyword.arg for keyword in call.keywords if keyword.arg and keyword.arg not in found}
    return found


def declared(init: Function) -> list[Parameter]:
    arguments = init.args
    positional = [*arguments.posonlyargs, *arguments.args][1:]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    defaults += arguments.defaults[-len(positional) :] if positional else []
    pairs = [*zip(positional, defaults, strict=False), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    return [Parameter(argument.arg, argument.annotation, default) for argument, default in pairs]


def is_plain_text(annotation: ast.expr | None) -> bool:
    """`str`, `str | None`, `Optional[str]` and their quoted spellings."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            return False
    if annotation is None:
        return False
    text = ast.unparse(annotation).replace("typing.", "").replace(" | ArgNotSet", "")
    return text in ("str", "str | None", "None | str", "Optional[str]", "Union[str, None]", "Union[None, str]")


def always_passes_deferrable(classes: ClassTree, one: Class) -> bool:
    """The constructor hands `deferrable=True` to the class it extends, whatever it is called with."""
    for _, init in constructors(classes, one):
        if any(parameter.name == "deferrable" for parameter in declared(init)):
            return False
        for call in inner_calls(init):
            for keyword in call.keywords:
                if keyword.arg == "deferrable":
                    return isinstance(keyword.value, ast.Constant) and keyword.value.value is True
    return False
