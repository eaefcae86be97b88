"""A scenario as it was: read from a revision of git, with all that belongs to it, and without touching the work tree.

`REV:FILE` names a file in a revision, as git itself has it. Only objects are read, by `git rev-parse`, `ls-tree` and
`cat-file` (https://git-scm.com/docs), without a shell, a pager, a hook, a filter or the network, each with a limit of
time; what is named has to look like a revision before git sees it.
"""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path, PurePosixPath

from attrs import frozen

from crisisengine.errors import FilesError
from crisisengine.limits import LARGEST_FILE
from crisisengine.storage.disk import shown
from crisisengine.storage.resolvers import Bundle
from crisisengine.text.printable import printable

__all__ = ["open_revision", "revision_of"]

LONGEST_WAIT = 10.0
"""Seconds for each thing that git is asked."""
MOST_LISTED = 32 * 1024**2
"""Bytes of a list of files: a repository of a quarter of a million."""
_REVISION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./@{}~^+-]{0,199}\Z", re.ASCII)
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never")
_HOW = "write `REV:FILE`, for instance `HEAD:scenarios/my_crisis.toml`"


@frozen
class _Blob:
    """A file as a revision has it."""

    mode: str
    object: str
    size: int


def revision_of(name: str) -> tuple[str, str] | None:
    """(revision, file) that a name asks for; None where it is no such name, or a file on the disk bears it."""
    revision, colon, file = name.partition(":")
    if not colon or not revision or not file or os.path.lexists(name):
        return None
    if os.name == "nt" and len(revision) == 1:
        return None  # a drive
    return revision, file


def open_revision(revision: str, file: str) -> Bundle:
    """The scenario's folder as it was in a revision.

    Args:
        revision: a commit, a branch, a tag: `HEAD~2`, `main`, `v1.0`.
        file: the scenario's file, from the current folder or from the top of the repository.

    Raises:
        FilesError: there is no git, no repository, no such revision or file, or the name looks like none.
    """
    told = f"`{printable(revision[:80])}`"
    if not _REVISION.match(revision) or ".." in revision:
        raise FilesError(f"{told} is no name of a revision", hint=_HOW)
    here = Path.cwd()
    top = _git(here, "rev-parse", "--show-toplevel", said="the current folder lies in no repository of git")
    root = Path(os.fsdecode(top.rstrip(b"\n")))
    commit = _git(
        root,
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"{revision}^{{commit}}",
        said=f"there is no revision {told}",
    )
    hash_ = commit.decode("ascii", "replace").strip()
    main = _inside(root, here, file, hash_)
    if main is None:
        raise FilesError(f"there is no file `{printable(file[:120])}` in {told}", hint=_HOW)
    folder = str(PurePosixPath(main).parent)
    files = _files(root, hash_, "" if folder == "." else f"{folder}/")
    below = len(folder) + 1 if folder != "." else 0
    return Bundle(
        name=f"{revision}:{main[:below]}",
        main=main[below:],
        names=tuple(name[below:] for name in files),
        content=partial(_content, root, {name[below:]: blob for name, blob in files.items()}),
    )


def _inside(root: Path, here: Path, file: str, commit: str) -> str | None:
    """The file's path from the top of the repository: as a person stands, else as git counts it."""
    if "\0" in file or file.startswith(":"):
        return None
    candidates = []
    try:
        standing = Path(os.path.normpath(here.resolve() / file)).relative_to(root.resolve())
        candidates.append(standing.as_posix())
    except (ValueError, OSError, RuntimeError):
        pass  # it leads out of the repository
    counted = PurePosixPath(file)
    if not counted.is_absolute() and ".." not in counted.parts:
        candidates.append(counted.as_posix())
    for candidate in dict.fromkeys(candidates):
        if candidate in _files(root, commit, candidate):
            return candidate
    return None


def _files(root: Path, commit: str, path: str) -> dict[str, _Blob]:
    """The files at a path, or below it, by their paths from the top; `path` is empty for all, or ends with `/` for a folder."""
    listed = _git(
        root,
        "--literal-pathspecs",
        "ls-tree",
        "-r",
        "-z",
        "-l",
        "--full-tree",
        commit,
        *(["--", path] if path else []),
        said="git lists no files",
    )
    found = {}
    for line in listed.split(b"\0"):
        head, _tab, name = line.partition(b"\t")
        parts = head.split()
        if len(parts) == 4 and parts[1] == b"blob" and parts[3].isdigit():
            mode, _kind, blob, size = (part.decode("ascii", "replace") for part in parts)
            found[os.fsdecode(name)] = _Blob(mode, blob, int(size))
    return found


def _content(root: Path, files: dict[str, _Blob], name: str) -> bytes:
    """A file's bytes; raises OSError."""
    blob = files.get(name)
    if blob is None:
        raise FileNotFoundError(2, "there is no such file")
    if not blob.mode.startswith("100"):
        raise OSError(22, "it is no regular file")
    if blob.size > LARGEST_FILE:
        raise OSError(27, "the file is too large")
    try:
        return _git(root, "cat-file", "blob", blob.object, said="git does not have it")
    except FilesError as error:
        raise OSError(str(error)) from None


def _git(folder: Path, *arguments: str, said: str) -> bytes:
    """What git prints.

    Raises:
        FilesError: it refuses, is missing, or takes too long; `said` is what that means.
    """
    import subprocess  # noqa: PLC0415 - only whoever asks git

    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and each argument was looked at
            ["git", "--no-pager", *_SAFE, *arguments],  # noqa: S607 - the one that a person has in their path
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST_WAIT,
            check=False,
            env=environment,
        )
    except FileNotFoundError:
        raise FilesError(
            "reading an older revision needs git, which is not there", hint="install git, or name a file"
        ) from None
    except subprocess.TimeoutExpired:
        raise FilesError(f"git has not answered for {LONGEST_WAIT:g} seconds", hint=_HOW) from None
    except OSError as error:
        raise FilesError(f"git cannot be asked in {shown(folder)}: {error.strerror or error}", hint=_HOW) from None
    if done.returncode or len(done.stdout) > MOST_LISTED:
        raise FilesError(said, hint=_HOW)
    return done.stdout
