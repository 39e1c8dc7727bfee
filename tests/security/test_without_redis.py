"""Redis down must not stop signing in."""

import pytest
from django.core.cache import caches
from django.test import Client

from tests.security.conftest import LOGIN, attempt, code_of, comes_in, with_factor
from zhengzhou_ideology.security.cache import SteadyRedisCache

NOWHERE = "redis://127.0.0.1:9/0"


@pytest.fixture
def down(settings, monkeypatch):
    monkeypatch.setattr(SteadyRedisCache, "down_until", 0.0)
    settings.CACHES = {
        "default": {"BACKEND": "zhengzhou_ideology.security.cache.SteadyRedisCache", "LOCATION": NOWHERE}
    }
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}


def test_signing_in_works_and_is_still_slowed(cast, down, slowed):
    for _ in range(5):
        assert not comes_in(cast.leader.username, "wrong")

    assert not comes_in(cast.leader.username)
    assert comes_in(cast.secretary.username)


def test_second_step_works_and_its_codes_are_still_limited(cast, down):
    secret = with_factor(cast.leader)
    step = attempt(cast.leader.username).url
    client = Client()
    client.post(LOGIN, {"login": cast.leader.username, "password": "Correct-Horse-9"})
    wrong = [client.post(step, {"code": "000000"}).context["form"].errors["code"][0] for _ in range(6)]
    assert ("次数过多" in wrong[5], "次数过多" in wrong[4]) == (True, False)
    assert client.post(step, {"code": code_of(secret)}).status_code == 200


def test_every_use_of_the_cache_goes_on(down):
    cache = caches["default"]

    assert (cache.add("a", 1), cache.add("a", 2), cache.get("a"), cache.incr("a")) == (True, False, 1, 2)
    cache.set_many({"b": 1, "c": 2})
    assert (cache.get_many(["b", "c"]), cache.has_key("b"), cache.touch("b"), cache.delete("b")) == (
        {"b": 1, "c": 2},
        True,
        True,
        True,
    )
    cache.delete_many(["c"])
    assert (cache.get("c"), cache.get_or_set("d", 4)) == (None, 4)


def test_redis_that_does_not_answer_is_not_asked_at_every_turn(down, monkeypatch, caplog):
    cache = caches["default"]

    for _ in range(3):
        cache.get("a")

    assert [record.levelname for record in caplog.records if "Redis" in record.getMessage()] == ["WARNING"]
