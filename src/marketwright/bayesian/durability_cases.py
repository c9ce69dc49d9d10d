"""Cases of the rule `bayesian/durable`: refutations of structures of two members, as documents.

*Source.* `docs/formats/bayesian.md` (two members).
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from marketwright.solvers.mechanisms.durability import Offer
from marketwright.solvers.mechanisms.structures import Refutation

Names = Sequence[Sequence[str]]
"""For each member those of types, or of moves."""


def cases(offer: Offer, refutations: Sequence[Refutation], members: Sequence[str], types: Names, moves: Names) -> list[dict[str, Any]]:
    """The cases of all refutations.

    *Meaning.* That a type is no better off is stated of one of his best replies; so there is a case for each move that could be one.
    """
    return [_case(offer, refutation, first, members, types, moves) for refutation in refutations for first in _first_moves(offer, refutation)]


def _first_moves(offer: Offer, refutation: Refutation) -> Iterator[Mapping[int, int]]:
    """For each type of the other who is not to gain, the first of his best replies; all choices, unless the refutation needs some replies anyway."""
    needed = _replies(refutation)
    kinds = sorted({first for row, first, _, _ in refutation.rows if row == "outside"})
    choices = [sorted(needed[kind])[:1] if kind in needed else range(offer.moves[1 - refutation.member]) for kind in kinds]
    return (dict(zip(kinds, chosen, strict=True)) for chosen in product(*choices))


def _replies(refutation: Refutation) -> dict[int, set[int]]:
    """The best replies that a refutation needs, by types of the other."""
    found: dict[int, set[int]] = {}
    for need, kind, move in refutation.needs:
        if need == "reply":
            found.setdefault(kind, set()).add(move)
    return found


def _case(offer: Offer, refutation: Refutation, first: Mapping[int, int], members: Sequence[str], types: Names, moves: Names) -> dict[str, Any]:
    """The case in which these are the first best replies of types who are not to gain."""
    j, k = refutation.member, 1 - refutation.member
    shares: dict[tuple[str, int, int, int], Fraction] = {}
    for (row, kind, second, third), share in refutation.rows.items():
        if row == "outside":
            parts = [("outside", kind, first[kind], 0)] + ([("reply", kind, first[kind], second)] if second != first[kind] else [])
        else:
            parts = [(row, kind, second, third)]
        for part in parts:
            shares[part] = shares.get(part, Fraction(0)) + share
    replies = _replies(refutation)
    for kind, move in first.items():
        replies.setdefault(kind, set()).add(move)
    never = {(kind, move) for need, kind, move in refutation.needs if need == "never"}
    likely = {kind for need, kind, _ in refutation.needs if need == "likeliest"}
    own = {
        "moves": {name: [move for d, move in enumerate(moves[j]) if (s, d) not in never] for s, name in enumerate(types[j])},
        "likeliest": [name for s, name in enumerate(types[j]) if not likely or s in likely],
    }
    apart = [name for s, name in enumerate(types[k]) if s not in first]
    veto = k if first and not apart else j
    other = {
        "moves": {name: [move for d, move in enumerate(moves[k]) if d in replies.get(s, (d,))] for s, name in enumerate(types[k])},
        "likeliest": apart if veto == j else list(types[k]),
    }
    proof = [_row(part, share, types, moves, j) for part, share in sorted(shares.items())]
    structures = {members[member]: own if member == j else other for member in range(len(members))}
    return {"veto": members[veto], "structures": structures, "member": members[j], "proof": proof}


def _row(part: tuple[str, int, int, int], share: Fraction, types: Names, moves: Names, j: int) -> dict[str, Any]:
    row, kind, second, third = part
    k = 1 - j
    if row == "likeliest":
        return {"row": row, "type": types[j][kind], "other": types[j][second], "multiplier": share}
    if row == "reply":
        return {"row": row, "type": types[k][kind], "move": moves[k][second], "other": moves[k][third], "multiplier": share}
    return {"row": row, "type": types[k][kind], "multiplier": share}
