"""The rules of PDF/A-3u (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) that our papers could break, asked of the file itself.

The main rules of veraPDF's profile, as far as they concern what a printed paper is made of; forms, layers, pictures in
JPEG 2000 and the like do not occur. Each returns what is wrong in words.
"""

import re
from collections import defaultdict
from io import BytesIO
from xml.etree import ElementTree

import pdfua
import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
UA = "{http://www.aiim.org/pdfua/ns/id/}"
DC = "{http://purl.org/dc/elements/1.1/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"


def faults_of(content: bytes, path) -> list[str]:
    """All that is wrong with a paper; the validator reads from a path."""
    path.write_bytes(content)
    found = [finding.message for finding in pdfua.validate(str(path)).findings]
    with pikepdf.open(BytesIO(content)) as pdf:
        return found + head(content) + [fault for rule in RULES for fault in rule(pdf)]


def head(content: bytes) -> list[str]:
    """6.1.2: version, and a comment of four bytes that are no ASCII."""
    ok = re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", content)
    return [] if ok else ["no head of a binary PDF 1.n"]


def trailer(pdf) -> list[str]:
    """6.1.3: an identifier and no encryption."""
    faults = [] if "/ID" in pdf.trailer else ["no identifier"]
    return faults + (["encrypted"] if "/Encrypt" in pdf.trailer else [])


def output_intent(pdf) -> list[str]:
    """6.2.3: one intent for PDF/A, whose profile is an ICC profile of three colours."""
    intents = [one for one in pdf.Root.get("/OutputIntents", []) if one.S == "/GTS_PDFA1"]
    if len(intents) != 1:
        return ["no output intent"]
    profile = intents[0].DestOutputProfile
    ok = profile.read_bytes()[36:40] == b"acsp" and profile.N == 3
    return [] if ok else ["no profile of three colours"]


def colours(pdf) -> list[str]:
    """6.2.4.3: no CMYK under an RGB intent."""
    operators = {str(each.operator) for page in pdf.pages for each in pikepdf.parse_content_stream(page)}
    return ["CMYK"] if operators & {"k", "K"} else []


def shown(pdf) -> dict[str, set[int]]:
    """The codes that the pages show, by the name of their font."""
    found: dict[str, set[int]] = defaultdict(set)
    for page in pdf.pages:
        font = ""
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                font = str(operands[0])
            elif str(operator) in {"Tj", "TJ"}:
                for text in operands[0] if str(operator) == "TJ" else operands:
                    if isinstance(text, pikepdf.String):
                        raw = bytes(text)
                        found[font] |= {int.from_bytes(raw[i : i + 2]) for i in range(0, len(raw), 2)}
    return found


def fonts(pdf) -> dict[str, pikepdf.Object]:
    return dict(pdf.pages[0].Resources.Font.items())


def embedded(pdf) -> list[str]:
    """6.2.11.4.1: each font program is in the file."""
    faces = {str(font.BaseFont): font.DescendantFonts[0].FontDescriptor for font in fonts(pdf).values()}
    return [
        f"{name} not embedded" for name, face in faces.items() if not {"/FontFile2", "/FontFile3"} & set(face.keys())
    ]


def glyphs(pdf) -> list[str]:
    """6.2.11.4.1, 6.2.11.5, 6.2.11.8: what is shown is there, as wide as stated, and never the box for what is missing."""
    faults = []
    for name, codes in shown(pdf).items():
        font = fonts(pdf)[name]
        if font.Encoding != "/Identity-H":
            faults.append(f"{font.BaseFont}: characters without a glyph")
            continue
        widths, there = stated_widths(font), program_widths(font)
        faults += [f"{font.BaseFont}: glyph {code} is not there" for code in codes if code not in there or code == 0]
        faults += [
            f"{font.BaseFont}: glyph {code} is {there[code]} wide, not {widths.get(code)}"
            for code in codes & there.keys()
            if abs(there[code] - widths.get(code, 0)) > 1
        ]
    return faults


def stated_widths(font) -> dict[int, float]:
    runs = list(font.DescendantFonts[0].W)
    return {
        int(first) + i: float(width)
        for first, run in zip(runs[::2], runs[1::2], strict=True)
        for i, width in enumerate(run)
    }


def program_widths(font) -> dict[int, float]:
    """By the code that names the glyph, in thousandths."""
    face = font.DescendantFonts[0].FontDescriptor
    if "/FontFile2" in face:
        program = TTFont(BytesIO(face.FontFile2.read_bytes()))
        scale = 1000 / program["head"].unitsPerEm
        names = program.getGlyphOrder()
        return {i: program["hmtx"][name][0] * scale for i, name in enumerate(names)}
    if "/FontFile3" not in face:
        return {}
    return {
        int(name[3:]): width for name, width in cff_widths(face.FontFile3.read_bytes()).items() if name[:3] == "cid"
    }


def cff_widths(table: bytes) -> dict[str, float]:
    found = CFFFontSet()
    found.decompile(BytesIO(table), None)
    strings = found[0].CharStrings
    widths = {}
    for name in found[0].charset:
        strings[name].draw(NoPen())
        widths[name] = strings[name].width
    return widths


class NoPen:
    """Drawing is how a charstring finds out its width."""

    def __getattr__(self, name):
        return lambda *arguments, **facts: None


def unicode_of_each(pdf) -> list[str]:
    """6.2.11.7.2: level U; every code that is shown is text, none of them U+0000, U+FEFF or U+FFFE."""
    faults = []
    for name, codes in shown(pdf).items():
        font = fonts(pdf)[name]
        said = to_unicode(font) if "/ToUnicode" in font else {}
        faults += [
            f"{font.BaseFont}: {code} is no text"
            for code in codes
            if said.get(code, "") in {"", "\0", "\ufeff", "\ufffe"}
        ]
    return faults


def to_unicode(font) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", font.ToUnicode.read_bytes())
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in pairs
        if code != b"0000" or text != b"ffff"
    }


def actions(pdf) -> list[str]:
    """6.5.1: no script, no start of a program, nothing that acts by itself."""
    faults = [f"action {thing.S}" for thing in dictionaries(pdf) if thing.get("/S") in ("/JavaScript", "/Launch")]
    return faults + [f"{name} in the catalog" for name in ("/AA", "/OpenAction") if name in pdf.Root]


def dictionaries(pdf):
    return [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)]


def annotations(pdf) -> list[str]:
    """6.3.2: printed, and not hidden."""
    marks = [mark for page in pdf.pages for mark in page.get("/Annots", [])]
    return [f"annotation with flags {mark.get('/F')}" for mark in marks if int(mark.get("/F", 0)) & 0b100111 != 0b100]


def metadata(pdf) -> list[str]:
    """6.6.2 to 6.6.4: one packet that claims both standards, describes the foreign schema, and says what the file says."""
    packet = pdf.Root.Metadata
    faults = ["packet is compressed"] if "/Filter" in packet else []
    root = ElementTree.fromstring(packet.read_bytes())
    said = {name: value for each in root.iter(f"{RDF}Description") for name, value in each.attrib.items()}
    if (said.get(f"{PDFA}part"), said.get(f"{PDFA}conformance")) != ("3", "U"):
        faults.append("no claim of PDF/A-3u")
    if said.get(f"{UA}part") != "1":
        faults.append("no claim of PDF/UA-1")
    described = [each.text for each in root.iter("{http://www.aiim.org/pdfa/ns/schema#}namespaceURI")]
    if described != ["http://www.aiim.org/pdfua/ns/id/"]:
        faults.append("schema of PDF/UA not described")
    for name, key in (("title", "/Title"), ("creator", "/Author"), ("description", "/Subject")):
        words = "".join(each.text or "" for group in root.iter(f"{DC}{name}") for each in group.iter(f"{RDF}li"))
        if words != str(pdf.docinfo.get(key, "")):
            faults.append(f"{key} is {words!r} here and {pdf.docinfo.get(key)!r} there")
    for name, key in (("CreateDate", "/CreationDate"), ("ModifyDate", "/ModDate")):
        days = [re.sub(r"\D", "", each.text or "") for each in root.iter(f"{XMP}{name}")]
        if days != ([re.sub(r"\D", "", str(pdf.docinfo[key]))] if key in pdf.docinfo else []):
            faults.append(f"{key} differs")
    return faults


def files(pdf) -> list[str]:
    """6.8: what is inside has a type, a day, both names and a relationship, and belongs to the document."""
    inside = list(
        pdf.Root.get("/Names", pikepdf.Dictionary()).get("/EmbeddedFiles", pikepdf.Dictionary()).get("/Names", [])
    )
    associated = [file.objgen for file in pdf.Root.get("/AF", [])]
    faults = []
    for file in inside[1::2]:
        stream = file.EF.F
        checks = {
            "not associated": file.objgen in associated,
            "no relationship": file.get("/AFRelationship") == "/Data",
            "no name": "/F" in file and "/UF" in file,
            "no type": stream.get("/Subtype") == "/application/json",
            "wrong size": stream.get("/Params", {}).get("/Size") == len(stream.read_bytes()),
            "no day": "/ModDate" in stream.get("/Params", {}),
        }
        faults += [fault for fault, ok in checks.items() if not ok]
    return faults


RULES = (
    trailer,
    output_intent,
    colours,
    embedded,
    glyphs,
    unicode_of_each,
    actions,
    annotations,
    metadata,
    files,
)
