"""The drill: a backup that was cut off and went on, restored into another database, and everything as it was."""

import base64
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as portal
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import now

from organizations.models import Organization
from tests.factories import OrganizationFactory, QuarterlyReportFactory, UserFactory
from tests.files.samples import pdf, upload
from tests.server import address
from zhengzhou_ideology.audit import anchors, seals
from zhengzhou_ideology.audit.keys import own_key
from zhengzhou_ideology.backup import making, parts, restoring, sealing
from zhengzhou_ideology.files import intake

ELSEWHERE = "portal_restored_by_drill"


@pytest.fixture
def key(tmp_path) -> Path:
    path = tmp_path / "backup.key"
    path.write_text(base64.b64encode(os.urandom(32)).decode())
    path.chmod(0o600)
    return path


@pytest.fixture
def kept(settings, tmp_path, transactional_db) -> list:
    """A little city: rows, three stored files, and a seal over all of it that was anchored outside."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    QuarterlyReportFactory(organization=OrganizationFactory(name="郑州市演练协会"))
    by = UserFactory()
    stored = [intake.store(upload(f"{name}.pdf", pdf() + name.encode()), by=by) for name in "甲乙丙"]
    settings.AUDIT = settings.AUDIT | own_trail(tmp_path)
    assert seals.seal(now()).number == 1
    anchors.send(now())
    return stored


def own_trail(folder: Path) -> dict[str, str]:
    """Where the key and the anchors of this host lie."""
    return {"KEY_FILE": str(folder / "audit/key.pem"), "ANCHOR_FILE": str(folder / "anchors.jsonl")}


@pytest.fixture
def elsewhere():
    """The address of a new, empty database on the same server."""
    with psycopg.connect(**{**connection.get_connection_params(), "dbname": "postgres"}, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {ELSEWHERE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {ELSEWHERE} TEMPLATE template0 ENCODING 'UTF8'")
        yield address(ELSEWHERE)
        server.execute(f"DROP DATABASE IF EXISTS {ELSEWHERE} WITH (FORCE)")


def backup(folder: Path, key: Path, *more: str) -> str:
    out = StringIO()
    call_command("backup", "--out", str(folder), "--key", str(key), *more, stdout=out)
    return out.getvalue()


def test_restored_elsewhere_everything_is_as_it_was(kept, key, elsewhere, tmp_path, monkeypatch):
    folder = tmp_path / "backup"
    monkeypatch.setattr(parts, "PART_BYTES", 1)  # a part for each file
    cut_off_after_the_first_part(folder, key, monkeypatch)
    first = parts.sha256_of(folder / "files-00001.sealed")

    said = backup(folder, key, "--keys-out", str(tmp_path / "keys"))

    assert "数据库：上次已完成" in said
    assert parts.sha256_of(folder / "files-00001.sealed") == first
    assert sorted(path.name for path in folder.iterdir()) == [
        *("backup.json", "database.sealed", "files-00001.sealed", "files-00002.sealed", "files-00003.sealed"),
        "manifest.sealed",
    ]
    assert nothing_can_be_read(folder)

    (tmp_path / "audit").rename(tmp_path / "gone-with-the-host")
    restored = restore_in_a_process(folder, key, elsewhere, tmp_path / "new-media")

    assert restored["name"] == "郑州市演练协会"
    assert restored["verify_audit"].endswith("已与外部存证核对，全部一致。")
    assert restored["check_files"] == "已核对 3 个文件，0 个有问题，0 个没有登记。"
    assert restored["sha256"] == sorted(stored.sha256 for stored in kept)
    assert "附件：3 个，校验值一致" in restored["said"]
    assert restored["files_after_the_cut"] == 1
    # Else PostgreSQL plans for empty tables, and the first night takes hours.
    assert restored["never_looked_at"] == 0
    assert restored["again"].endswith(restored["said"].partition("数据库：")[2])


def cut_off_after_the_first_part(folder: Path, key: Path, monkeypatch) -> None:
    whole = parts.pack

    def stops(names, part):
        if part.name == "files-00002.sealed":
            raise KeyboardInterrupt
        yield from whole(names, part)

    with monkeypatch.context() as patch:
        patch.setattr(parts, "pack", stops)
        with pytest.raises(KeyboardInterrupt):
            backup(folder, key)


def nothing_can_be_read(folder: Path) -> bool:
    contents = [path.read_bytes() for path in folder.iterdir()]
    return not any("演练协会".encode() in content or b"%PDF" in content for content in contents)


RESTORE = """
import django, hashlib, io, json, sys
django.setup()
from django.core.management import call_command
def run(*words):
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()
from pathlib import Path
from django.conf import settings
from zhengzhou_ideology.backup import parts
folder, key, kept_keys, own_keys = sys.argv[1:]
whole = parts.unpack
def stops(content, part):
    if part["name"] == "files-00002.sealed":
        raise KeyboardInterrupt
    return whole(content, part)
parts.unpack = stops
try:
    run("restore", folder, "--key", key)
except KeyboardInterrupt:
    pass
files_after_the_cut = sum(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))
parts.unpack = whole
said = run("restore", folder, "--key", key, "--keys", kept_keys, "--keys-out", own_keys)
again = run("restore", folder, "--key", key)
from django.db import connection
from organizations.models import Organization
from zhengzhou_ideology.files.models import StoredFile
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples < 0")
    (never_looked_at,) = cursor.fetchone()
print(json.dumps({
    "never_looked_at": never_looked_at,
    "said": said, "again": again, "files_after_the_cut": files_after_the_cut, "name": Organization.objects.get().name,
    "verify_audit": run("verify_audit"), "check_files": run("check_files"),
    "sha256": sorted(hashlib.sha256(stored.file.read()).hexdigest() for stored in StoredFile.objects.all()),
}))
"""


def restore_in_a_process(folder: Path, key: Path, database: str, media: Path) -> dict:
    media.mkdir()
    variables = {"PATH": os.environ["PATH"], "DATABASE_URL": database, "MEDIA_ROOT": str(media), "PORTAL_ENV": "test"}
    # The signing key of the trail is the one that was kept apart, taken out by the restore.
    own_keys = media.parent / "taken-out"
    trail = own_trail(media.parent) | {"KEY_FILE": str(own_keys / "key.pem")}
    variables |= {f"AUDIT_{name}": value for name, value in trail.items()}
    variables |= {"DJANGO_SETTINGS_MODULE": "zhengzhou_ideology.settings", "HOME": str(folder)}
    words = [sys.executable, "-c", RESTORE, *map(str, (folder, key, media.parent / "keys", own_keys))]
    ran = subprocess.run(words, cwd=portal.BASE_DIR, env=variables, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def refused(*words: str) -> str:
    err = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command(*words, stderr=err, stdout=StringIO())
    assert stop.value.code == 2
    return err.getvalue().strip()


def test_nothing_is_overwritten_and_nothing_damaged_is_restored(kept, key, tmp_path):
    folder = tmp_path / "backup"
    backup(folder, key)
    words = ("--key", str(key))

    assert refused("backup", "--out", str(folder), *words) == f"“{folder}”中已有一份完整的备份，请另选目录。"
    assert refused("backup", "--out", str(tmp_path / "other"), *words, "--keys-out", str(tmp_path / "other" / "k")) == (
        "密钥应与备份分开存放，请为 --keys-out 另选目录。"
    )
    Organization.objects.update(secretariat="另有改动")
    OrganizationFactory()
    assert refused("restore", str(folder), *words) == "数据库不是空的。请恢复到新建的空数据库。"
    damaged = folder / "files-00001.sealed"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert refused("restore", str(folder), *words) == "备份文件“files-00001.sealed”缺失或者已损坏。"
    key.write_text(base64.b64encode(os.urandom(32)).decode())
    assert refused("restore", str(folder), *words) == "密钥与备份不符。"


def test_owner_of_the_tables_who_restores_it_is_of_the_group_and_reads_it(kept, key, tmp_path):
    folder = tmp_path / "backup"

    backup(folder, key)

    assert folder.stat().st_mode & 0o777 == 0o750
    assert [path.name for path in folder.iterdir() if not path.stat().st_mode & 0o040] == []


def test_keys_are_kept_apart_and_come_back(settings, tmp_path, key):
    keys = tmp_path / "signing"
    keys.mkdir()
    (keys / "410100-MZJ.p12").write_bytes(b"secret of a signature")
    settings.SIGNING_KEYS_DIR = str(keys)
    settings.AUDIT = settings.AUDIT | own_trail(tmp_path)
    own_key()

    read = sealing.read_key(key)
    number = making.keep_keys(tmp_path / "apart", tmp_path / "backup", key=read)

    kept = restoring.read_keys(tmp_path / "apart", key=read)
    assert kept[str(keys / "410100-MZJ.p12")] == b"secret of a signature"
    assert str(tmp_path / "audit/key.pem") in kept
    assert len(kept) == number
    assert b"secret" not in (tmp_path / "apart" / "keys.sealed").read_bytes()
