"""`run` for the whole portal, `-- COMMAND …` for one command with the private servers up."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from deploy.embedded import demo, portal
from deploy.embedded.engines import SetupError
from deploy.embedded.servers import Servers, prepare_folder

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C, sent SIGTERM or closed the terminal."""


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    for stopping in STOPPING:
        signal.signal(stopping, signal.SIG_IGN)  # a second Ctrl-C must not break the cleaning up
    raise Interrupted(number)


def run_command(words: list[str], folder: Path, *, test: bool) -> int:
    with Servers(folder, durable=not test) as servers:
        kind = {"PORTAL_ENV": "test"} if test else demo.environment(folder)
        environment = os.environ | kind | servers.environment()
        try:
            process = subprocess.Popen(words, env=environment, pass_fds=servers.descriptors())
        except OSError as error:
            raise SetupError(f"无法执行 {words[0]}：{error.strerror}。") from error
        for stopping in STOPPING:
            signal.signal(stopping, lambda number, frame: process.send_signal(number))
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal has already told the command
        status = process.wait()
    return status if status >= 0 else 128 - status


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.embedded", usage="%(prog)s [options] run | -- COMMAND …")
    parser.add_argument(
        "--test", action="store_true", help="use a separate, faster cluster that may be lost in a crash"
    )
    parser.add_argument("--folder", type=Path, default=demo.ROOT / "var", help="where data, logs and secrets live")
    parser.add_argument("words", nargs="+", metavar="COMMAND")
    options = parser.parse_args()
    folder = (options.folder / "test" if options.test else options.folder).absolute()
    for stopping in STOPPING:
        signal.signal(stopping, interrupt)
    try:
        prepare_folder(folder)
        if options.words != ["run"]:
            return run_command(options.words, folder, test=options.test)
        portal.run(folder)
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    except Interrupted as stopped:
        if options.words != ["run"]:
            return 128 + stopped.args[0]
    portal.say("门户已停止。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
