"""A scenario as it was in a revision of git, with its parts of that time; what is named is looked at before git sees it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from crisisengine.errors import FilesError
from crisisengine.storage.revisions import open_revision, revision_of
from crisisengine.storage.scenarios import read_bundle

MAIN = 'format = 1\nextends = "own.toml"\n[scenario]\ntitle = "T"\nsummary = "S"\nstart = "here"\nminutes = 1\ninclude = ["parts/*.toml"]\n'
PART = (
    '[scene.here]\ntitle = "TITLE"\ntext = "Here."\n[scene.here.measure.go]\nlabel = "Go"\ngoto = "over"\nrequires = "trust >= 1"\n'
    '[ending.over]\ntitle = "Over"\nrank = 0\ntext = "Over."\n'
)
DOCTRINE = 'format = 1\n[doctrine]\ntitle = "D"\nsummary = "D"\n[variable.trust]\nlabel = "Trust"\nstart = START\nrange = [0, 6]\n'

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """Two commits: a title and a doctrine change between them."""
    home = tmp_path_factory.mktemp("repository")
    (home / "crises" / "parts").mkdir(parents=True)

    def git(*arguments):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *identity, *arguments], cwd=home, check=True, capture_output=True)

    git("init", "--quiet")
    (home / "crises" / "mine.toml").write_text(MAIN, encoding="utf-8")
    for title, start in (("Before", "1"), ("After", "2")):
        (home / "crises" / "parts" / "a.toml").write_text(PART.replace("TITLE", title), encoding="utf-8")
        (home / "crises" / "own.toml").write_text(DOCTRINE.replace("START", start), encoding="utf-8")
        git("add", ".")
        git("commit", "--quiet", "-m", title)
    (home / "crises" / "parts" / "a.toml").write_text("not saved yet", encoding="utf-8")
    return home


@pytest.mark.parametrize(
    ("folder", "file"), [(".", "crises/mine.toml"), ("crises", "mine.toml"), ("crises", "crises/mine.toml"), ("crises/parts", "../mine.toml")]
)  # fmt: skip
def test_a_revision_is_read_with_its_own_parts_and_doctrine_from_wherever_one_stands(
    repository, folder, file, monkeypatch
):
    monkeypatch.chdir(repository / folder)
    found = {revision: read_bundle(open_revision(revision, file)).sound() for revision in ("HEAD~1", "main")}

    assert [scenario.scenes["here"].title for scenario in found.values()] == ["Before", "After"]
    assert [scenario.variables["trust"].start for scenario in found.values()] == [1, 2]
    assert {scenario.id for scenario in found.values()} == {"mine"}


@pytest.mark.parametrize("revision", ["--output=evil", "-p", "HEAD..main", "a b", "$(touch evil)", "x;touch evil", "", "x" * 300, "a\nb", "\u202emain"])  # fmt: skip
def test_what_does_not_look_like_a_revision_never_reaches_git(repository, revision, monkeypatch):
    monkeypatch.chdir(repository)
    with pytest.raises(FilesError, match="is no name of a revision"):
        open_revision(revision, "crises/mine.toml")
    assert not (repository / "evil").exists()


@pytest.mark.parametrize("file", ["../outside.toml", "/etc/passwd", ":(top)crises/mine.toml", "crises/nosuch.toml", "crises", "--help", "a\0b"])  # fmt: skip
def test_a_file_that_the_revision_does_not_hold_is_named(repository, file, monkeypatch):
    monkeypatch.chdir(repository)
    with pytest.raises(FilesError, match="there is no file"):
        open_revision("HEAD", file)


def test_without_a_repository_or_a_revision_that_is_said(repository, tmp_path, monkeypatch):
    monkeypatch.chdir(repository)
    with pytest.raises(FilesError, match="there is no revision `nosuch`"):
        open_revision("nosuch", "crises/mine.toml")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FilesError, match="in no repository"):
        open_revision("HEAD", "mine.toml")


def test_a_file_on_the_disk_comes_before_a_revision(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "HEAD:mine.toml").write_text("", encoding="utf-8")

    assert revision_of("HEAD:mine.toml") is None
    assert revision_of("HEAD~1:mine.toml") == ("HEAD~1", "mine.toml")
    assert revision_of("mine.toml") is None
