"""A save is noticed however it is made: in place, by another file, below another folder, or after the folder was gone."""

from __future__ import annotations

import queue
from threading import Event, Thread

import pytest

from crisisengine.authoring.watching import saves


@pytest.fixture
def watched(tmp_path):
    """Files that are watched, and the saves that were noticed."""
    text = tmp_path / "home" / "tale.toml"
    text.parent.mkdir()
    text.write_text("a = 1\n")
    files, told, stop = [text], queue.Queue(), Event()

    def watch():
        for _save in saves(lambda: list(files), stop):
            told.put(text.read_text() if text.exists() else None)

    thread = Thread(target=watch)
    thread.start()
    assert told.get(timeout=60) == "a = 1\n", "it begins at once: a save may have come before"
    yield text, files, told
    stop.set()
    thread.join(20)
    assert not thread.is_alive(), "it ends when it is told to"


def until(told, wanted):
    """Whatever strokes a save is made of, the last that is told is what stands there."""
    while told.get(timeout=60) != wanted:
        pass


def test_a_file_that_is_written_in_place_or_replaced_by_another_is_noticed(watched):
    text, _files, told = watched
    text.write_text("a = 2\n")
    until(told, "a = 2\n")
    beside = text.with_name("tale.toml~")
    beside.write_text("a = 3\n")
    beside.replace(text)
    until(told, "a = 3\n")
    text.unlink()
    until(told, None)
    text.write_text("a = 4\n")
    until(told, "a = 4\n")


def test_what_the_text_includes_is_watched_once_it_does_and_a_new_file_beside_it_counts(watched):
    text, files, told = watched
    chapter = text.parent / "chapters" / "1.toml"
    chapter.parent.mkdir()
    chapter.write_text("b = 1\n")
    files.append(chapter)
    text.write_text("a = 5\n")
    until(told, "a = 5\n")
    chapter.write_text("b = 22\n")
    until(told, "a = 5\n")
    (text.parent / "doctrine.toml").write_text("c = 1\n")
    until(told, "a = 5\n")


def test_a_folder_that_goes_and_comes_back_is_waited_for(watched):
    text, _files, told = watched
    away = text.parent.with_name("away")
    text.parent.rename(away)
    until(told, None)
    away.rename(text.parent)
    until(told, "a = 1\n")
    text.write_text("a = 6\n")
    until(told, "a = 6\n")
