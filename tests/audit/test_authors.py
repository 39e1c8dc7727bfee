"""Whom the portal names in history it proves: under the present key and those before it, and since the first seal with proofs."""

import json
import stat

import pytest
from django.core.management import call_command

from organizations.models import Organization
from tests.audit.conftest import clock, verified
from zhengzhou_ideology.audit import anchors, seals
from zhengzhou_ideology.audit.author_proofs import ProvenWords

pytestmark = pytest.mark.server

UNPROVEN = "表 organizations_organizationevent 有 1 行的操作来源不是门户写入的"


def sealed() -> None:
    seals.seal(clock())
    anchors.send(clock())


def change(cast, secretariat: str) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(secretariat=secretariat)


def test_changes_of_a_release_without_proofs_hold_and_later_ones_do_not(cast, host, settings, monkeypatch, capsys):
    settings.PGHISTORY_JSON_ENCODER = "django.core.serializers.json.DjangoJSONEncoder"
    with monkeypatch.context() as earlier:
        earlier.setattr(seals, "rules_of_all", dict)
        sealed()
    change(cast, "一")
    sealed()

    upgraded = verified(capsys)[0]
    change(cast, "二")

    assert upgraded == 0
    assert UNPROVEN in verified(capsys)[1]


def test_who_was_named_under_a_former_key_stays_known(cast, host, settings, capsys):
    sealed()
    change(cast, "一")
    call_command("make_audit_key", str(host / "next.pem"))
    settings.AUDIT = settings.AUDIT | {"KEY_FILE": str(host / "next.pem")}
    (host / "key.pem").unlink()
    sealed()

    status, said = verified(capsys)

    kept = sorted(host.glob("*.author.key"))
    assert (status, "全部一致" in said, [stat.S_IMODE(path.stat().st_mode) for path in kept]) == (
        0,
        True,
        [0o600, 0o600],
    )
    for path in kept:
        path.unlink()
    assert UNPROVEN in verified(capsys)[1]


def test_a_host_without_the_key_goes_on_and_proves_nothing(host, settings):
    words = {"command": "migrate"}
    with_key = json.loads(ProvenWords().encode(words))
    settings.AUDIT = settings.AUDIT | {"KEY_FILE": str(host / "none.pem"), "MAKES_KEY": False}
    without = json.loads(ProvenWords().encode({"command": "restore"}))

    assert (set(with_key), without) == ({"command", "proof"}, {"command": "restore"})
