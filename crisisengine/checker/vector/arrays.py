"""The arrays that the checker's parts hand to each other, by what they hold.

A group is some states of one place, its rows. A value that is the same in all rows of a group is a plain Python
number: it costs nothing, and whatever follows from such values alone is decided once for all rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Bits", "Column", "Errors", "Key", "Keys", "Numbers", "Positions", "Rows", "Shares", "Truth", "Words", "Yes"]

Keys = npt.NDArray[Any]
"""Shape (states,): states, packed; `uint64`, or bytes where one word is too short. Sorted wherever nothing else is said."""
Key = Any
"""One state, packed: a scalar of `Keys`."""
Words = npt.NDArray[np.uint64]
"""Shape (states,): one of the words that packed states are made of."""
Numbers = npt.NDArray[np.int64]
"""Shape (rows,): whole numbers, values of a slot or numbers of rows."""
Positions = npt.NDArray[np.int32]
"""Shape (rows,): numbers of states among all states of a graph, or of rows in a block; half as wide as `Numbers`."""
Yes = npt.NDArray[np.bool_]
"""Shape (states,) or (rows,): for each yes or no."""
Bits = npt.NDArray[Any]
"""Shape (states,): unsigned, a bit for each of up to 64 things."""
Shares = npt.NDArray[np.float64]
"""Shape (states,) or (rows,): probabilities, or how often each is expected to be visited."""
Errors = npt.NDArray[np.float32]
"""Shape (states,): how far a share may be from the true one."""

Column = int | npt.NDArray[Any]
"""The values of something in all rows of a group: a number or `bool` where all agree, else an array of shape (rows,)."""
Truth = bool | Yes
"""The same of yes and no."""
Rows = bool | npt.NDArray[Any]
"""Which rows are meant: True for all of them, False for none, an array of yes and no, or of their numbers."""
