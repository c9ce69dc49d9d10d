"""Which allocations are an equilibrium at given prices (`docs/formats/walrasian.md`, tie rule): who can be given a good, while earlier goods stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marketcheck.conditions import reject
from marketcheck.options import mask

Way = dict[int, int]
"""Positions that can be reached, each with the one before it."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Every buyer's demand as a set of positions; the buyers who demand each good, in order; and the set of goods that may stay unsold."""

    masks: Sequence[int]
    wanted: Sequence[Sequence[int]]
    spare: int
    null: int


def ties(demands: Sequence[Sequence[int]], competitive: Sequence[bool]) -> Ties:
    """Returns the demands in the forms that are needed."""
    wanted: list[list[int]] = [[] for _ in competitive]
    masks = []
    for buyer, demand in enumerate(demands):
        masks.append(mask(demand))
        for good in demand:
            if good < len(wanted):
                wanted[good].append(buyer)
    return Ties(masks, wanted, mask(good for good, needed in enumerate(competitive) if not needed), len(wanted))


@dataclass(frozen=True, slots=True)
class State:
    """An allocation: every buyer's position, the holder of each good (-1: unsold), unsold goods, and what buyers without a good demand or may stay unsold."""

    held: list[int]
    holders: list[int]
    unsold: int
    free: int


def state(of: Ties, held: list[int]) -> State:
    """Returns the allocation with these positions."""
    holders, free = [-1] * of.null, of.spare
    for buyer, good in enumerate(held):
        if good < of.null:
            holders[good] = buyer
        else:
            free |= of.masks[buyer]
    return State(held, holders, mask(good for good, holder in enumerate(holders) if holder < 0), free)


def reached(of: Ties, now: State, good: int) -> Way:
    """Returns the positions to which the good's holder, and those who have to make room, can move; earlier goods are left out, and unsold ones but one."""
    found, frontier, allowed = {good: good}, [good], (2 << of.null) - (2 << good)
    while frontier:
        at = frontier.pop()
        if at == of.null:
            moves = now.free
        elif now.holders[at] < 0:
            moves = 1 << of.null
        else:
            moves = of.masks[now.holders[at]]
        moves &= allowed
        if idle := moves & now.unsold:  # one is as good as another
            moves &= ~idle | idle & -idle
            allowed &= ~now.unsold
        allowed &= ~moves
        while moves:
            low = moves & -moves
            moves -= low
            found[low.bit_length() - 1] = at
            frontier.append(low.bit_length() - 1)
    return found


def require_first(of: Ties, held: list[int], place: str) -> None:
    """Verifies that no good can be given to an earlier buyer while the goods before it stay."""
    now = state(of, held)
    for good, holder in enumerate(now.holders):
        earlier = [buyer for buyer in of.wanted[good] if (holder < 0 or buyer < holder) and held[buyer] > good]
        if earlier:
            way = reached(of, now, good)
            if better := [buyer for buyer in earlier if held[buyer] in way]:
                reject("W9", place, f"good {good} could go to buyer {better[0]}", f"to nobody before {holder if holder >= 0 else 'nobody'}")


def all_allocations(of: Ties, held: list[int]) -> Iterator[list[int]]:
    """Yields the holders of the goods (-1: unsold) in every allocation that is an equilibrium, in the order of the tie rule, from one that is."""
    waiting: list[tuple[State, int, list[int]]] = [(state(of, held), 0, [])]
    while waiting:
        now, good, others = waiting.pop()
        if others:
            buyer = others.pop()
            if others:
                waiting.append((now, good, others))
            now, good = moved(of, now, good, buyer, reached(of, now, good)), good + 1
        while good < of.null:
            choices, way = able(of, now, good)
            if len(choices) > 1:
                waiting.append((now, good, choices[:0:-1]))
            if choices[0] != now.holders[good]:
                now = moved(of, now, good, choices[0], way)
            good += 1
        yield now.holders


def able(of: Ties, now: State, good: int) -> tuple[list[int], Way]:
    """Returns who can have the good while earlier goods stay (-1, the last: nobody), and the positions that can be reached from it."""
    holder, others = now.holders[good], [buyer for buyer in of.wanted[good] if now.held[buyer] > good]
    spared = holder >= 0 and of.spare >> good & 1
    way = reached(of, now, good) if others or spared else {}
    found = sorted([*(buyer for buyer in others if now.held[buyer] in way), *([holder] if holder >= 0 else [])])
    return [*found, *([-1] if holder < 0 or (spared and of.null in way) else [])], way


def moved(of: Ties, now: State, good: int, buyer: int, way: Way) -> State:
    """Returns the allocation after the good went to the buyer (-1: to nobody), and everybody on the way back from his position moved."""
    held, at = [*now.held], of.null if buyer < 0 else now.held[buyer]
    while at != good:
        before = way[at]
        if before == of.null:
            joining = [other for other in (of.wanted[at] if at < of.null else ()) if now.held[other] == of.null and other != buyer]
            if joining:
                held[joining[0]] = at
        elif now.holders[before] >= 0:
            held[now.holders[before]] = at
        at = before
    if buyer >= 0:
        held[buyer] = good
    return state(of, held)
