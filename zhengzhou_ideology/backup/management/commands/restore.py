"""`manage.py restore`: a backup into an empty installation, compared with what was kept."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from zhengzhou_ideology.backup import restoring, sealing
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    help = "把备份恢复到空的数据库和附件目录，并逐表、逐个附件核对。"
    requires_system_checks = []
    usage = "restore DIR --key FILE [--keys DIR --keys-out DIR]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", help="备份所在目录")
        parser.add_argument("--key", metavar="FILE", required=True, help="备份时所用的密钥文件")
        parser.add_argument("--keys", metavar="DIR", default="", help="另存的密钥所在目录")
        parser.add_argument("--keys-out", metavar="DIR", default="", help="取出密钥的目录，由运维人员放回原处")

    def run(self, **options: Any) -> None:
        key = sealing.read_key(Path(options["key"]))
        if options["keys"] and options["keys_out"]:
            self.take_out(Path(options["keys"]), Path(options["keys_out"]), key)
        restoring.restore(Path(options["folder"]), key=key, say=self.stdout.write)
        self.stdout.write("恢复完成。请依次执行 manage.py migrate、verify_audit、check_files、doctor，再启动各服务。")

    def take_out(self, folder: Path, out: Path, key: bytes) -> None:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, content in restoring.read_keys(folder, key=key).items():
            (out / Path(path).name).write_bytes(content)
            (out / Path(path).name).chmod(0o600)
            self.stdout.write(f"密钥：{path} 已取出到 {out}")
