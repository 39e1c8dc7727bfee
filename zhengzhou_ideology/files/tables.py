"""Tables that come as text: what they are encoded in."""

from django.core.exceptions import ValidationError

BYTE_ORDER_MARKS = {b"\xff\xfe", b"\xfe\xff"}
# How a page, a PDF or JSON begins that somebody has named csv.
OTHER_TEXT = ("<", "%PDF", "{")


def decoded(content: bytes) -> str:
    """The text of a csv file in any of the encodings that spreadsheets write; a ValidationError if it is no such text."""
    encodings = ["utf-16"] if content[:2] in BYTE_ORDER_MARKS else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if text.lstrip().startswith(OTHER_TEXT):
            raise ValidationError("文件内容不是表格，请用 Excel 或 WPS 打开后另存为 xlsx 再导入。")
        return text
    raise ValidationError("不是可以读取的表格文件，请另存为 xlsx 或者 csv（UTF-8、GB18030 编码）格式再导入。")
