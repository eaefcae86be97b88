"""Make the corpus anew: what the program prints for the plays, journals and scenarios that lie in this folder.

    python tests/corpus/make.py              write every golden
    python tests/corpus/make.py --quick      without those that only the long campaigns look at

A recipe is one call of `python -m crisisengine`, in a process of its own, and the golden files that its output becomes.
Nothing of the program is imported, so its modules may move and be renamed. Plays come first: each leaves a journal, and
the journals are what the debriefs read. Another corpus, or another checkout's program, is named by `--corpus` and
`--house`.

What is taken out, because it is not the same twice: the seconds that a check took, the time of day in a journal that was
just written and in its name, and the folders of this machine. The program's version is taken out, too: a release changes
it everywhere and nothing else. JSON loses its indentation, for the corpus' size.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

from attrs import field, frozen

__all__ = ["HERE", "HOUSE", "Program", "Recipe", "recipes"]

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parents[1]
SHIPPED = ("seventeen_april", "the_border", "the_convoy_home", "the_lake", "the_transitional_authority", "twelve_flags")
LARGE = ("seventeen_april", "the_border", "the_lake", "the_transitional_authority", "twelve_flags")
"""What is played and checked of them waits for a campaign: every run of the suite has their walkthroughs and proofs."""
LARGEST = "the_lake"
"""Its debriefs wait as well."""
QUICK_FORMS = ("text", "html")
"""In which the others are debriefed: they show all that is analysed."""
FORMATS = {"text": "txt", "markdown": "md", "json": "json", "csv": "csv", "html": "html.txt"}
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])

_MINUTE = "2026-01-01T00:00:00Z"
_VERSION = re.compile(r'(engine"?(?: =|:)? "?)\d+\.\d+\.\d+')


@frozen
class Program:
    """The program of a checkout, fed with a corpus."""

    house: Path
    corpus: Path
    cache: Path
    """Shared, so that a scenario's states are explored once and not for each of its debriefs."""
    explored: set[str] = field(factory=set)
    """The journals whose scenario is in the cache."""

    def explore(self, journal: str, scratch: Path) -> None:
        """Have a scenario's states in the cache: who plays waits three seconds for them, and a busy machine needs more."""
        if journal not in self.explored and (self.corpus / journal).exists():
            self.call(("debrief", f"CORPUS/{journal}"), "", scratch, cached=True)
            self.explored.add(journal)

    def call(self, arguments: tuple[str, ...], typed: str, scratch: Path, *, cached: bool) -> str:
        """Standard output; where there is more to tell, it follows under a line that says what it is."""
        cache = self.cache if cached else scratch / "cache"
        ours = {"PYTHONPATH": str(self.house), "CRISISENGINE_CACHE": str(cache), "NO_COLOR": "1", "PYTHONUTF8": "1"}
        ours["CRISISENGINE_SAVES"] = str(scratch / "saves")
        done = self.run([each.replace("CORPUS", str(self.corpus)) for each in arguments], typed, scratch, ours)
        told = done.stdout
        if done.stderr:
            told += f"----- standard error\n{done.stderr}"
        if done.returncode:
            told += f"----- exit code {done.returncode}\n"
        return self.placeless(told, scratch)

    def run(
        self, arguments: list[str], typed: str, scratch: Path, ours: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """One call, in a process of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CRISISENGINE_")}
        return subprocess.run(
            [self._python(), "-m", "crisisengine", *arguments],
            input=typed,
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=scratch,
            env=kept | ours,
        )

    def placeless(self, text: str, scratch: Path) -> str:
        """Without this machine's folders, and without the version."""
        folders = ((scratch, "SCRATCH"), (self.corpus, "CORPUS"), (self.house, "HOUSE"))
        for folder, name in folders:
            text = text.replace(str(folder.resolve()), name).replace(str(folder), name)
        return _VERSION.sub(r"\1VERSION", text)

    def _python(self) -> str:
        """The checkout's own, which has the libraries that its program needs; else this one."""
        own = self.house / ".venv" / "bin" / "python"
        return str(own) if own.exists() else sys.executable


@frozen
class Recipe:
    """One call, and the golden that it makes."""

    golden: str
    """Path below the corpus."""
    arguments: tuple[str, ...]
    """`CORPUS` stands for the corpus' folder."""
    tidy: Callable[[str], str] = field(default=str)
    typed: str = ""
    """Standard input."""
    journal: str = ""
    """Path below the corpus of the journal that a play leaves."""
    slow: bool = False
    """Whether it is left to the long campaigns."""
    cached: bool = True

    def made(self, program: Program) -> dict[str, str]:
        """Each golden's text, by its path below the corpus."""
        with tempfile.TemporaryDirectory() as name:
            scratch = Path(name)
            if self.journal:
                program.explore(self.journal, scratch)
            printed = program.call(self.arguments, self.typed, scratch, cached=self.cached)
            found = {self.golden: self.tidy(printed)}
            if self.journal:
                (kept,) = scratch.glob("saves/*.toml")
                found[self.journal] = timeless(program.placeless(kept.read_text(encoding="utf-8"), scratch))
        return found


def recipes(corpus: Path = HERE) -> Iterator[Recipe]:
    """Every recipe of a corpus; the plays first, because they leave journals."""
    for play in sorted(corpus.glob("plays/*.txt")):
        head, _, typed = play.read_text(encoding="utf-8").partition("\n")
        journal = f"journals/{play.stem}.toml"
        yield Recipe(
            f"golden/transcripts/{play.name}",
            ("play", *shlex.split(head), "--plain", "--saves", "saves"),
            timeless,
            typed,
            journal,
            slow=shlex.split(head)[0] in LARGE,
        )
    for scenario in SHIPPED:
        yield _check(scenario, scenario, "--balance", slow=scenario in LARGE)
    if any(corpus.glob("scenarios/*.toml")):
        yield _check("drawn", "CORPUS/scenarios", "--balance")
        for form in ("full", "concise"):
            yield _check(f"drawn-{form}", "CORPUS/scenarios", form=form)
    for form in ("text", "json"):
        yield Recipe(f"golden/list-{form}.txt", ("list", "--output-format", form), cached=False)
    for journal in sorted(corpus.glob("journals/*.toml")):
        scenario = tomllib.loads(journal.read_text(encoding="utf-8"))["scenario"]
        forms = () if scenario == LARGEST else QUICK_FORMS if scenario in LARGE else tuple(FORMATS)
        yield from _debriefs(journal.stem, f"CORPUS/journals/{journal.name}", quick=forms)
    for cohort in sorted(corpus.glob("cohorts/*.txt")):
        names = cohort.read_text(encoding="utf-8").split()
        yield from _debriefs(cohort.stem, *(f"CORPUS/journals/{name}.toml" for name in names))
    for scenario in SHIPPED:  # last, because the large ones take a minute each
        yield _check(f"{scenario}-sizes", scenario, "--sizes", slow=scenario in LARGE)


def _check(name: str, path: str, *options: str, form: str = "json", slow: bool = False) -> Recipe:
    arguments = ("check", path, *options, "--output-format", form)
    tidy = (lambda text: _narrow(_unhurried(text))) if form == "json" else _unhurried
    return Recipe(f"golden/checks/{name}.txt", arguments, tidy, slow=slow)


def _debriefs(name: str, *journals: str, quick: Collection[str] = tuple(FORMATS)) -> Iterator[Recipe]:
    """Args: the golden's name, the journals, and the forms that do not wait for a campaign."""
    for form, ending in FORMATS.items():
        arguments = ("debrief", *journals, "--output-format", form)
        slow = form not in quick
        tidy = {"html": tree, "json": _narrow}.get(form, str)
        yield Recipe(f"golden/debriefs/{name}.{ending}", arguments, tidy, slow=slow)


def timeless(text: str) -> str:
    """Without the time of day at which a run was played."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _MINUTE, text)
    return re.sub(r"-\d{4}-\d\d-\d\d-\d{4}\b", "-2026-01-01-0000", text)


def _unhurried(text: str) -> str:
    """What a check said, without the seconds that it took."""
    return re.sub(r'("seconds": |steps, depth \d+, )[\d.]+', r"\1TIME", text)


def _narrow(text: str) -> str:
    """Without indentation, which is a third of a JSON report."""
    return re.sub("^ +", "", text, flags=re.MULTILINE)


class _Tree(HTMLParser):
    """A page as lines, one node each, indented by depth."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.open: list[str] = []
        self.first = True
        """Whether nothing has stood in the open element yet."""

    def write(self, line: str) -> None:
        self.lines.append(" " * len(self.open) + line)

    def handle_decl(self, decl: str) -> None:
        self.write(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        self.write(f"<!--{data}-->")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)
            self.first = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.write(" ".join([tag, *(f"{name}={' '.join((value or '').split())!r}" for name, value in sorted(attrs))]))
        self.first = False

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.lines[-1].endswith(" |"):
            self.lines[-1] = f"{self.lines[-1][:-2]}|"  # space before an end is not drawn
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()
        self.first = False

    def handle_data(self, data: str) -> None:
        if not data.strip() or self.open[-1:] == ["style"]:
            return
        text = re.sub(r"\s+", " ", data)
        self.write(f"|{text.lstrip() if self.first else text}|")
        self.first = False


def tree(page: str) -> str:
    """The parsed tree of an HTML page: attributes sorted, white space collapsed, the style sheet left out."""
    parser = _Tree()
    parser.feed(page)
    parser.close()
    return "\n".join(parser.lines) + "\n"


def main() -> None:
    """Write the goldens."""
    options = argparse.ArgumentParser(description="Make the corpus anew.")
    options.add_argument("--corpus", type=Path, default=HERE, help="where plays, journals and scenarios lie")
    options.add_argument("--house", type=Path, default=HOUSE, help="the checkout whose program is run")
    options.add_argument("--quick", action="store_true", help="leave out what only the long campaigns look at")
    chosen = options.parse_args()
    corpus = chosen.corpus.resolve()
    with tempfile.TemporaryDirectory() as cache:
        program = Program(chosen.house.resolve(), corpus, Path(cache))
        plays = [each for each in recipes(corpus) if each.journal]
        for each in plays:
            _write(each, program)
        rest = [each for each in recipes(corpus) if not each.journal and not (chosen.quick and each.slow)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda recipe: _write(recipe, program), rest))


def _write(recipe: Recipe, program: Program) -> None:
    for name, text in recipe.made(program).items():
        path = program.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
