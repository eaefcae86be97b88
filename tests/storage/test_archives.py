"""A scenario in one archive is the scenario; whatever else calls itself an archive is refused in a sentence, quickly."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest
from attrs import asdict
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisengine import storage
from crisisengine.errors import FilesError
from crisisengine.storage.archives import open_archive

SCENARIO = (
    b'format = 1\n[scenario]\ntitle = "T"\nsummary = "S"\nstart = "here"\nminutes = 1\ninclude = ["parts/*.toml"]\n'
)
PART = (
    b'[scene.here]\ntitle = "Here"\ntext = "Here."\n[scene.here.measure.go]\nlabel = "Go"\ngoto = "over"\n'
    b'[ending.over]\ntitle = "Over"\nrank = 0\ntext = "Over."\n'
)
FILES = {"mine.toml": SCENARIO, "parts/a.toml": PART}


def zipped(files, method=zipfile.ZIP_DEFLATED):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def reading(tmp_path, content, name="mine.crisis"):
    path = tmp_path / name
    path.write_bytes(content)
    return storage.read_scenario(path)


def packed(path):
    overlay = storage.Overlay()
    storage.read_scenario(path, overlay=overlay)
    return storage.packed(storage.own_files(path, overlay))


@pytest.mark.parametrize("name", ["the_convoy_home", "the_lake", "seventeen_april"])
def test_a_packed_scenario_has_the_id_and_the_fingerprint_of_the_unpacked(name, tmp_path):
    path = storage.scenario_path(name)
    scenario = reading(tmp_path, packed(path), f"{name}.crisis").sound()

    assert (scenario.id, scenario.fingerprint) == (name, storage.load(name).fingerprint)


def test_the_same_files_give_the_same_bytes_wherever_they_lie(tmp_path, monkeypatch):
    found = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        (folder / "parts").mkdir(parents=True)
        (folder / "mine.toml").write_bytes(SCENARIO)
        (folder / "parts" / "a.toml").write_bytes(PART)
        (folder / "other.txt").write_bytes(b"not read, so not packed")
        monkeypatch.chdir(folder)
        found += [packed(Path("mine.toml")), packed(folder / "mine.toml")]

    assert len(set(found)) == 1
    assert zipfile.ZipFile(io.BytesIO(found[0])).namelist() == ["mine.toml", "parts/a.toml"]


def test_what_a_file_manager_made_of_the_same_files_is_read_too(tmp_path):
    around = {f"my folder/{name}": content for name, content in FILES.items()}

    assert reading(tmp_path, zipped(FILES)).sound().id == "mine"
    assert reading(tmp_path, zipped({"my folder/": b"", **around})).sound().id == "mine"
    assert reading(tmp_path, zipped(FILES), "renamed.crisis").sound().id == "mine"


def with_entry(name, *, mode=0o644 | stat.S_IFREG, flag=0):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for known, content in FILES.items():
            archive.writestr(known, content)
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.external_attr = 3, mode << 16
        archive.writestr(entry, b"x")
    content = bytearray(written.getvalue())
    if flag:
        place = content.rfind(b"PK\x01\x02")
        content[place + 8 : place + 10] = struct.pack("<H", flag)
    return bytes(content)


def twice():
    written = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mine.toml", SCENARIO)
        archive.writestr("mine.toml", PART)
    return written.getvalue()


HOSTILE = {
    "a path that leads up": (lambda: with_entry("../evil.toml"), "leads out of it"),
    "an absolute name": (lambda: with_entry("/etc/evil"), "leads out of it"),
    "a drive": (lambda: with_entry("C:evil.toml"), "leads out of it"),
    "a link": (lambda: with_entry("link", mode=stat.S_IFLNK | 0o777), "a link or a device"),
    "an encrypted file": (lambda: with_entry("secret.toml", flag=1), "is encrypted"),
    "a name twice": (twice, "twice"),
    "thousands of entries": (lambda: zipped({f"{n}.toml": b"" for n in range(5000)}), "at most 200|more than the 200 files"),
    "a bomb": (lambda: zipped({**FILES, "parts/b.toml": b" " * 50_000_000}), "larger than the 4 MB"),
    "a bomb of one block": (lambda: zipped(FILES | {"parts/b.toml": b" " * 3_000_000}, zipfile.ZIP_BZIP2), "a way that is not read"),
    "LZMA": (lambda: zipped(FILES, zipfile.ZIP_LZMA), "a way that is not read"),
    "no end": (lambda: zipped(FILES)[:-30], "its end is missing"),
    "only a beginning": (lambda: b"PK\x03\x04" + b"\0" * 4000, "its end is missing"),
    "nothing in it": (lambda: zipped({}), "holds no scenario"),
    "no scenario in it": (lambda: zipped({"a.txt": b"hello"}), "holds no scenario"),
    "two scenarios": (lambda: zipped({"a.toml": SCENARIO, "b.toml": SCENARIO}), "several scenarios: `a.toml`, `b.toml`"),
    "a table made for more": (lambda: zipped(FILES)[:-22] + b"PK\x06\x07" + b"\0" * 16 + zipped(FILES)[-22:], "more and larger files"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_archive_is_refused_in_a_sentence(case, tmp_path):
    make, sentence = HOSTILE[case]
    found = reading(tmp_path, make())

    (fault,) = found.errors
    assert fault.code == "unreadable-file"
    assert any(part in fault.message for part in sentence.split("|"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.crisis"]


def test_a_bomb_that_lies_about_its_size_takes_no_more_memory_than_it_says():
    content = bytearray(zipped({**FILES, "parts/b.toml": b" " * 40_000_000}))
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 1000)
    tracemalloc.start()
    with pytest.raises(FilesError, match="broken"):
        open_archive("mine.crisis", bytes(content))

    assert tracemalloc.get_traced_memory()[1] < 8_000_000
    tracemalloc.stop()


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_archive_is_the_scenario_or_is_refused_and_never_a_traceback(data):
    content = bytearray(zipped(FILES))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = bytes(content[: data.draw(st.integers(4, len(content)))])
    try:
        bundle = open_archive("mine.crisis", content)
    except FilesError:
        return
    assert bundle.main in bundle.names
    assert sum(len(bundle.content(name)) for name in bundle.names) <= 4 * 1024**2


def test_a_kept_run_of_the_packed_scenario_goes_on_with_the_unpacked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    from crisisengine.engine.run import start

    scenario = reading(tmp_path, zipped(FILES)).sound()
    journal = storage.save_run(start(scenario, 1).decide("go"), tmp_path / "saves")
    beside, _save = storage.open_journal(journal)  # the archive alone
    assert len(beside.run.decisions) == 1
    (tmp_path / "mine.crisis").rename(tmp_path / "elsewhere")
    (tmp_path / "parts").mkdir()
    (tmp_path / "mine.toml").write_bytes(SCENARIO)
    (tmp_path / "parts" / "a.toml").write_bytes(PART)
    resumed, _save = storage.open_journal(journal)

    assert len(resumed.run.decisions) == 1
    assert not resumed.refused


def test_the_outline_of_a_map_travels_along(tmp_path):
    shape = b'{"type": "LineString", "coordinates": [[102.0, 13.0], [103.0, 13.5]]}'
    site = b'[map]\noutline = "land.geojson"\n[site.gate]\nname = "The gate"\nat = [13.2, 102.5]\n'
    main = SCENARIO + site
    (tmp_path / "parts").mkdir()
    for name, content in {"mine.toml": main, "parts/a.toml": PART, "land.geojson": shape}.items():
        (tmp_path / name).write_bytes(content)
    archive = packed(tmp_path / "mine.toml")
    drawn = storage.read_scenario(tmp_path / "mine.toml").sound().outline

    assert drawn is not None
    assert sorted(zipfile.ZipFile(io.BytesIO(archive)).namelist()) == ["land.geojson", "mine.toml", "parts/a.toml"]
    assert asdict(reading(tmp_path, archive, "mine.crisis").sound().outline) == asdict(drawn)
