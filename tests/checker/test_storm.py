"""Storm, another model checker, reads what `check --export-graph` writes and finds the same chances (campaign).

    pip install -e '.[dev,storm]'
    python -m pytest tests/checker/test_storm.py -m campaign     500 drawn scenarios in fractions, the shipped ones in doubles

Where stormpy is not installed, it is skipped, and says so.
"""

from __future__ import annotations

from fractions import Fraction

import drn
import pytest
from exported import CLOSE, known, written
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import hanoi, loaded

from crisisengine import storage
from crisisengine.checker import prove
from crisisengine.testing import scenarios

SHIPPED = ("the_convoy_home", "the_border", "seventeen_april", "the_lake", "twelve_flags", "the_transitional_authority")
ASKED = ("Pmax", "Pmin", "P")

pytestmark = pytest.mark.campaign


@pytest.fixture(autouse=True, scope="module")
def _installed():
    pytest.importorskip("stormpy", reason="Storm is not installed: pip install -e '.[dev,storm]'")


def by_storm(path, endings, *, exact):
    """By ending: (best, worst, share at random), as Storm has them; a label that no state bears is never come to."""
    import stormpy

    number = stormpy.Rational if exact else float
    environment = (stormpy.environments.exact if exact else stormpy.environments.sound)()
    if not exact:
        solver = environment.solver()
        solver.min_max().precision = solver.native().precision = stormpy.Rational("1/1000000000000")
    chain = path.with_suffix(".chain.drn")
    with path.open() as lines, chain.open("w") as file:
        file.writelines(drn.lines_at_random(lines, Fraction if exact else float))
    models = [stormpy.build_model_from_drn[number](str(each)) for each in (path, path, chain)]
    found = {}
    for ending in endings:
        found[ending] = []
        for model, asked in zip(models, ASKED, strict=True):
            label = f"ending_{ending}"
            if not model.labeling.contains_label(label):
                found[ending].append(Fraction(0))
                continue
            (claim,) = stormpy.parse_properties(f'{asked}=? [F "{label}"]')
            result = stormpy.model_checking(model, claim, only_initial_states=True, environment=environment)
            (start,) = model.initial_states
            found[ending].append(Fraction(str(result.get_value(start))))
    return found


def confirmed(scenario, path, close, *, exact, reduce=True):
    proof = prove(scenario, reduce=reduce)
    told = known(proof.futures_from(""))
    path.write_text(written(proof))
    del proof
    theirs = by_storm(path, told, exact=exact)
    for ending, mine in told.items():
        for name, our, their in zip(ASKED, mine, theirs[ending], strict=True):
            assert abs(Fraction(our) - their) <= close, (ending, name, our, float(their))


def test_storm_finds_the_same_chances_of_drawn_scenarios(tmp_path):
    @given(scenarios(largest=200), st.booleans())
    @settings(max_examples=500)
    def each(scenario, reduce):
        confirmed(scenario, tmp_path / "drawn.drn", CLOSE, exact=True, reduce=reduce)

    each()


def test_storm_finds_the_same_chances_where_play_goes_round(tmp_path):
    confirmed(loaded(hanoi(4)), tmp_path / "hanoi.drn", CLOSE, exact=True)


@pytest.mark.parametrize("name", SHIPPED)
def test_storm_finds_the_same_chances_of_what_is_shipped(tmp_path, name):
    confirmed(storage.load(name), tmp_path / f"{name}.drn", Fraction(1, 10**9), exact=False)
