"""What a host reads is taken by the programs that read it: `prove_host.py nginx`, `units` or `manifests`; for `make lint`."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEPLOY, MADE = ROOT / "deploy", ROOT / "var/lint"
UNPACKED = ROOT / "var/tools/nginx/usr/sbin/nginx"
# Of systemd's scale, in tenths: 100 is a service that may do anything.
EXPOSURE = 40
# The oldest that is still cared for, and the newest that the validator knows.
KUBERNETES = ("1.31", "")
AROUND = """
daemon off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    access_log off;
    include {folder}/portal.conf;
}}
"""


def nginx() -> int:
    """The example as it stands, but for the places of its files and its ports, which need root."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or str(UNPACKED)
    if not Path(program).exists():
        return missing("nginx", "deploy/nginx.conf.example")
    folder = MADE / "nginx"
    (folder / "ssl/portal").mkdir(parents=True, exist_ok=True)
    (folder / "log/portal").mkdir(parents=True, exist_ok=True)
    make_certificate(folder / "ssl/portal")
    said = (DEPLOY / "nginx.conf.example").read_text()
    said = said.replace("/etc/ssl/", f"{folder}/ssl/").replace("/var/log/", f"{folder}/log/")
    said = re.sub(r"listen ((?:\[::\]:)?)(80|443)", r"listen \g<1>18\2", said)
    (folder / "portal.conf").write_text(said)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    return run(program, "-q", "-t", "-p", str(folder), "-c", str(folder / "nginx.conf"))


def make_certificate(folder: Path) -> None:
    if not (folder / "fullchain.pem").exists():
        names = ("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"))
        words = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=portal.example.org")
        subprocess.run(["openssl", *words, *names], check=True, capture_output=True)


def units() -> int:
    """Each unit, with the programs of this checkout for those of /opt/portal."""
    if not shutil.which("systemd-analyze"):
        return missing("systemd-analyze", "deploy/*.service")
    folder = MADE / "units"
    folder.mkdir(parents=True, exist_ok=True)
    said = 0
    for unit in sorted(DEPLOY.glob("*.service")):
        copy = folder / unit.name
        copy.write_text(unit.read_text().replace("/opt/portal", str(ROOT)))
        said |= run("systemd-analyze", "verify", "--man=no", str(copy))
        said |= run(
            *("systemd-analyze", "security", "--no-pager", "--offline=true", f"--threshold={EXPOSURE}", str(copy)),
            shown=False,
        )
    return said


def manifests() -> int:
    said = 0
    files = [str(path) for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))]
    for version in KUBERNETES:
        at = ("-k", version) if version else ()
        said |= run(str(ROOT / ".venv/bin/kubernetes-validate"), "--strict", "--quiet", *at, *files)
    return said


def run(*words: str, shown: bool = True) -> int:
    """Its status; what it says is shown, or only if it refuses."""
    done = subprocess.run(words, capture_output=True, text=True)
    if shown or done.returncode:
        print(done.stdout + done.stderr, end="", file=sys.stderr)
    return done.returncode


def missing(program: str, files: str) -> int:
    """Where it cannot be had, one line says what was not checked; the build of all does not go on without it."""
    print(f"本机没有 {program}，未检查 {files}；请安装后重新执行 make lint。", file=sys.stderr)
    return 1 if os.environ.get("CI") else 0


PROOFS: dict[str, Callable[[], int]] = {"nginx": nginx, "units": units, "manifests": manifests}

if __name__ == "__main__":
    sys.exit(PROOFS[sys.argv[1]]())
