"""Papers for the archive: each kind keeps the rules of PDF/A-3u and PDF/UA-1, and each rule sees a file that breaks it."""

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings
from django.test import override_settings
from pikepdf import Array, Dictionary, Name, String

from tests.papers.archive import RULES, faults_of
from tests.reports.pdf import running_text_of
from zhengzhou_ideology.audit.canonical import canonical
from zhengzhou_ideology.print.rendering import render_pdf

RARE = "㛃䶮𬭎𠅤"
BODY = """{% extends 'print/base.html' %}{% block title %}试印{% endblock %}
{% block author %}某某局{% endblock %}{% block description %}样本{% endblock %}
{% block body %}
  <p class="issuer">某某局</p><h1>关于样本的批复</h1><h2>一、正文</h2><p>姓名：{{ name }} 2026</p>
  <p class="watermark">草稿</p>
  <table><thead><tr><th scope="col">甲</th><th scope="col">乙</th></tr></thead>
  <tbody><tr><th scope="row">一</th><td>二</td></tr></tbody></table>
{% endblock %}"""
DATA = {"title": "关于样本的批复", "name": RARE, "number": 3}


def printed(folder, template, context, **facts) -> bytes:
    (folder / "sample.html").write_text(template, encoding="utf-8")
    templates = [{**settings.TEMPLATES[0], "DIRS": [folder, *settings.TEMPLATES[0]["DIRS"]]}]
    with override_settings(TEMPLATES=templates):
        return render_pdf("sample.html", context, **facts)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A paper with all that papers have, printed once."""
    context = {"name": RARE, "issued_at": datetime(2026, 10, 9, 8, tzinfo=UTC)}
    return printed(tmp_path_factory.mktemp("templates"), BODY, context, identifier="0123", data=DATA)


def broken(content, change) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out, static_id=True)
    return out.getvalue()


def first_font(pdf):
    return next(iter(pdf.pages[0].Resources.Font.values()))


def without_program(pdf):
    face = first_font(pdf).DescendantFonts[0].FontDescriptor
    for name in {"/FontFile2", "/FontFile3"} & set(face.keys()):
        del face[name]


def with_other_widths(pdf):
    first_font(pdf).DescendantFonts[0].W = Array([0, Array([1])])


def without_a_glyph(pdf):
    for font in pdf.pages[0].Resources.Font.values():
        stream = pdf.pages[0].Contents
        name = next(key for key, value in pdf.pages[0].Resources.Font.items() if value.objgen == font.objgen)
        stream.write(b"BT " + name.encode() + b" 12 Tf <FFF0> Tj ET " + stream.read_bytes())


def without_text(pdf):
    del first_font(pdf)["/ToUnicode"]


def replaced(old, new):
    def change(pdf):
        packet = pdf.Root.Metadata.read_bytes()
        assert old in packet
        pdf.Root.Metadata = pdf.make_stream(packet.replace(old, new), Type=Name.Metadata, Subtype=Name.XML)

    return change


def file_of(pdf):
    return pdf.Root.Names.EmbeddedFiles.Names[1]


def with_annotation(pdf):
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], F=2)])


def painted(operator):
    def change(pdf):
        stream = pdf.pages[0].Contents
        stream.write(operator + stream.read_bytes())

    return change


BROKEN = {
    "identifier": ("trailer", lambda pdf: pdf.trailer.__delitem__("/ID")),
    "intent": ("output_intent", lambda pdf: pdf.Root.__delitem__("/OutputIntents")),
    "profile": ("output_intent", lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.write(b"no profile")),
    "cmyk": ("colours", painted(b"0 0 0 1 k ")),
    "program": ("embedded", without_program),
    "widths": ("glyphs", with_other_widths),
    "glyph": ("glyphs", without_a_glyph),
    "text": ("unicode_of_each", without_text),
    "script": (
        "actions",
        lambda pdf: pdf.Root.__setattr__("OpenAction", Dictionary(S=Name.JavaScript, JS=String("1"))),
    ),
    "hidden": ("annotations", with_annotation),
    "claim": ("metadata", replaced(b'pdfaid:conformance="U"', b'pdfaid:conformance="B"')),
    "claim of access": ("metadata", replaced(b'pdfuaid:part="1"', b'pdfuaid:part="2"')),
    "schema": ("metadata", replaced(b"<pdfaSchema:namespaceURI>http", b"<pdfaSchema:namespaceURI>x")),
    "title": ("metadata", lambda pdf: pdf.docinfo.__setattr__("Title", String("他题"))),
    "day": ("metadata", lambda pdf: pdf.docinfo.__setattr__("CreationDate", String("D:20200101"))),
    "association": ("files", lambda pdf: pdf.Root.__delitem__("/AF")),
    "relationship": ("files", lambda pdf: file_of(pdf).__delitem__("/AFRelationship")),
    "type": ("files", lambda pdf: file_of(pdf).EF.F.__delitem__("/Subtype")),
    "facts of the file": ("files", lambda pdf: file_of(pdf).EF.F.__delitem__("/Params")),
}


def test_paper_keeps_all_rules(sample, tmp_path):
    assert faults_of(sample, tmp_path / "paper.pdf") == []


@pytest.mark.parametrize("what", BROKEN)
def test_each_rule_sees_a_paper_that_breaks_it(sample, what):
    name, change = BROKEN[what]
    rule = next(rule for rule in RULES if rule.__name__ == name)

    with pikepdf.open(BytesIO(sample)) as pdf:
        before = rule(pdf)
        change(pdf)
        after = rule(pdf)

    assert before == []
    assert after != []


def test_validator_sees_a_table_whose_heads_head_nothing(sample, tmp_path):
    def change(pdf):
        for thing in pdf.objects:
            if isinstance(thing, Dictionary) and thing.get("/S") == "/TH":
                del thing["/A"]

    assert any("/Scope" in fault for fault in faults_of(broken(sample, change), tmp_path / "paper.pdf"))


def test_heads_say_whether_they_stand_over_a_column_or_before_a_row(sample):
    with pikepdf.open(BytesIO(sample)) as pdf:
        scopes = [
            str(thing.A.Scope) for thing in pdf.objects if isinstance(thing, Dictionary) and thing.get("/S") == "/TH"
        ]

    assert scopes == ["/Column", "/Column", "/Row"]


def test_content_goes_along_as_it_was_hashed(sample):
    with pikepdf.open(BytesIO(sample)) as pdf:
        inside = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}

    assert inside == {"data.json": canonical(DATA)}


def test_rare_characters_are_printed_and_found(sample):
    assert RARE in running_text_of(sample)


def test_faces_carry_no_empty_places(sample):
    with pikepdf.open(BytesIO(sample)) as pdf:
        sizes = [
            len(thing.FontFile3.read_bytes())
            for thing in pdf.objects
            if isinstance(thing, Dictionary) and "/FontFile3" in thing
        ]

    assert len(sizes) == 3
    assert max(sizes) < 10_000
    assert len(sample) < 40_000


def test_paper_with_a_character_that_no_face_has_claims_no_archive(tmp_path, caplog):
    content = printed(tmp_path, BODY, {"name": "\U000f0000"})

    with pikepdf.open(BytesIO(content)) as pdf:
        packet = pdf.Root.Metadata.read_bytes()

    assert (b"pdfaid:part" in packet, b'pdfuaid:part="1"' in packet) == (False, True)
    assert "no PDF/A" in caplog.text
