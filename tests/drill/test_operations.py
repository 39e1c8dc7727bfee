"""A fresh host by docs/operations.md, every command literally: to the first accepted report, upgraded, rolled back, restored."""

import re
import secrets
import subprocess
from pathlib import Path

from tests.drill.box import Box
from tests.drill.page import ROOT, sections

REPOSITORY = {"REPOSITORY": "/srv/drill/portal.git"}
# Needs a file that somebody fetches from OSV elsewhere.
NOT_HERE = ("advisories all.zip",)


def fill_in(box: Box) -> None:
    """What an operator types into .env."""
    said = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": "postgres://portal@/portal",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "EMAIL_URL": "none",
        "CLAMAV_ADDRESS": "none",
    }
    box.run("; ".join(f"sed -i 's|^{name}=.*|{name}={value}|' /opt/portal/.env" for name, value in said.items()))


def walk(box: Box, tmp_path: Path) -> str:
    """Two founders to the first accepted report; returns the words of the report's page."""
    told = dict(re.findall(r"(安全管理员|审批负责人).*?邀请码 ([2-9A-Z-]{19})", box.said[-1]))
    assert len(told) == 2, box.said[-1]
    codes = [told["安全管理员"], told["审批负责人"]]
    (tmp_path / "certificate.pem").write_text(box.run("cat /etc/ssl/portal/fullchain.pem"))
    words = [
        str(ROOT / ".venv/bin/python"),
        str(ROOT / "tests/drill/journey.py"),
        str(tmp_path / "certificate.pem"),
        *codes,
    ]
    going = box.start_outside(*words)
    assert going.stdout is not None
    first = going.stdout.readline()
    if first.strip() == "ready":
        box.run("cd /opt/portal && runuser -u portal -- .venv/bin/python manage.py open_period 2026 3")
    said, wrong = going.communicate("go on\n", timeout=300)
    assert going.returncode == 0, first + said + wrong
    return said


def reports(box: Box) -> str:
    question = "SELECT state, count(*) FROM compliance_quarterlyreport GROUP BY 1"
    return box.run(f"runuser -u postgres -- psql -At portal -c '{question}'").strip()


def test_a_host_from_nothing_to_the_first_report_and_back(servers, second, carried, tmp_path):
    box, page = servers, sections()
    installing = page.pop("First installation")

    box.run(installing[0], **REPOSITORY)
    fill_in(box)
    for block in installing[1:]:
        box.run(block)
    assert "已接收" in walk(box, tmp_path)
    assert reports(box) == "accepted|1"
    # Redis was asked while it ran; what stands still is said.
    assert "[正常] 后台与定时进程" in box.run(
        "cd /opt/portal && runuser -u portal -- .venv/bin/python manage.py doctor"
    )

    joined(box, second, page.pop("A second host"))

    release(carried, "one-more")
    [upgrading] = page.pop("Upgrade")
    box.run(upgrading)
    assert box.run("ls /opt/portal/one-more.md").strip()
    assert '"ready"' in box.run("curl -s http://127.0.0.1:8000/readyz") or '"degraded"' in box.said[-1]

    [back] = page.pop("Rollback")
    box.run(back)
    assert "No such file" in box.run("ls /opt/portal/one-more.md 2>&1 || true")
    box.run("cd /opt/portal && git pull --ff-only && ls one-more.md")

    # Something is lost after the backup, and comes back.
    box.run("runuser -u postgres -- psql portal -c 'ALTER TABLE compliance_quarterlyreport RENAME TO lost'")
    [restoring] = page.pop("Backup and restore")
    second.run("systemctl stop portal-web portal-worker portal-print")
    box.run(restoring)
    assert reports(box) == "accepted|1"

    rest = [line for blocks in page.values() for block in blocks for line in block.splitlines()]
    for line in rest:
        if not any(words in line for words in NOT_HERE) and "carried" not in line:
            box.run(f"cd /opt/portal\n{line}")
    assert set(page) == {"A network without a way out", "What the portal is made of"}
    assert box.run("systemctl is-active portal-web portal-worker portal-print portal-beat").split() == ["active"] * 4


def joined(first: Box, second: Box, blocks: list[str]) -> None:
    """The second host serves people while the first one's web processes stand still."""
    said = {"FIRST": "10.9.0.1", "SECOND": "10.9.0.2", "PASSWORD": "Ein7Wort", "REDIS_PASSWORD": "Noch8Eins"}
    opening, installing, sharing = blocks
    first.reach(second, said["FIRST"], said["SECOND"])
    for folder in ("/srv/portal/media", "/srv/portal-anchors"):
        first.share(folder, second)
    first.run(opening, **said)
    first.carry("/root/second.tar.gz", second)
    second.run(installing, **REPOSITORY, **said)
    first.run(sharing, **said)

    first.run("systemctl stop portal-web")
    page = "curl --silent --insecure --location --resolve portal.example.org:443:127.0.0.1 https://portal.example.org/"
    assert "登录" in first.run(page)
    first.run("systemctl stop portal-worker portal-print && sleep 60")
    assert "[正常] 后台与定时进程" in second.run(
        "cd /opt/portal && runuser -u portal -- .venv/bin/python manage.py doctor"
    )
    first.run("systemctl start portal-web portal-worker portal-print")


def release(carried: Path, name: str) -> None:
    """The next state of the code, where the host pulls from."""
    work = carried.parent / f"work-{name}"
    git = ("git", "-C", str(work), "-c", "user.name=王某某", "-c", "user.email=release@example.org")
    subprocess.run(["git", "clone", "--quiet", carried / "portal.git", work], check=True)
    (work / f"{name}.md").write_text("One more file.\n")
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "Add one more file"], check=True)
    subprocess.run([*git, "push", "--quiet", "origin", "HEAD:main"], check=True)
