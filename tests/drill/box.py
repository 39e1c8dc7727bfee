"""A host of its own on this machine: namespaces without a route anywhere, a root whose changes are thrown away, and a real systemd."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

ENTER = Path(__file__).with_name("enter.sh")
NAMESPACES = ("--mount", "--pid", "--fork", "--kill-child", "--uts", "--ipc", "--net", "--cgroup")
# Of the control groups only what systemd needs: limits of memory and processors stay those that this process has.
CONTROLS = ("systemd", "unified", "pids", "devices")
HOST = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "container": "drill"}
NEEDED = ("unshare", "nsenter", "systemctl", "pg_lsclusters", "redis-server", "nginx", "git")


def lacking() -> str:
    """Why there can be no such host here, in one line; empty if there can."""
    if os.geteuid() != 0:
        return "not root: namespaces and systemd need it"
    if not Path("/lib/systemd/systemd").exists() or not controls():
        return "no systemd, or no control groups of its own kind"
    missing = [name for name in NEEDED if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")]
    return f"not installed: {', '.join(missing)}" if missing else ""


def controls() -> list[Path]:
    """The root of each hierarchy, of both kinds."""
    root = Path("/sys/fs/cgroup")
    known = [root / name for name in CONTROLS if (root / name / "cgroup.procs").exists()]
    return known or [root] * (root / "cgroup.procs").exists()


class Box:
    """`run` gives a shell command to it, as root unless told otherwise; whatever it prints is kept in `said`."""

    def __init__(self, place: Path, given: Path) -> None:
        self.place, self.given = place, given
        self.said: list[str] = []

    def __enter__(self) -> "Box":
        self.controls = [folder / f"drill-{os.getpid()}-{self.place.parent.name}" for folder in controls()]
        for folder in self.controls:
            folder.mkdir()
        self.place.mkdir(parents=True, exist_ok=True)
        self.log = open(self.place.parent / "box.log", "wb")
        enter = "; ".join(f"echo $$ > {folder}/cgroup.procs" for folder in self.controls) + '; exec unshare "$@"'
        words = ("sh", "-c", enter, "unshare", *NAMESPACES, "sh", str(ENTER), str(self.place), str(self.given))
        self.process = subprocess.Popen(words, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        self.first = self._first_process()
        self._wait_until_started()
        return self

    def _first_process(self) -> int:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for _ in range(100):
            if self.process.poll() is not None:
                raise RuntimeError((self.place.parent / "box.log").read_text())
            if known := children.read_text().split():
                with contextlib.suppress(OSError):
                    if "systemd" in Path(f"/proc/{known[0]}/comm").read_text():
                        return int(known[0])
            time.sleep(0.1)
        raise RuntimeError("systemd did not start in time")

    def _wait_until_started(self) -> None:
        for _ in range(120):
            state = self.run("systemctl is-system-running", check=False).strip()
            if state in {"running", "degraded"}:
                return
            time.sleep(0.5)
        raise RuntimeError(f"systemd stays {state}")

    def run(self, command: str, *, check: bool = True, **variables: str) -> str:
        words = ("nsenter", f"--target={self.first}", "--mount", "--uts", "--ipc", "--net", "--pid", "--root")
        given = [f"{name}={value}" for name, value in {**HOST, **variables}.items()]
        done = subprocess.run(
            [*words, "env", "-i", *given, "bash", "-euo", "pipefail", "-c", f"cd /\n{command}"],
            capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=3600,
        )  # fmt: skip
        self.said.append(f"$ {command}\n{done.stdout}{done.stderr}")
        if check and done.returncode:
            raise AssertionError(f"{command}\n→ {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-6000:]}")
        return done.stdout

    def reach(self, other: "Box", own: str, others: str) -> None:
        """A cable between the two, with an address at each end."""
        ends = [(self, own, "cable0"), (other, others, "cable1")]
        subprocess.run(["ip", "link", "add", "cable0", "type", "veth", "peer", "name", "cable1"], check=True)
        for host, address, end in ends:
            subprocess.run(["ip", "link", "set", end, "netns", str(host.first)], check=True)
            host.run(f"ip addr add {address}/24 dev {end} && ip link set {end} up")

    def share(self, folder: str, other: "Box") -> None:
        """A file system that both have, in place of the folder; it begins with what lay there."""
        common = f"/srv/drill/common{folder}"
        self.run(f"mkdir -p {common} && cp -a {folder}/. {common} && chown --reference={folder} {common}")
        for host in (self, other):
            host.run(f"mkdir -p {folder} && mount --bind {common} {folder}")

    def carry(self, file: str, other: "Box") -> None:
        """What an operator copies from host to host; it is gone here."""
        here, there = (Path(f"/proc/{host.first}/root") / file.lstrip("/") for host in (self, other))
        shutil.move(here, there)

    def start_outside(self, *words: str) -> subprocess.Popen[str]:
        """A program of this machine, in the network of the host alone: somebody at a desk of the bureau."""
        # The name of the host is known in the host; here it needs a file of names of its own.
        named = 'mount --bind "$0" /etc/hosts; exec "$@"'
        names = self.place.parent / "hosts"
        names.write_text("127.0.0.1 localhost portal.example.org\n")
        return subprocess.Popen(
            ["nsenter", f"--target={self.first}", "--net", "unshare", "--mount", "sh", "-c", named, str(names), *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(OSError):
            os.kill(self.first, signal.SIGKILL)  # the first process of a PID namespace takes all others along
        self.process.kill()
        self.process.wait()
        self.log.close()
        for root in self.controls:
            for folder in (*sorted(root.rglob("*/"), key=lambda one: -len(one.parts)), root):
                _remove(folder)


def _remove(control: Path) -> None:
    """The kernel takes a moment to see that nobody is in it any more."""
    for _ in range(50):
        try:
            control.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
