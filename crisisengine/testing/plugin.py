"""Scenarios as tests: `pytest` proves what lies in the folders that its configuration names.

    [tool.pytest.ini_options]
    crisis_scenarios = ["scenarios"]

Every scenario there becomes a file of test items: `sound` (it loads, and exploring it finds no error) and one for each of
its properties. A failing item prints what `crisisengine check` prints, with the shortest run that shows it. What cannot
be decided within the limits of `check` fails, too: it is not proved.

    crisis_whole_marker = "campaign"

A scenario with chapters may take longer than a test should. With this setting its items bear that marker, so that `-m "not
campaign"` leaves them out, and each chapter becomes an item without it, `chapter.ID`: that chapter is proved alone, as
`crisisengine check --chapter ID` does, from its own beginning to where another begins. A scenario without chapters is as it was.

Nothing is explored before the first item of a scenario runs, and then once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from crisisengine.checker import Result
    from crisisengine.loader import Reading

__all__ = ["ChapterClaim", "Claim", "ScenarioFile"]

OPTION = "crisis_scenarios"
WHOLE_MARKER = "crisis_whole_marker"


class _Unproved(Exception):  # noqa: N818 - a report, printed without a traceback
    """What a failing item says."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings."""
    parser.addini(OPTION, "scenarios to prove: files, or folders of them", type="paths", default=[])
    parser.addini(
        WHOLE_MARKER, "marks the whole of a scenario with chapters, which are then proved one by one", default=""
    )


def pytest_configure(config: pytest.Config) -> None:
    """Where nobody names what to run, the scenarios are run as well."""
    if config.args_source is not config.ArgsSource.ARGS:
        beyond = [
            path
            for path in _wanted(config)
            if not any(path.is_relative_to(Path(asked).resolve()) for asked in config.args)
        ]
        config.args += [str(path) for path in beyond if path.exists()]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """A scenario in a folder that the configuration names."""
    if file_path.suffix != ".toml" or not {file_path.resolve(), file_path.parent.resolve()} & set(
        _wanted(parent.config)
    ):
        return None
    from crisisengine.storage import scenario_files  # noqa: PLC0415 - only who has scenarios pays for it

    if file_path.name not in {path.name for path in scenario_files(file_path.parent)}:
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


def _wanted(config: pytest.Config) -> list[Path]:
    return [Path(path).resolve() for path in config.getini(OPTION)]


class ScenarioFile(pytest.File):
    """One scenario."""

    _result: Result | None = None
    _reading: Reading | None = None

    @property
    def reading(self) -> Reading:
        """The scenario, read once."""
        from crisisengine.storage import read_scenario  # noqa: PLC0415 - see above

        if self._reading is None:
            self._reading = read_scenario(self.path)
        return self._reading

    @property
    def result(self) -> Result:
        """The scenario, proved once."""
        from crisisengine.checker import judge  # noqa: PLC0415 - see above

        if self._result is None:
            self._result = judge(self.path, self.reading)
        return self._result

    def collect(self) -> Iterator[Claim]:
        """`sound`, and each property; before them each chapter, where the whole is for another time."""
        scenario = self.reading.scenario
        chapters = () if scenario is None else tuple(scenario.chapters)
        marker = str(self.config.getini(WHOLE_MARKER)) if chapters else ""
        if marker:
            yield from (ChapterClaim.from_parent(self, name=f"chapter.{chapter}") for chapter in chapters)
        for name in ("sound", *(f"property.{name}" for name in (() if scenario is None else scenario.properties))):
            claim = Claim.from_parent(self, name=name)
            if marker:
                claim.add_marker(marker)
            yield claim


class Claim(pytest.Item):
    """One thing that is claimed of a scenario."""

    @property
    def file(self) -> ScenarioFile:
        """The scenario."""
        assert isinstance(self.parent, ScenarioFile)
        return self.parent

    def runtest(self) -> None:
        """Prove it."""
        from crisisengine.checker.formats.verdict_line import how_far  # noqa: PLC0415 - see above
        from crisisengine.diagnostics import full  # noqa: PLC0415 - see above

        result = self.file.result
        how = "" if result.extent is None else how_far(result.extent)
        if self.name == "sound":
            errors = [full(found) for found in result.diagnostics if found.severity == "error"]
            if errors:
                raise _Unproved("\n\n".join(errors))
            if result.extent is not None and not result.extent.complete:
                raise _Unproved(f"undecided: {how}")
            return
        name = self.name.removeprefix("property.")
        judged = next(property_ for property_ in result.properties if property_.name == name)
        if judged.verdict == "violated":
            raise _Unproved("\n\n".join(full(found) for found in result.broken if found.route == self.name))
        if judged.verdict == "undecided":
            raise _Unproved(f"property `{name}` is undecided: {how}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **options: Any) -> Any:
        """What was found, and no traceback through the checker."""
        if isinstance(excinfo.value, _Unproved):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args, **options)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """How the item is called in a report."""
        return self.path, None, f"{self.path.stem}: {self.name}"


class ChapterClaim(Claim):
    """That nothing is wrong with a chapter by itself."""

    def runtest(self) -> None:
        """Prove it."""
        from crisisengine.checker import judge  # noqa: PLC0415 - see above
        from crisisengine.checker.formats.verdict_line import summary  # noqa: PLC0415 - see above
        from crisisengine.diagnostics import full  # noqa: PLC0415 - see above

        result = judge(self.path, self.file.reading, chapter=self.name.removeprefix("chapter."))
        if result.verdict != "holds":
            errors = [full(found) for found in (*result.diagnostics, *result.broken) if found.severity == "error"]
            raise _Unproved("\n\n".join([*errors, summary(result)]))
