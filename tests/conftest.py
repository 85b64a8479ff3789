"""What every test has at hand. The database and the data folder are settled here, before Django reads its settings.

pytest-django is told no settings module in pyproject.toml for that reason: it would load it before this file is read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness import SHARED
from harness.browser import fresh_page, running_chromium
from harness.databases import Cluster, NoPostgresError, start_cluster
from harness.network import close_the_outside, open_the_outside
from harness.processes import Installation
from harness.smtp import SmtpSink
from harness.system import find_free_port
from harness.webhooks import WebhookSink

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SETTINGS = "evenkeel.site.settings"
CLUSTER = pytest.StashKey[Cluster]()
FOLDER = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        help="the database to test on (default: EVENKEEL_DATABASE_URL, else sqlite)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Once in the controller; xdist's workers are started later and inherit the environment made here."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        _choose_database(config)
    config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix=f"evenkeel-tests-{worker or 'main'}-"))
    os.environ["EVENKEEL_DATA"] = str(config.stash[FOLDER] / "data")
    (config.stash[FOLDER] / "data").mkdir()
    if not os.environ.get("EVENKEEL_TEST_CLUSTER_URL") and os.environ.get("EVENKEEL_TEST_DATABASE") == "sqlite":
        os.environ["EVENKEEL_DATABASE_URL"] = f"sqlite:///{config.stash[FOLDER]}/desk.sqlite3"
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    from django.conf import settings

    # Read now; pytest-django, which comes after us, sees them and sets Django up.
    assert settings.DATABASES


def _choose_database(config: pytest.Config) -> None:
    asked, given = config.getoption("--database"), os.environ.get("EVENKEEL_DATABASE_URL", "")
    # A developer's own settings must not reach the tests, least of all their database or mail server.
    for name in [name for name in os.environ if name.startswith("EVENKEEL_")]:
        del os.environ[name]
    if asked == "postgresql" and not _only_collects(config):
        try:
            config.stash[CLUSTER] = start_cluster()
        except (NoPostgresError, RuntimeError) as problem:
            raise pytest.UsageError(str(problem)) from None
        os.environ["EVENKEEL_TEST_CLUSTER_URL"] = config.stash[CLUSTER].url
        os.environ["EVENKEEL_DATABASE_URL"] = config.stash[CLUSTER].url
    elif not asked and given.startswith("postgres"):
        os.environ["EVENKEEL_TEST_CLUSTER_URL"] = os.environ["EVENKEEL_DATABASE_URL"] = given
    else:
        os.environ["EVENKEEL_TEST_DATABASE"] = "sqlite"


def _only_collects(config: pytest.Config) -> bool:
    return bool(config.option.help or config.option.version or config.option.collectonly)


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(CLUSTER, None):
        cluster.stop()
    if folder := config.stash.get(FOLDER, None):
        shutil.rmtree(folder, ignore_errors=True)


def pytest_report_header() -> str:
    return f"database: {'postgresql' if os.environ.get('EVENKEEL_TEST_CLUSTER_URL') else 'sqlite'}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """SQLite in a file: in memory, threads and processes would not meet, and races could not be seen."""
    from django.conf import settings

    for alias, database in settings.DATABASES.items():
        if database["ENGINE"].endswith("sqlite3"):
            database.setdefault("TEST", {})["NAME"] = str(request.config.stash[FOLDER] / f"test-{alias}.sqlite3")
            # Power does not fail in tests, and waiting for the disk would be most of their time.
            options = database.setdefault("OPTIONS", {})
            options["init_command"] = f"{options.get('init_command', '')} PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session", autouse=True)
def _this_machine_only() -> Iterator[None]:
    close_the_outside()
    yield
    open_the_outside()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the project with the public data and the scoring; a clone alone does not have it."""
    if not SHARED.is_dir():
        pytest.skip(f"There is no folder {SHARED.name}/ beside the project; this test reads its data.")
    return SHARED


@pytest.fixture
def free_port() -> int:
    return find_free_port()


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    sink = SmtpSink().start()
    yield sink
    sink.stop()


@pytest.fixture
def webhook_sink() -> Iterator[WebhookSink]:
    sink = WebhookSink().start()
    yield sink
    sink.stop()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A house of its own with real processes; see harness/processes.py."""
    with Installation(tmp_path) as house:
        yield house


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):  # type: ignore[no-untyped-def]
    """What an installation's processes said belongs to the report of a failed test."""
    report = yield
    houses = [given for given in getattr(item, "funcargs", {}).values() if isinstance(given, Installation)]
    if report.failed:
        report.sections += [(str(process), process.said) for house in houses for process in house.processes]
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with fresh_page(chromium) as page:
        yield page


@pytest.fixture
def outgoing_mail(smtp_sink: SmtpSink, settings: Any) -> SmtpSink:
    """The desk's outgoing mail leads to the sink."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port
    return smtp_sink
