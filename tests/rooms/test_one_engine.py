"""On SQLite each part of the engine runs once: by locks that two data folders on one database share."""

from __future__ import annotations

import pytest
from django.db import connection

from evenkeel.engine.single import hold
from evenkeel.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_file_of_its_own(tmp_path, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("On PostgreSQL several engines share the work.")
    (tmp_path / "shared").mkdir()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "shared" / "evenkeel.sqlite3"))


def test_what_comes_in_may_have_a_process_of_its_own_and_each_part_is_let_go_by_itself(tmp_path):
    intake = hold(tmp_path, ["intake"])
    with hold(tmp_path, ["engine"]), pytest.raises(Refused, match="Another engine"):
        hold(tmp_path, ["intake"])
    with pytest.raises(Refused):
        hold(tmp_path)
    with hold(tmp_path, ["engine"]):
        intake.close()  # Whoever was refused half-way holds nothing either: the engine's lock was free.
    hold(tmp_path).close()


def test_two_data_folders_that_name_one_database_are_one_desk(tmp_path):
    with hold(tmp_path / "here"), pytest.raises(Refused, match="Another engine"):
        hold(tmp_path / "there")


def test_a_link_to_the_database_is_the_database(tmp_path, monkeypatch):
    link = tmp_path / "evenkeel.sqlite3"
    link.symlink_to(tmp_path / "shared" / "evenkeel.sqlite3")
    with hold(tmp_path / "here"):
        monkeypatch.setitem(connection.settings_dict, "NAME", str(link))
        with pytest.raises(Refused, match="Another engine"):
            hold(tmp_path / "there")


def test_two_databases_in_one_folder_are_two_desks(tmp_path, monkeypatch):
    with hold(tmp_path / "here"):
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "shared" / "other.sqlite3"))
        with hold(tmp_path / "there"), pytest.raises(Refused, match="Another engine"):
            hold(tmp_path / "third")
