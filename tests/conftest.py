"""Fixtures that every room shares: the cast of one organization, its authorities and a stranger."""

import ast
import gc
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from organizations.enums import Role
from organizations.models import Authority, Organization, User
from tests.factories import AuthorityFactory, OrganizationFactory, member
from tests.snapshot import Snapshot, all_tables, inserts, may_copy
from tests.template_database import template_database

TODAY = date(2026, 10, 9)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Of `tests/access` and `tests/scale`; options are known only where the first conftest names them."""
    parser.addoption("--write-access-table", action="store_true", help="write tests/access/urls.csv anew")
    parser.addoption("--every-page", action="store_true", help="look at all pages in a browser, not at a few")
    parser.addoption("--tries", type=int, default=600, help="of the hunt for leaks")
    parser.addoption("--city", type=int, default=0, help="organizations in the city of tests/scale; 0: none")
    parser.addoption(
        "--faults", action="store_true", help="start whole stacks, and kill parts of them (tests/machines)"
    )
    parser.addoption("--drill", action="store_true", help="install whole hosts; minutes, as root (see tests/drill)")


# Of a test, or a function of its module that it calls, that speaks SQL or works on several connections.
ASKS_THE_SERVER = re.compile(r"cursor\(|transaction=True|transactional_db")
MARKED = re.compile(rf"{ASKS_THE_SERVER.pattern}|mark\.server")
WORD = re.compile(r"\w+")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What installs whole hosts is not even looked at without being asked for, nor what asks no server where that is asked for."""
    if collection_path.name == "drill" and not config.getoption("--drill"):
        return True
    if config.option.markexpr.startswith("server ") and collection_path.name.startswith("test_"):
        return not MARKED.search(collection_path.read_text(encoding="utf-8")) or None
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("machines") and not config.getoption("--faults"):
            item.add_marker(pytest.mark.skip(reason="only with --faults: it takes minutes and servers of its own"))
        if item.get_closest_marker("browser"):
            # What a busy machine keeps from coming in time is asked once more; a walk that fails twice has failed.
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError"]))
        elif hasattr(getattr(item, "module", None), "ast"):
            # Python 3.11 counts how deep it is in a syntax tree for all threads together, and stumbles where two read one.
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["SystemError: AST constructor"]))
        database = item.get_closest_marker("django_db")
        if (database and database.kwargs.get("transaction")) or _function(item) in _asking(item.path):
            item.add_marker("server")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays: to look through it for garbage again and again took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _function(item: pytest.Item) -> str:
    return item.originalname if isinstance(item, pytest.Function) else item.name


@cache
def _asking(path: Path) -> frozenset[str]:
    """The functions of a module that ask the server themselves, or call one of those."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    functions = {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }
    asking = {name for name, source in functions.items() if ASKS_THE_SERVER.search(source)}
    while more := {name for name in functions.keys() - asking if asking & {*WORD.findall(functions[name])}}:
        asking |= more
    return frozenset(asking)


@dataclass
class Cast:
    """One account for each role around one organization, and strangers of the same roles elsewhere."""

    organization: Organization
    users: dict[str, User]

    def user(self, name: str) -> User:
        return self.users[name]

    def __getattr__(self, name: str) -> User:
        try:
            return vars(self)["users"][name]
        except KeyError:
            raise AttributeError(name) from None

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(self.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_test_environment, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template_database()


@pytest.fixture(scope="session", autouse=True)
def nobody_stays_connected(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A browser's last request may still be on its way when the database is dropped. Tests that need none are given none."""
    yield
    if not connection.settings_dict["NAME"].startswith("test_"):
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    """Guesses and places that are taken are counted by the account's key, and the next test's account may have the same."""
    caches["default"].clear()


# Nearly all tables are empty, and to truncate each of them took seconds; no trigger has a say in it.
EMPTIED = """
DO $$
DECLARE
  emptied text;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH emptied IN ARRAY '{{{tables}}}'::text[] LOOP
    EXECUTE format('DELETE FROM %I', emptied);
  END LOOP;
END $$
"""


@pytest.fixture(scope="session", autouse=True)
def tables_are_emptied_quickly(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A test on real connections empties the tables after it; to install 300 triggers anew each time took longer than the tests.

    What the migrations filled in is there again for the next one.
    """
    with pytest.MonkeyPatch.context() as patch:
        told = "django.core.management.commands.flush.emit_post_migrate_signal"
        patch.setattr(told, lambda *_args: ContentType.objects.clear_cache())
        with django_db_blocker.unblock():
            if connection.settings_dict["NAME"].startswith("test_") and may_copy():
                migrated = inserts((model, None) for model in all_tables())
                patch.setattr(
                    type(connection.ops),
                    "sql_flush",
                    lambda _operations, _style, names, **_options: [EMPTIED.format(tables=",".join(names)), migrated],
                )
        yield


@pytest.fixture
def city(db) -> Authority:
    return AuthorityFactory()


@pytest.fixture
def cast(db) -> Cast:
    return CAST.restore()


def _cast() -> Cast:
    city, organization = AuthorityFactory(), OrganizationFactory()
    elsewhere = OrganizationFactory(
        registration_authority=AuthorityFactory(other_district=True),
        competent_authority=AuthorityFactory(other_competent=True),
    )
    return Cast(
        organization,
        {
            "secretary": member(Role.SECRETARY, organization),
            "leader": member(Role.LEADER, organization),
            "registrar": member(Role.REGISTRAR, organization.registration_authority),
            "competent": member(Role.COMPETENT_OFFICER, organization.competent_authority),
            "supervisor": member(Role.SUPERVISOR, organization.registration_authority),
            "city_registrar": member(Role.REGISTRAR, city),
            "city_supervisor": member(Role.SUPERVISOR, city),
            "administrator": member(Role.ADMINISTRATOR, city),
            "security": member(Role.SECURITY_ADMINISTRATOR, city),
            "auditor": member(Role.AUDITOR, city),
            "stranger": member(Role.SECRETARY, elsewhere),
            "strange_leader": member(Role.LEADER, elsewhere),
            "strange_registrar": member(Role.REGISTRAR, elsewhere.registration_authority),
            "strange_competent": member(Role.COMPETENT_OFFICER, elsewhere.competent_authority),
        },
    )


CAST = Snapshot(_cast)

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests on real connections, which come last."""
    with launched() as browser:
        yield browser


@contextmanager
def launched() -> Iterator[Browser]:
    """Playwright keeps an event loop in this thread: Django would take it for a mistake, and until it ends no paper is signed."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("没有找到 Chromium，请用 make test 运行测试，它会安装或指出缺少的软件包。")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
