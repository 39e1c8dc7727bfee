"""Files made to deceive, to exhaust, or to run."""

import random
import struct
import zlib
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from tests.files.samples import archive, code, compound, docx, image, ofd, pdf, upload, xlsx
from zhengzhou_ideology.files import intake

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.pdf", HTML),
        ("报告.pdf", b"\n" + pdf()),
        ("报告.pdf", b"\r\n" + pdf()),
        ("报告.pdf", HTML + pdf()),
        ("报告.pdf", docx()),
        ("会场.png", image("JPEG")),
        ("会场.jpg", image("PNG")),
        ("会场.png", SVG),
        ("会场.jpg", image("GIF")),
        ("纪要.docx", xlsx()),
        ("台账.xlsx", docx()),
        ("台账.xlsx", ofd()),
        ("批复.ofd", docx()),
        ("纪要.docx", archive({"a.txt": "x"})),
        ("纪要.docx", compound("WordDocument")),
        ("通知.doc", compound("Workbook")),
        ("名册.xls", compound("WordDocument")),
        ("名册.xls", HTML),
        ("通知.doc", b"{\\rtf1}"),
    ],
)
def test_content_of_another_kind_is_refused(name, content):
    assert code(name, content) == "mismatch"


# Pictures


def test_place_and_camera_are_dropped_and_the_picture_is_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held sideways
    exif[0x010F] = "手机"
    exif.get_ifd(0x8825)[2] = (34.0, 45.0, 0.0)
    sent = image("JPEG", size=(40, 20), exif=exif)

    kept = intake.check(upload("会场.jpg", sent)).content

    with Image.open(BytesIO(sent)) as before, Image.open(BytesIO(kept)) as after:
        assert dict(before.getexif().get_ifd(0x8825)) == {2: (34.0, 45.0, 0.0)}
        assert dict(after.getexif()) == {}
        assert (before.size, after.size) == ((40, 20), (20, 40))


def test_text_and_colour_profile_of_a_png_are_dropped():
    text = PngInfo()
    text.add_text("Author", "王某某")
    sent = image("PNG", pnginfo=text, icc_profile=b"secret profile")

    kept = intake.check(upload("盖章页.png", sent)).content

    with Image.open(BytesIO(sent)) as before, Image.open(BytesIO(kept)) as after:
        assert set(before.info) >= {"Author", "icc_profile"}
        assert after.info == {}


def test_payload_behind_a_picture_is_gone():
    sent = image("PNG") + archive({"payload.js": "alert(1)"})

    assert b"payload" not in intake.check(upload("盖章页.png", sent)).content


def test_large_photo_is_scaled_down():
    kept = intake.check(upload("会场.jpg", image("JPEG", size=(4000, 1000)))).content

    with Image.open(BytesIO(kept)) as picture:
        assert picture.size == (3000, 750)


def test_transparency_of_a_palette_png_stays():
    written = BytesIO()
    picture = Image.new("P", (4, 4), 0)
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.save(written, "PNG", transparency=0)

    kept = intake.check(upload("印章.png", written.getvalue())).content

    with Image.open(BytesIO(kept)) as after:
        assert (after.mode, after.getpixel((0, 0))[3]) == ("RGBA", 0)


def test_sixteen_bit_scan_and_cmyk_print_are_accepted():
    scan = image("PNG", mode="I;16", color=30000)
    print_ready = image("JPEG", mode="CMYK", color=(0, 255, 255, 0))

    for name, content in (("扫描.png", scan), ("印刷.jpg", print_ready)):
        with Image.open(BytesIO(intake.check(upload(name, content)).content)) as after:
            assert after.mode == "RGB"


def png_of(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8001, 9500, 60000])
def test_picture_of_too_many_pixels_is_refused_before_it_is_decoded(side):
    assert code("图.png", png_of(side, side)) == "too_large"


@pytest.mark.parametrize("content", [png_of(20, 20), image("PNG")[:40], image("JPEG", size=(300, 300))[:400]])
def test_broken_picture_is_refused(content):
    name = "图.png" if content.startswith(b"\x89") else "图.jpg"

    assert code(name, content) == "broken"


def test_broken_picture_is_refused_in_a_process_that_prints_too(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it

    assert code("图.png", png_of(20, 20)) == "broken"


# PDF


def with_script(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_launch(document):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    document.pages[0].Annots = pikepdf.Array(
        [document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action))]
    )


def with_script_among_names(document):
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=document.make_stream(b"app.alert(1)"))
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["x", script])))


def with_form_script(document):
    document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(b"<xdp/>"))


def with_action(name):
    def act(document):
        action = pikepdf.Dictionary(S=pikepdf.Name(name), F="\\\\server\\share\\a.pdf")
        harmless = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://www.example.org/", Next=pikepdf.Array([action]))
        document.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=harmless)]
        )

    return act


def address():
    return pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://www.example.org/")


def opened_with_the_file(document):
    document.Root.OpenAction = document.make_indirect(address())


def opened_with_the_page(document):
    document.pages[0].AA = pikepdf.Dictionary(O=address())


def opened_after_another(document):
    first = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Named, N=pikepdf.Name.NextPage))
    first.Next = pikepdf.Array([first, address()])
    document.Root.OpenAction = first


def opened_with_a_field(document):
    field = pikepdf.Dictionary(AA=document.make_indirect(pikepdf.Dictionary(Fo=document.make_indirect(address()))))
    document.pages[0].Annots = pikepdf.Array([field])


@pytest.mark.parametrize(
    "change", [opened_with_the_file, opened_with_the_page, opened_after_another, opened_with_a_field]
)
def test_pdf_that_opens_an_address_by_itself_is_refused(change):
    assert code("报告.pdf", pdf(change)) == "active"


def with_rich_media(document):
    document.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia)]
    )


@pytest.mark.parametrize(
    "change", [with_script, with_launch, with_script_among_names, with_form_script, with_rich_media]
)
@pytest.mark.parametrize("packed", [False, True])
def test_pdf_that_acts_on_its_own_is_refused(change, packed):
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable

    assert code("报告.pdf", pdf(change, object_stream_mode=mode)) == "active"


@pytest.mark.parametrize("name", ["/GoToR", "/GoToE", "/Launch", "/SubmitForm", "/ImportData", "/RichMediaExecute"])
def test_pdf_that_opens_files_or_sends_data_is_refused(name):
    assert code("报告.pdf", pdf(with_action(name))) == "active"


@pytest.mark.parametrize("name", ["/GoTo", "/URI", "/Named", "/ResetForm"])
def test_pdf_that_leads_through_itself_or_to_a_page_of_the_web_passes(name):
    content = pdf(with_action(name))

    assert intake.check(upload("报告.pdf", content)).content == content


def test_pdf_with_another_file_inside_is_refused():
    def attach(document):
        document.attachments["payload.exe"] = b"MZ"

    assert code("报告.pdf", pdf(attach)) == "embedded"


def test_pdf_that_is_an_archive_as_well_is_refused():
    assert code("报告.pdf", pdf() + archive({"payload.js": "alert(1)"})) == "hidden"


@pytest.mark.parametrize("password", ["", "secret"])
def test_locked_pdf_is_refused(password):
    locked = pdf(encryption=pikepdf.Encryption(owner="owner", user=password))

    assert code("报告.pdf", locked) == "encrypted"


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing more", pdf()[:200]])
def test_broken_pdf_is_refused(content):
    assert code("报告.pdf", content) == "broken"


def test_pdf_with_harmless_links_and_forms_passes():
    def link(document):
        document.pages[0].Annots = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Link,
                    A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://www.example.org/"),
                )
            ]
        )
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]))

    content = pdf(link)

    assert intake.check(upload("报告.pdf", content)).content == content


def test_pdf_whose_parts_unpack_to_gigabytes_is_refused():
    assert code("报告.pdf", pdf_bomb(megabytes=400)) == "broken"


def pdf_bomb(megabytes: int) -> bytes:
    """A PDF with an object stream that unpacks to so many megabytes of blanks."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(megabytes)) + packer.flush()
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    content, offsets = b"%PDF-1.5\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows = [(0, 0, 0), *((1, offset, 0) for offset in offsets), (2, 4, 0), (1, len(content), 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    head = b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return content + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(content)


def test_noise_never_gets_past_the_door_nor_breaks_it():
    noise = random.Random(7)
    shells = {
        "a.pdf": pdf(),
        "a.docx": docx(),
        "a.ofd": ofd(),
        "a.doc": compound("WordDocument"),
        "a.png": image("PNG"),
    }
    seen = set()  # a flipped byte in a PDF may also yield a harmless PDF
    for _ in range(300):
        name = noise.choice(list(shells))
        content = bytearray(shells[name])
        for _ in range(noise.randrange(1, 30)):
            content[noise.randrange(len(content))] = noise.randrange(256)
        try:
            intake.check(upload(name, bytes(content)))
        except ValidationError as refused:
            seen.add(refused.code)

    assert seen - {"encrypted", "bomb", "too_large"} == {"mismatch", "broken", "hidden"}
