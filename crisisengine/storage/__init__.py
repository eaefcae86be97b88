"""The only door to the disk: scenarios and doctrines come in through it, journals go both ways.

A journal is written whole: to a temporary file beside it, flushed to the disk, renamed over the old one; so a power
cut leaves the old journal or the new one, never half of one. Other programs wait meanwhile, and a journal that another
program has changed since is left alone: the run goes on in a file of its own.
"""

from crisisengine.storage.archives import ENDING, is_archive, own_files, packed
from crisisengine.storage.disk import rewrite, shown
from crisisengine.storage.door_keys import find_room_keys, keep_room_keys, kept_room_keys
from crisisengine.storage.journals import Save, Saved, journal_path, now, open_journal, resume_file, save_run, saves
from crisisengine.storage.origins import leads_to
from crisisengine.storage.overlay import Overlay
from crisisengine.storage.printed import keep_new, keep_over, keep_pages, refuse_existing
from crisisengine.storage.recognise import FileKind, file_kind, is_journal
from crisisengine.storage.records import RecordFile, read_record, record_path, seat_journal
from crisisengine.storage.revisions import open_revision, revision_of
from crisisengine.storage.scenarios import (
    Listed,
    library,
    load,
    read_bundle,
    read_scenario,
    scenario_files,
    scenario_path,
)
from crisisengine.text.printable import note

__all__ = [
    "ENDING",
    "FileKind",
    "Listed",
    "Overlay",
    "RecordFile",
    "Save",
    "Saved",
    "file_kind",
    "find_room_keys",
    "is_archive",
    "is_journal",
    "journal_path",
    "keep_new",
    "keep_over",
    "keep_pages",
    "keep_room_keys",
    "kept_room_keys",
    "leads_to",
    "library",
    "load",
    "note",
    "now",
    "open_journal",
    "open_revision",
    "own_files",
    "packed",
    "read_bundle",
    "read_record",
    "read_scenario",
    "record_path",
    "refuse_existing",
    "resume_file",
    "revision_of",
    "rewrite",
    "save_run",
    "saves",
    "scenario_files",
    "scenario_path",
    "seat_journal",
    "shown",
]
