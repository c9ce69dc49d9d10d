"""Cases of the rule `bayesian/durable`: refutations of structures of two members, as documents.

*Source.* `docs/formats/bayesian.md` (two members).
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from marketwright.solvers.mechanisms.structures import Refutation

Names = Sequence[Sequence[str]]
"""For each member those of types, or of moves."""


def cases(refutations: Sequence[Refutation], members: Sequence[str], types: Names, moves: Names) -> list[dict[str, Any]]:
    """A case for each refutation: a structure that meets what it needs."""
    return [_case(refutation, members, types, moves) for refutation in refutations]


def _case(refutation: Refutation, members: Sequence[str], types: Names, moves: Names) -> dict[str, Any]:
    j, k = refutation.member, 1 - refutation.member
    never = {(s, d) for need, s, d in refutation.needs if need == "never"}
    replies = {(s, d) for need, s, d in refutation.needs if need == "reply"}
    likely = {s for need, s, _ in refutation.needs if need == "likeliest"} or set(range(len(types[j])))
    apart = {s for need, s, _ in refutation.needs if need == "apart"}
    veto = k if len(apart) == len(types[k]) else j
    own = {
        "moves": {name: [move for d, move in enumerate(moves[j]) if (s, d) not in never] for s, name in enumerate(types[j])},
        "likeliest": [name for s, name in enumerate(types[j]) if s in likely],
    }
    needed = {name: [move for d, move in enumerate(moves[k]) if (s, d) in replies] or list(moves[k]) for s, name in enumerate(types[k])}
    other = {"moves": needed, "likeliest": [name for s, name in enumerate(types[k]) if veto == k or s not in apart]}
    proof = [_row(row, share, types, moves, j) for row, share in sorted(refutation.rows.items())]
    structures = {members[member]: own if member == j else other for member in range(len(members))}
    return {"veto": members[veto], "structures": structures, "member": members[j], "proof": proof}


def _row(part: tuple[str, int, int, int], share: Fraction, types: Names, moves: Names, j: int) -> dict[str, Any]:
    row, kind, second, third = part
    k = 1 - j
    if row == "likeliest":
        return {"row": row, "type": types[j][kind], "other": types[j][second], "multiplier": share}
    if row == "reply":
        return {"row": row, "type": types[k][kind], "move": moves[k][second], "other": moves[k][third], "multiplier": share}
    return {"row": row, "type": types[k][kind], "move": moves[k][second], "multiplier": share}
