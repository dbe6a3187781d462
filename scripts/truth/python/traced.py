"""Which functions of first-party files are entered and which of their import statements run, while a file is parsed."""

from __future__ import annotations

import ast
import builtins
import importlib.util
import sys
import threading


class Trace:
    """Records while it is entered as a context manager. `roots` are the folders of first-party code."""

    def __init__(self, roots: list[str]):
        self._roots = tuple(root.rstrip("/") + "/" for root in roots)
        self._entered: set[tuple[str, int, str]] = set()
        self._imported: dict[tuple[str, int, str], None] = {}
        # By identity: code objects of two files may be equal. Held, so that no identity is used again.
        self._seen: dict[int, object] = {}

    def _is_first_party(self, file: object) -> bool:
        return isinstance(file, str) and file.startswith(self._roots)

    def _on_event(self, frame, event, _argument):
        code = frame.f_code
        if event != "call" or id(code) in self._seen:
            return
        self._seen[id(code)] = code
        if self._is_first_party(code.co_filename):
            self._entered.add((code.co_filename, code.co_firstlineno, code.co_name))

    def _import(self, name, globals=None, locals=None, fromlist=(), level=0):
        file = (globals or {}).get("__file__")
        if self._is_first_party(file):
            frame = sys._getframe(1)
            if frame.f_code.co_filename == file:
                self._imported[(file, frame.f_lineno, _absolute(name, globals, level))] = None
        return self._original_import(name, globals, locals, fromlist, level)

    def __enter__(self):
        self._original_import = builtins.__import__
        builtins.__import__ = self._import
        threading.setprofile(self._on_event)
        sys.setprofile(self._on_event)
        return self

    def __exit__(self, *_):
        sys.setprofile(None)
        threading.setprofile(None)
        builtins.__import__ = self._original_import

    def facts(self) -> dict[str, list[dict[str, object]]]:
        sources: dict[str, Source] = {}
        for file in {one[0] for one in (*self._entered, *self._imported)}:
            sources[file] = Source(file)
        functions = []
        for file, line, name in sorted(self._entered):
            # Class bodies, comprehensions and the module itself are code as well, but no functions.
            found = sources[file].functions.get((line, name))
            if found:
                functions.append({"file": file, "name": found[0], "line": found[1]})
        imports = [
            {"file": file, "line": line, "end": sources[file].import_ends.get(line, line), "module": module}
            for file, line, module in self._imported
        ]
        return {"functions": functions, "imports": imports}


def _absolute(name: str, globals: dict, level: int) -> str:
    if level == 0:
        return name
    try:
        return importlib.util.resolve_name("." * level + name, globals.get("__package__") or "")
    except (ImportError, ValueError):
        return "." * level + name


class Source:
    """Where a file defines functions and imports modules."""

    def __init__(self, file: str):
        # (first line of the code object, its name) → (qualified name, line of `def` or `lambda`)
        self.functions: dict[tuple[int, str], tuple[str, int]] = {}
        # first line of an import statement → its last line
        self.import_ends: dict[int, int] = {}
        with open(file, "rb") as source:
            self._visit(ast.parse(source.read()), "")

    def _visit(self, node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                first = min([child.lineno, *(one.lineno for one in child.decorator_list)])
                self.functions[(first, child.name)] = (prefix + child.name, child.lineno)
                self._visit(child, f"{prefix}{child.name}.<locals>.")
            elif isinstance(child, ast.Lambda):
                self.functions[(child.lineno, "<lambda>")] = (f"{prefix}<lambda>", child.lineno)
                self._visit(child, f"{prefix}<lambda>.<locals>.")
            elif isinstance(child, ast.ClassDef):
                self._visit(child, f"{prefix}{child.name}.")
            else:
                if isinstance(child, (ast.Import, ast.ImportFrom)):
                    self.import_ends[child.lineno] = child.end_lineno
                self._visit(child, prefix)
