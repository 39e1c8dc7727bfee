"""How names of authorities are compared: folded, without any space. In Python and, for what is stored, in SQL."""

import re
import unicodedata

from django.db.models import CharField, Func, Value
from django.db.models.functions import Replace

INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]")


def folded(text: str) -> str:
    """The same as `registry.cleaning.key` of a cell of text; `tests/organizations/test_authorities.py` holds it."""
    plain = "".join(unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).split())
    return plain[1:] if plain[:1] == "'" and plain[1:2] in set("=+-@") else plain


class _Normalized(Func):
    function = "normalize"
    template = "%(function)s(%(expressions)s, NFKC)"
    arity = 1
    output_field = CharField()


class Folded(Replace):
    """The stored name, folded; names are stored without invisible characters, so that the space is all that is left."""

    def __init__(self, expression: object, **extra: object) -> None:
        super().__init__(_Normalized(expression), Value(" "), Value(""), **extra)
