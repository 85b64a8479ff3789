"""What the tests of reliability share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.processes import Installation, url_of_this_tests_database
from harness.smtp import SmtpSink


@pytest.fixture
def house(tmp_path: Path, smtp_sink: SmtpSink) -> Iterator[Installation]:
    """Real processes on the rows of this test, with the sink as their mail server."""
    with Installation(tmp_path, url_of_this_tests_database(), {"EVENKEEL_EMAIL_URL": smtp_sink.url}) as house:
        yield house
