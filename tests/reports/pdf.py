"""What a PDF says and what it is made of, asked of the tools that readers use."""

import io
import subprocess

import pikepdf


def text_of(content: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


def running_text_of(content: bytes) -> str:
    """Without white space, so that a line break does not hide a word."""
    return "".join(text_of(content).split())


def lines_by_page(content: bytes) -> list[int]:
    pages = text_of(content).split("\f")[:-1]
    return [sum(bool(line.strip()) for line in page.splitlines()) for page in pages]


def faces_of(content: bytes) -> set[str]:
    """Embedded faces, without the tag of their subset; a face that is not embedded is marked so."""
    names = set()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                embedded = any(name in thing for name in ("/FontFile", "/FontFile2", "/FontFile3"))
                names.add(str(thing.FontName).split("+")[-1] + ("" if embedded else " (not embedded)"))
    return names
