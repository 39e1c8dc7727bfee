"""Faces cut to the glyphs that a paper shows.

WeasyPrint leaves a face the numbers of all its glyphs, so each Noto face of a paper carries 65,000 empty places: 80 to 120 kB
that say nothing. A face whose glyphs have names of their own (CID-keyed CFF) needs no places: it is cut again without
them, and the text keeps naming the same glyphs.
"""

import ctypes
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

NO_HINTING, DESUBROUTINIZE = 1, 4


@lru_cache(maxsize=1)
def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    harfbuzz, cutter = ctypes.CDLL("libharfbuzz.so.0"), ctypes.CDLL("libharfbuzz-subset.so.0")
    thing, number = ctypes.c_void_p, ctypes.c_uint
    for library, name, result, arguments in (
        (harfbuzz, "hb_blob_create", thing, (ctypes.c_char_p, number, ctypes.c_int, thing, thing)),
        (harfbuzz, "hb_blob_destroy", None, (thing,)),
        (harfbuzz, "hb_blob_get_data", thing, (thing, ctypes.POINTER(number))),
        (harfbuzz, "hb_face_create", thing, (thing, number)),
        (harfbuzz, "hb_face_destroy", None, (thing,)),
        (harfbuzz, "hb_face_reference_table", thing, (thing, ctypes.c_uint32)),
        (harfbuzz, "hb_set_add", None, (thing, ctypes.c_uint32)),
        (cutter, "hb_subset_input_create_or_fail", thing, ()),
        (cutter, "hb_subset_input_destroy", None, (thing,)),
        (cutter, "hb_subset_input_glyph_set", thing, (thing,)),
        (cutter, "hb_subset_input_set_flags", None, (thing, number)),
        (cutter, "hb_subset_or_fail", thing, (thing, thing)),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return harfbuzz, cutter


def compact_cff(face: bytes, glyphs: Iterable[int]) -> bytes | None:
    """The bare CFF of an OpenType face with these glyphs alone, or nothing if it would name them otherwise."""
    wanted = set(glyphs)
    table = _cut(face, wanted)
    return table if table and wanted <= _named_in(table) else None


def _cut(face: bytes, glyphs: set[int]) -> bytes:
    harfbuzz, cutter = _libraries()
    blob = harfbuzz.hb_blob_create(face, len(face), 0, None, None)
    whole = harfbuzz.hb_face_create(blob, 0)
    wish = cutter.hb_subset_input_create_or_fail()
    try:
        kept = cutter.hb_subset_input_glyph_set(wish)
        for glyph in glyphs:
            harfbuzz.hb_set_add(kept, glyph)
        cutter.hb_subset_input_set_flags(wish, NO_HINTING | DESUBROUTINIZE)
        cut = cutter.hb_subset_or_fail(whole, wish)
        return _table(cut, b"CFF ") if cut else b""
    finally:
        cutter.hb_subset_input_destroy(wish)
        harfbuzz.hb_face_destroy(whole)
        harfbuzz.hb_blob_destroy(blob)


def _table(face: int, name: bytes) -> bytes:
    """One table of a face, which is given back."""
    harfbuzz, _ = _libraries()
    length = ctypes.c_uint()
    blob = harfbuzz.hb_face_reference_table(face, int.from_bytes(name, "big"))
    start = harfbuzz.hb_blob_get_data(blob, ctypes.byref(length))
    content = ctypes.string_at(start, length.value) if length.value else b""
    harfbuzz.hb_blob_destroy(blob)
    harfbuzz.hb_face_destroy(face)
    return content


def _named_in(table: bytes) -> set[int]:
    """The names (CIDs) of the glyphs of a CID-keyed CFF, which are numbers; another CFF has none."""
    # A tenth of a second that only a process which prints should pay.
    from fontTools.cffLib import CFFFontSet  # type: ignore[import-untyped] # noqa: PLC0415

    fonts = CFFFontSet()
    fonts.decompile(BytesIO(table), None)
    font = fonts[0]
    return {0, *(int(name[3:]) for name in font.charset[1:])} if hasattr(font, "ROS") else set()
