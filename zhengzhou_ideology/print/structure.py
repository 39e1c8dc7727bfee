"""The structure that readers follow, said once: what each head cell heads, and no element that means nothing of its own."""

from typing import Any

BARE = {"Type", "S", "K", "Pg", "P"}


def tidy_structure(pdf: Any) -> None:
    things = [thing for thing in pdf.objects if isinstance(thing, dict)]
    _say_what_they_head(pdf, [thing for thing in things if thing.get("S") == "/TH"])
    _fold(pdf, [thing for thing in things if thing.get("S") == "/Span" and thing.keys() == BARE])


def at(pdf: Any, reference: bytes | str) -> Any:
    """What a reference such as `12 0 R` stands for."""
    return pdf.objects[int(reference.split()[0])]


def _say_what_they_head(pdf: Any, cells: list[Any]) -> None:
    """Cells in the head of a table stand over their column, the others before their row."""
    for cell in cells:
        group = at(pdf, at(pdf, cell["P"])["P"])
        cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def _fold(pdf: Any, spans: list[Any]) -> None:
    """WeasyPrint makes an element of each line of text, which says no more than the one around it: two in five of all.

    The text goes into the element around it, as WeasyPrint itself does within a link.
    """
    taken = {}
    for span in spans:
        around = at(pdf, span["P"])
        if all(isinstance(part, int) for part in span["K"]) and around.get("Pg") == span["Pg"]:
            place = around["K"].index(span.reference)
            around["K"][place : place + 1] = span["K"]
            taken[span.reference] = around.reference
    for page in at(pdf, at(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"][1::2]:
        if isinstance(page, list):
            page[:] = [taken.get(reference, reference) for reference in page]
    for span in spans:
        if span.reference in taken:
            # Its number cannot be taken back: what stays is empty.
            span.clear()
