"""PDFs are opened once and kept byte for byte: writing one anew would break the electronic seal (电子签章) on it."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import is_zipfile

import pikepdf
from django.core.exceptions import ValidationError

MAX_DECODED_BYTES = 128 * 1024 * 1024
ACTIVE = {"/JavaScript", "/RichMediaExecute", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData"}
# What acts by itself, when the file, a page or a field is opened; an address is only for the reader to click on.
BY_ITSELF = ("/OpenAction", "/AA")
ADDRESS = "/URI"


def limit_memory() -> None:
    """Bound what a hostile PDF can make qpdf unpack; process-wide, so it is called once at start."""
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MAX_DECODED_BYTES,
        run_length_max_memory=MAX_DECODED_BYTES,
        png_max_memory=MAX_DECODED_BYTES,
        tiff_max_memory=MAX_DECODED_BYTES,
        doc_max_warnings=1000,
    )


def inspect(content: bytes) -> None:
    """Refuse a PDF that is locked, broken, or that would do something when it is opened."""
    if is_zipfile(BytesIO(content)):
        raise ValidationError("PDF 中夹带了其他文件，请重新导出后再上传。", code="hidden")
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise _locked()
            if not len(pdf.pages):
                raise _broken()
            for part in _dictionaries(pdf):
                _refuse_active(part)
            if any("error decoding stream data" in warning for warning in pdf.get_warnings()):
                raise _broken()  # what could not be unpacked, nobody has looked at
    except pikepdf.PasswordError as error:
        raise _locked() from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError) as error:
        raise _broken() from error


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Each dictionary of the file once, those nested directly in others too."""
    waiting: list[Any] = list(pdf.objects)
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            waiting.extend(item for item in part if _nested(item))
        elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            yield part
            waiting.extend(value for _key, value in part.items() if _nested(value))


def _nested(value: Any) -> bool:
    return isinstance(value, (pikepdf.Array, pikepdf.Dictionary)) and not value.is_indirect


def _acts_by_itself(part: Any) -> Iterator[Any]:
    """The actions of a dictionary that nobody clicks on, with those that follow them."""
    waiting = [part[name] for name in BY_ITSELF if name in part]
    seen: set[tuple[int, int]] = set()
    while waiting:
        action = waiting.pop()
        if isinstance(action, pikepdf.Array):
            waiting.extend(action)
        elif isinstance(action, pikepdf.Dictionary):
            if action.is_indirect:
                if action.objgen in seen:
                    continue
                seen.add(action.objgen)
            yield action
            waiting.extend(value for key, value in action.items() if key == "/Next" or "/S" not in action)


def _refuse_active(part: Any) -> None:
    acts = str(part.get("/S", "")) in ACTIVE or str(part.get("/Subtype", "")) == "/RichMedia"
    acts = acts or any(str(action.get("/S", "")) == ADDRESS for action in _acts_by_itself(part))
    if acts or "/JS" in part or "/XFA" in part:
        raise ValidationError(
            "PDF 中含有脚本、多媒体，或会打开其他文件、向外发送数据的动作，请另存（打印）为普通 PDF 后再上传。",
            code="active",
        )
    if "/EF" in part:
        raise ValidationError("PDF 中夹带了其他文件，请把夹带的文件单独上传。", code="embedded")


def _locked() -> ValidationError:
    return ValidationError("PDF 已加密或设置了权限密码，请取消保护后再上传。", code="encrypted")


def _broken() -> ValidationError:
    return ValidationError("PDF 已损坏，无法打开，请重新导出后再上传。", code="broken")
