"""The front door: what `import crisisengine` offers, and what it must never load."""

from __future__ import annotations

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import crisisengine

FRONT_DOOR = {
    "__version__", "CrisisError", "Debrief", "Decision", "Run", "Scenario", "ScenarioError", "State", "Step", "View",
    "begin", "check", "debrief", "load", "offers", "resume", "save", "start", "step", "view",
}  # fmt: skip
README = Path(__file__).parents[1] / "README.md"


def test_the_front_door_is_exactly_this():
    assert set(crisisengine.__all__) == FRONT_DOOR
    assert set(dir(crisisengine)) == FRONT_DOOR
    assert {"__version__", *crisisengine._HOMES} == FRONT_DOOR


@pytest.mark.parametrize("name", sorted(FRONT_DOOR))
def test_each_name_leads_to_something_that_says_what_it_is(name):
    found = getattr(crisisengine, name)

    assert found is not None
    assert name == "__version__" or found.__doc__


def test_what_type_checkers_are_told_is_what_is_there():
    text = Path(crisisengine.__file__).read_text()
    told = re.findall(r"from (crisisengine\.[\w.]+) import (\w+) as (\w+)", text)

    assert {name for _, _, name in told} == FRONT_DOOR - {"__version__"}
    for module, attribute, name in told:
        assert getattr(importlib.import_module(module), attribute) is getattr(crisisengine, name)


def test_any_other_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'crisisengine' has no attribute 'lode'"):
        crisisengine.lode  # noqa: B018 - asking is the act


def test_the_example_at_the_door_is_true():
    found = doctest.testmod(crisisengine)

    assert found.attempted >= 4
    assert found.failed == 0


def test_the_python_examples_of_the_readme_are_true(tmp_path, monkeypatch):
    monkeypatch.chdir(README.parent)
    monkeypatch.setenv("CRISISENGINE_SAVES", str(tmp_path))
    for example in re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL):
        if ">>>" in example:
            test = doctest.DocTestParser().get_doctest(example, {}, "README", str(README), 0)
            assert doctest.DocTestRunner().run(test).failed == 0
        else:
            exec(compile(example, str(README), "exec"), {})  # noqa: S102 - our own README


def test_a_whole_run_through_the_front_door(tmp_path):
    scenario = crisisengine.load("the_convoy_home")
    run = crisisengine.start(scenario, seed=7).decide("notice", why="to be fair").decide("liaison")

    again = crisisengine.resume(crisisengine.save(run, tmp_path))
    told = crisisengine.debrief(again)

    assert again.decisions == run.decisions
    assert [review.measure for review in told.reviews] == ["notice", "liaison"]
    assert crisisengine.view(scenario, again.state).title == "What they ask"
    assert crisisengine.step(scenario, crisisengine.begin(scenario), "notice").after == run.steps[0].after
    assert [offer.measure for offer in crisisengine.offers(scenario, again.state)]


def loaded(code):
    """The modules that running some code leaves behind, in a fresh interpreter."""
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


HEAVY = {
    "textual",
    "rich",
    "numpy",
    "hypothesis",
    "jinja2",
    "markupsafe",
    "starlette",
    "uvicorn",
    "h11",
    "segno",
    "crisisengine.web",
}


def test_importing_the_package_loads_nothing_that_is_heavy():
    found = loaded("import crisisengine")

    assert not found & HEAVY
    assert {name for name in found if name.startswith("crisisengine.")} == {"crisisengine.version"}


def test_loading_playing_saving_and_debriefing_load_neither_screens_nor_numpy(tmp_path):
    found = loaded(
        "import crisisengine, pathlib\n"
        "run = crisisengine.start(crisisengine.load('the_convoy_home')).decide('notice')\n"
        f"crisisengine.debrief(crisisengine.resume(crisisengine.save(run, pathlib.Path({str(tmp_path)!r}))))"
    )

    assert not found & HEAVY


@pytest.mark.parametrize("arguments", [["--help"], ["check", "the_convoy_home"], ["debrief", "--help"]])
def test_whoever_writes_no_page_and_reads_no_text_loads_no_library_for_it(arguments):
    found = loaded(f"from crisisengine.cli import main\ntry: main({arguments!r})\nexcept SystemExit: pass")

    assert not found & {"jinja2", "markupsafe", "markdown_it", "uniseg", "wcwidth", "textual"}


def test_a_report_in_text_loads_no_templates():
    found = loaded(
        "import crisisengine\n"
        "from crisisengine.reports.formats import writer_of\n"
        "writer_of('text').debrief_report(crisisengine.debrief(crisisengine.start(crisisengine.load('the_convoy_home'))))"
    )

    assert not found & {"jinja2", "markupsafe", "uniseg", "textual"}
