"""`make bundle`: one archive from which a host without any network installs the portal.

In it: the code with its documents and front-end files, the locked wheels, and the Debian packages with all that they need, for
hosts of the same Debian and Python as the one that makes it.
"""

import hashlib
import platform
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Before setup.sh can begin, and what it does not ask for: the servers, for whoever has none of them yet.
TOOLS = ("python3", "python3-venv", "git", "make", "openssl", "curl")
SERVERS = ("postgresql", "redis-server", "nginx")
LOCKS = ("installer", "run")
# Debian's own, which the host will have: what is needed differs between 3.11.2 and 3.11.4.
PYTHON = "/usr/bin/python3"


def packages() -> list[str]:
    """What setup.sh installs for running."""
    said = re.search(r'^packages="([^"]+)"$', (ROOT / "deploy/setup.sh").read_text(), re.MULTILINE)
    return said[1].split() if said else []


def made_for() -> str:
    release = platform.freedesktop_os_release()
    machine = subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()
    return f"{release['ID']}{release['VERSION_ID']}-{machine}"


def python() -> str:
    told = [PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()


def put_code(folder: Path, commit: str) -> None:
    """As committed, with the front-end files that are placed and not committed."""
    subprocess.run(["git", "archive", "--output", str(folder / "code.tar"), commit], cwd=ROOT, check=True)
    with tarfile.open(folder / "code.tar", "a") as code:
        code.add(ROOT / "static/vendor", "static/vendor")


def put_wheels(folder: Path, venv: Path) -> None:
    subprocess.run([PYTHON, "-m", "venv", venv], check=True)
    said = ("--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--only-binary", ":all:")
    for lock in LOCKS:
        file = str(ROOT / f"requirements/{lock}.txt")
        subprocess.run(
            [venv / "bin/python", "-m", "pip", "download", *said, "--dest", str(folder), "--requirement", file],
            check=True,
        )


def put_debs(folder: Path) -> None:
    """All that the packages need, as if nothing at all were installed; nothing is installed here."""
    (folder / "partial").mkdir(parents=True)
    with tempfile.NamedTemporaryFile() as nothing:
        options = {
            "Dir::State::status": nothing.name,
            "Dir::Cache::archives": str(folder),
            "APT::Sandbox::User": "root",
            "Debug::NoLocking": "1",
        }
        words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        wanted = [*packages(), *TOOLS, *SERVERS]
        subprocess.run(
            ["apt-get", "-qq", "-y", *words, "--download-only", "--no-install-recommends", "install", *wanted],
            check=True,
        )
    (folder / "partial").rmdir()
    (folder / "lock").unlink(missing_ok=True)
    (folder / "Packages").write_text("\n".join(entry(deb) for deb in sorted(folder.glob("*.deb"))))


def entry(deb: Path) -> str:
    """What apt has to know of a package that lies in a folder."""
    control = subprocess.run(["dpkg-deb", "--field", str(deb)], check=True, capture_output=True, text=True).stdout
    return f"{control.strip()}\nFilename: ./{deb.name}\nSize: {deb.stat().st_size}\nSHA256: {sha256(deb)}\n"


def sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def put_words(folder: Path, commit: str, where: str) -> None:
    """Which state this is, and for what host; the sums are checked before anything is installed."""
    about = {"COMMIT": commit, "FOR": where, "PYTHON": python(), "PACKAGES": (*packages(), *TOOLS)}
    said = [f'{name}="{value if isinstance(value, str) else " ".join(value)}"' for name, value in about.items()]
    (folder / "bundle.env").write_text("\n".join(said) + "\n")
    (folder / "install.sh").write_bytes((ROOT / "deploy/install_bundle.sh").read_bytes())
    (folder / "install.sh").chmod(0o755)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    (folder / "SHA256SUMS").write_text("".join(f"{sha256(path)}  {path.relative_to(folder)}\n" for path in files))


def main() -> None:
    told = ["git", "log", "-1", "--format=%cd-%h", "--date=format:%Y%m%d"]
    state = subprocess.run(told, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    where = made_for()
    name = f"portal-{state}-{where}"
    (ROOT / "dist").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "dist") as made:
        folder = Path(made, name)
        (folder / "wheels").mkdir(parents=True)
        put_code(folder, "HEAD")
        put_wheels(folder / "wheels", Path(made, "venv"))
        put_debs(folder / "debs")
        put_words(folder, state.partition("-")[2], where)
        with tarfile.open(ROOT / f"dist/{name}.tar", "w") as archive:  # its parts are compressed already
            archive.add(folder, name)
    archive_of = ROOT / f"dist/{name}.tar"
    print(f"dist/{archive_of.name}  {archive_of.stat().st_size / 2**20:.0f} MB  SHA-256 {sha256(archive_of)}")


if __name__ == "__main__":
    main()
