"""Which pairs of an agent and an object can have the next event of an insertion, by floats with error bounds."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np

from marketwright.solvers.matching.compiled import possible_events
from marketwright.solvers.matching.table import Table


def possible_pairs(
    table: Table,
    prices: Sequence[Fraction],
    levels: Mapping[int, Fraction],
    demanded: Mapping[int, set[int]],
    rates: Mapping[int, Fraction],
    speeds: Mapping[int, Fraction],
) -> Iterator[tuple[int, int]]:
    """Pairs of a rising agent and an object among which all are that have the next event."""
    risers = list(rates)
    mask = np.zeros((len(risers), table.objects), dtype=np.bool_)
    for number, agent in enumerate(risers):
        mask[number, list(demanded[agent])] = True
    moving = np.zeros(table.objects)
    for position, speed in speeds.items():
        moving[position] = float(speed)
    who, what = possible_events(
        *table.floats.maps,
        np.array([float(price) for price in prices]),
        moving,
        np.array(risers, dtype=np.int64),
        np.array([float(levels[agent]) for agent in risers]),
        np.array([float(rates[agent]) for agent in risers]),
        mask,
    )
    for number, position in zip(who.tolist(), what.tolist(), strict=True):
        yield risers[number], position
