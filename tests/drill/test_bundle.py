"""A host without any network, from the archive of `make bundle` alone."""

from tests.drill.page import sections
from tests.drill.test_operations import fill_in

FONTS = "fonts-noto-cjk fonts-arphic-gkai00mp"


def test_the_archive_installs_where_no_network_is(box):
    box.run(f"dpkg --purge --force-depends {FONTS}")
    assert box.run("ip route show; ip -6 route show default") == ""
    assert box.run("fc-list :lang=zh") == ""
    [carrying] = sections()["A network without a way out"]

    box.run(carrying, ARCHIVE="/srv/drill/portal.tar")

    assert "Noto" in box.run("fc-list :lang=zh")
    # Where `git clone` and `setup.sh run` are done, the page goes on.
    [first, *_rest] = sections()["First installation"]
    box.run("\n".join(line for line in first.splitlines() if not line.startswith(("git clone", "deploy/setup.sh"))))
    fill_in(box)
    box.run(
        "cd /opt/portal\n"
        "runuser -u portal -- .venv/bin/python manage.py make_audit_key /etc/portal/audit/key.pem\n"
        "runuser -u portal -- .venv/bin/python manage.py collectstatic --noinput\n"
        "runuser -u portal -- .venv/bin/python manage.py check --deploy --fail-level WARNING"
    )
    assert "no issues" in box.said[-1]
    assert box.run("ls /opt/portal/docs/operations.md").strip()


def test_an_archive_that_was_changed_installs_nothing(box):
    box.run("mkdir -p /opt/carried && tar -xf /srv/drill/portal.tar -C /opt/carried --strip-components=1")
    box.run("printf x >> /opt/carried/wheels/$(ls /opt/carried/wheels | head -1)")

    said = box.run("/opt/carried/install.sh /opt/portal 2>&1 || true")

    assert "没有安装任何内容" in said
    assert box.run("ls -A /opt/portal 2>/dev/null || true") == ""
