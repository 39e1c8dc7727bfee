"""`manage.py backup`: database and files into one folder, encrypted; cut off, it goes on when it is called again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.timezone import now

from zhengzhou_ideology.backup import making, sealing
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    help = "把数据库和附件加密备份到一个目录；中断后重新执行即从中断处继续。"
    requires_system_checks = []
    usage = "backup --out DIR --key FILE [--keys-out DIR]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", metavar="DIR", required=True, help="新建的目录，或者上次未完成的备份")
        parser.add_argument(
            "--key", metavar="FILE", required=True, help="密钥文件（openssl rand -base64 32），与备份分开保存"
        )
        parser.add_argument("--keys-out", metavar="DIR", default="", help="另存 .env 和签章密钥的目录")

    def run(self, **options: Any) -> None:
        key, folder = sealing.read_key(Path(options["key"])), Path(options["out"])
        summary = making.make(folder, key=key, now=now(), say=self.stdout.write)
        if options["keys_out"]:
            kept = making.keep_keys(Path(options["keys_out"]), folder, key=key)
            self.stdout.write(f"密钥：{kept} 个文件，另存于 {options['keys_out']}")
        self.stdout.write(f"备份完成：{summary['rows']} 行，{summary['files']} 个附件，{folder}")
