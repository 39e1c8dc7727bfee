"""What makes a printed paper hold outside the portal: PDF/A-3u and PDF/UA-1 at once, its content inside, small faces.

WeasyPrint writes PDF/UA-1. This adds what PDF/A-3u asks for beyond it: the colours that numbers mean, the content as an
associated file, and the claim, with the schema of the other claim described. (WeasyPrint's own variant leaves files open.)
"""

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import md5
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

import pydyf  # type: ignore[import-untyped]

from zhengzhou_ideology.audit.canonical import canonical
from zhengzhou_ideology.print.faces import compact_cff
from zhengzhou_ideology.print.hundredths import round_places
from zhengzhou_ideology.print.structure import at, tidy_structure

DATA, PROOF = "data.json", "proof.json"
PRINTED = 4  # the flag of an annotation that is shown on paper as well
CLAIM = '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="U"/>\n'
SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
IDENTIFIER = '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>{}</dc:identifier></rdf:Description>\n'
END = "</rdf:RDF>"

log = logging.getLogger(__name__)


def archival(
    identifier: str, data: Mapping[str, Any] | None, proof: Mapping[str, Any] | None = None
) -> Callable[[Any, Any], None]:
    """WeasyPrint calls what this returns with the document and its PDF, right before that is written."""

    def finish(document: Any, pdf: Any) -> None:
        things = [thing for thing in pdf.objects if isinstance(thing, dict)]
        faces = [thing for thing in things if thing.get("Subtype") in ("/CIDFontType0", "/CIDFontType2")]
        _cut(pdf, [face for face in faces if face["Subtype"] == "/CIDFontType0"])
        tidy_structure(pdf)
        round_places(pdf)
        whole = all(thing["Encoding"] == "/Identity-H" for thing in things if thing.get("Subtype") == "/Type0")
        if not whole:
            # No face of this machine has some character: the paper shows a box for it, and may not claim to be whole.
            log.warning("%s: a character has no glyph, so this is no PDF/A", identifier or "a paper")
        for mark in things:
            if mark.get("Type") == "/Annot":
                mark["F"] = PRINTED
        _mean_colours(pdf)
        _claim(pdf, identifier, whole)
        if data is not None:
            # Of the files, `data.json` first: its bytes are what its SHA-256 was taken of.
            files = [_embedded(pdf, DATA, "文书内容", data)]
            if proof is not None:
                files.append(_embedded(pdf, PROOF, "在审计记录中的证明", proof))
            pdf.catalog["AF"] = pydyf.Array([reference for _, reference in files])
            names = [part for name, reference in files for part in (pydyf.String(name), reference)]
            inside = pydyf.Dictionary({"Names": pydyf.Array(names)})
            pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = inside

    return finish


def _cut(pdf: Any, faces: list[Any]) -> None:
    shown: dict[int, set[int]] = {}
    for face in faces:
        face.pop("CIDToGIDMap", None)
        file = at(pdf, at(pdf, face["FontDescriptor"])["FontFile3"])
        shown.setdefault(file.number, set()).update(_glyphs(face["W"]))
    for number, glyphs in shown.items():
        file = pdf.objects[number]
        table = compact_cff(file.stream[0], glyphs)
        if table:
            file.stream, file.extra["Subtype"] = [table], "/CIDFontType0C"


def _glyphs(widths: list[Any]) -> set[int]:
    """`[first [width width …] first […] …]`"""
    runs = zip(widths[::2], widths[1::2], strict=True)
    return {glyph for first, run in runs for glyph in range(first, first + len(run))}


def _mean_colours(pdf: Any) -> None:
    profile = pydyf.Stream([_srgb()], {"N": 3}, compress=True)
    pdf.add_object(profile)
    facts = {"Type": "/OutputIntent", "S": "/GTS_PDFA1", "DestOutputProfile": profile.reference}
    facts |= {name: pydyf.String("sRGB IEC61966-2.1") for name in ("OutputConditionIdentifier", "Info")}
    pdf.catalog["OutputIntents"] = pydyf.Array([pydyf.Dictionary(facts)])


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return (files("weasyprint") / "pdf" / "sRGB2014.icc").read_bytes()


def _claim(pdf: Any, identifier: str, whole: bool) -> None:
    metadata = at(pdf, pdf.catalog["Metadata"])
    packet = metadata.stream[0].decode()
    more = IDENTIFIER.format(escape(identifier)) if identifier else ""
    if whole:
        more += SCHEMA + CLAIM
    metadata.stream, metadata.compress = [packet.replace(END, more + END).encode()], False


def _embedded(pdf: Any, name: str, described: str, data: Mapping[str, Any]) -> tuple[str, Any]:
    """A file of JSON inside: its name and where it is."""
    content = canonical(data)
    digest = f"<{md5(content, usedforsecurity=False).hexdigest()}>"
    facts = pydyf.Dictionary({"Size": len(content), "CheckSum": digest})
    if "CreationDate" in pdf.info:
        facts["CreationDate"] = facts["ModDate"] = pdf.info["CreationDate"]
    extra = {"Type": "/EmbeddedFile", "Subtype": "/application#2fjson", "Params": facts}
    file = pydyf.Stream([content], extra, compress=True)
    pdf.add_object(file)
    named = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(name),
            "UF": pydyf.String(name),
            "Desc": pydyf.String(described),
            "AFRelationship": "/Data",
            "EF": pydyf.Dictionary({"F": file.reference, "UF": file.reference}),
        }
    )
    pdf.add_object(named)
    return name, named.reference
