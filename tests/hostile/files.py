"""Hostile files, written anew for each test: small functions, each of which says what its text is and what must hold.

`scenario` and `journal` are the sound frames that the others spoil. All texts stay within the limits of a single file
(4 MiB, 20,000 characters a line), unless they say so: what is hostile is what they make a program do.

Longer than 300 lines because the campaign draws from all of them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable


def scenario(body: str, *, start: str = "a", head: str = "", clock: str = "") -> str:
    """A scenario's frame around scenes and whatever else; `head` goes into its table, `clock` before the rest."""
    beginning = f'format = 1\n[scenario]\ntitle = "T"\nsummary = "S."\nstart = "{start}"\nminutes = 1\n{head}\n'
    return f"{beginning}{clock}\n{body}\n"


def scene(name: str, *measures: str, text: str = "Text.") -> str:
    """A scene with measures made by `measure`."""
    return f'[scene.{name}]\ntitle = "{name.upper()}"\ntext = {quoted(text)}\n' + "".join(
        each.replace("[measure.", f"[scene.{name}.measure.") for each in measures
    )


def measure(name: str, *lines: str, label: str = "") -> str:
    """A measure; each of `lines` is a key with its value."""
    return "\n".join([f"[measure.{name}]", f"label = {quoted(label or name)}", *lines, ""])


def ending(name: str, *lines: str) -> str:
    """An ending; each of `lines` is a key with its value."""
    return "\n".join(
        [f"[ending.{name}]", f'title = "{name.capitalize()}"', "rank = 1", 'text = "It is over."', *lines, ""]
    )


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)


GO = measure("go", 'goto = "over"')
SOUND = scenario(scene("a", GO, measure("wait")) + ending("over"))
"""Nothing is wrong with it: one measure ends it, another stays."""


def journal(decisions: Iterable[str], *, scenario_id: str = "m", more: str = "") -> str:
    """A journal's text: each decision is the text of its table. Its fingerprint is nobody's."""
    head = f'journal = 1\nscenario = "{scenario_id}"\nfingerprint = "0"\nseed = 7\n'
    return head + "".join(f"\n[[decision]]\n{each}" for each in decisions) + more


def decision(measure_id: str = "wait", *lines: str, scene_id: str = "a") -> str:
    """A decision's table; each of `lines` is a note."""
    return "\n".join([f'scene = "{scene_id}"', f'measure = "{measure_id}"', *lines, ""])


# --- small texts that take long to read --------------------------------------------------------------------------------


def dotted_key(length: int) -> str:
    """`a.a.a...=1`: TOML's reader takes the square of a key's length, in time and memory. Refused at once, where it stands."""
    return ".".join("a" * (length // 2)) + "=1\n"


def blank_lines(count: int) -> str:
    """Nothing but blank lines before a fault: a pattern that looks for what follows them tries from each anew.

    Refused at once, where the fault stands.
    """
    return "\n" * count + "no table"


def spaces(count: int) -> str:
    """As `blank_lines`, of lines of spaces."""
    return (" " * 19_000 + "\n") * (count // 19_000) + "no table"


# --- sizes that only expansion shows -----------------------------------------------------------------------------------


def derived_chain(length: int) -> str:
    """Derived variables, each one more than the last, and an effect on their root. It is a sound scenario.

    Code that nests as deep as the chain is long cannot be compiled.
    """
    variables = '[variable.v]\nlabel = "V"\nstart = 0\nrange = [0, 3]\nbetter = "high"\n'
    variables += '[variable.d0]\nis = "v + 1"\n' + "".join(
        f'[variable.d{at}]\nis = "d{at - 1} + 1"\n' for at in range(1, length)
    )
    up = measure("up", 'effects = ["v += 1"]', f'requires = "d{length - 1} < {length + 3}"')
    return scenario(variables + scene("a", up, GO, text=f"At {{d{length - 1}}}.") + ending("over"))


def derived_doubling(levels: int) -> str:
    """Derived variables, each of which asks the last one twice: written out, they are two to the power of `levels`."""
    variables = '[variable.v]\nstart = 0\nrange = [0, 3]\n[variable.d0]\nis = "max(v, 1)"\n' + "".join(
        f'[variable.d{at}]\nis = "max(d{at - 1}, min(d{at - 1}, 2))"\n' for at in range(1, levels)
    )
    up = measure("up", 'effects = ["v += 1"]', f'requires = "d{levels - 1} < 9"')
    return scenario(variables + scene("a", up, GO, text=f"At {{d{levels - 1}}}.") + ending("over"))


def endings_with_when(count: int) -> str:
    """Endings that each come by themselves, by one number. It is a sound scenario.

    Code that nests an `else` for each cannot be compiled.
    """
    variables = f"[variable.v]\nstart = 0\nrange = [0, {count - 1}]\n[variable.done]\nstart = false\n"
    endings = "".join(ending(f"e{at}", f'when = "done and v == {at}"') for at in range(count))
    moves = measure("up", 'effects = ["v += 1"]'), measure("finish", 'effects = ["done = true"]')
    return scenario(variables + scene("a", *moves, GO) + endings + ending("over"))


_DOCTRINED = "[variable.p]\nstart = 1\nrange = [0, 3]\n"


def gates_times_measures(gates: int, measures: int) -> str:
    """A tag with many gates on many standing measures: as many guards as their product.

    An error `too-large` that names the product.
    """
    each = '{requires = "p > 0", otherwise = "No."}'
    tag = '[tag.t]\nlabel = "T"\ngates = [\n' + f"{each},\n" * gates + "]\n"
    standing = "".join(measure(f"m{at}", 'tags = ["t"]') for at in range(measures))
    return scenario(_DOCTRINED + tag + standing + scene("a", GO) + ending("over"))


def gate_times_terms(uses: int, terms: int) -> str:
    """A gate that asks for its parameter many times, and a parameter of many terms: a guard as long as their product."""
    tag = f'[tag.t]\nlabel = "T"\ngates = [{{requires = "{" and ".join(["par"] * uses)}", otherwise = "No."}}]\n'
    gated = measure("gated", 'tags = ["t"]', f'gates = {{par = "{" or ".join(["p > 0"] * terms)}"}}')
    return scenario(_DOCTRINED + tag + scene("a", gated, GO) + ending("over"))


def standing_times_scenes(measures: int, scenes: int) -> str:
    """Standing measures in many scenes: an offer in each scene for each of them. An error `too-large` that names both."""
    standing = "".join(measure(f"m{at}") for at in range(measures))
    rooms = "".join(scene(f"s{at}", measure("on", f'goto = "s{(at + 1) % scenes}"'), GO) for at in range(scenes))
    return scenario(standing + rooms + scene("a", GO, measure("in", 'goto = "s0"')) + ending("over"))


def parties_times_guards(parties: int, guards: int) -> str:
    """Guards that each ask for the least consent of many main parties: as many terms as their product."""
    named = "".join(f'[party.p{at}]\nname = "P{at}"\nmain = true\nconsent = 3\n' for at in range(parties))
    asking = [measure(f"m{at}", 'requires = "least(consent) >= 1"') for at in range(guards)]
    return scenario(_CONSENT + named + scene("a", GO, *asking) + ending("over"))


_CONSENT = '[attribute.consent]\nlabel = "Consent"\nrange = [0, 6]\nbetter = "high"\n'


# --- steps that are as long as the clock, or as wide as the story --------------------------------------------------------


def long_clock(length: int, injects: int) -> str:
    """A clock of that many units, a measure that takes all of them, and dated injects along it. It is a sound scenario.

    A step costs what fires, not what the clock runs over.
    """
    dated = "".join(
        f'[inject.i{at}]\nfrom = "F"\nto = "T"\nby = "cable"\ntext = "Word {at}."\non = {(at + 1) * length // (injects + 1)}\n'
        'effects = ["v += 1"]\n'
        for at in range(injects)
    )
    clock = f'[clock]\nunit = "day"\nlength = {length}\nending = "over"\n[variable.v]\nstart = 0\nrange = [0, 6]\n'
    waits = measure("wait", f"takes = {length}"), measure("one_day", "takes = 1")
    return scenario(dated + scene("a", *waits) + ending("over"), clock=clock)


def many_parties(count: int) -> str:
    """Main parties, each with a consent that is watched. It is a sound scenario, or too large by an error that says so."""
    parties = "".join(f'[party.p{at}]\nname = "P{at}"\nmain = true\nconsent = 3\n' for at in range(count))
    lower = measure("lower", 'effects = ["p0.consent -= 1"]')
    return scenario(_CONSENT + parties + scene("a", GO, lower) + ending("over"))


# --- work without end for the checker ------------------------------------------------------------------------------------


def wide(variables: int, properties: int = 0, *, top: int = 6) -> str:
    """Numbers that go up and down each by itself, and properties of three kinds about them.

    They make (top + 1) to the power of `variables` states. Whatever phase is at work when the time is up, it ends:
    undecided.
    """
    named = "".join(f"[variable.v{at}]\nstart = 0\nrange = [0, {top}]\n" for at in range(variables))
    moves = [
        each
        for at in range(variables)
        for each in (
            measure(f"up{at}", f'when = "v{at} < {top}"', f'effects = ["v{at} += 1"]'),
            measure(f"down{at}", f'when = "v{at} > 0"', f'effects = ["v{at} -= 1"]'),
        )
    ]
    total = " + ".join(f"v{at}" for at in range(variables))
    finish = measure("finish", f'when = "{total} > 1"', 'goto = "over"')
    claims = []
    for at in range(properties):
        first, second = f"v{at % variables}", f"v{(at + 1) % variables}"
        kind = (
            f'eventually = "{first} > {second}"',
            f'reachable = "{first} == {top} and {second} == {at % (top + 1)}"',
            f"always = \"possible('over') or {first} > {second} + {at}\"",
        )[at % 3]
        claims.append(f"[property.q{at}]\n{kind}\n")
    return scenario(named + scene("a", *moves, finish) + ending("over") + "".join(claims))


def long_otherwise(characters: int) -> str:
    """Locked measures whose reasons, of alternatives, are a megabyte together. It is a sound scenario."""
    reason = "{v > 1: No. | Not yet.} " * 800
    locked = [
        measure(f"m{at}", 'requires = "v > 5"', f"otherwise = {quoted(reason)}")
        for at in range(max(1, characters // len(reason)))
    ]
    variable = "[variable.v]\nstart = 0\nrange = [0, 6]\n"
    return scenario(variable + scene("a", measure("up", 'effects = ["v += 1"]'), GO, *locked) + ending("over"))


def many_sides(scenes: int) -> str:
    """Scenes whose texts are alternatives of as many sides as there may be, nearly none of which anybody reads."""
    text = ("{v > 9:x" + "|v > 9:x" * 48 + "|y}") * 40
    variable = "[variable.v]\nstart = 0\nrange = [0, 20]\n"
    ways = [f'goto = "s{at + 1}"' for at in range(scenes - 1)] + ['goto = "over"']
    told = [scene(f"s{at}", measure("on", way, 'effects = ["v += 1"]'), text=text) for at, way in enumerate(ways)]
    return scenario(variable + "".join(told) + ending("over"), start="s0")


def many_outcomes(count: int) -> str:
    """A measure with thousands of outcomes, each with an effect. It is a sound scenario."""
    chances = "".join(
        f'[scene.a.measure.roll.chance.o{at}]\nweight = {at % 9 + 1}\neffects = ["v = {at % 7}"]\nresult = "R{at}."\n'
        for at in range(count)
    )
    variable = "[variable.v]\nstart = 0\nrange = [0, 6]\n"
    return scenario(variable + scene("a", measure("roll"), GO) + chances + ending("over"))


def many_measures(count: int) -> str:
    """A scene with thousands of measures. It is a sound scenario."""
    moves = [measure(f"m{at}", f'effects = ["v = {at % 7}"]', f'requires = "v != {at % 5}"') for at in range(count)]
    variable = "[variable.v]\nstart = 0\nrange = [0, 6]\n"
    return scenario(variable + scene("a", GO, *moves) + ending("over"))


# --- circles for random play ---------------------------------------------------------------------------------------------


def fair_walk(start: int, top: int) -> str:
    """One step up or down, each as likely, until 0 or `top`.

    `top` is reached with the chance start / top, and it takes about start x (top - start) steps.
    """
    variable = f"[variable.m]\nstart = {start}\nrange = [0, {top}]\n"
    moves = measure("up", 'effects = ["m += 1"]'), measure("down", 'effects = ["m -= 1"]')
    ends = ending("low", 'when = "m == 0"') + ending("high", f'when = "m == {top}"')
    return scenario(variable + scene("a", *moves) + ends)


def hanoi(discs: int) -> str:
    """The tower of Hanoi, every allowed move as likely: all 3 ** discs positions hang together, so it is solved surely."""
    pegs = ("a", "b", "c")
    variables = "".join(f'[variable.d{at}]\nstart = "a"\nvalues = ["a", "b", "c"]\n' for at in range(discs))
    moves = []
    for disc in range(discs):
        for peg in pegs:
            free = [f"d{less} != d{disc} and d{less} != '{peg}'" for less in range(disc)]
            guard = " and ".join([f"d{disc} != '{peg}'", *free])
            moves.append(measure(f"m{disc}{peg}", f'when = "{guard}"', f"effects = [\"d{disc} = '{peg}'\"]"))
    solved = " and ".join(f"d{disc} == 'c'" for disc in range(discs))
    return scenario(variables + scene("a", *moves) + ending("solved", f'when = "{solved}"'))


def two_strides(top: int, stride: int = 1_000) -> str:
    """One or a thousand up until the top: no circle, and as many states as the top is high. The promise holds.

    Peeling it layer by layer from the end takes the square of that.
    """
    variable = f"[variable.m]\nstart = 0\nrange = [0, {top}]\n"
    moves = measure("one", 'effects = ["m += 1"]'), measure("stride", f'effects = ["m += {stride}"]')
    promise = '[property.it_ends]\neventually = "ending"\n'
    return scenario(variable + scene("a", *moves) + ending("high", f'when = "m == {top}"') + promise)


def race(top: int, weight: int) -> str:
    """A loop that is left with the chance 1 / weight each time round, by luck alone: it ends surely, and late."""
    variable = f"[variable.m]\nstart = 0\nrange = [0, {top}]\n"
    chances = (
        f'[scene.a.measure.roll.chance.on]\nweight = {weight - 1}\neffects = ["m += 1"]\n'
        '[scene.a.measure.roll.chance.out]\nweight = 1\ngoto = "out"\n'
    )
    return scenario(
        variable + scene("a", measure("roll")) + chances + ending("out") + ending("high", f'when = "m == {top}"')
    )


def talks(side: int) -> str:
    """Two gauges that luck moves up or down, whatever is asked for: nearly side x side states, all of which go round together.

    What is best in one of them is not known before it is known in all.
    """
    variables = "".join(f"[variable.{name}]\nstart = {side // 2}\nrange = [0, {side}]\n" for name in "xy")
    moves, chances = [], ""
    for name, gain, cost in (("ask", "x", "y"), ("offer", "y", "x"), ("press", "x", "x"), ("wait", "y", "y")):
        moves.append(measure(name))
        chances += (
            f'[scene.a.measure.{name}.chance.well]\nweight = 2\neffects = ["{gain} += 1"]\n'
            f'[scene.a.measure.{name}.chance.ill]\nweight = 3\neffects = ["{cost} -= 1"]\n'
        )
    whens = {"low": "x == 0", "lost": "y == 0", "won": f"x == {side}", "peace": f"y == {side}"}
    ends = "".join(ending(name, f'when = "{when}"') for name, when in whens.items())
    return scenario(variables + scene("a", *moves) + chances + ends)


# --- journals --------------------------------------------------------------------------------------------------------------


def long_journal(decisions: int) -> str:
    """A run of that many decisions, all of which fit `SOUND` but end nothing."""
    return journal([decision("wait", 'why = "We wait."')] * decisions)


def reasons_of_commas(decisions: int, commas: int = 490) -> str:
    """Reasons that are nearly all commas: marks inside a text are no keys, so it can be read as long as it can be written."""
    return journal([decision("wait", f'why = "{"," * commas}"')] * decisions)


# --- random, within the limits of size -------------------------------------------------------------------------------------


def drawn_scenario(dice: random.Random) -> str:
    """A sound frame with something too deep, too wide or too long in it.

    Sizes are drawn so that a part of each kind is beyond what can be worked out.
    """
    size = lambda most: int(most ** dice.random())  # noqa: E731 - small sizes as often as large ones
    makers = (
        lambda: derived_chain(max(2, size(500))),
        lambda: derived_doubling(max(2, size(500))),
        lambda: endings_with_when(max(1, size(8_000))),
        lambda: gates_times_measures(max(1, size(2_000)), max(1, size(2_000))),
        lambda: gate_times_terms(max(1, size(450)), max(1, size(240))),
        lambda: standing_times_scenes(max(1, size(2_000)), max(1, size(2_000))),
        lambda: parties_times_guards(max(1, size(8_000)), max(1, size(4_000))),
        lambda: long_clock(max(400, size(100_000)), size(5_000) % 399),
        lambda: many_parties(max(1, size(20_000))),
        lambda: wide(max(2, size(40)), size(200), top=max(1, size(100))),
        lambda: long_otherwise(size(3_000_000)),
        lambda: many_outcomes(max(1, size(25_000))),
        lambda: many_measures(max(1, size(25_000))),
        lambda: fair_walk(1, max(3, size(100_000))),
        lambda: hanoi(max(1, size(12))),
        lambda: two_strides(max(2_000, size(2_000_000))),
        lambda: race(max(1, size(1_000)), max(2, size(1_000_000))),
    )
    return dice.choice(makers)()


def drawn_journal(dice: random.Random) -> str:
    """A journal for `SOUND`, long in one way or another."""
    count = int(40_000 ** dice.random())
    longest = min(19_000, 3_000_000 // count)
    why = "".join(dice.choices('a,=[{ ."\n\u0e01\u6c34', k=int(max(1, longest) ** dice.random())))
    notes = [f"{dice.choice(['why', 'by', 'expected'])} = {quoted(why)}"] if dice.random() < 0.8 else []
    branch = ""
    if dice.random() < 0.3:
        branch = f"\n[[branch]]\nafter = {count // 2}\n" + "\n[[branch.decision]]\n".join(
            ["", *[decision("wait")] * (count // 2)]
        )
    return journal([decision("wait", *notes)] * count, more=branch)
