"""Each lock is satisfied by itself alone, also on the day after everything in it was released anew.

What there is to install from is a folder with the locked files and, of each package, a newer release that no hash knows.
The oldest pip that is supported must take the lock from it with the words that `setup.sh` uses; and the pinned pip, asked
for whatever the packages require, extras included, must find it in the lock. Who takes a newer release is refused.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[1]
LOCKS = [ROOT / f"requirements/{purpose}.txt" for purpose in ("run", "trial", "dev")]
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", re.MULTILINE)
AS_SET_UP = re.search(r"-m pip install (.+?) -r ", (ROOT / "deploy/setup.sh").read_text()).group(1).split()
QUIET = ("--quiet", "--disable-pip-version-check")
NEWER = "99999"


def pip(python: Path | str, *words: str, **environment: str) -> None:
    subprocess.run([python, "-m", "pip", *words], check=True, env=os.environ | environment)


def release_anew(name: str, folder: Path) -> None:
    """An empty wheel that a resolver prefers to the locked release."""
    plain = re.sub(r"[-_.]+", "_", name).lower()
    with ZipFile(folder / f"{plain}-{NEWER}-py3-none-any.whl", "w") as wheel:
        inside = f"{plain}-{NEWER}.dist-info"
        wheel.writestr(f"{inside}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {NEWER}\n")
        wheel.writestr(f"{inside}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{inside}/RECORD", "")


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        wheels, venv = Path(place, "wheels"), Path(place, "oldest")
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        oldest = venv / "bin/python"
        pip(oldest, "install", *QUIET, "--require-hashes", "-r", str(ROOT / "requirements/oldest-installer.txt"))
        for lock in LOCKS:
            pip(sys.executable, "download", *QUIET, "--no-deps", "--require-hashes", "-d", str(wheels), "-r", str(lock))
        # What has no wheel for this Python is looked into with the locked setuptools, not with the empty one.
        pip(oldest, "install", *QUIET, "--no-index", "--find-links", str(wheels), "setuptools")
        for name in set(LOCKED.findall("\n".join(lock.read_text() for lock in LOCKS))):
            release_anew(name, wheels)
        nowhere_else = (
            "--dry-run",
            "--ignore-installed",
            "--no-build-isolation",
            "--no-index",
            "--find-links",
            str(wheels),
        )
        for lock in LOCKS:
            for python, words in ((oldest, AS_SET_UP), (sys.executable, ["--require-hashes"])):
                try:  # no index or folder of the machine's own may help out
                    pip(
                        python, "--isolated", "install", *QUIET, *words, *nowhere_else, "-r", str(lock),
                        PIP_CONFIG_FILE=os.devnull,
                    )  # fmt: skip
                except subprocess.CalledProcessError:
                    print(f"{lock.relative_to(ROOT)} 不能仅凭其自身满足，原因见上文。", file=sys.stderr)
                    return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
