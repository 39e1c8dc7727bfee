"""What the portal is made of, and what is known against it."""

import json
import tomllib
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import call_command

from zhengzhou_ideology.supply import advisories
from zhengzhou_ideology.supply.parts import Component, parts

DJANGO = Component("PyPI", "django", "5.2.1", "BSD")


def told(*words: str) -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command(*words, stdout=out, stderr=err)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue() + err.getvalue()
    return 0, out.getvalue()


def test_every_dependency_and_every_served_file_is_a_part():
    found = {(part.ecosystem, part.name) for part in parts()}
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())["project"]
    needed = {name.partition("[")[0].partition(">")[0].partition("<")[0].lower() for name in project["dependencies"]}

    assert {name for name in needed if ("PyPI", name) not in found} == set()
    assert {("npm", "@tabler/core"), ("npm", "htmx.org"), ("npm", "echarts")} <= found
    assert ("npm", "axe-core") not in found


def test_bill_of_materials_and_notice(tmp_path):
    listed, notice = tmp_path / "sbom.json", tmp_path / "NOTICE"

    code, _said = told("sbom", "--out", str(listed), "--notice", str(notice))

    bill = json.loads(listed.read_text())
    django = next(part for part in bill["components"] if part["name"] == "django")
    assert (code, bill["bomFormat"], bill["specVersion"]) == (0, "CycloneDX", "1.6")
    assert django["purl"] == f"pkg:pypi/django@{django['version']}"
    assert next(part["purl"] for part in bill["components"] if part["name"] == "@tabler/core").startswith(
        "pkg:npm/%40tabler/core@"
    )
    assert len({part["bom-ref"] for part in bill["components"]}) == len(bill["components"])
    assert f"  django {django['version']} (PyPI)" in notice.read_text()
    assert told("sbom", "--out", str(listed))[0] == 0
    assert json.loads(listed.read_text())["serialNumber"] == bill["serialNumber"]


def record(*events: dict, **facts) -> dict:
    affected = {
        "package": {"ecosystem": "PyPI", "name": "Django"},
        "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
    }
    return {"id": "PYSEC-2026-1", "summary": "example", "affected": [affected | facts.pop("affected", {})], **facts}


@pytest.mark.parametrize(
    ("events", "fixed"),
    [
        ([{"introduced": "0"}, {"fixed": "5.2.2"}], "5.2.2"),
        ([{"introduced": "5.0"}, {"fixed": "5.2.1"}], None),
        ([{"introduced": "5.2.1"}], ""),
        ([{"introduced": "5.3"}, {"fixed": "5.3.1"}], None),
        ([{"introduced": "0"}, {"last_affected": "5.2.1"}], ""),
        ([{"introduced": "0"}, {"last_affected": "5.2.0"}], None),
        ([{"introduced": "4.2"}, {"fixed": "4.2.9"}, {"introduced": "5.2"}, {"fixed": "5.2.10"}], "5.2.10"),
        ([{"fixed": "5.2.10"}, {"introduced": "5.2"}], "5.2.10"),
        ([{"introduced": "0"}, {"fixed": "5.2.1rc1"}], None),
    ],
)
def test_ranges_decide_by_the_last_event_at_or_below_the_version(events, fixed):
    found = advisories.against([DJANGO], [record(*events)])

    assert [hit.fixed for hit in found] == ([] if fixed is None else [fixed])


def test_lists_of_versions_count_withdrawn_records_and_other_ecosystems_do_not():
    by_version = record(affected={"versions": ["5.2.1"], "ranges": []})
    withdrawn = record({"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z")
    elsewhere = record({"introduced": "0"}, affected={"package": {"ecosystem": "npm", "name": "django"}})

    assert len(advisories.against([DJANGO], [by_version])) == 1
    assert advisories.against([DJANGO], [withdrawn, elsewhere]) == []


@pytest.mark.parametrize("form", ["zip", "folder", "lines"])
def test_command_reads_every_form_of_the_file(tmp_path, form):
    text = json.dumps(record({"introduced": "0"}))
    path = tmp_path / "osv"
    if form == "zip":
        with ZipFile(path, "w") as archive:
            archive.writestr("PYSEC-2026-1.json", text)
    elif form == "folder":
        path.mkdir()
        (path / "PYSEC-2026-1.json").write_text(text)
    else:
        path.write_text(f"{text}\n\n")

    code, said = told("advisories", str(path))

    assert code == 1
    assert "PYSEC-2026-1 example，尚无修复版本" in said


@pytest.mark.parametrize("content", ["nonsense", None])
def test_a_file_that_is_none_is_one_line(tmp_path, content):
    path = tmp_path / "osv"
    if content:
        path.write_text(content)

    code, said = told("advisories", str(path))

    assert (code, said.count("\n")) == (2, 1)
