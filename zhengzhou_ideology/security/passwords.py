"""What a password must not be: one of the words that everybody here tries first, or one that the account had before."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import check_password, is_password_usable
from django.core.exceptions import ValidationError

from zhengzhou_ideology.security.models import FormerPassword

STEMS = Path(__file__).with_name("common_stems.txt")
LEET = str.maketrans("@401!3$5780", "aaoiiesstbo")
# Years, runs of one digit, up and down the row of keys, and what sounds like a wish.
COMMON_NUMBERS = re.compile(
    r"(?:19|20)\d\d|(\d)\1\1+|0?123(?:4(?:5(?:6(?:7(?:8(?:90?)?)?)?)?)?)?|9876?5?4?3?2?1?0?|654321|1314|520|521|0371|4101|4100"
)
LEFT = 4
DISTINCT = 5
REMEMBERED = 5


class CommonStemsValidator:
    """Of the password, once common words, common numbers and signs are taken away, something must be left.

    Read as it is and with the usual signs for letters, so that `P@ssw0rd2026` is the word that it is.
    """

    def validate(self, password: str, user: Any = None) -> None:
        folded = unicodedata.normalize("NFKC", password).casefold()
        if len(set(folded)) < DISTINCT or any(left_of(reading) < LEFT for reading in readings(folded)):
            raise ValidationError("这个密码由常见的词语、姓名或者键盘顺序组成，容易被猜到，请换一个。", code="common")

    def get_help_text(self) -> str:
        return "不能由常见的拼音、单词、地名、单位名称或者键盘顺序加数字组成。"


class ReuseValidator:
    """None of the last five: they are kept as hashes, and each one written adds to them (Django calls `password_changed`)."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        former = FormerPassword.objects.latest_of(user).values_list("encoded", flat=True)[:REMEMBERED]
        if any(check_password(password, encoded) for encoded in former):
            raise ValidationError(f"不能使用最近 {REMEMBERED} 次用过的密码。", code="reused")

    def password_changed(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None or not is_password_usable(user.password):
            return
        FormerPassword.objects.create(account=user, encoded=user.password)
        kept = FormerPassword.objects.latest_of(user).values_list("pk", flat=True)[:REMEMBERED]
        FormerPassword.objects.latest_of(user).exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        return f"不能与最近 {REMEMBERED} 次用过的密码相同。"


def readings(folded: str) -> tuple[str, str]:
    """As typed, and with signs read as letters; digits and signs at both ends stand for none."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    return folded, core.translate(LEET)


def left_of(reading: str) -> int:
    """How much is left without common words and numbers, the longest taken away first; two digits weigh as one letter."""
    for stem in stems():
        reading = reading.replace(stem, " ")
    bare = COMMON_NUMBERS.sub(" ", reading)
    return sum(char.isalpha() for char in bare) + sum(char.isdigit() for char in bare) // 2


@cache
def stems() -> tuple[str, ...]:
    words = STEMS.read_text(encoding="utf-8").casefold().split()
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))
