"""Lists as bureaus send them: merged headers, a sheet per kind, columns that are not there, page by page, units nobody knows."""

import importlib.util
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from organizations.models import Authority, ImportBatch, Organization
from organizations.registry.previewing import columns_read
from organizations.registry.resources import OrganizationResource

DATA = Path(__file__).parents[1] / "data"
LISTS = (
    "odd_merged.xlsx",
    "odd_sheet_per_kind.xlsx",
    "odd_no_district.csv",
    "odd_pages.xlsx",
    "odd_unknown_units.xlsx",
)
POSTS = ("leader", "branch_secretary", "liaison")

pytestmark = pytest.mark.django_db


def key_of(name: str) -> dict[str, Any]:
    return json.loads((DATA / f"{Path(name).stem}.key.json").read_text(encoding="utf-8"))


@pytest.fixture
def previewed(cast):
    def preview(name: str) -> ImportBatch:
        file = SimpleUploadedFile(name, (DATA / name).read_bytes())
        answer = cast.client("city_registrar").post(reverse("organizations:import_list"), {"file": file})
        assert answer.status_code == 302
        return ImportBatch.objects.latest("pk")

    return preview


def confirm(client, batch: ImportBatch):
    return client.post(reverse("organizations:import_confirm", args=[batch.pk]))


def facts_of(organization: Organization) -> dict[str, Any]:
    competent = organization.competent_authority
    return {
        "name": organization.name,
        "uscc": organization.uscc,
        "kind": organization.kind,
        "registration_authority": organization.registration_authority.name,
        "competent_authority": competent.name if competent else None,
        "district": organization.district.name,
        "phone": organization.phone,
        "founded_on": organization.founded_on.isoformat(),
        **{person.post: person.name for person in organization.responsible_persons.all()},
    }


@pytest.mark.parametrize("name", LISTS)
def test_each_row_gets_the_verdict_of_the_key(name, previewed):
    key = key_of(name)

    batch = previewed(name)

    sheets = {stored["number"]: stored["sheet"] for stored in batch.lists} if len(batch.lists) > 1 else {}
    rows = [(sheets.get(row.sheet, ""), row.row, row.verdict) for row in batch.rows.order_by("sheet", "row")]
    assert rows == [(row["sheet"], row["row"], row["verdict"]) for row in key["rows"]]
    said = [errors[0]["reason"] for errors in batch.rows.filter(verdict="error").values_list("errors", flat=True)]
    assert said == [row["reason"] for row in key["rows"] if row["verdict"] == "error"]
    asked = dict(batch.proposals.values_list("name", "rows"))
    assert asked == key.get("proposals", {})


@pytest.mark.parametrize("name", LISTS)
def test_each_column_is_read_as_in_the_key_and_the_others_are_named(name, previewed, cast):
    key = key_of(name)

    batch = previewed(name)

    columns = [column for sheet in columns_read(batch, OrganizationResource()) for column in sheet.columns]
    assert [f"{one.letter} {one.title}" for one in columns if not one.read_as] == key["unread_columns"]
    read = {one.letter: one.read_as for one in columns if one.letter in key["read"]}
    assert read == key["read"]
    assert [sheet for sheet, _ in batch.unread] == key["unread_sheets"]
    page = cast.client("city_registrar").get(reverse("organizations:import_batch", args=[batch.pk])).content.decode()
    for unread in key["unread_columns"]:
        letter, title = unread.split(" ")
        assert f"{letter} 列“{title}”" in page
    for sheet in key["unread_sheets"]:
        assert f"工作表“{sheet}”未读" in page


@pytest.mark.parametrize("name", LISTS)
def test_confirmed_list_stands_in_the_register_as_in_the_key(name, previewed, cast):
    new = [row for row in key_of(name)["rows"] if row["verdict"] == "new"]
    before = set(Organization.objects.values_list("pk", flat=True))

    assert confirm(cast.client("city_registrar"), previewed(name)).status_code == 302

    written = Organization.objects.exclude(pk__in=before).order_by("pk")
    found = [{key: value for key, value in facts_of(one).items() if value != ""} for one in written]
    bare = [{key: value for key, value in row.items() if key not in {"sheet", "row", "verdict"}} for row in new]
    # The csv list has no telephones, the paged one neither.
    assert sorted(found, key=lambda one: one["uscc"]) == sorted(
        [{key: value for key, value in one.items() if key != "phone" or value} for one in bare],
        key=lambda one: one["uscc"],
    )


def test_business_unit_merged_over_two_header_rows_is_read(previewed, cast):
    """A column that once got lost without a word, so that a dozen organizations stood as 直接登记."""
    confirm(cast.client("city_registrar"), previewed("odd_merged.xlsx"))

    found = Organization.objects.filter(uscc__startswith="51410105MJ8").order_by("uscc")
    found |= Organization.objects.filter(uscc__startswith="52410105MJ8")
    assert {one.competent_authority.name for one in found} == {"郑州市教育局", "郑州市体育局", "郑州市民政局"}
    assert found.count() == 12


def run(name: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_registry", str(DATA / name), "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("name", LISTS)
def test_command_counts_as_the_key_does_and_takes_unknown_units_for_errors(name):
    rows = key_of(name)["rows"]

    report = run(name)

    wrong = [row for row in rows if row["verdict"] != "new"]
    assert (report["new"], report["error"]) == (len(rows) - len(wrong), len(wrong))
    assert "waiting" not in report
    assert [one["row"] for one in report["errors"]] == [row["row"] for row in wrong]


def test_command_says_how_an_unknown_unit_is_answered():
    report = run("odd_unknown_units.xlsx")

    assert {one["value"] for one in report["errors"]} == {
        "金水区教育文化体育局",
        "金水区卫生和计划生育委员会",
        "郑州市委网信办",
    }
    assert {one["reason"] for one in report["errors"]} == {
        "系统中没有这个业务主管单位。"
        "可在“名录导入”页面上传这份名录，一次答复它是新设机关单位还是某单位的别名，再行导入。"
    }
    assert not Authority.objects.found_under("金水区教育文化体育局").exists()


def test_marked_workbook_has_the_sheets_of_the_list(previewed, cast):
    batch = previewed("odd_sheet_per_kind.xlsx")

    answer = cast.client("city_registrar").get(reverse("organizations:import_marked", args=[batch.pk]))

    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheet_names == ["社会团体", "民非", "基金会"]
    assert book.get_sheet_by_name("基金会").to_python(skip_empty_area=False)[7][1] == "51410103MJ80001002"


def test_keys_are_what_the_script_writes(tmp_path):
    spec = importlib.util.spec_from_file_location("odd_lists", DATA / "odd_lists.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    for name, write in module.LISTS.items():
        write(tmp_path)

        key = f"{Path(name).stem}.key.json"
        assert (tmp_path / key).read_text(encoding="utf-8") == (DATA / key).read_text(encoding="utf-8")
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()
