"""A scenario in the making, drawn in the order in which its parts need each other.

Places, injects and measures by name come first; then variables; then every guard, effect and weight over all of these.
Whatever costs the state a slot is paid for out of a purse of so many states first, so that no scenario has more than a
brute-force judge can visit. Odds are chosen so that most scenarios are walked through and some are not: a guard now and
then that never holds, a scene that nobody reaches, a dead end.

Longer than 300 lines because every kind of table that the format knows is written here, one method each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import define, evolve, field
from hypothesis import strategies as st

from crisisengine.testing.expressions import Vocabulary, Writing
from crisisengine.testing.promises import Promising

__all__ = ["Plan", "Table"]

Table = dict[str, Any]

_SCENES = ("road", "town", "camp", "bridge")
_ENDINGS = ("home", "lost", "late")
_MEASURES = ("wait", "speak", "move")
_STANDING = ("leave", "protest")
_INJECTS = ("rain", "rumour", "shots")
_CHAPTERS = ("eve", "after")
_ROLES = ("officer", "teacher")
_CONTINGENCIES = ("flood", "leak", "tremor")
_WORDS = (("dry", "rain"), ("calm", "tense", "open"))
_UNITS = ("day", "hour", "week", "month", "turn", "minute")


@define
class _Inject:
    """What is settled about an inject before anything is written."""

    id: str
    kind: str
    """`when`, `on`, `later`, `both` or `contingency`."""
    repeat: bool
    goto: str

    @property
    def scheduled(self) -> bool:
        return self.kind in ("later", "both")


@define
class Plan:
    """One scenario in the making."""

    draw: st.DrawFn
    purse: int
    clock: Table | None = field(init=False, default=None)
    scenes: tuple[str, ...] = field(init=False)
    endings: tuple[str, ...] = field(init=False)
    injects: list[_Inject] = field(init=False, factory=list)
    roles: tuple[str, ...] = field(init=False)
    keys: list[tuple[str, str]] = field(init=False, factory=list)
    """(scene, or empty, and id) of every measure."""
    variables: dict[str, Table] = field(init=False, factory=dict)
    parties: dict[str, Table] = field(init=False, factory=dict)
    vocabulary: Vocabulary = field(init=False, factory=Vocabulary)
    writing: Writing = field(init=False)

    def tables(self) -> Table:
        """The document."""
        self.writing = Writing(self.draw, self.vocabulary)
        self._name_places()
        counted = self.may(3, True, True, False)
        self._name_injects()
        self.roles = _ROLES[: self.pick(0, 1, 2)]
        self._name_contingencies()
        self._name_measures()
        self._declare(counted=counted)
        scenes, standing = self._write_measures()
        head = {"title": "Drawn", "summary": "Drawn by a strategy.", "start": self.scenes[0], "minutes": 1}
        if self.pick(False, False, True):
            head |= {"language": "en", "rehearses": "To wait.", "theory": "What drives this?"}
        document: Table = {"format": 1, "scenario": head}
        if self.clock is not None:
            document["clock"] = self.clock
        if self.parties:
            document["attribute"] = {"trust": {"label": "Trust", "range": [0, 2], "better": "high"}}
            document["party"] = self.parties
        if self.pick(False, False, True):
            document["site"] = {"ford": {"name": "The ford", "at": [13.5, -102.97]}}
            for place in self.some([*scenes.values(), *self.parties.values()]):
                place["site"] = "ford"
        document["role"] = {role: self._role(role) for role in self.roles}
        document |= {"variable": self.variables, "tag": self._tags(), "scene": scenes, "measure": standing}
        document["chapter"] = {name: self._chapter() for name in _CHAPTERS[: self.pick(0, 0, 0, 1, 2)]}
        if any(inject.kind == "contingency" for inject in self.injects) and self.pick(False, True):
            head["contingencies"] = 2
        document["inject"] = {inject.id: self._inject(inject) for inject in self.injects}
        document["ending"] = {ending: self._ending(ending) for ending in self.endings}
        document["property"] = self._properties(document["chapter"])
        return {key: table for key, table in document.items() if table != {}}

    # --- small words ---

    def pick(self, *choices: Any) -> Any:
        """One of several; Hypothesis shrinks towards the first."""
        return self.writing.pick(choices)

    def some(self, among: Any, about: int = 2) -> list[Any]:
        """About so many of several, each once, in their order."""
        odds = (False, *([True] * about), *([False] * max(0, len(among) - about)))
        return [choice for choice in among if self.pick(*odds)]

    def pay(self, width: int) -> bool:
        """Whether the purse still holds a slot of that many values; if so it is paid."""
        if self.purse < width:
            return False
        self.purse //= width
        return True

    def may(self, width: int, *odds: bool) -> bool:
        """Whether something that costs a slot is drawn and can be paid."""
        return bool(self.pick(*(odds or (False, True)))) and self.pay(width)

    # --- names ---

    def _name_places(self) -> None:
        self.scenes = _SCENES[: self.pick(2, 3, 3, 4, 2, 3, 4, 1)]
        self.endings = _ENDINGS[: self.pick(2, 1, 3)]
        self.pay(len(self.scenes) + len(self.endings))
        length = self.pick(3, 4, 5, 6)
        if self.may(length + 1, False, True, True):
            self.clock = {"unit": self.pick(*_UNITS), "length": length, "ending": self.pick(*self.endings)}

    def _name_injects(self) -> None:
        for name in _INJECTS[: self.pick(1, 2, 3, 3, 0)]:
            kind = self.pick("when", "later", "on", "both") if self.clock else "when"
            repeat = self.pick(False, True)
            goto = self.pick("", "", *self.scenes, self.pick(self.scenes[-1], self.endings[0]))
            width = (1 if repeat or kind == "on" else 2) * (4 if kind in ("later", "both") else 1)
            width *= 2 if goto and kind in ("on", "both") else 1
            width *= len(self.scenes) + 1 if goto in self.scenes and not self.interrupting else 1
            if self.pay(width):
                self.injects.append(_Inject(name, kind, repeat, goto))

    def _name_contingencies(self) -> None:
        for name in _CONTINGENCIES[: self.pick(0, 1, 2, 3)]:
            goto = self.pick("", "", *self.scenes, self.endings[0])
            if self.pay(2 * (len(self.scenes) + 1 if goto in self.scenes and not self.interrupting else 1)):
                self.injects.append(_Inject(name, "contingency", False, goto))

    @property
    def interrupting(self) -> bool:
        """Whether some inject leads to a scene, so that `back` means something."""
        return any(inject.goto in self.scenes for inject in self.injects)

    def _name_measures(self) -> None:
        for scene in self.scenes:
            count = self.pick(2, 3, 1, 3, 2, 3, 2, 0)
            if scene == self.scenes[0]:
                count = max(1, count)
            self.keys += [(scene, name) for name in _MEASURES[:count]]
        self.keys += [("", name) for name in _STANDING[: self.pick(0, 0, 1, 2)]]

    # --- variables ---

    def _declare(self, *, counted: bool) -> None:
        """Every variable; `counted`: whether a number was paid for before injects and their countdowns emptied the purse."""
        asked = [key for key in self.keys if self.may(2, False, False, True)]
        self.vocabulary = Vocabulary(
            numbers=(self.clock["unit"],) if self.clock else (),
            scenes=self.scenes,
            endings=self.endings,
            taken=tuple(f"{scene}.{name}" if scene else name for scene, name in asked),
            visits=tuple(scene for scene in self.scenes if self.may(4, False, False, True)),
            due=tuple(inject.id for inject in self.injects if inject.scheduled),
        )
        if counted:
            self.variables["count"] = {"start": self.pick(1, 2, 0), "range": [0, 2]} | self._appearance()
            self._speak("count", "number")
        for number in range(self.pick(2, 3, 1, 4)):
            self._plain(number)
        for name in ("army", "council")[: self.pick(0, 1, 2)]:
            self._party(name)
        self.writing.vocabulary = self.vocabulary
        for number in range(self.pick(0, 1, 2)):
            self._derived(f"total_{number}")
        self.vocabulary = self.writing.vocabulary

    def _plain(self, number: int) -> None:
        sort = self.pick("number", "truth", "word")
        name = f"{sort}_{number}"
        if sort == "number":
            low, width = self.pick(0, -1, 1), self.pick(3, 2, 4)
            table: Table = {"start": low + self.pick(0, 1), "range": [low, low + width - 1]}
        elif sort == "truth":
            width, table = 2, {"start": self.pick(False, True)}
        else:
            words = self.pick(*_WORDS)
            width, table = len(words), {"start": self.pick(*words), "values": list(words)}
        if self.pay(width):
            table["start"] = self._start(table)
            self.variables[name] = table | self._appearance()
            self._speak(name, sort, tuple(table.get("values", ())))

    def _start(self, table: Table) -> Any:
        """What a variable starts with: mostly one value, now and then drawn among several."""
        start = table["start"]
        if not self.pick(*([False] * 5), True):
            return start
        if "range" in table:
            values = [str(value) for value in range(table["range"][0], table["range"][1] + 1)]
        else:
            values = table.get("values", ["false", "true"])
        drawn = dict.fromkeys(self.some(values, 3), 0) | {str(start).lower(): 1}
        return {value: weight or self.pick(1, 2, 0, 7) for value, weight in drawn.items()}

    def _appearance(self) -> Table:
        """What a person sees of a variable."""
        table: Table = {"label": "Watched", "better": self.pick("high", "low")} if self.pick(False, True) else {}
        if self.pick(False, False, True):
            table["hidden"] = True
        return table

    def _speak(self, name: str, sort: str, words: tuple[str, ...] = ()) -> None:
        spoken = self.vocabulary
        if sort == "number":
            self.vocabulary = evolve(spoken, numbers=(*spoken.numbers, name))
        elif sort == "truth":
            self.vocabulary = evolve(spoken, truths=(*spoken.truths, name))
        else:
            self.vocabulary = evolve(spoken, words={**spoken.words, name: words})

    def _party(self, name: str) -> None:
        self.parties[name] = {"name": name.title()}
        if self.may(3, True, True, False):
            self.parties[name]["trust"] = self.pick(1, 0, 2, {"0": 1, "2": 3})
            self._speak(f"{name}.trust", "number")
            if self.pick(True, True, False):
                self.parties[name]["main"] = True
                self.vocabulary = evolve(self.vocabulary, attributes=("trust",))

    def _derived(self, name: str) -> None:
        self.writing.vocabulary = self.vocabulary
        sort = self.pick("number", "truth", "word") if self.vocabulary.words else self.pick("number", "truth")
        words: tuple[str, ...] = ()
        if sort == "number":
            text = self.writing.number()
        elif sort == "truth":
            text = self.writing.truth()
        else:
            bearer = self.pick(*sorted(self.vocabulary.words))
            words = self.vocabulary.words[bearer]
            text = f"{bearer} if ({self.writing.truth(1)}) else ({self.writing.word(words)})"
        self.variables[name] = {"is": text} | self._appearance()
        self._speak(name, sort, words)
        self.writing.vocabulary = self.vocabulary

    # --- measures ---

    def _write_measures(self) -> tuple[Table, Table]:
        scenes: Table = {scene: {"title": scene.title(), "text": self._prose()} for scene in self.scenes}
        for scene in self.some(self.scenes, 1):
            scenes[scene]["plain"] = self._prose()
        standing: Table = {}
        tables: list[Table] = []
        for scene, name in self.keys:
            tables.append(self._measure(scene, name))
            (scenes[scene].setdefault("measure", {}) if scene else standing)[name] = tables[-1]
        barred: list[str] = []
        for scene in self.scenes:
            if standing and self.pick(False, False, True):
                scenes[scene]["standing"] = False
                barred.append(scene)
        for table in standing.values():
            among = [scene for scene in self.scenes if scene not in barred]
            if among and self.pick(False, False, True):
                table["scenes"] = self.some(among) or among[:1]
        for scene in self.scenes:
            self._lead(scene, scenes[scene], standing)
        self._schedule(tables)
        return scenes, standing

    def _lead(self, name: str, scene: Table, standing: Table) -> None:
        """What is for whoever leads a room."""
        here = [key for key, table in standing.items() if name in table.get("scenes", self.scenes)]
        offered = [*scene.get("measure", ()), *(here if scene.get("standing", True) else ())]
        if offered and self.pick(False, True):
            scene["default"] = self.pick(*offered)
        if self.pick(False, False, True):
            scene["minutes"] = self.pick(12, 1, 120)
        if self.pick(False, False, True):
            scene["guidance"] = self._prose()
            scene["ask"] = [self._prose() for _ in range(self.pick(1, 2, 0))]

        if self.roles and self.pick(False, False, True):
            for table in (scene, *scene.get("measure", {}).values()):
                table["for"] = self.roles[-1]

    def _chapter(self) -> Table:
        return {"title": "Later", "start": self.pick(*self.scenes), "effects": self._effects()}

    def _role(self, name: str) -> Table:
        table: Table = {"title": name.title(), "brief": self._prose()}
        if self.pick(False, True):
            table["knows"] = self._prose()
        if name == self.roles[-1] and self.pick(True, False):
            table["chair"] = True
        return table

    def _schedule(self, tables: list[Table]) -> None:
        """Every inject that waits for a countdown is set by some measure or outcome, and stopped by some."""
        routes = [route for table in tables for route in (table, *table.get("chance", {}).values())]
        for inject in self.injects:
            if inject.scheduled:
                for route in self.some(range(len(routes))) or [0]:
                    routes[route].setdefault("later", []).append({"after": self._after(), "inject": inject.id})
                for route in self.some(range(len(routes))):
                    routes[route].setdefault("cancel", []).append(inject.id)

    def _after(self) -> int | str:
        """No more than 2, which is what a countdown was paid for."""
        assert self.clock is not None
        worked_out = self.pick(f"clamp({self.writing.number(1)}, 0, 2)", f"2 - {self.clock['unit']}")
        after: int | str = self.pick(1, 2, worked_out)
        return after

    def _measure(self, scene: str, name: str) -> Table:
        table: Table = {"label": name.title()}
        guarded = name != _MEASURES[0] or self.pick(False, False, False, True)
        if guarded and self.pick(False, False, False, False, True):
            table |= {"tags": ["heavy"], "gates": {"ready": self.writing.truth(1)}}
        for guard in ("when", "requires"):
            if guarded and self.pick(False, False, False, True):
                table[guard] = self.writing.truth()
        table["effects"] = self._effects(3)
        if guarded and self.pick(False, True) and (costs := self._costs()):
            table["costs"] = costs
            table["effects"] = [effect for effect in table["effects"] if effect.split(" ")[0] not in costs]
        if self.clock is not None:
            unit = self.clock["unit"]
            worked_out = self.pick(f"3 - {unit}", f"clamp({self.writing.number(1)}, -1, 3)", f"2 - {unit} % 3")
            table["takes"] = self.pick(1, 0, 0, 1, 0, 3, 2, worked_out)
        free = (f"{scene}.{name}" if scene else name) in self.vocabulary.taken
        if self.pick(False, False, True) and (free or self.pay(2)):
            table["once"] = True
        if self.pick(False, False, False, True, *([False] * 3 if guarded else [])):
            table["fallback"] = True
        if goto := self._goto(scene):
            table["goto"] = goto
        if self.pick(False, False, True):
            table["chance"] = {
                outcome: self._outcome(scene) for outcome in ("well", "ill", "odd")[: self.pick(2, 1, 3)]
            }
        return table

    def _costs(self) -> Table:
        """A price; no effect beside it changes what is paid."""
        most = {
            name: table["range"][1] - table["range"][0] for name, table in self.variables.items() if "range" in table
        }
        most = {name: width for name, width in most.items() if "hidden" not in self.variables[name]}
        most |= {f"{name}.trust": 2 for name, table in self.parties.items() if "trust" in table}
        paid = self.some(sorted(most), 1) or [self.pick(*sorted(most))] if most else []
        return {name: min(self.pick(1, 1, 2), most[name]) for name in paid}

    def _outcome(self, scene: str) -> Table:
        table: Table = {
            "weight": self.pick(1, 2, 0, f"clamp({self.writing.number()}, 0, 3)"),
            "effects": self._effects(1),
        }
        if goto := self._goto(scene):
            table["goto"] = goto
        return table

    def _goto(self, scene: str) -> str:
        """Mostly onwards, so that whole scenarios are walked; sometimes nowhere, sideways, back, or out; now and then it depends."""
        first = self._place(scene)
        return self._fork(first, lambda: self._place(scene) or self.endings[0]) if first else ""

    def _fork(self, first: str, another: Callable[[], str]) -> str:
        """A place, or several with what decides between them."""
        if not self.pick(False, False, False, True):
            return first
        fork = f"{first} if ({self.writing.truth(1)}) else {another()}"
        if self.pick(False, False, True):
            return f"{another()} if ({self.writing.truth(1)}) else {fork}"
        return f"({fork}) if ({self.writing.truth(1)}) else ({another()})" if self.pick(False, True) else fork

    def _place(self, scene: str) -> str:
        onwards = self.scenes[(self.scenes.index(scene) + 1) % len(self.scenes)] if scene else self.scenes[0]
        back = ("back", "back") if self.interrupting else ()
        return str(self.pick("", "", *[onwards] * 4, *back, *self.scenes, self.pick("", *self.endings)))

    def _effects(self, about: int = 2) -> list[str]:
        names = [name for name, table in self.variables.items() if "is" not in table]
        names += [f"{name}.trust" for name, table in self.parties.items() if "trust" in table]
        return [self._effect(name) for name in self.some(names, about) or self.some(names, about)]

    def _effect(self, name: str) -> str:
        table = self.variables.get(name, {})
        if "values" in table:
            return f"{name} = {self.writing.word(tuple(table['values']))}"
        if self._is_truth(table):
            return f"{name} = {self.pick(f'not {name}', self.writing.truth(1))}"
        value = self.pick("1", "1", "2", "-1", self.writing.number())
        return f"{name} {self.pick('+=', '-=', '=')} {value}"

    @staticmethod
    def _is_truth(table: Table) -> bool:
        return "start" in table and table.keys().isdisjoint(("range", "values"))

    # --- what the world sends, where it ends, what is promised ---

    def _inject(self, inject: _Inject) -> Table:
        table: Table = {"text": "News.", "effects": self._effects()}
        if inject.kind == "contingency":
            table |= {"contingency": True, "good_answer": "Wait."}
        if inject.kind == "when" or self.pick(False, True):
            table["when"] = self.writing.truth()
        if inject.kind in ("on", "both"):
            assert self.clock is not None
            table["on"] = min(self.pick(1, 2, 3), self.clock["length"])
        if self.pick(False, False, True):
            table["scenes"] = self.some(self.scenes)
        if inject.repeat:
            table["repeat"] = True
        if inject.goto:
            others = (*(self.scenes if self.interrupting else ()), *self.endings)
            table["goto"] = self._fork(inject.goto, lambda: str(self.pick(*others)))
        return table

    def _ending(self, name: str) -> Table:
        table: Table = {"title": name.title(), "rank": self.pick(0, 1, 2), "text": self._prose()}
        if self.pick(False, False, True):
            # A bare truth would hold at once too often, and the run be over before anything has happened.
            table["when"] = f"{self._rarity()} and ({self.writing.truth()})"
        return table

    def _rarity(self) -> str:
        """A condition that is not there from the start."""
        numbers = {name: table for name, table in self.variables.items() if "range" in table}
        found = [
            f"{name} == {max(set(table['range']) - {table['start']})}"
            for name, table in numbers.items()
            if isinstance(table["start"], int)
        ]
        found += [f"taken('{key}')" for key in self.vocabulary.taken]
        return str(self.pick(*found, f"scene.{self.scenes[-1]}"))

    def _prose(self) -> str:
        match self.pick(0, 0, 0, 0, 1, 2, 3):
            case 1:
                return f"Here. {{{self.writing.truth(1)}: Some say so.|Nobody says so.}}"
            case 2:
                several = " | ".join(f"{self.writing.truth(1)}: {told}." for told in ("All", "Most", "A few"))
                return f"Here. {{{several} | Nobody.}}"
            case 3:
                return " ".join(["{scene.title}.", *(f"{{{party}.name}} looks on." for party in self.parties)])
        return "Here."

    def _tags(self) -> Table:
        gates = [{"requires": "ready"}, {"requires": self.writing.truth(1)}]
        return {"heavy": {"label": "Heavy", "gates": gates[: self.pick(1, 2)]}}

    def _properties(self, chapters: Table) -> Table:
        moments = ["tag.heavy", *(f"scene.{scene}" for scene in self.scenes)]
        moments += [f"{scene}.{name}" if scene else name for scene, name in self.keys]
        self.vocabulary = evolve(self.vocabulary, **self._firsts(chapters))
        self.writing.vocabulary = self.vocabulary
        promising = Promising(self.writing, self.endings, moments, None if self.clock is None else self.clock["length"])
        return promising.tables()

    def _firsts(self, chapters: Table) -> Table:
        """The variables that start alike in every run."""
        moved = {effect.split(" ", 1)[0] for chapter in chapters.values() for effect in chapter.get("effects", ())}
        starts = {
            name: table["start"] for name, table in self.variables.items() if "start" in table and name not in moved
        }
        return {
            "first_numbers": tuple(name for name, start in starts.items() if type(start) is int),
            "first_truths": tuple(name for name, start in starts.items() if type(start) is bool),
        }
