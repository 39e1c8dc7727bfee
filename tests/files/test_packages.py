"""What the parts of a Word or Excel document may be declared as and tied to, and what not."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.files.samples import MACRO_TYPE, XLSX_TYPE, archive, code, docx, pdf, relation, upload, xlsx
from zhengzhou_ideology.files import intake, packages

TEMPLATE = "https://www.example.org/template.dotm"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
LOCAL = "file:///C:\\Users\\user\\AppData\\Roaming\\Microsoft\\Templates\\公文.dotx"
SETTINGS = "word/_rels/settings.xml.rels"


def letter(kind: str, target: str, part: str = SETTINGS, **more: str) -> bytes:
    return docx(**{part: relation(kind, target, **more)})


@pytest.mark.parametrize(
    "target",
    [
        TEMPLATE,
        "http://192.0.2.1/a",
        "ftp://www.example.org/a.dotm",
        "mhtml:https://www.example.org/a.html!x-usc:b",
        "\\\\server\\share\\a.dotm",
        "//server/share/a.dotm",
        "file://server/share/a.dotm",
        "file:///\\\\server\\share\\a.dotm",
        "file://///server/share/a.dotm",
        "%5C%5Cserver%5Ca.dotm",
        "../a.dotm",
    ],
)
def test_template_fetched_from_elsewhere_is_refused(target):
    assert code("纪要.docx", letter("attachedTemplate", target)) == "external"


@pytest.mark.parametrize("target", [LOCAL, "C:/模板/公文.dotx", "Normal.dotm"])
@pytest.mark.parametrize("kind", ["attachedTemplate", "mailMergeSource"])
def test_template_on_the_computer_of_the_author_passes(kind, target):
    """Word leaves it behind in every letter written from a template of one's own."""
    content = letter(kind, target)

    assert intake.check(upload("纪要.docx", content)).content == content


@pytest.mark.parametrize("kind", ["frame", "subDocument", "aFChunk", "package", "mailMergeSource", "anythingNew"])
def test_part_fetched_from_elsewhere_is_refused(kind):
    assert code("纪要.docx", letter(kind, TEMPLATE, part="word/_rels/document.xml.rels")) == "external"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (SETTINGS, relation("attachedTemplate", TEMPLATE, family=STRICT)),
        (SETTINGS, relation("attachedTemplate", TEMPLATE, mode="external")),
        (SETTINGS, relation("attached&#84;emplate", TEMPLATE)),
        (SETTINGS, relation("attachedTemplate", TEMPLATE, mode="&#69;xternal")),
        (SETTINGS, relation("attachedTemplate", TEMPLATE).replace('"', "'")),
        (SETTINGS, relation("attachedTemplate", TEMPLATE).encode("utf-16")),
        ("WORD/_RELS/SETTINGS.XML.RELS", relation("attachedTemplate", TEMPLATE)),
        ("word\\_rels\\settings.xml.rels", relation("attachedTemplate", TEMPLATE)),
    ],
    ids=["strict", "mode", "letters by number", "mode by number", "quotes", "utf-16", "capitals", "backslashes"],
)
def test_no_spelling_hides_a_template(part, content):
    assert code("纪要.docx", docx(**{part: content})) == "external"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://www.example.org/"),
        ("hyperlink", "mailto:lianxi@example.org"),
        ("hyperlink", "file:///\\\\server\\share\\附件.pdf"),
        ("image", "https://www.example.org/logo.png"),
        ("externalLinkPath", "file:///D:\\台账\\去年.xlsx"),
    ],
)
def test_links_in_the_text_linked_pictures_and_linked_tables_pass(kind, target):
    content = letter(kind, target, part="word/_rels/document.xml.rels")

    assert intake.check(upload("纪要.docx", content)).content == content


# Embedded objects and documents


@pytest.mark.parametrize("mode", ["Internal", "External"])
def test_embedded_and_linked_objects_are_refused(mode):
    linked = {"xl/worksheets/_rels/sheet1.xml.rels": relation("oleObject", "../media/a.png", mode=mode)}

    assert code("台账.xlsx", xlsx(**linked)) == "embedded"


@pytest.mark.parametrize("name", ["oleObject1.bin", "a.docm", "a.xlsm", "a.xls", "a.exe", "A.BIN", "a"])
def test_other_file_among_the_embedded_is_refused(name):
    assert code("纪要.docx", docx(**{f"word/embeddings/{name}": b"x"})) == "embedded"


@pytest.mark.parametrize("target", ["media/a.bin", "media/a.bin#b.xlsx", "media/a.xlsm"])
def test_embedded_document_under_another_name_is_refused(target):
    assert code("纪要.docx", letter("package", target, mode="Internal")) == "embedded"


def test_figures_behind_a_chart_pass():
    content = docx(
        **{
            "word/charts/_rels/chart1.xml.rels": relation("package", "../embeddings/a.xlsx", mode="Internal"),
            "word/embeddings/a.xlsx": xlsx(),
        }
    )

    assert intake.check(upload("纪要.docx", content)).content == content


@pytest.mark.parametrize("folder", ["embeddings", "media"])
@pytest.mark.parametrize(
    ("inner", "refused"),
    [
        (xlsx(**{"xl/macrosheets/sheet1.xml": "<x/>"}), "macros"),
        (xlsx(**{"xl/_rels/workbook.xml.rels": relation("attachedTemplate", TEMPLATE)}), "external"),
        (xlsx(**{"xl/embeddings/b.xlsx": xlsx()}), "embedded"),
        (docx(), "mismatch"),
        (pdf(), "broken"),
        (xlsx() + b"more", "hidden"),
    ],
)
def test_embedded_document_is_held_to_the_same_rules(folder, inner, refused):
    assert code("纪要.docx", docx(**{f"word/{folder}/a.xlsx": inner})) == refused


@pytest.mark.parametrize(
    "more", [{"xl/media/zeros.bin": b"\0" * 60_000_000}, {f"xl/{number}.xml": "" for number in range(4000)}]
)
def test_embedded_documents_share_the_room_that_a_document_may_unpack_to(more):
    inner = xlsx(**more)

    assert code("纪要.docx", docx(**{f"word/embeddings/{number}.xlsx": inner for number in range(4)})) == "bomb"


def test_embedded_documents_larger_than_a_file_may_be_are_refused(settings):
    settings.ATTACHMENT_MAX_BYTES = 1_000_000

    assert code("纪要.docx", docx(**{"word/embeddings/a.xlsx": b"\0" * 1_000_001})) == "bomb"


# Macros under another name


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        ("vbaProject", MICROSOFT),
        ("wordVbaData", MICROSOFT),
        ("xlMacrosheet", MICROSOFT),
        ("xlIntlMacrosheet", MICROSOFT),
        ("activeXControlBinary", MICROSOFT),
        ("control", STRICT),
    ],
)
def test_macros_under_another_name_are_refused(kind, family):
    content = xlsx(**{"xl/_rels/workbook.xml.rels": relation(kind, "data.xml", mode="Internal", family=family)})

    assert code("台账.xlsx", content) == "macros"


@pytest.mark.parametrize(
    "declared",
    [
        MACRO_TYPE.replace("macroEnabled", "macro&#69;nabled"),
        "application/vnd.ms-excel.macrosheet+xml",
        "application/vnd.ms-excel.intlmacrosheet+xml",
        "application/vnd.ms-office.vbaProject",
        "application/vnd.ms-office.activeX+xml",
    ],
)
def test_part_declared_as_macros_is_refused(declared):
    types = f'<Types><Override ContentType="{XLSX_TYPE}"/><Override ContentType="{declared}"/></Types>'

    assert code("台账.xlsx", archive({"[Content_Types].xml": types})) == "macros"


def test_main_part_named_in_a_remark_only_does_not_count():
    types = f"<Types><!-- {XLSX_TYPE} --></Types>"

    assert code("台账.xlsx", archive({"[Content_Types].xml": types})) == "mismatch"


# What cannot be read


@pytest.mark.parametrize(
    "content",
    [
        "<Relationships>",
        '<!DOCTYPE x [<!ENTITY a "attachedTemplate">]><Relationships Type="&a;"/>',
        '<?xml version="1.0" encoding="gb18030"?><Relationships/>',
        '<?xml version="1.0" encoding="unheard-of"?><Relationships/>',
        b"\xff\xff\xff",
        b"",
    ],
)
def test_unreadable_relationships_are_refused(content):
    assert code("纪要.docx", docx(**{SETTINGS: content})) == "broken"


def test_relationships_beyond_reason_are_refused():
    assert code("纪要.docx", docx(**{SETTINGS: b" " * (packages.MAX_RELATIONS_BYTES + 1)})) == "bomb"


@pytest.mark.parametrize("twin", ["word/document.xml", "WORD/Document.xml", "word\\document.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(twin):
    """The reader might take the one and the door the other."""
    written = BytesIO(docx())
    with ZipFile(written, "a") as file:
        file.writestr(twin, "<w:document/>")

    assert code("纪要.docx", written.getvalue()) == "broken"
