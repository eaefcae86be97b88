"""Small scenarios in which something is hidden, drawn from a seed: what matters is who can know it, and when."""

from random import Random

from worlds import loaded

HEAD = 'format = 1\n[scenario]\ntitle = "World"\nsummary = "A world."\nstart = "{}"\nminutes = 1\n'
ENDS = '[ending.good]\ntitle = "Good"\nrank = 1\ntext = "Good."\n[ending.bad]\ntitle = "Bad"\nrank = 0\ntext = "Bad."\n'


_LATER = 'later = [{ after = 1, inject = "late" }]\n'


def doors(promises=""):
    """Three doors, the car drawn first: whoever knows all always wins, or always loses; the others win twice in three."""
    text = HEAD.format("stage")
    text += "[variable.car]\nstart = { 0 = 1, 1 = 1, 2 = 1 }\nrange = [0, 2]\nhidden = true\n"
    text += '[variable.pick]\nlabel = "Pick"\nstart = 0\nrange = [0, 2]\n'
    text += (
        '[variable.opened]\nlabel = "Opened"\nstart = 3\nrange = [0, 3]\n[scene.stage]\ntitle = "S"\ntext = "Doors."\n'
    )
    for door in range(3):
        text += f'[scene.stage.measure.d{door}]\nlabel = "{door}"\neffects = ["pick = {door}"]\ngoto = "host"\n'
        for other in {0, 1, 2} - {door}:
            text += f"[scene.stage.measure.d{door}.chance.open{other}]\n"
            text += f'weight = "0 if car == {other} else 1"\neffects = ["opened = {other}"]\n'
    text += '[scene.host]\ntitle = "H"\ntext = "Door {opened} is open."\n'
    for name, effects in (("stay", ""), ("swap", 'effects = ["pick = 3 - pick - opened"]\n')):
        text += f'[scene.host.measure.{name}]\nlabel = "{name}"\n{effects}goto = "good if pick == car else bad"\n'
    return loaded(text + ENDS + promises)


def hiding(seed, *, circular=False):
    """A scenario of two scenes, three decisions long unless it is circular, in which most things may be hidden."""
    pick = Random(seed)
    text = HEAD.format("road")
    text += "" if circular else '[clock]\nunit = "day"\nlength = 3\nending = "bad"\n'
    text += "[variable.h]\nstart = { 0 = 2, 2 = 1 }\nrange = [0, 2]\nhidden = true\n"
    text += "[variable.k]\nstart = false\n" + pick.choice(["", "hidden = true\n"])  # on no page, either way
    text += '[variable.v]\nlabel = "V"\nstart = 0\nrange = [0, 2]\n'
    text += pick.choice(
        [
            "",
            "",
            "",
            "",
            "",
            "",
            '[variable.d]\nlabel = "D"\nis = "max(v, h)"\n',
            '[variable.d]\nis = "h"\nhidden = true\n',
        ]
    )
    for scene in ("road", "town"):
        text += f'[scene.{scene}]\ntitle = "{scene}"\ntext = "{_said(pick)}"\n'
        for name in ("a", "b", "c")[: pick.choice([2, 2, 3])]:
            text += _measure(pick, scene, name, "" if circular or (scene, name) != ("road", "a") else _LATER)
        asked = pick.choice(["h == 0", "h == 2", "h > v"])
        for name, good in (("east", asked), ("west", f"not ({asked})")):
            text += f'[scene.{scene}.measure.{name}]\nlabel = "{name}"\ngoto = "good if {good} else bad"\n'
    if pick.random() < 0.2:
        text += f'[inject.news]\nfrom = "Post"\ntext = "{_said(pick)}"\nwhen = "{_asked(pick)}"\n{_effects(pick)}'
    if not circular:
        text += '[inject.late]\nfrom = "Post"\ngrade = "B2"\nclaims = "h == 0"\n'
        text += f'text = "{_said(pick)}"\n{_effects(pick)}'
    text += '[ending.over]\ntitle = "Over"\nrank = 2\ntext = "Over."\nwhen = "k and v == 2"\n'
    return loaded(text + ENDS)


def groping(seed):
    """One scene in which play goes round, and in which something is hidden that may move and may come to light."""
    pick = Random(seed)
    text = HEAD.format("room")
    text += "[variable.h]\nstart = { 0 = 1, 1 = 1 }\nrange = [0, 1]\nhidden = true\n"
    text += '[variable.v]\nlabel = "V"\nstart = 0\nrange = [0, 1]\n[scene.room]\ntitle = "R"\ntext = "Dark."\n'
    for name in ("a", "b", "c")[: pick.choice([2, 3])]:
        text += f'[scene.room.measure.{name}]\nlabel = "{name}"\n'
        text += pick.choice(
            [
                f'goto = "good if h == {pick.randint(0, 1)} else room"\n',
                f'goto = "good if h == {pick.randint(0, 1)} else bad"\n',
                f'goto = "good if h == {pick.randint(0, 1)} and v == {pick.randint(0, 1)} else room"\n',
                'effects = ["h = 1 - h"]\n',
                'effects = ["v = 1 - v"]\n',
                *[""] * 4,
            ]
        )
        if pick.random() < 0.5:
            for outcome in ("x", "y"):
                weight = pick.choice(["1", "1", "h", "1 - h", "v + h"])
                text += f'chance.{outcome} = {{ weight = "{weight if outcome == "x" else "1"}", '
                text += pick.choice(['effects = ["v = h"] }\n', 'effects = ["h = 1 - h"] }\n', 'goto = "good" }\n'] * 2
                                    + ["effects = [] }\n"] * 3 + ['goto = "bad" }\n'])  # fmt: skip
    return loaded(text + ENDS)


def _asked(pick):
    return pick.choice(["h == 0", "h >= 1", "k", "not k", "v >= 1", "v == h", "h == 2 or k", "v == 0"])


def _said(pick):
    return pick.choice(
        ["Dust."] * 6 + ["{h == 0 and k: Sun. | Rain.}", "{v >= 1: Sun. | Rain.}", "{k: Sun. | }", "It is {v}."]
    )


def _effects(pick):
    some = pick.sample(
        ["h = 2 - h", "h = 2 - h", "k = not k", "k = h == 0", "v += 1", "v -= 1", "v = h"], pick.choice([0, 0, 1, 1, 2])
    )
    once = {effect.split()[0]: effect for effect in some}
    return f"effects = {list(once.values())}\n".replace("'", '"') if once else ""


def _measure(pick, scene, name, more):
    at = f"[scene.{scene}.measure.{name}"
    text = f'{at}]\nlabel = "{name}"\nresult = "{_said(pick)}"\n{more}{_effects(pick)}'
    text += pick.choice(["", "", 'goto = "town"\n', 'goto = "road"\n', "once = true\n"])
    text += f'requires = "{_asked(pick)}"\notherwise = "No."\n' if pick.random() < 0.08 else ""
    text += f'when = "{_asked(pick)}"\n' if pick.random() < 0.05 else ""
    if pick.random() < 0.6:
        weight = pick.choice(["1", "2 + h", "0 if k else 1", "v + 1", "h"])
        text += f'{at}.chance.x]\nweight = "{weight}"\n{_effects(pick)}'
        text += f'{at}.chance.y]\nweight = 1\n{_effects(pick)}result = "{_said(pick)}"\n'
    return text
