"""A scenario in one file, ID.crisis: an archive (ZIP) of all files that it reads, written the same on every machine.

It is read in memory and never unpacked. An archive is a stranger's: its table is measured before anything believes it, no
more is read of a file than its table says, and of all files together no more than one scenario may have.
"""

from __future__ import annotations

import io
import stat
import struct
import zlib
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from crisisengine.errors import FilesError
from crisisengine.limits import LARGEST_FILE, MOST_FILES
from crisisengine.storage.overlay import Overlay
from crisisengine.storage.recognise import kind_of
from crisisengine.storage.resolvers import Bundle
from crisisengine.text.english import plural
from crisisengine.text.printable import printable

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

__all__ = ["ENDING", "is_archive", "open_archive", "own_files", "packed"]

ENDING = ".crisis"
_SIGNS = (b"PK\x03\x04", b"PK\x05\x06")
"""How an archive begins: with a file, or with its end where it holds none."""
_END = struct.Struct("<4s4H2LH")
"""The end of the central directory (APPNOTE.TXT, 4.3.16): sign, disks, entries here and in all, bytes, offset, comment."""
_LOCATOR = 20
"""Bytes before the end that lead to another end, for archives beyond 4 GB (4.3.15)."""
LONGEST_COMMENT = 65_535
MOST_ENTRIES = 2 * MOST_FILES
"""Files, and the folders that some programs list as well."""
LONGEST_ENTRY = 1_024
"""Bytes of the table that an entry may take, its name included."""
_FAULTS = (
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
    struct.error,
)
"""What an archive can raise that is none."""
_MADE_BY = "`crisisengine pack` makes an archive that can be opened"


def is_archive(content: bytes) -> bool:
    """Whether a file begins as an archive does."""
    return content.startswith(_SIGNS)


def packed(files: Mapping[str, bytes]) -> bytes:
    """An archive of files by their names; the same files give the same bytes, whatever compresses on this machine: nothing does."""
    import zipfile  # noqa: PLC0415 - only whoever has an archive in hand

    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content)
    return written.getvalue()


def own_files(main: Path, overlay: Overlay) -> dict[str, bytes]:
    """What a scenario on the disk was read from, by its names below its folder, its own file first; what came with the program is not among it.

    Args:
        main: the scenario's own file.
        overlay: that it was read through.
    """
    return {path.relative_to(main.parent).as_posix(): overlay.texts[name] for name, path in overlay.paths.items()}


def open_archive(name: str, content: bytes) -> Bundle:
    """The files of an archive, in memory.

    Args:
        name: of the archive's file.
        content: its bytes.

    Raises:
        FilesError: it is broken, or holds what no scenario's archive holds; the message says what.
    """
    import zipfile  # noqa: PLC0415 - only whoever has an archive in hand

    _measure(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _look_at(entries)
            files = {entry.filename: _file(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, *_FAULTS) as error:
        raise FilesError(f"the archive is broken: {printable(str(error)[:200])}", hint=_MADE_BY) from None
    files = _without_folder(files)
    return Bundle(
        name=f"{name}/",
        main=_main(files, name.removesuffix(ENDING)),
        names=tuple(files),
        content=partial(_content, files),
    )


def _measure(content: bytes) -> None:
    """Look at the archive's end before anything builds a table of what it says."""
    if len(content) > LARGEST_FILE:
        raise FilesError(f"the archive is larger than the {LARGEST_FILE // 1024**2} MB that a scenario may have")
    place = content.rfind(_SIGNS[1], max(0, len(content) - _END.size - LONGEST_COMMENT))
    if place < 0 or place + _END.size > len(content):
        raise FilesError("the archive is broken: its end is missing", hint=_MADE_BY)
    if content[max(place - _LOCATOR, 0) : place].startswith(b"PK\x06\x07"):
        raise FilesError("the archive is made for more and larger files than a scenario may have", hint=_MADE_BY)
    _sign, _disk, _first, _here, entries, size, _offset, _comment = _END.unpack_from(content, place)
    if entries > MOST_ENTRIES or size > MOST_ENTRIES * LONGEST_ENTRY:
        raise FilesError(f"the archive holds more than the {MOST_FILES} files that a scenario may have")


def _look_at(entries: list[ZipInfo]) -> None:
    """Refuse what leads out of the archive, what is no file, and what is larger than it may be; nothing is read yet."""
    import zipfile  # noqa: PLC0415 - only whoever has an archive in hand

    if len(entries) > MOST_FILES:
        raise FilesError(f"the archive holds {plural(len(entries), 'file')}; a scenario has at most {MOST_FILES}")
    seen: set[str] = set()
    for entry in entries:
        told = f"`{printable(entry.filename[:80])}`"
        if not _is_below(entry.filename):
            raise FilesError(f"the archive holds {told}, which leads out of it", hint=_MADE_BY)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise FilesError(f"the archive holds {told}, which is a link or a device and no file", hint=_MADE_BY)
        if entry.flag_bits & 0x41:
            raise FilesError(f"the archive holds {told}, which is encrypted", hint="pack it without a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # Of the other methods a reader gets whole blocks, however little it asks for, and a block can be gigabytes.
            raise FilesError(f"the archive holds {told}, packed in a way that is not read", hint=_MADE_BY)
        if entry.filename in seen:
            raise FilesError(f"the archive holds {told} twice", hint=_MADE_BY)
        seen.add(entry.filename)
    if sum(entry.file_size for entry in entries) > LARGEST_FILE:
        raise FilesError(
            f"unpacked, the archive is larger than the {LARGEST_FILE // 1024**2} MB that a scenario may have"
        )


def _is_below(name: str) -> bool:
    parts = name.split("/")
    return "\\" not in name and ":" not in name and name.isprintable() and not {"", ".", ".."} & set(parts)


def _file(archive: ZipFile, entry: ZipInfo) -> bytes:
    """A file's bytes, no more than its entry says."""
    import zipfile  # noqa: PLC0415 - only whoever has an archive in hand

    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} is not as long as it says")
    return content


def _content(files: Mapping[str, bytes], name: str) -> bytes:
    try:
        return files[name]
    except KeyError:
        raise FileNotFoundError(2, "there is no such file") from None


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without the folder around them all, which many programs put there."""
    tops = {PurePosixPath(name).parts[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}


def _main(files: Mapping[str, bytes], stem: str) -> str:
    """The scenario's own file: the only one at the top that is a scenario, or among several the one that bears the archive's name."""
    known = [name for name, content in files.items() if "/" not in name and name.endswith(".toml") and kind_of(content) == "scenario"]  # fmt: skip
    if len(known) == 1:
        return known[0]
    if f"{stem}.toml" in known:
        return f"{stem}.toml"
    if not known:
        raise FilesError(
            "the archive holds no scenario", hint=f"a scenario is a TOML file with a table `[scenario]`; {_MADE_BY}"
        )
    raise FilesError(f"the archive holds several scenarios: {_listed(known)}", hint="pack each of them alone")


def _listed(names: Iterable[str]) -> str:
    first = [f"`{printable(name[:80])}`" for name in list(names)[:4]]
    return ", ".join(first)
