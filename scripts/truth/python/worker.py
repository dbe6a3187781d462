"""Lets real Airflow parse DAG files and says, as JSON, what it has built and what ran meanwhile.

Reads requests from standard input, one JSON object a line: {"id", "file", "roots", "path", "effects"?}; answers each with
one line. With `effects` a file is parsed twice, to see what two parses leave different.
`roots` are the folders of first-party code, `path` what Airflow and the deployment would add to `sys.path`.
Airflow is imported once; every file is parsed in a process of its own, forked from this one, with a time limit.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import sys
import time
import traceback

from agreed import agreed

LIMIT = float(os.environ["TRUTH_SECONDS"])
WARM = (
    "airflow.decorators",
    "airflow.providers.amazon.aws.sensors.s3",
    "airflow.providers.common.ai.operators.agent",
    "airflow.providers.common.sql.operators.sql",
    "airflow.providers.standard.operators.bash",
    "airflow.providers.standard.operators.python",
    "airflow.providers.standard.sensors.python",
    "pandas",
)


def main() -> None:
    # Whatever a DAG file prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    dagbag_class, version = load_airflow()
    os.dup2(silence, 2)
    print(json.dumps({"airflow": version, "python": sys.version.split()[0]}), file=answers, flush=True)
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        answer = in_child(lambda: read_file(dagbag_class, request))
        if request.get("effects"):
            again = in_child(lambda: read_file(dagbag_class, request))
            answer["again"] = again.get("effects")
        elif answer.pop("asked", None):
            other = in_child(lambda: read_file(dagbag_class, {**request, "otherValues": True}))
            if other["status"] == "ok":
                answer = agreed(answer, other)
        print(json.dumps({"id": request["id"], **answer}), file=answers, flush=True)


def load_airflow():
    import airflow
    import airflow.settings

    airflow.settings.initialize()
    try:
        from airflow.dag_processing.dagbag import DagBag
    except ImportError:
        from airflow.models.dagbag import DagBag

        give_start_dates()
    # What Airflow looks up at first use is looked up, and what many files need is imported, once for all of them.
    from airflow.providers.common.compat.sdk import Asset

    Asset("s3://bucket/warm-up")
    if os.environ.get("TRUTH_WARM"):
        for module in WARM:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
    return DagBag, airflow.__version__


def give_start_dates() -> None:
    """2.x demands a start date of every Dag with a schedule; fixtures that leave it out are about something else."""
    import datetime
    import functools

    from airflow.models.dag import DAG

    original = DAG.__init__
    before_start_date = 5  # positional parameters

    @functools.wraps(original)
    def with_start_date(dag, *positional, **named):
        defaults = named.get("default_args") or {}
        if len(positional) <= before_start_date and not (named.get("start_date") or defaults.get("start_date")):
            named["start_date"] = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
        original(dag, *positional, **named)

    DAG.__init__ = with_start_date


def in_child(work) -> dict[str, object]:
    """The result of `work`, done in a forked process that is ended when it takes too long."""
    reading, writing = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.setsid()
        try:
            result = work()
        except BaseException as error:
            result = {"status": "error", "error": describe(error), "trace": traceback.format_exc()}
        with os.fdopen(writing, "w") as pipe:
            json.dump(result, pipe)
        os._exit(0)
    os.close(writing)
    text = receive(reading, started + LIMIT + 10)
    if text is None:
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    seconds = round(time.monotonic() - started, 2)
    if text is None:
        return {"status": "error", "error": {"type": "Timeout", "message": f"not parsed after {LIMIT:.0f} s"}}
    if text == "":
        return {"status": "error", "error": {"type": "Crash", "message": f"the process ended with status {status}"}}
    return {**json.loads(text), "seconds": seconds}


def receive(pipe: int, deadline: float) -> str | None:
    """Everything that comes through a pipe until it is closed; None when that takes too long."""
    parts = []
    with os.fdopen(pipe, "rb", buffering=0) as source:
        while True:
            ready, _, _ = select.select([source], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                return None
            part = source.read(65536)
            if not part:
                return b"".join(parts).decode()
            parts.append(part)


def read_file(dagbag_class, request: dict) -> dict[str, object]:
    import any_variable
    from built import read_dag
    from effects import Effects
    from traced import Trace

    if request.get("otherValues"):
        any_variable.use_other_values()

    network: list[str] = []
    block_network(network)
    sys.path.extend(request["path"])
    bag = dagbag_class(os.devnull, collect_dags=False)
    errors: list[BaseException] = []
    effects = Effects() if request.get("effects") else None
    trace = Trace(request["roots"])
    with trace, catching_errors(request["file"], errors):
        bag.process_file(request["file"], only_if_updated=False, safe_mode=False)
    if effects:
        effects.parsed()
    result = {"network": network, **trace.facts()}
    if bag.import_errors:
        text = "\n".join(bag.import_errors.values()).strip()
        error = describe(errors[0]) if errors else {"type": "ImportError", "message": text.splitlines()[-1]}
        return {"status": "error", "error": error, "trace": text, **result}
    if effects:
        result["effects"] = effects.facts([dag for _, dag in sorted(bag.dags.items())], any_variable.asked)
    else:
        result["asked"] = bool(any_variable.asked)
    # What `process_file` returns may have a Dag twice: its hash changes with its tasks.
    return {"status": "ok", "dags": [read_dag(dag) for _, dag in sorted(bag.dags.items())], **result}


class catching_errors:
    """Keeps the exception that a file raised: Airflow turns it into text."""

    def __init__(self, file: str, errors: list[BaseException]):
        self._file, self._errors = file, errors

    def __enter__(self):
        from importlib.machinery import SourceFileLoader

        self._original = original = SourceFileLoader.exec_module
        file, errors = self._file, self._errors

        def exec_module(loader, module):
            try:
                return original(loader, module)
            except BaseException as error:
                if loader.path == file:
                    errors.append(error)
                raise

        SourceFileLoader.exec_module = exec_module

    def __exit__(self, *_):
        from importlib.machinery import SourceFileLoader

        SourceFileLoader.exec_module = self._original


def describe(error: BaseException) -> dict[str, object]:
    text = str(error).strip()
    found: dict[str, object] = {"type": type(error).__name__, "message": text.splitlines()[0] if text else ""}
    if isinstance(error, ModuleNotFoundError) and error.name:
        found["module"] = error.name
    return found


def block_network(attempts: list[str]) -> None:
    def refuse(event: str, arguments: tuple) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
            target = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[:2]
            attempts.append(f"{event} {target!r}")
            raise PermissionError(f"no network while files are parsed: {event} {target!r}")

    sys.addaudithook(refuse)


if __name__ == "__main__":
    main()
