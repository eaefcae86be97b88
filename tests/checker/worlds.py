"""Scenarios with a known answer, or made to take long: the text of each, by its size."""

from crisisengine.loader import MemoryResolver, Volume, read

HEAD = 'format = 1\n[scenario]\ntitle = "World"\nsummary = "A world."\nstart = "road"\nminutes = 1\n'
OVER = '[ending.{0}]\ntitle = "{0}"\nrank = {1}\nwhen = "{2}"\ntext = "It is {0}."\n'


def loaded(text):
    return read("world", Volume("world.toml", text.encode()), MemoryResolver({})).sound()


def numbers(names, high, start=0):
    return "".join(f"[variable.{name}]\nstart = {start}\nrange = [0, {high}]\n" for name in names)


def scene(measures):
    """One scene; each measure as (id, effect) or (id, effect, when)."""
    text = '[scene.road]\ntitle = "Road"\ntext = "Dust."\n'
    for name, effect, *when in measures:
        text += f'[scene.road.measure.{name}]\nlabel = "{name}"\neffects = ["{effect}"]\n'
        text += f'when = "{when[0]}"\n' if when else ""
    return text


def walk(high, start):
    """One step up or down until an end is reached: the top is reached with probability start / high."""
    steps = scene([("up", "m += 1"), ("down", "m -= 1")])
    ends = OVER.format("top", 1, f"m == {high}") + OVER.format("bottom", 0, "m == 0")
    return HEAD + numbers("m", high, start) + steps + ends


def hanoi(discs):
    """The tower of Hanoi at random: it is finished in the end, surely, after some hundred thousand moves."""
    names = [f"d{disc}" for disc in range(discs)]
    moves = [
        (f"m{disc}_{peg}{to}", f"d{disc} = {to}", " and ".join([f"d{disc} == {peg}", *clear(disc, peg, to)]))
        for disc in range(discs)
        for peg in range(3)
        for to in range(3)
        if peg != to
    ]
    done = " and ".join(f"{name} == 2" for name in names)
    return HEAD + numbers(names, 2) + scene(moves) + OVER.format("done", 1, done)


def clear(disc, peg, to):
    return [f"d{smaller} != {other}" for smaller in range(disc) for other in (peg, to)]


def plane(high):
    """A walk over a plane that ends at its western or eastern edge, as likely from the middle."""
    moves = [(f"{name}_{way}", f"{name} {sign}= 1") for name in "xy" for way, sign in (("more", "+"), ("less", "-"))]
    ends = OVER.format("west", 1, "x == 0") + OVER.format("east", 0, f"x == {high}")
    kept = f'[property.kept]\nnever = "y > {2 * high}"\n'  # so that y is not forgotten
    return HEAD + numbers("xy", high, high // 2) + scene(moves) + ends + kept


def adder(high):
    """By one or by a thousand up to the end, which is reached sooner or later."""
    steps = scene([("one", "m += 1"), ("many", "m += 1000")])
    promise = '[property.ends]\neventually = "ending.top"\n'
    return HEAD + numbers("m", high) + steps + OVER.format("top", 1, f"m == {high}") + promise


def many_promises(variables, high, promises):
    """Variables that only grow, and promises on each, a third of them about whole runs."""
    names = [f"v{number}" for number in range(variables)]
    text = HEAD + numbers(names, high) + scene([(f"up_{name}", f"{name} += 1") for name in names])
    text += OVER.format("done", 1, f"v0 == {high} and v1 == {high}")
    for number in range(promises):
        name, kind = names[number % variables], ("always", "never", "eventually")[number % 3]
        claim = {"always": f"{name} <= {high}", "never": f"{name} > {high}", "eventually": f"{name} == {high}"}[kind]
        text += f'[property.p{number}]\n{kind} = "{claim}"\n'
    return text


def river():
    """A farmer with a wolf, a goat and a cabbage, in a boat for two; whoever is left alone with its food eats it."""
    riders = ("wolf", "goat", "cabbage")
    text = HEAD + "".join(f'[variable.{each}]\nlabel = "{each}"\nstart = false\n' for each in ("farmer", *riders))
    text += '[scene.road]\ntitle = "River"\ntext = "Water."\n'
    for rider in ("", *riders):
        text += f'[scene.road.measure.row{rider}]\nlabel = "Row {rider}"\neffects = ["farmer = not farmer"'
        text += f', "{rider} = not {rider}"]\nwhen = "{rider} == farmer"\n' if rider else "]\n"
    alone = "(wolf == goat or goat == cabbage) and goat != farmer"
    over = " and ".join(("farmer", *riders))
    return text + OVER.format("eaten", 0, alone) + OVER.format("over", 1, over)


def sliding(start, end):
    """The 8-puzzle between two of its positions: nine digits by rows, 0 where no tile lies."""
    names = [f"c{cell}" for cell in range(9)]
    text = HEAD + "".join(
        f"[variable.{name}]\nstart = {tile}\nrange = [0, 8]\n" for name, tile in zip(names, start, strict=True)
    )
    text += '[scene.road]\ntitle = "Table"\ntext = "Tiles."\n'
    for hole in range(9):
        beside = [cell for cell in (hole - 3, hole + 3) if 0 <= cell < 9]
        beside += [cell for cell in (hole - 1, hole + 1) if 0 <= cell < 9 and cell // 3 == hole // 3]
        for cell in beside:
            text += f'[scene.road.measure.m{cell}{hole}]\nlabel = "{cell} to {hole}"\nwhen = "c{hole} == 0"\n'
            text += f'effects = ["c{hole} = c{cell}", "c{cell} = 0"]\n'
    done = " and ".join(f"{name} == {tile}" for name, tile in zip(names, end, strict=True))
    return text + OVER.format("over", 1, done)
