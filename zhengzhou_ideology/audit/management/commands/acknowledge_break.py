"""`acknowledge_break MARK REASON --account NAME`: somebody has looked into a break of `verify_audit` and says why it is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.timezone import now

from zhengzhou_ideology.audit.acknowledgements import acknowledge
from zhengzhou_ideology.audit.verification import breaks
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    help = "确认 verify_audit 列出的一处不一致：写明原因和确认人，以后核验仍列出它，但不再计入。"
    usage = "acknowledge_break MARK REASON --account NAME [--anchors FILE]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("mark", help="verify_audit 列出的编号")
        parser.add_argument("reason", help="说明")
        parser.add_argument("--account", required=True, help="确认人的用户名")
        parser.add_argument("--anchors", type=Path, help="外部存证文件")

    def run(self, *, mark: str, reason: str, account: str, anchors: Path | None = None, **options: Any) -> None:
        user = get_user_model()._default_manager.filter(username=account).first()
        if user is None:
            self.refuse(f"没有账号“{account}”。")
        own = settings.AUDIT["ANCHOR_FILE"]
        found = breaks(now(), anchors=anchors or (Path(own) if own else None))
        said = acknowledge(mark, found, reason=reason, by=user, now=now())
        self.stdout.write(f"已确认：{said.what}。")
