"""What the screens look like, as text. After a wanted change: UPDATE_SNAPSHOTS=1 pytest tests/tui/test_snapshots.py, and read the diff."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "snapshots"

PICTURES = {
    "library-80x24": (None, (), (80, 24), "✓ holds"),
    "briefing-120x40": ((), (), (120, 40), "Your role"),
    "play-80x24": (("beijing", "publish"), (), (80, 24), "u undo"),
    "play-120x40": (("beijing", "publish"), (), (120, 40), "u undo"),
    "play-200x60": (("beijing", "publish"), (), (200, 60), "u undo"),
    "causes-120x40": (("beijing", "publish"), ("c",), (120, 40), "esc back"),
    "debrief-60x18": (("beijing", "publish", "withdraw"), ("left", "left"), (60, 18), "until 2"),
    "debrief-80x24": (("beijing", "publish", "withdraw"), ("left", "left"), (80, 24), "until 2"),
    "debrief-120x40": (("beijing", "publish", "withdraw"), ("left", "left"), (120, 40), "until 2"),
    "debrief-200x60": (("beijing", "publish", "withdraw"), ("left", "left"), (200, 60), "until 2"),
    "debrief-end-120x40": (("beijing", "publish", "withdraw"), (), (120, 40), "until 2"),
    "reading-120x40": (("publish", "publish", "withdraw"), ("r",), (120, 40), "1-7 go to"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_screen_looks_as_it_did(stage, name):
    measures, keys, size, settled = PICTURES[name]
    seen = []

    async def script(app, pilot):
        await stage.press(pilot, *keys)
        await stage.until(pilot, lambda: settled in stage.picture(app))
        previous = ""
        while previous != (previous := stage.picture(app)):
            await pilot.pause(0.05)
        seen.append(previous + "\n")

    stage.play(script, None if measures is None else stage.session(*measures), size=size)
    kept = HERE / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(seen[0], encoding="utf-8")

    assert seen[0] == kept.read_text(encoding="utf-8")
