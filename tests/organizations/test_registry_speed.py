"""Ten thousand rows within seconds and within memory: `registry.xlsx`, preview included, and once more unchanged.

The seconds are those of the processor, of the importing process and its reader: the clock on the wall measures the neighbours, too.
Alone on two cores it takes 4 s; 6 were seen where the cores were shared with others.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import environment

REGISTRY = Path(__file__).parents[1] / "data" / "registry.xlsx"
MANAGE = Path(__file__).parents[2] / "manage.py"
SECONDS = 8
# 308 MB were seen with all apps loaded, of which the list itself takes a third.
KILOBYTES = 340 * 1024

# `ru_maxrss` outlives `exec`, so that of this process would be the memory of the tests that started it; of the reader it is no less than the truth.
MEASURED = """
import re, resource, runpy, sys
from pathlib import Path
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    own = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    print(sum(use.ru_utime + use.ru_stime for use in both), own + both[1].ru_maxrss, file=sys.stderr)
"""


def measured() -> tuple[dict, float, int]:
    """The report, the processor's seconds from start to end of the process, its peak memory with that of its reader."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(MANAGE), "import_registry", str(REGISTRY), "--json"],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, kilobytes = done.stderr.splitlines()[-1].split()
    return json.loads(done.stdout), float(seconds), int(kilobytes)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_rows_take_seconds_and_little_memory():
    first, seconds, memory = measured()
    again, seconds_again, memory_again = measured()

    assert (first["new"], first["error"], again["unchanged"]) == (9920, 80, 9920)
    assert (seconds < SECONDS, seconds_again < SECONDS) == (True, True), (seconds, seconds_again)
    assert (memory < KILOBYTES, memory_again < KILOBYTES) == (True, True), (memory, memory_again)
