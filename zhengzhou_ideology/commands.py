"""A command that answers wrong input with one line on standard error and exit status 2, and leaves no half file."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from zhengzhou_ideology.workflow import Refused


class RefusingCommand(BaseCommand):
    """Write `run` and `usage`; what `run` refuses with is the line."""

    usage = ""
    work_on_files = "读写文件"
    refusals: tuple[type[Exception], ...] = (Refused,)
    run: Callable[..., None]

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self.refuse_arguments  # type: ignore[method-assign] # argparse would print its usage, in English, over several lines
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.run(**options)
        except self.refusals as refusal:
            self.refuse(str(refusal))
        except ValidationError as error:
            self.refuse("".join(error.messages))
        except OSError as error:
            self.refuse(f"无法{self.work_on_files}“{error.filename}”：{reason_of(error)}。")

    def refuse_arguments(self, message: str) -> NoReturn:
        self.refuse(f"参数有误，用法：{self.usage}。")

    def refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(2)


def reason_of(error: OSError) -> str:
    reasons = {
        FileNotFoundError: "文件或目录不存在",
        IsADirectoryError: "这是一个目录",
        NotADirectoryError: "上级不是目录",
        FileExistsError: "已有同名文件",
        PermissionError: "没有权限",
    }
    return reasons.get(type(error), str(error.strerror))


def write_whole(path: Path, content: bytes) -> None:
    """The file is there whole or not at all."""
    if path.is_dir():
        raise IsADirectoryError(None, None, str(path))
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{os.getpid()}-", delete=False) as part:
            part.write(content)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error
    try:
        Path(part.name).chmod(0o644)
        Path(part.name).replace(path)
    except OSError:
        Path(part.name).unlink(missing_ok=True)
        raise
