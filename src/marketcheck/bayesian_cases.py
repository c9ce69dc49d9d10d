"""Cases that prove that no beliefs and strategies of two members keep a mechanism: each refutes structures and vetoes, and together they refute all."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketcheck.bayesian_alternative import Alternative
from marketcheck.bayesian_game import number_of
from marketcheck.conditions import reject
from marketcheck.documents import keys
from marketcheck.walrasian import of_all, positive

ROW = {"row": {"likeliest", "reply", "outside"}, "type": str, "other?": str, "move?": str, "multiplier": positive}
CASE = {
    "veto": str,
    "structures": {str: {"moves": {str: [str]}, "likeliest": [str]}},
    "member": str,
    "proof": [ROW],
}
_KEYS = {"likeliest": ("type", "other"), "reply": ("type", "move", "other"), "outside": ("type", "move")}
Variable = tuple[str, int, int, int]
"""A part of a structure: ("moves", k, s, d), whether type s of member k has move d; ("likeliest", k, s, 0); ("veto", 0, 0, 0), whether it is the second's."""
Clause = tuple[tuple[Variable, bool], ...]
"""Values of variables, one of which is needed."""
Needs = Sequence[Clause]
VETO: Variable = ("veto", 0, 0, 0)


def require_cases(of: Alternative, stated: Sequence[Mapping[str, Any]]) -> None:
    """Verifies that every case is proved, and that together they cover all structures and vetoes, whose sets are not empty."""
    sets: list[list[Variable]] = []
    for k, types in enumerate(of.types):
        sets.append([("likeliest", k, s, 0) for s in range(len(types))])
        sets += [[("moves", k, s, d) for d in range(len(of.moves[k]))] for s in range(len(types))]
    belongs = {variable: listed for listed in sets for variable in listed}
    cases = [_needs(of, case, f"certificate.cases[{k}]") for k, case in enumerate(stated)]
    waiting: list[tuple[dict[Variable, bool], Sequence[Needs]]] = [({}, cases)]
    while waiting:
        fixed, live = waiting.pop()
        of.bargain.meter.spend(50 + 2 * len(fixed) + 20 * sum(map(len, live)))
        left = [[clause for clause in needs if not any(fixed.get(variable) is value for variable, value in clause)] for needs in live]
        if [] in left:
            continue
        if not left:
            reject("T37", "certificate.cases", _shown(of, fixed), "a case for all structures and vetoes")
        variable = next(variable for variable, _ in min(left, key=len)[0] if variable not in fixed)
        for value in (True, False):
            now = fixed | {variable: value}
            if value or variable == VETO or not all(now.get(one) is False for one in belongs[variable]):
                possible = [needs for needs in left if all(any(now.get(one, wanted) is wanted for one, wanted in clause) for clause in needs)]
                waiting.append((now, possible))


def _shown(of: Alternative, fixed: Mapping[Variable, bool]) -> str:
    """Returns what holds of structures that no case covers."""
    parts = []
    for (kind, k, s, d), value in sorted(fixed.items()):
        what = f"the veto is that of {of.names[1]}" if kind == "veto" else f"{of.names[k]}, {of.types[k][s]}: {of.moves[k][d] if kind == 'moves' else kind}"
        parts.append(what if value else f"not {what}")
    return "none if " + "; ".join(parts)


def _needs(of: Alternative, case: Mapping[str, Any], place: str) -> Needs:
    """Returns what the proof of a case needs, which is so in the case, once it is found to prove it."""
    j, veto = number_of(case["member"], of.names, place), number_of(case["veto"], of.names, place)
    structures = of_all(case["structures"], of.names, f"{place}.structures")
    proof = Proof(of, j, [_masks(of, k, one, f"{place}.structures") for k, one in enumerate(structures)], veto)
    if not case["proof"]:
        reject("T36", f"{place}.proof", "no row", "one or more")
    for k, row in enumerate(case["proof"]):
        where = f"{place}.proof[{k}]"
        keys(row, where, ("row", "multiplier", *_KEYS[row["row"]]))
        getattr(proof, row["row"])(row, where)
    return proof.needs(place)


def _masks(of: Alternative, k: int, stated: Mapping[str, Any], place: str) -> tuple[dict[int, int], int]:
    """Returns the moves of a member's types that a structure has, and his likeliest types, as bit masks."""
    types, moves = of.types[k], dict[int, int]()
    for name, listed in stated["moves"].items():
        moves[number_of(name, types, place)] = sum({1 << number_of(move, of.moves[k], place) for move in listed})
    return moves, sum({1 << number_of(name, types, place) for name in stated["likeliest"]})


class Proof:
    """A combination of rows, each a sum of coefficients times y(s, d) of a member's types and moves."""

    def __init__(self, of: Alternative, j: int, masks: Sequence[tuple[dict[int, int], int]], veto: int) -> None:
        """Starts with nothing."""
        self.of, self.j, self.k, self.masks, self.veto = of, j, 1 - j, masks, veto
        self.sums = [[Fraction(0)] * len(of.moves[j]) for _ in of.types[j]]
        self.wanted: dict[Clause, None] = {}

    def _type(self, k: int, name: str, place: str) -> int:
        return number_of(name, self.of.types[k], place)

    def _both(self, own: int, other: int) -> tuple[int, int]:
        """Returns the pair, in the order of members, of what j has and what k has."""
        return (own, other) if self.j == 0 else (other, own)

    def _gets(self, s: int, d: int, own: int, move: int) -> Fraction:
        """Returns what type s of k gets by move d against a type and a move of j."""
        return self.of.gets[self.k][self._both(move, d), self._both(own, s)]

    def likeliest(self, row: Mapping[str, Any], place: str) -> None:
        """Adds q(s) / p(s) - q(s2) / p(s2)."""
        s, other = self._type(self.j, row["type"], place), self._type(self.j, row["other"], place)
        if not self.masks[self.j][1] >> s & 1:
            reject("T36", place, row["type"], "one of the likeliest types of the case")
        self.wanted[(("likeliest", self.j, s, 0), True),] = None
        priors = self.of.priors[self.j]
        self.sums[s] = [entry + row["multiplier"] / priors[s] for entry in self.sums[s]]
        self.sums[other] = [entry - row["multiplier"] / priors[other] for entry in self.sums[other]]

    def reply(self, row: Mapping[str, Any], place: str) -> None:
        """Adds what k's type s gets by one move less by another."""
        s = self._type(self.k, row["type"], place)
        move, other = (number_of(row[key], self.of.moves[self.k], place) for key in ("move", "other"))
        if not self.masks[self.k][0].get(s, 0) >> move & 1:
            reject("T36", place, row["move"], "a best reply of the case")
        self.wanted[(("moves", self.k, s, move), True),] = None
        for own, entries in enumerate(self.sums):
            for d in range(len(entries)):
                entries[d] += row["multiplier"] * (self._gets(s, move, own, d) - self._gets(s, other, own, d))

    def outside(self, row: Mapping[str, Any], place: str) -> None:
        """Adds what k's type s has in the mechanism less what he gets by a move."""
        s = self._type(self.k, row["type"], place)
        move = number_of(row["move"], self.of.moves[self.k], place)
        if self.masks[self.k][1] >> s & 1 and self.veto != self.k:
            reject("T36", place, row["type"], "a type outside the likeliest, or of the member with the veto")
        self.wanted[(("likeliest", self.k, s, 0), False), (VETO, self.k == 1)] = None
        for own, entries in enumerate(self.sums):
            for d in range(len(entries)):
                entries[d] += row["multiplier"] * (self.of.stays[self.k][self._both(own, s)] - self._gets(s, move, own, d))

    def needs(self, place: str) -> Needs:
        """Returns what the combination needs to prove its case."""
        for s, entries in enumerate(self.sums):
            for d, entry in enumerate(entries):
                if entry >= 0:
                    if self.masks[self.j][0].get(s, -1) >> d & 1:
                        reject("T36", f"{place}.proof", "a sum of rows that may be at least 0", "below 0 for every move of the case")
                    self.wanted[(("moves", self.j, s, d), False),] = None
        return [*self.wanted]
