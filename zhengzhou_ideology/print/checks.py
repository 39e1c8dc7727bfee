"""System checks: what the paper needs of the machine, and the Debian package that brings it.

Asked of the libraries themselves, because importing WeasyPrint would cost every command half a second.
"""

import ctypes
from typing import Any

from django.core.checks import CheckMessage, Error

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONTS = {
    "Noto Serif CJK SC": "fonts-noto-cjk",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "AR PL KaitiM GB": "fonts-arphic-gkai00mp",
}
FONTCONFIG = {"libfontconfig.so.1": "libfontconfig1"}


class FontSet(ctypes.Structure):
    _fields_ = [("found", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.c_void_p)]


def check_print(**_kwargs: Any) -> list[CheckMessage]:
    """Without libharfbuzz-subset one paper takes 11 s instead of 0.5 s, and Debian's Pango does not bring it along."""
    lacking = {package: name for name, package in {**LIBRARIES, **FONTCONFIG}.items() if not loads(name)}
    errors = [_error(f"缺少程序库 {name}", package, "print.E001") for package, name in lacking.items()]
    if FONTCONFIG.keys() & lacking.values():
        return errors
    missing = [family for family in FONTS if not has_font(family)]
    return errors + [_error(f"缺少字体“{family}”", FONTS[family], "print.E002") for family in missing]


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_font(family: str) -> bool:
    """Fontconfig lists at least one face of exactly this family."""
    fontconfig = ctypes.CDLL("libfontconfig.so.1")
    fontconfig.FcNameParse.restype = ctypes.c_void_p
    fontconfig.FcFontList.restype = ctypes.POINTER(FontSet)
    fontconfig.FcFontList.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    fontconfig.FcPatternDestroy.argtypes = [ctypes.c_void_p]
    fontconfig.FcObjectSetCreate.restype = ctypes.c_void_p
    fontconfig.FcObjectSetDestroy.argtypes = [ctypes.c_void_p]
    fontconfig.FcFontSetDestroy.argtypes = [ctypes.POINTER(FontSet)]
    pattern = fontconfig.FcNameParse(family.encode())
    objects = fontconfig.FcObjectSetCreate()
    faces = fontconfig.FcFontList(None, pattern, objects)
    try:
        return bool(faces) and faces.contents.found > 0
    finally:
        fontconfig.FcFontSetDestroy(faces)
        fontconfig.FcObjectSetDestroy(objects)
        fontconfig.FcPatternDestroy(pattern)


def _error(what: str, package: str, code: str) -> CheckMessage:
    return Error(f"{what}，无法正常生成 PDF 文件。", hint=f"请安装 Debian 软件包 {package}。", id=code)
