"""QR codes for papers."""

import segno


def qr_svg(text: str) -> str:
    """The text as a QR code: an SVG in a `data:` address, for the `src` of an `<img>` with an `alt`."""
    return segno.make(text, error="m", micro=False).svg_data_uri(border=2, omitsize=True)
