"""What HTMX swaps in is what a full reload would show."""

import re

from django.test import Client

# Differ from request to request, whatever is shown.
TOKENS = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|&quot;X-CSRFToken&quot;: ?&quot;[^&]*&quot;'
)


def stable(html: str, without: str = "") -> str:
    html = re.sub(without, "", html, flags=re.DOTALL) if without else html
    return TOKENS.sub("", html).strip()


def fragment_of(
    client: Client, address: str, params: dict[str, str] | None = None, *, root: str, without: str = ""
) -> str:
    """The part of the page with the id `root`, asserted to be the same by itself and in the whole page.

    `without` matches what every reading of the page changes.
    """
    whole = client.get(address, params)
    part = client.get(address, params, headers={"HX-Request": "true"})
    fragment = stable(part.content.decode(), without)

    assert (whole.status_code, part.status_code) == (200, 200)
    assert "HX-Request" in part["Vary"]
    assert re.match(rf'<\w+ id="{root}"', fragment), fragment[:80]
    assert fragment in stable(whole.content.decode(), without)
    assert len(part.content) < len(whole.content)
    return fragment
