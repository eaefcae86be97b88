"""Tables under a header that is not theirs: told once, and read where they belong, so that nothing else is blamed for it.

[scene.gaet.measure.wait]      a scene that is declared nowhere, with a name near to one that is
[measure.gate.wait]            a measure of a scene among the standing ones
[scene.gate.wait]              a measure without the word `measure`
[gate.measure.wait]            a scene without the word `scene`
[scene.gate.inject.bell]       a table that belongs to the whole story, below a scene or the scenario
"""

from __future__ import annotations

from typing import Any

from crisisengine.limits import MOST_FAULTS
from crisisengine.loader.advice import Advice
from crisisengine.loader.faults import Faults
from crisisengine.loader.schema.draft import KINDS, DraftMeasure, DraftScene, keys_of
from crisisengine.loader.schema.readers import ID
from crisisengine.loader.toml.paths import Path
from crisisengine.text.english import nearest

__all__ = ["rehoused"]

_OF_A_MEASURE = frozenset(keys_of(DraftMeasure))
_OF_A_SCENE = frozenset(keys_of(DraftScene))
_TELLING = frozenset(("label", "goto", "effects", "when", "requires"))
"""Keys by which a table is a measure, whatever it is called."""


def rehoused(tables: dict[str, Any], faults: Faults) -> dict[str, Any]:
    """The document with every stray table where it belongs; the same document where there is none."""
    scenes = tables.get("scene")
    if type(scenes) is not dict:
        return tables
    strays = [*_among_standing(tables, scenes), *_without_scene(tables, scenes)]
    head = tables.get("scenario")
    if type(head) is dict:
        strays += _of_the_story(("scenario",), head, tables)
    for identifier, scene in scenes.items():
        if type(scene) is dict:
            strays += _without_measure(identifier, scene)
            strays += _of_the_story(("scene", identifier), scene, tables)
            measures = scene.get("measure")
            if type(measures) is dict:
                strays += _misnamed(("scene", identifier, "measure"), measures, "label", "chance")
    strays += _misnamed(("scene",), scenes, "title", "measure")
    if not strays:
        return tables
    moved = _copied(tables)
    for path, home in strays:
        _tell(path, home, faults)
        _move(moved, path, home)
    return moved


_Stray = tuple[Path, Path]
"""Where a table stands, and where it belongs."""


def _among_standing(tables: dict[str, Any], scenes: dict[str, Any]) -> list[_Stray]:
    """`[measure.gate.wait]`, where `gate` is a scene."""
    standing = tables.get("measure")
    if type(standing) is not dict:
        return []
    return [
        (("measure", scene, identifier), ("scene", scene, "measure", identifier))
        for scene, raw in standing.items()
        if scene in scenes and type(raw) is dict
        for identifier, inner in raw.items()
        if identifier not in _OF_A_MEASURE and type(inner) is dict
    ]


def _without_scene(tables: dict[str, Any], scenes: dict[str, Any]) -> list[_Stray]:
    """`[gate.measure.wait]`, where `gate` is a scene."""
    return [
        ((key, "measure", identifier), ("scene", key, "measure", identifier))
        for key, raw in tables.items()
        if key in scenes and type(raw) is dict and set(raw) == {"measure"} and type(raw["measure"]) is dict
        for identifier in raw["measure"]
    ]


def _without_measure(scene: str, raw: dict[str, Any]) -> list[_Stray]:
    """`[scene.gate.wait]`: a table in a scene that has what only measures have."""
    return [
        (("scene", scene, key), ("scene", scene, "measure", key))
        for key, inner in raw.items()
        if key not in _OF_A_SCENE and type(inner) is dict and not _TELLING.isdisjoint(inner)
    ]


def _of_the_story(path: Path, raw: dict[str, Any], tables: dict[str, Any]) -> list[_Stray]:
    """`[scene.gate.inject.bell]`: tables of a kind that stands by itself."""
    return [
        ((*path, kind, identifier), (kind, identifier))
        for kind, inner in raw.items()
        if kind in KINDS and kind not in _OF_A_SCENE and type(inner) is dict
        for identifier, table in inner.items()
        if type(table) is dict and identifier not in tables.get(kind, {})
    ]


def _misnamed(path: Path, tables: dict[str, Any], must: str, below: str) -> list[_Stray]:
    """Tables that hold nothing but tables `below` them, and bear a name near to one that has what it `must` have."""
    bare = [
        name for name, raw in tables.items() if type(raw) is dict and set(raw) == {below} and type(raw[below]) is dict
    ]
    whole = [name for name, raw in tables.items() if type(raw) is dict and must in raw] if bare else []
    found: list[_Stray] = []
    for identifier in bare[:MOST_FAULTS]:
        near = nearest(identifier, whole)
        if near:
            found.append(((*path, identifier), (*path, near)))
    return found


def _tell(path: Path, home: Path, faults: Faults) -> None:
    if len(home) == 2 and len(path) > 2:
        kind = str(home[0])
        how = f"write `[{kind}.{str(home[1])[:80]}]`"
        if kind == "inject" and path[0] == "scene":
            how += f' with `scenes = ["{str(path[1])[:80]}"]`'
        what = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
        faults.add("misplaced", f"{what} stands by itself, not below `{path[0]}`", path, how, on_key=True)
        return
    if len(path) == len(home):  # a misspelt id
        noun, named, near = path[-2], path[-1], home[-1]
        if not ID.match(str(near)):
            return  # the one that is declared cannot be called so, and that is told
        hint = Advice(f"did you mean `{near}`?", str(near))
        faults.add(f"unknown-{noun}", f"there is no {noun} `{str(named)[:80]}`", path, hint, on_key=True)
        return
    below = path if len(path) == 3 and path[1] != "measure" else path[:1]
    message = f"`[{'.'.join(map(str, path))}]` is no place for a measure of a scene"
    faults.add("misplaced", message, below, f"write `[{'.'.join(map(str, home))}]`", on_key=True)


def _move(tables: dict[str, Any], path: Path, home: Path) -> None:
    """Take a table from where it stands to where it belongs; what stands there already stays."""
    above = _at(tables, path[:-1])
    stray = above.pop(str(path[-1]))
    while path[:-1] and not _at(tables, path[:-1]):
        path = path[:-1]
        del _at(tables, path[:-1])[str(path[-1])]
    here = _at(tables, home[:-1])
    here[str(home[-1])] = _merged(here.get(str(home[-1])), stray)


def _merged(there: object, stray: dict[str, Any]) -> dict[str, Any]:
    if type(there) is not dict:
        return stray
    merged = dict(there)
    for key, value in stray.items():
        inner = merged.get(key)
        merged[key] = {**value, **inner} if type(inner) is dict and type(value) is dict else inner or value
    return merged


def _at(tables: dict[str, Any], path: Path) -> dict[str, Any]:
    here = tables
    for step in path:
        here = here.setdefault(str(step), {})
    return here


def _copied(table: dict[str, Any]) -> dict[str, Any]:
    """Tables of one's own; documents nest about six deep, so this may recurse."""
    return {key: _copied(value) if type(value) is dict else value for key, value in table.items()}
