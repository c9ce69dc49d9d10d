"""Compiled loops over all sets of agents, in floats.

A set has *sums*: for each good k the entries (k, k), ..., (k, K - 1) of A and the entry k of z, all goods one after the other, and at last E.  Its
*form* is z'A^-1 z, found by symmetric elimination.  Sets come in blocks: the agents of the low bits vary, those of the high bits are the same.  The
sums of the low parts are computed once, and a block stays in the cache.  Loops over the sets of a block are innermost, so that several are done at once.
"""

import numpy as np
from numba import njit

from marketwright.solvers.surplus.floats import Floats, Integers


@njit(cache=True, error_model="numpy")
def low_sums(terms: Floats, bits: int) -> Floats:
    """The sums of all sets of the first agents, entries x sets; `terms`: agents x entries."""
    entries = terms.shape[1]
    found = np.zeros((entries, 1 << bits))
    for bit in range(bits):
        half = 1 << bit
        for entry in range(entries):
            for place in range(half):
                found[entry, half + place] = found[entry, place] + terms[bit, entry]
    return found


@njit(cache=True, error_model="numpy")
def high_sums(terms: Floats, empty: Floats, bits: int, high: int) -> Floats:
    """What the agents of the high bits add to the sums of the empty set."""
    found = np.zeros(terms.shape[1])
    for agent in range(bits, terms.shape[0]):
        if high >> (agent - bits) & 1:
            found += terms[agent]
    return found + empty


@njit(cache=True, error_model="numpy")
def fill(low: Floats, high: Floats, goods: int, work: Floats, forms: Floats) -> None:
    """Compute the sums of a block (`work`) and eliminate, which leaves its forms; a form of an empty set means nothing."""
    sets = low.shape[1]
    for entry in range(low.shape[0]):
        source, target, constant = low[entry], work[entry], high[entry]
        for place in range(sets):
            target[place] = source[place] + constant
    inverse, share = work[low.shape[0]], work[low.shape[0] + 1]
    for place in range(sets):
        forms[place] = 0.0
    start = 0
    for good in range(goods):
        pivot, side = work[start], work[start + goods - good]
        for place in range(sets):
            inverse[place] = 1.0 / pivot[place]
            forms[place] += side[place] * side[place] * inverse[place]
        below = start + goods - good + 1
        for other in range(good + 1, goods):
            factor = work[start + other - good]
            for place in range(sets):
                share[place] = factor[place] * inverse[place]
            for column in range(other, goods + 1):
                source, target = work[start + column - good], work[below + column - other]
                for place in range(sets):
                    target[place] -= share[place] * source[place]
            below += goods - other + 1
        start += goods - good + 1


@njit(cache=True, error_model="numpy")
def all_forms(terms: Floats, empty: Floats, goods: int, bits: int) -> tuple[Floats, Floats]:
    """Half of the form, and E, of every set; both are 0 for the empty set."""
    low = low_sums(terms, bits)
    sets, entries = low.shape[1], low.shape[0]
    work = np.empty((entries + 2, sets))
    halves, constants = np.empty(1 << terms.shape[0]), np.empty(1 << terms.shape[0])
    forms = np.empty(sets)
    for high in range(1 << (terms.shape[0] - bits)):
        fill(low, high_sums(terms, empty, bits, high), goods, work, forms)
        first = high << bits
        last = work[entries - 1]
        for place in range(sets):
            halves[first + place] = forms[place] / 2
            constants[first + place] = last[place]
    halves[0], constants[0] = 0.0, 0.0
    return halves, constants


@njit(cache=True, error_model="numpy")
def close_sets(
    terms: Floats,
    empty: Floats,
    goods: int,
    low: Floats,
    highs: tuple[int, int],
    margin: float,
    factor: float,
    found: Integers,
    known: int,
    best: Floats,
    where: Integers,
) -> int:
    """The number of sets so far whose E + margin - factor * form is not below 0, for the blocks `highs`.

    Their masks go into `found` while there is room; `known` have been counted before.  `best` and `where` hold for each place of a block the largest
    number so far and its block.
    """
    sets, entries = low.shape[1], low.shape[0]
    bits = 0
    while 1 << bits < sets:
        bits += 1
    work = np.empty((entries + 2, sets))
    forms = np.empty(sets)
    for high in range(highs[0], highs[1]):
        fill(low, high_sums(terms, empty, bits, high), goods, work, forms)
        last = work[entries - 1]
        for place in range(sets):
            forms[place] = last[place] + margin - factor * forms[place]
        if high == 0:
            forms[0] = -np.inf
        open_sets = 0
        for place in range(sets):
            open_sets += 0 if forms[place] < 0.0 else 1
        for place in range(sets):
            if not forms[place] <= best[place]:
                best[place] = forms[place]
                where[place] = high
        if open_sets:
            for place in range(sets):
                if not forms[place] < 0.0:
                    if known < len(found):
                        found[known] = (high << bits) + place
                    known += 1
    return known


@njit(cache=True, error_model="numpy")
def close_differences(halves: Floats, margin: float, factor: float, one: int, other: int, found: Integers, known: int) -> tuple[int, float, int]:
    """The number of sets so far whose second difference, with its possible error added, is not below 0; the largest such sum for this pair, and its set.

    The second difference is h(Z+i) + h(Z+j) - h(Z) - h(Z+i+j) for a non-empty Z and halves h of forms; i < j.  Masks go into `found` while there is room.
    """
    first, second = 1 << one, 1 << other
    largest, where = -np.inf, 0
    for rest in range(1, len(halves) >> 2):
        low = rest & (first - 1)
        middle = (rest ^ low) << 1
        inner = middle & (second - 1)
        base = low | inner | (middle ^ inner) << 1
        gains, losses = halves[base | first] + halves[base | second], halves[base] + halves[base | first | second]
        above = gains - losses + margin + factor * (gains + losses)
        if not above <= largest:
            largest, where = above, base
        if not above < 0.0:
            if known < len(found):
                found[known] = base
            known += 1
    return known, largest, where
