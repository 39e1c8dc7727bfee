"""Phone numbers as lists show them."""

import re

from django import template

register = template.Library()
SHOWN_AHEAD, SHOWN_BEHIND = 3, 4


@register.filter
def masked(phone: str) -> str:
    """19912345678 is 199****5678; of a shorter number only the last two digits stay."""

    def cover(match: re.Match[str]) -> str:
        digits = match.group()
        if len(digits) > SHOWN_AHEAD + SHOWN_BEHIND:
            return digits[:SHOWN_AHEAD] + "*" * (len(digits) - SHOWN_AHEAD - SHOWN_BEHIND) + digits[-SHOWN_BEHIND:]
        return "*" * (len(digits) - 2) + digits[-2:]

    return re.sub(r"\d{5,}", cover, phone)
