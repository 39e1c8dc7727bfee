"""What is still missing in a draft, as its page lists it; each room has rules of its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhengzhou_ideology.workflow import Refused


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """`anchor` is the id of the input or the box that mends it; what is no error is what an officer may ask about."""

    anchor: str
    message: str
    is_error: bool = True


def errors_among(items: Iterable[ChecklistItem]) -> list[ChecklistItem]:
    return [item for item in items if item.is_error]


class Incomplete(Refused):
    """A draft that lacks something cannot be sent; `items` lead to the fields that mend it."""

    def __init__(self, items: list[ChecklistItem]) -> None:
        super().__init__(f"还有 {len(items)} 项未完成：{'；'.join(item.message for item in items)}。")
        self.items = items
