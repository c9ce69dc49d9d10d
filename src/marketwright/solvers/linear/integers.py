"""Exact integers in arrays: int64 where every sum provably fits, Python's integers elsewhere; sparse matrices of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[Any]
"""Of type int64, or of Python integers."""
_SAFE = 1 << 62


def integers(numbers: Sequence[int] | Integers) -> Integers:
    """The numbers as int64 if they are small enough to be added and negated, as Python integers otherwise."""
    if isinstance(numbers, np.ndarray) and numbers.dtype == np.int64:
        found = numbers
    else:
        try:
            found = np.array(numbers, dtype=np.int64)
        except OverflowError:
            return np.array(numbers, dtype=object)
    return found if largest(found) < _SAFE else found.astype(object)


def largest(numbers: Integers) -> int:
    """The largest absolute value; 0 if there are no numbers."""
    return max(int(numbers.max()), -int(numbers.min())) if len(numbers) else 0


def scaled(numbers: Integers, factor: int) -> Integers:
    """The numbers times a factor."""
    if numbers.dtype != object and largest(numbers) * abs(factor) >= _SAFE:
        numbers = numbers.astype(object)
    return integers(numbers * factor)


def difference(left: Integers, right: Integers) -> Integers:
    """One array less the other."""
    if largest(left) + largest(right) >= _SAFE:
        left = left.astype(object)
    return left - right


def dot(left: Integers, right: Integers) -> int:
    """The sum of products."""
    if largest(left) * largest(right) * len(left) >= _SAFE:
        left, right = left.astype(object), right.astype(object)
    return int((left * right).sum()) if len(left) else 0


@dataclass(frozen=True, eq=False)
class SparseMatrix:
    """The entries of line r are those from `starts[r]` up to `starts[r + 1]`; `index` says where in the line each stands."""

    starts: NDArray[np.int64]
    index: NDArray[np.int64]
    entries: Integers

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self.starts) - 1

    @cached_property
    def _filled(self) -> NDArray[np.int64]:
        return np.flatnonzero(np.diff(self.starts))

    @cached_property
    def _growth(self) -> int:
        """No product with a vector is longer than this times the vector's largest entry."""
        return largest(self.entries) * int(np.diff(self.starts).max(initial=0))

    @cached_property
    def of_line(self) -> NDArray[np.int64]:
        """The line of every entry."""
        return np.repeat(np.arange(self.lines), np.diff(self.starts))

    def times(self, vector: Integers) -> Integers:
        """The product with a vector, one number for each line."""
        entries = self.entries
        if self._growth * largest(vector) >= _SAFE:
            entries, vector = entries.astype(object), vector.astype(object)
        products = entries * vector[self.index]
        found = np.zeros(self.lines, dtype=products.dtype)
        if len(self._filled):
            found[self._filled] = np.add.reduceat(products, self.starts[self._filled])
        return found

    def line(self, number: int) -> tuple[NDArray[np.int64], Integers]:
        """Where the entries of a line stand, and what they are."""
        inside = slice(self.starts[number], self.starts[number + 1])
        return self.index[inside], self.entries[inside]

    def turned(self, width: int) -> "SparseMatrix":
        """The same matrix with columns as lines."""
        order = np.argsort(self.index, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(self.index, minlength=width)))).astype(np.int64)
        return SparseMatrix(starts, self.of_line[order], self.entries[order])
