"""Actions of coalitions that bind nobody beyond what parts of the coalition can do already."""

from itertools import combinations

from marketwright.solvers.mechanisms.game import Coalition, Game

_MOST_SPLIT = 6
"""Of larger coalitions only single members are split off."""

Part = frozenset[tuple[int, int]]
"""Members, each with the number of his table of payoffs."""


def essential_actions(game: Game) -> list[list[int]]:
    """The actions of every coalition, without repetitions and those whose payoffs two parts of the coalition can give their members as well.

    *Meaning.* What is left out is implied in every condition that holds profile by profile for all actions of all coalitions: it is the sum of two others.
    """
    numbers: dict[object, int] = {}
    known: set[Part] = set()
    return [_essential(coalition, numbers, known) for coalition in game.coalitions]


def _essential(coalition: Coalition, numbers: dict[object, int], known: set[Part]) -> list[int]:
    found = []
    for place, action in enumerate(coalition.payoffs):
        part: Part = frozenset((member, numbers.setdefault(tuple(table), len(numbers))) for member, table in zip(coalition.members, action, strict=True))
        if part not in known and not _splits(part, known):
            found.append(place)
        known.add(part)
    return found


def _splits(part: Part, known: set[Part]) -> bool:
    """Whether a part and the rest are known."""
    entries = sorted(part)
    most = len(entries) - 1 if len(entries) <= _MOST_SPLIT else 1
    return any(frozenset(some) in known and part.difference(some) in known for size in range(1, most + 1) for some in combinations(entries, size))
