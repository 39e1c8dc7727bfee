"""Annual statements: the rate of one and of two workers, a worker killed with -9 in the middle, and bare WeasyPrint: `make bench`.

Workers are processes of their own, as in the portal. `ARGS=100` makes so many statements instead of 500. Exit status 1 where a
statement was made twice or not at all, two workers are less than 1.7 times as fast as one, or the portal takes more than 1.25
times what WeasyPrint takes for the same page.
"""

import cProfile
import os
import pstats
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "zhengzhou_ideology.settings_test"

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from compliance.duty_years import open_year  # noqa: E402
from compliance.enums import MeetingKind  # noqa: E402
from compliance.models import Meeting, QuarterlyReport  # noqa: E402
from compliance.periods import open_period  # noqa: E402
from organizations.enums import Role  # noqa: E402
from organizations.models import Authority, District, Organization  # noqa: E402
from reports import batches  # noqa: E402
from reports.archive import INDEX  # noqa: E402
from reports.issuing import issue  # noqa: E402
from reports.models import AnnualStatement, StatementBatch, StatementChunk  # noqa: E402
from reports.models.batches import SILENCE  # noqa: E402
from reports.statement_paper import STYLES, TEMPLATE, context_of, statement_pdf  # noqa: E402
from tests.factories import OrganizationFactory, member  # noqa: E402
from tests.server import environment  # noqa: E402
from zhengzhou_ideology.print import rendering  # noqa: E402

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 500
ROUNDS = 9
FASTER, DEARER = 1.7, 1.25
PARTS = {
    "figures and issue": ("issuing.py", "issue"),
    "template": ("loader.py", "render_to_string"),
    "WeasyPrint": ("__init__.py", "write_pdf"),
    "context (days, chart, QR)": ("statement_paper.py", "context_of"),
}


def fill(years: list[int]) -> Authority:
    """So many organizations of one city, each with reports, meetings and duties of these years."""
    city = Authority.objects.get(code="410100-MZJ")
    districts = list(District.objects.exclude(code="410100"))
    Organization.objects.bulk_create(
        OrganizationFactory.build(
            registration_authority=city, competent_authority=None, district=districts[number % len(districts)]
        )
        for number in range(COUNT)
    )
    today = timezone.localdate()
    for year in years:
        for quarter in range(1, 5):
            open_period(year, quarter, today=today)
        open_year(year, today=today)
    Meeting.objects.bulk_create(
        Meeting(report=report, kind=kind, held_on=report.period.due_on, expected=11, present=9, agenda="审议工作")
        for report in QuarterlyReport.objects.select_related("period")
        for kind in MeetingKind
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return city


def worker(media: Path, ahead: float = 0) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.reports.worker", str(ahead)], env=environment(MEDIA_ROOT=str(media)), cwd=ROOT
    )


def rate(batch: StatementBatch, media: Path, workers: int) -> float:
    """Statements a minute from the first to the end, packing the zip included."""
    began = time.monotonic()
    for process in [worker(media) for _ in range(workers)]:
        assert process.wait() == 0
    return COUNT / (time.monotonic() - began) * 60


def killed(batch: StatementBatch, media: Path) -> None:
    """Two workers; one of them dies in the middle of a chunk, and another takes that up as soon as it may."""
    first, second = worker(media), worker(media)
    chunks = StatementChunk.objects.filter(batch=batch, state="claimed", done__gte=3)
    while not chunks.filter(done__lt=batches.CHUNK // 2).exists():
        time.sleep(0.05)
    first.kill()
    assert (first.wait(), second.wait()) == (-9, 0)
    assert worker(media, SILENCE.total_seconds() + 60).wait() == 0


def exactly_once(batch: StatementBatch, media: Path) -> bool:
    batch = StatementBatch.objects.with_progress().get(pk=batch.pk)
    with ZipFile(media / batch.archive.name) as archive:
        names = [name for name in archive.namelist() if name != INDEX]
    rows = Counter(AnnualStatement.objects.filter(year=batch.year).values_list("organization", flat=True))
    made = len(names), len(set(names)), len(rows), set(rows.values()), batch.done, batch.failed
    return made == (COUNT, COUNT, COUNT, {1}, COUNT, 0)


def against_bare(statement: AnnualStatement) -> float:
    """The median of processor time that a statement takes over what WeasyPrint takes for the same HTML and style sheets."""
    html = render_to_string(TEMPLATE, context_of(statement))
    press, styles = rendering._press(), [rendering._stylesheet(path) for path in STYLES]
    identifier = statement.verification_code.encode()

    def bare() -> None:
        page = press.weasyprint.HTML(string=html, base_url="static:/", url_fetcher=press.fetcher)
        page.write_pdf(font_config=press.fonts, stylesheets=styles, pdf_variant="pdf/ua-1", pdf_identifier=identifier)

    bare()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(worked(lambda: statement_pdf(statement)))
        theirs.append(worked(bare))
    return statistics.median(ours) / statistics.median(theirs)


def worked(do: object) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


def profile(keys: list[int], year: int) -> list[tuple[str, float]]:
    """Milliseconds a statement, by part, for ten that are issued and printed."""
    profiler = cProfile.Profile()
    profiler.enable()
    for statement in issue(keys, year, now=timezone.now()):
        statement_pdf(statement)
    profiler.disable()
    stats = pstats.Stats(profiler)
    found = dict.fromkeys(PARTS, 0.0)
    for (file, _, function), (_, _, _, cumulative, _) in stats.stats.items():
        for name, (module, wanted) in PARTS.items():
            if function == wanted and file.endswith(module) and ("weasyprint" in file or name != "WeasyPrint"):
                found[name] += cumulative
    whole = stats.total_tt
    return [
        *((name, seconds / len(keys) * 1000) for name, seconds in found.items()),
        ("whole", whole / len(keys) * 1000),
    ]


def main() -> int:
    years = [timezone.localdate().year - back for back in (1, 2, 3, 4)]
    city = fill(years)
    administrator = member(Role.ADMINISTRATOR, city)
    started = [batches.start(city, year, by=administrator, now=timezone.now()) for year in years[:1]]
    with TemporaryDirectory() as folder:
        media = Path(folder)
        one = rate(started[0], media, 1)
        second = batches.start(city, years[1], by=administrator, now=timezone.now())
        two = rate(second, media, 2)
        third = batches.start(city, years[2], by=administrator, now=timezone.now())
        killed(third, media)
        once = exactly_once(third, media)
    keys = list(Organization.objects.order_by("pk").values_list("pk", flat=True)[:10])
    parts = profile(keys, years[3])
    ratio = against_bare(AnnualStatement.objects.order_by("-pk")[0])
    load = os.getloadavg()
    print(f"{COUNT} statements, load {load[0]:.1f} {load[1]:.1f} {load[2]:.1f} on {os.cpu_count()} processors\n")  # noqa: T201
    print("| What | Measured | Wanted |\n|---|---:|---:|")  # noqa: T201
    print(f"| one worker, statements a minute | {one:.0f} | |")  # noqa: T201
    print(f"| two workers, statements a minute | {two:.0f} | |")  # noqa: T201
    print(f"| two over one | {two / one:.2f} | ≥ {FASTER} |")  # noqa: T201
    print(f"| each once with a worker killed | {'yes' if once else 'no'} | yes |")  # noqa: T201
    print(f"| a statement over bare WeasyPrint | {ratio:.2f} | ≤ {DEARER} |")  # noqa: T201
    for name, milliseconds in parts:
        print(f"| under the profiler, ms a statement: {name} | {milliseconds:.0f} | |")  # noqa: T201
    return int(not once or two < FASTER * one or ratio > DEARER)


if __name__ == "__main__":
    runner = DiscoverRunner(verbosity=0, interactive=False)
    setup_test_environment()
    databases = runner.setup_databases()
    try:
        status = main()
    finally:
        runner.teardown_databases(databases)
        teardown_test_environment()
    sys.exit(status)
