"""`manage.py sbom`: what the portal is made of, as CycloneDX for machines and as NOTICE for people."""

import json
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import now

from zhengzhou_ideology.commands import RefusingCommand, write_whole
from zhengzhou_ideology.supply import documents
from zhengzhou_ideology.supply.parts import parts


class Command(RefusingCommand):
    help = "写出软件物料清单（CycloneDX 1.6）和第三方声明。"
    requires_system_checks = []
    usage = "sbom --out FILE.json [--notice FILE.txt]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", metavar="FILE.json", required=True)
        parser.add_argument("--notice", metavar="FILE.txt", default="")

    def run(self, **options: Any) -> None:
        found = parts()
        project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        listed = documents.cyclonedx(found, version=project["version"], now=now())
        write_whole(Path(options["out"]), json.dumps(listed, ensure_ascii=False, indent=1).encode())
        if options["notice"]:
            write_whole(Path(options["notice"]), documents.notice(found).encode())
        self.stdout.write(f"共 {len(found)} 个组成部分。")
