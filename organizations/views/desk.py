"""What a page shows of its desk: who has the matter in hand, notes, messages, and the forms that write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from organizations.desk import Desk
from organizations.forms.desk import AssignForm, NoteForm, TextForm
from organizations.models import User
from zhengzhou_ideology.workflow.offers import Bound, Door


@dataclass(frozen=True, slots=True)
class DeskDoors:
    """The four doors of a desk, on the page of a matter."""

    desk: Desk
    take: Door
    assign: Door
    note: Door
    message: Door

    @property
    def all(self) -> tuple[Door, ...]:
        return self.take, self.assign, self.note, self.message

    def context(self, user: User, row: Any, bound: Bound) -> dict[str, Any]:
        """`desk` for whoever works on the matter, else None; `talk` for all who read its page."""
        shown: Mapping[str, Any] = {}
        if self.note.may(user, row):
            shown = {
                "in_hand": self.desk.in_hand(row, user.authority),
                "take": self.take.offer(user, row, bound),
                "assign": self.assign.offer(user, row, bound),
                "note": self.note.offer(user, row, bound),
                "notes": self.desk.notes_for(row, user),
            }
        write = self.message.offer(user, row, bound) if self.message.may(user, row) else None
        return {"desk": shown, "talk": {"said": self.desk.said_of(row), "write": write}}

    def is_in_place(self, bound: Bound) -> bool:
        """A form of the desk came back, and stands where it was typed."""
        return bool({door.name for door in self.all} & set(bound))


def desk_doors(desk: Desk, acts: Any, prefix: str, *, what: str) -> DeskDoors:
    """`acts` is the room's module with take, assign, note and write_message; `prefix` begins their addresses."""
    return DeskDoors(
        desk,
        take=Door(act=acts.take, address=f"{prefix}take", label="由我经办", question="", done=f"该{what}现由您经办。"),
        assign=Door(
            act=acts.assign,
            address=f"{prefix}assign",
            label="分派",
            question="分派给本单位的经办人。",
            done="已分派，经办人将收到通知。",
            form=AssignForm,
            given=lambda user, row: {"colleagues": desk.colleagues(user, localdate())},
        ),
        note=Door(
            act=acts.note,
            address=f"{prefix}note",
            label="内部备注",
            question="",
            done="内部备注已保存。",
            form=NoteForm,
        ),
        message=Door(
            act=acts.write_message,
            address=f"{prefix}message",
            label="往来消息",
            question="",
            done="消息已发送。",
            form=TextForm,
        ),
    )
