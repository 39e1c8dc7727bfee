"""The register as a file: what is seen, as text, and readable by the import."""

import csv
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from organizations.enums import Post
from organizations.models import Organization
from organizations.registry import export, importing
from reports.exports.models import ColumnChoice, Export, ExportMove
from reports.exports.tasks import continue_exports
from tests.factories import OrganizationFactory, ResponsiblePersonFactory

HEADER = [
    "社会组织名称",
    "统一社会信用代码",
    "社会组织类型",
    "登记管理机关",
    "业务主管单位",
    "所属区县",
    "法定代表人",
    "党支部书记",
    "日常工作联系人",
    "联系电话",
    "电子邮箱",
    "成立登记日期",
    "住所",
    "状态",
    "注销（撤销）日期",
]


def download(cast: Any, reader: str, form: str, **query: str) -> bytes:
    """Asked for at the address that people have, made by the export centre, and fetched."""
    client = cast.client(reader)
    asking = client.get(reverse("organizations:organization_export", args=[form]), query)
    assert asking.status_code == 302
    assert client.post(asking.url).status_code == 302
    continue_exports()
    export = Export.objects.latest("pk")
    assert (export.state, export.error) == ("done", "")
    answer = client.get(reverse("exports:file", args=[export.pk]))
    assert answer["Content-Disposition"].endswith(f".{form}")
    return b"".join(answer.streaming_content)


def xlsx_rows(content: bytes) -> list[list[str]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def csv_rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def exported(cast):
    """One organization with a leader and a text that would be a formula."""
    organization = cast.organization
    Organization.objects.filter(pk=organization.pk).update(address="=HYPERLINK(1)", phone="+8637165551234")
    ResponsiblePersonFactory(organization=organization, name="王某某")
    organization.refresh_from_db()
    return organization


def expected(organization: Organization) -> list[str]:
    return [
        organization.name,
        organization.uscc,
        "社会团体",
        "金水区民政局",
        "郑州市教育局",
        "金水区",
        "王某某",
        "李某某",
        "",
        "+8637165551234",
        "",
        "2015-03-02",
        "=HYPERLINK(1)",
        "正常",
        "",
    ]


def test_workbook_holds_what_the_reader_sees_as_text(cast, exported):
    content = download(cast, "registrar", "xlsx")

    assert xlsx_rows(content) == [HEADER, expected(exported)]
    with ZipFile(BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")


def test_csv_keeps_formulas_out_with_an_apostrophe(cast, exported):
    rows = csv_rows(download(cast, "registrar", "csv"))

    line = expected(exported)
    line[9], line[12] = "'+8637165551234", "'=HYPERLINK(1)"
    assert rows == [HEADER, line]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_export_read_back_changes_nothing(cast, exported, form):
    Organization.objects.filter(pk=exported.pk).update(address="-1号楼")

    batch = importing.preview(download(cast, "administrator", form), f"x.{form}", today=localdate())

    assert batch.counts == {"new": 0, "changed": 0, "unchanged": 2, "error": 0}


def test_export_is_narrowed_like_the_list(cast):
    OrganizationFactory(name="郑州市书法研究会")

    rows = csv_rows(download(cast, "administrator", "csv", q="书法"))

    assert [row[0] for row in rows] == ["社会组织名称", "郑州市书法研究会"]


def test_who_may_export(cast):
    address = reverse("organizations:organization_export", args=["csv"])
    names = ["secretary", "leader", "competent", "registrar", "supervisor", "administrator", "auditor"]

    codes = {name: cast.client(name).get(address).status_code for name in names}

    assert codes == {
        "secretary": 403,
        "leader": 403,
        "competent": 403,
        "registrar": 302,
        "supervisor": 302,
        "administrator": 302,
        "auditor": 302,
    }


def test_all_columns_of_the_import_are_written_whatever_is_asked_for(cast, exported):
    page = cast.client("registrar").get("/exports/new/registry_csv/").content.decode()

    cast.client("registrar").post("/exports/new/registry_csv/", {"columns": ["name"]})

    assert 'name="columns"' not in page
    assert len(Export.objects.get().columns) == len(HEADER)
    assert ColumnChoice.objects.count() == 0


def test_file_is_used_again_until_somebody_takes_a_post(cast, exported):
    first, second = (download(cast, "registrar", "csv") for _ in range(2))
    ResponsiblePersonFactory(organization=exported, post=Post.LIAISON, name="张某某")

    third = download(cast, "registrar", "csv")

    assert first == second != third
    assert [row[8] for row in csv_rows(third)] == ["日常工作联系人", "张某某"]
    made = ExportMove.objects.exclude(name__in=("ask", "download")).order_by("pk")
    assert list(made.values_list("name", flat=True)) == ["make", "reuse", "make"]


def test_register_longer_than_a_sheet_is_refused_and_not_cut(cast, exported, monkeypatch):
    monkeypatch.setattr(export, "LAST_ROW", 1)
    cast.client("registrar").post("/exports/new/registry_xlsx/")

    continue_exports()

    assert "超过一张工作表的容量" in Export.objects.get().error
