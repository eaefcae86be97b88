"""`crisisengine diff`: exit codes for a pipeline, formats for people, and a revision of git as the older version."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from called import inside

TEXT = """
format = 1
[scenario]
title = "The Gate"
summary = "S"
start = "gate"
minutes = 5
[variable.trust]
start = 2
range = [0, 4]
[scene.gate]
title = "The gate"
text = "A pole."
[scene.gate.measure.wait]
label = "Wait"
effects = ["trust -= 1"]
goto = "home"
[ending.home]
title = "Home"
rank = 2
text = "Home."
[property.trust_is_kept]
never = "trust == 0"
"""


@pytest.fixture
def versions(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRISISENGINE_SAVES", str(tmp_path / "saves"))
    (tmp_path / "gate.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "new").mkdir()

    def write(text):
        (tmp_path / "new" / "gate.toml").write_text(text, encoding="utf-8")
        return "new/gate.toml"

    return write


def test_the_exit_code_says_whether_a_promise_turned(versions):
    same = inside("diff", "gate.toml", versions(TEXT))
    prose = inside("diff", "gate.toml", versions(TEXT.replace("A pole.", "A white pole.")))
    turned = inside("diff", "gate.toml", versions(TEXT.replace("trust -= 1", "trust -= 2")))
    back = inside("diff", "new/gate.toml", "gate.toml")
    torn = inside("diff", "gate.toml", versions(TEXT.replace("trust -= 1", "nosuch -= 1")))
    torn_alike = inside("diff", "new/gate.toml", "new/gate.toml")
    unreadable = inside("diff", "gate.toml", versions("[["))
    assert (same.returncode, same.stdout, same.stderr) == (0, "", "")
    assert (torn_alike.returncode, torn_alike.stdout, torn_alike.stderr) == (0, "", "")
    assert (prose.returncode, turned.returncode, back.returncode) == (0, 1, 1)
    assert (torn.returncode, unreadable.returncode) == (2, 2)
    assert "A {+white +}pole." in prose.stdout
    assert "`trust_is_kept` is violated now; it held" in turned.stdout
    assert "does not load" in torn.stdout


def test_html_and_json_are_whole_and_a_file_is_never_overwritten(versions, tmp_path):
    new = versions(TEXT.replace("trust -= 1", "trust -= 2"))
    written = inside("diff", "gate.toml", new, "--output-format", "html", "--output", "what.html")
    found = json.loads(inside("diff", "gate.toml", new, "--output-format", "json").stdout)

    assert written.returncode == 1
    assert (tmp_path / "what.html").read_text(encoding="utf-8").endswith("</html>\n")
    assert inside("diff", "gate.toml", new, "--output", "what.html").returncode == 2
    assert [promise["name"] for promise in found["promises"] if promise["turned"]] == ["trust_is_kept"]
    assert found["endings"][0]["after"]["share"] == 1


@pytest.mark.usefixtures("versions")
@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_the_older_version_may_be_a_revision(tmp_path):
    for command in (["init", "-q"], ["add", "gate.toml"], ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "a"]):  # fmt: skip
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "gate.toml").write_text(TEXT.replace("A pole.", "Two poles."), encoding="utf-8")
    done = inside("diff", "HEAD:gate.toml", "gate.toml")
    refused = inside("diff", "--output=x..y:gate.toml", "gate.toml")

    assert done.returncode == 0
    assert "[-A pole-]{+Two poles+}" in done.stdout
    assert refused.returncode == 2
    assert not (tmp_path / "x..y:gate.toml").exists()
