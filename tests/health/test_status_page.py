"""What the people who run the portal see of it without a terminal."""

from datetime import timedelta

import pytest

from tests.health.conftest import sealed
from zhengzhou_ideology.health import heartbeat, outside, rounds

PAGE = "/status/"


def rows(response) -> dict[str, tuple[str, str]]:
    """The state and the repair of what is not well."""
    return {one.title: (one.state.label, one.repair) for one in response.context["found"] if not one.is_well}


@pytest.mark.parametrize("name", ["administrator", "security"])
def test_what_is_not_well_is_named_with_its_repair(name, own_storage, cast, now):
    sealed(now - timedelta(days=3))
    heartbeat.beat(now - timedelta(hours=1))

    response = cast.client(name).get(PAGE)

    assert (response.status_code, response.context["verdict"]) == (200, "degraded")
    found = rows(response)
    assert found["审计封存"] == ("故障", "检查定时进程、后台进程和审计签名密钥；恢复后会自动补封。")
    assert found["后台与定时进程"][0] == "故障"
    page = response.content.decode()
    assert f"有 {len(found)} 项需要处理" in page
    assert all(repair in page for _state, repair in found.values())


def test_a_page_keeps_no_other_server_busy(alive, cast):
    """Mail server and scanner are asked by an operator at a terminal, not as often as somebody opens a page."""
    response = cast.client("administrator").get(PAGE)

    shown = [one.title for one in response.context["found"]]
    assert shown == [one.title for one in rounds.WITHIN]
    assert {one.look.__module__ for one in rounds.WITHIN}.isdisjoint({outside.__name__})
    assert outside.__name__ in {one.look.__module__ for one in rounds.DEEP}


@pytest.mark.parametrize("name", ["secretary", "registrar", "supervisor", "auditor"])
def test_nobody_else_sees_it(name, cast):
    assert cast.client(name).get(PAGE).status_code == 403
