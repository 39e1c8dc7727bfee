"""`make_audit_key FILE`: the key that signs the heads of the trail, and its public half beside it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from zhengzhou_ideology.audit import author_keys
from zhengzhou_ideology.audit.keys import make
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    help = "生成审计签名密钥（Ed25519）和同目录的公钥文件；已有的文件不覆盖。"
    requires_system_checks = []
    usage = "make_audit_key FILE"
    work_on_files = "写入"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def run(self, *, file: Path, **options: Any) -> None:
        if file.exists():
            self.refuse(f"“{file}”已存在。")
        number, present = make(file), Path(settings.AUDIT["KEY_FILE"] or "/")
        author_keys.keep(file.parent, file, *([present] if present.is_file() else []))
        self.stdout.write(f"密钥编号 {number}，公钥在同一目录，请另行保存一份公钥。")
