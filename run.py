"""The one entry. `python run.py` starts the portal with its worker; `app` is for WSGI servers and `flask --app run`.

python run.py            supervisor: web, worker and, in the demo, the local mail server; restarts what dies
python run.py web        one web process (waitress) on PORT
python run.py worker     one worker
python run.py mailbox    the local mail server of the demo
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any

HOST = "127.0.0.1"
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a dead process is started again
GRACE = 30.0  # seconds to end by itself after SIGTERM
WRONG_USE = 2


def __getattr__(name: str) -> Any:
    # Built only when a WSGI server or `flask --app run` asks: the supervisor needs no app of its own.
    if name == "app":
        from app import create_app

        globals()["app"] = create_app()
        return globals()["app"]
    raise AttributeError(name)


def port() -> int:
    return int(os.environ.get("PORT", "8080"))


def web() -> None:
    """Waitress reads a whole body before it hands it on: a slow client holds no thread."""
    from waitress import serve

    from app import create_app

    serve(create_app(), host=os.environ.get("HOST", HOST), port=port(), threads=8, ident="sakpore", channel_timeout=120)


def worker() -> None:
    from app import create_app
    from app.foundation import jobs

    jobs.work(create_app())


def mailbox() -> None:
    import config
    from app.foundation.mailbox import serve

    settings = config.load()
    serve(settings["SAKPORE_DATA"], settings["MAIL_PORT"])


def port_taken() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port()))
        except OSError:
            return True
    return False


class Supervisor:
    """Starts the parts, starts a dead one again after a growing pause, forwards SIGTERM and waits for all."""

    def __init__(self, parts: list[str]) -> None:
        self.pauses = dict.fromkeys(parts, FIRST_PAUSE)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.again_at: dict[str, float] = {}
        self.ending = False

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        for part in self.pauses:
            self._start(part)
        while not self.ending:
            time.sleep(0.2)
            self._look_after()
        self._stop_all()

    def _start(self, part: str) -> None:
        self.running[part] = subprocess.Popen([sys.executable, __file__, part])
        self.again_at.pop(part, None)

    def _look_after(self) -> None:
        for part, process in list(self.running.items()):
            if process.poll() is None:
                continue
            if part not in self.again_at:
                print(f"{part} ended with {process.returncode}; starting again", file=sys.stderr)
                self.again_at[part] = time.monotonic() + self.pauses[part]
                self.pauses[part] = min(self.pauses[part] * 2, LONGEST_PAUSE)
            elif time.monotonic() >= self.again_at[part]:
                self._start(part)

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self.ending = True

    def _stop_all(self) -> None:
        for process in self.running.values():
            process.terminate()
        until = time.monotonic() + GRACE
        for process in self.running.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()


def main(arguments: list[str]) -> int:
    parts = {"web": web, "worker": worker, "mailbox": mailbox}
    if arguments:
        if arguments[0] not in parts:
            print(__doc__, file=sys.stderr)
            return WRONG_USE
        parts[arguments[0]]()
        return 0
    if port_taken():
        print(f"port {port()} is taken: choose another with PORT=", file=sys.stderr)
        return WRONG_USE
    demo = os.environ.get("SAKPORE_ENV") == "demo"
    Supervisor([*(["mailbox"] if demo else []), "web", "worker"]).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
