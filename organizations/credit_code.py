"""统一社会信用代码 (GB 32100-2015) as civil-affairs bureaus issue them: 51, 52 or 53, a region of Henan, a check digit."""

import unicodedata

from django.core.exceptions import ValidationError
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength

from organizations.enums import KIND_OF_CODE, OrganizationKind

# GB/T 2260: Zhengzhou with its districts, county and county-level cities. 41 0000 and 10 0000 stand for organizations that the
# province or the ministry registered before they were handed down; those codes stay with them for life. 410171 to 410173 are the zones' codes for statistics.
REGIONS = frozenset(
    [
        "100000",
        "410000",
        "410100",
        "410101",
        "410102",
        "410103",
        "410104",
        "410105",
        "410106",
        "410108",
        "410122",
        "410171",
        "410172",
        "410173",
        "410181",
        "410182",
        "410183",
        "410184",
        "410185",
    ]
)


def normalize(text: str) -> str:
    """A code as typed or pasted: full width folded, spaces and hyphens gone, upper case."""
    return uscc.compact("".join(unicodedata.normalize("NFKC", text).split()))


def fault(code: str) -> str | None:
    """What is wrong with a normalized code, in a sentence for the user; None if nothing is."""
    try:
        uscc.validate(code)
    except InvalidLength:
        return f"统一社会信用代码应为 18 位，现为 {len(code)} 位。"
    except InvalidFormat:
        return "统一社会信用代码含有不允许的字符。"
    except InvalidChecksum:
        return "统一社会信用代码校验位不正确。"
    if code[:2] not in KIND_OF_CODE:
        return "统一社会信用代码应以 51、52 或 53 开头。"
    if code[2:8] not in REGIONS:
        return f"统一社会信用代码中的行政区划 {code[2:8]} 不在郑州市范围内。"
    return None


def validate_credit_code(code: str) -> None:
    """Raise `ValidationError` unless `code` is a normalized, valid code."""
    if problem := fault(code):
        raise ValidationError(problem)


def kind_of(code: str) -> OrganizationKind:
    return KIND_OF_CODE[code[:2]]
