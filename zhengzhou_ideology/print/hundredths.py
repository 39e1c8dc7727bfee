"""Places on a page to a hundredth of a unit (1/96 inch, so 3 µm), where WeasyPrint writes millionths: a tenth of what draws a page."""

import re
from typing import Any

from zhengzhou_ideology.print.structure import at

# Below one it may be a colour or how thick a line is, and a matrix (`cm`) multiplies what it says.
PLACE = re.compile(rb"(?<![\w.<])(-?[1-9]\d*\.\d\d)\d+(?![^\n]*cm$)")


def round_places(pdf: Any) -> None:
    for reference in pdf.page_references:
        page = at(pdf, at(pdf, reference)["Contents"])
        page.stream = [PLACE.sub(rb"\1", line) if isinstance(line, bytes) else line for line in page.stream]
