"""Arrays as bytes that can be put away and opened again without being copied, with a line before them that says what they are."""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

__all__ = ["opened_arrays", "stored_arrays"]

STRIDE = 64
"""Each part begins at a multiple of this many bytes."""
HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '([<>|][uifS]\d{1,5})', 'fortran_order': False, 'shape': \(((?:\d{1,18}, ?)*\d{0,18})\), \} {0,64}\n",
    re.DOTALL,
)
"""What NumPy writes before an array of ours. Its own reader takes any Python literal there, and fails in too many ways."""
LONGEST_LINE = 1 << 20

Told = dict[str, Any]
"""What the line says besides: JSON."""


def stored_arrays(told: Told, arrays: Sequence[npt.NDArray[Any]]) -> list[bytes | memoryview]:
    """What to put away: a line with its checksum before it, then the arrays as NumPy's own format."""
    arrays = [np.ascontiguousarray(array) for array in arrays]
    written = [(_header(array), array.view(np.uint8).reshape(-1).data) for array in arrays]
    line = json.dumps({
        **told,
        "sizes": [len(header) + content.nbytes for header, content in written],
        "sums": [zlib.crc32(content, zlib.crc32(header)) for header, content in written],
    }).encode()  # fmt: skip
    parts: list[bytes | memoryview] = [_padded(b"%08x %s\n" % (zlib.crc32(line), line))]
    for header, content in written:
        parts += [header, content, b"\0" * (-content.nbytes % STRIDE)]
    return parts


def opened_arrays(kept: memoryview, told: Told) -> tuple[Told, list[npt.NDArray[Any]]]:
    """What the line says, and the arrays, if they are whole and the line says at least what is told.

    Raises:
        ValueError: they are not, or say something else.
        LookupError: the same; like the others that JSON and NumPy raise for hostile bytes.
    """
    line = bytes(kept[:LONGEST_LINE]).partition(b"\n")[0]
    checksum, _, said = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(said):
        raise ValueError("the line is not whole")
    head: Told = json.loads(said)
    if {name: head[name] for name in told} != told:
        raise ValueError("of something else")
    at, arrays = len(_padded(line + b"\n")), []
    for size, checksum in zip(head["sizes"], head["sums"], strict=True):
        if zlib.crc32(kept[at : at + size]) != checksum:
            raise ValueError("an array is not whole")
        arrays.append(_array(kept[at : at + size]))
        at += size + -size % STRIDE
    return head, arrays


def _header(array: npt.NDArray[Any]) -> bytes:
    """What stands before an array in NumPy's format: a multiple of `STRIDE` bytes."""
    header = io.BytesIO()
    npy.write_array_header_1_0(header, npy.header_data_from_array_1_0(array))
    return header.getvalue()


def _array(part: memoryview) -> npt.NDArray[Any]:
    """The array that some bytes are, without copying them.

    Raises:
        ValueError: they are none.
    """
    header = HEADER.match(part)
    if header is None:
        raise ValueError("no array of ours")
    dtype, shape = header[1].decode(), [int(length) for length in header[2].split(b",") if length.strip()]
    return np.frombuffer(part, dtype=dtype, offset=header.end()).reshape(shape)


def _padded(head: bytes) -> bytes:
    return head + b"\0" * (-len(head) % STRIDE)
