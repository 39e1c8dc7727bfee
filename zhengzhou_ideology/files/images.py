"""Pictures are never stored as they came: each is decoded and written anew, without its metadata."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, ImageOps

MAX_SIDE = 3000
MAX_PIXELS = 64_000_000
JPEG_QUALITY = 85
PLAIN_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "RGB", "RGBA"}}
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error)


def rewrite(content: bytes, *, form: str) -> bytes:
    """The same picture, upright, no larger than `MAX_SIDE`, and nothing else that the file carried (place, camera, payload).

    `form` is `JPEG` or `PNG`. The size is read from the header before any pixel is decoded.
    """
    try:
        with Image.open(BytesIO(content), formats=[form]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_large()
            with _refusing_truncated():
                return _rewritten(image, form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except BROKEN as error:
        raise ValidationError("图片已损坏，无法打开，请重新拍摄或导出后再上传。", code="broken") from error


def _rewritten(image: Image.Image, form: str) -> bytes:
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    upright = ImageOps.exif_transpose(image)
    if upright.mode not in PLAIN_MODES[form]:
        upright = upright.convert("RGBA" if form == "PNG" and upright.has_transparency_data else "RGB")
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    written = BytesIO()
    bare.save(written, form, **({"quality": JPEG_QUALITY} if form == "JPEG" else {}))
    return written.getvalue()


@contextmanager
def _refusing_truncated() -> Iterator[None]:
    """WeasyPrint switches the whole process to pictures with missing parts; what people hand in must be whole."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_large() -> ValidationError:
    return ValidationError(f"图片像素过大，请缩小到 {MAX_PIXELS // 10_000} 万像素以内再上传。", code="too_large")
