"""Rows that every feasible set of atoms obeys: goods, cliques, Chvátal-Gomory rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm

from marketcheck.documents import integer, keys, listing, number
from marketcheck.market import Market
from marketcheck.verdicts import Unreadable, reject


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows `sum of coefficient x atom <= right`, kept by atom.

    `plain[j]` are the rows in which atom j has coefficient 1, `weighted[j]` the other rows of j
    with their coefficients.
    """

    right: tuple[int, ...]
    plain: tuple[tuple[int, ...], ...]
    weighted: tuple[tuple[tuple[int, int], ...], ...]


def proved_rows(document: object, market: Market) -> Rows:
    """Returns the market's goods and the listed rows, each of which has been verified."""
    coefficients: list[dict[int, int]] = [{} for _ in market.goods]
    right = [1] * len(market.goods)
    for j, atom in enumerate(market.atoms):
        for good in atom.bundle:
            coefficients[good][j] = 1
    for i, raw in enumerate(listing(document, "certificate.rows")):
        place = f"certificate.rows[{i}]"
        row = keys(raw, place, (), ("clique", "chvatal_gomory"))
        if len(row) != 1:
            raise Unreadable("keys", f"{place}: one of clique and chvatal_gomory is needed")
        if "clique" in row:
            coefficients.append(_clique(listing(row["clique"], place), place, market))
            right.append(1)
        else:
            terms = listing(row["chvatal_gomory"], place)
            combined, bound = _rounded_combination(terms, place, coefficients, right)
            coefficients.append(combined)
            right.append(bound)
    plain: list[list[int]] = [[] for _ in market.atoms]
    weighted: list[list[tuple[int, int]]] = [[] for _ in market.atoms]
    for r, entries in enumerate(coefficients):
        for j, coefficient in entries.items():
            if coefficient == 1:
                plain[j].append(r)
            else:
                weighted[j].append((r, coefficient))
    return Rows(tuple(right), tuple(map(tuple, plain)), tuple(map(tuple, weighted)))


def increasing(raw: Sequence[object], place: str, count: int, codes: tuple[str, str]) -> tuple[int, ...]:
    """Returns the numbers, each below `count` (first code) and above the last one (second code)."""
    numbers = tuple(integer(value, place) for value in raw)
    last = -1
    for value in numbers:
        if not 0 <= value < count:
            reject(codes[0], place, value, f"0 to {count - 1}")
        if value <= last:
            reject(codes[1], place, value, f"above {last}")
        last = value
    return numbers


def _clique(raw: Sequence[object], place: str, market: Market) -> dict[int, int]:
    numbers = increasing(raw, place, len(market.atoms), ("R1", "R1"))
    for j, k in combinations(numbers, 2):
        if not market.atoms[j].clashes(market.atoms[k]):
            reject("R2", place, f"atoms {j} and {k} share nothing", "a shared good or group")
    return dict.fromkeys(numbers, 1)


def _rounded_combination(raw: Sequence[object], place: str, coefficients: Sequence[dict[int, int]], right: Sequence[int]) -> tuple[dict[int, int], int]:
    terms: list[tuple[int, Fraction]] = []
    for value in raw:
        pair = listing(value, place)
        if len(pair) != 2:
            raise Unreadable("type", f"{place}: a pair of row and multiplier is needed")
        row, multiplier = integer(pair[0], place), number(pair[1], place)
        if not 0 <= row < len(right):
            reject("R3", place, row, f"0 to {len(right) - 1}")
        if multiplier <= 0:
            reject("R4", place, multiplier, "above 0")
        terms.append((row, multiplier))
    denominator = lcm(*(multiplier.denominator for _, multiplier in terms))
    total: dict[int, int] = {}
    bound = 0
    for row, multiplier in terms:
        factor = int(multiplier * denominator)
        bound += factor * right[row]
        for j, coefficient in coefficients[row].items():
            total[j] = total.get(j, 0) + factor * coefficient
    rounded = {j: value // denominator for j, value in total.items() if value >= denominator}
    return rounded, bound // denominator
