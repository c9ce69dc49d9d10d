"""Structures of beliefs and strategies of two members, and the linear system of each member that a structure leaves.

*Meaning.* With the probabilities y(s, d) of a member's types and moves everything is linear once it is known which moves are best replies, which types are
the likeliest, and which member rejects the alternative.  What is not decided is left out of a system, so that a refutation needs little.

*Source.* Spec bayesian 10; `docs/formats/bayesian.md` (two members).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import gcd, lcm
from typing import Literal

from marketwright.solvers.limit import LimitCame, Stopped
from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.mechanisms.durability import Chances, Combination, Offer

MOST_PROGRAMS = 5_000
"""How many linear programs are solved before the search gives up."""

Need = tuple[Literal["likeliest", "reply", "apart", "never"], int, int]
"""What a member's system makes use of: (likeliest, s, 0): his type s is one of the likeliest; (never, s, d): he does not play d as s; and of the other:
(reply, s, d): d is a best reply of type s; (apart, s, 0): type s does not gain, because it is not one of the likeliest, or he rejects."""
Row = tuple[Literal["likeliest", "reply", "outside"], int, int, int]
"""(likeliest, s, s2, 0), (reply, s, d, e), (outside, s, e, 0): see `Systems.row`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refutation:
    """Rows with multipliers above 0 whose sum is below 0 for all y of a member that are not ruled out; `needs`: what has to be so for that."""

    member: int
    rows: Mapping[Row, Fraction]
    needs: frozenset[Need]


@dataclass(frozen=True, slots=True)
class Structure:
    """Who rejects; what is decided of moves (member, type, move) and of likeliest types (member, type)."""

    veto: int
    moves: Mapping[tuple[int, int, int], bool] = field(default_factory=dict)
    likeliest: Mapping[tuple[int, int], bool] = field(default_factory=dict)

    def decided(self, member: int, need: Need) -> bool | None:
        """Whether the structure meets what a member's system needs, None if that is not decided."""
        kind, first, second = need
        if kind == "likeliest":
            return self.likeliest.get((member, first))
        if kind == "reply":
            return self.moves.get((1 - member, first, second))
        if kind == "apart":
            return True if self.veto != member else _negated(self.likeliest.get((1 - member, first)))
        return _negated(self.moves.get((member, first, second)))

    def with_need(self, member: int, need: Need, met: bool) -> "Structure":
        """The structure in which that is decided."""
        kind, first, second = need
        if kind in {"likeliest", "apart"}:
            who = member if kind == "likeliest" else 1 - member
            return replace(self, likeliest={**self.likeliest, (who, first): met == (kind == "likeliest")})
        who = 1 - member if kind == "reply" else member
        return replace(self, moves={**self.moves, (who, first, second): met == (kind == "reply")})


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


class Systems:
    """The linear systems of two members."""

    def __init__(self, offer: Offer, stopped: Stopped) -> None:
        """No program is solved yet."""
        self.offer = offer
        self.stopped = stopped
        self.programs = 0
        self._rows: dict[tuple[int, Row], dict[tuple[int, int], Fraction]] = {}

    def columns(self, member: int) -> list[tuple[int, int]]:
        """The types and moves of a member."""
        return [(kind, move) for kind in range(self.offer.types[member]) for move in range(self.offer.moves[member])]

    def row(self, member: int, row: Row) -> Mapping[tuple[int, int], Fraction]:
        """The coefficients of a row, which has to be at least 0, by the member's types and moves.

        *Meaning.* likeliest: q(s) / p(s) less q(s2) / p(s2); reply: what d gives the other's type s, less what e does; outside: what the mechanism gives the
        other's type s, less what e does.
        """
        if (member, row) not in self._rows:
            self._rows[member, row] = {at: number for at in self.columns(member) if (number := self._coefficient(member, row, at))}
        return self._rows[member, row]

    def _coefficient(self, member: int, row: Row, at: tuple[int, int]) -> Fraction:
        kind, first, second, third = row
        if kind == "likeliest":
            prior = self.offer.priors[member]
            return Fraction(at[0] == first) / prior[first] - Fraction(at[0] == second) / prior[second]
        if kind == "reply":
            return self._then(member, first, second, at) - self._then(member, first, third, at)
        return self.offer.now[1 - member][pair(member, at[0], first)] - self._then(member, first, second, at)

    def _then(self, member: int, kind: int, move: int, at: tuple[int, int]) -> Fraction:
        """What a move gives a type of the other, against a type and a move of the member."""
        return self.offer.then[1 - member][pair(member, at[1], move), pair(member, at[0], kind)]

    def _rows_of(self, member: int, need: Need) -> Iterable[Row]:
        kind, first, second = need
        if kind == "likeliest":
            return (("likeliest", first, other, 0) for other in range(self.offer.types[member]) if other != first)
        replies = range(self.offer.moves[1 - member])
        if kind == "reply":
            return (("reply", first, second, other) for other in replies if other != second)
        return (("outside", first, other, 0) for other in replies if kind == "apart")

    def needs(self, member: int, structure: Structure) -> frozenset[Need]:
        """What a structure decides of a member's system."""
        other = 1 - member
        possible: list[Need] = [("likeliest", kind, 0) for kind in range(self.offer.types[member])]
        possible += [("apart", kind, 0) for kind in range(self.offer.types[other])]
        possible += [("reply", kind, move) for kind, move in self.columns(other)]
        possible += [("never", kind, move) for kind, move in self.columns(member)]
        return frozenset(need for need in possible if structure.decided(member, need))

    def solved(self, member: int, needs: frozenset[Need]) -> Chances | Refutation:
        """Types and moves of a member with their probabilities, or why there are none.

        Raises: `LimitCame`, also if too many programs have been solved.
        """
        self.programs += 1
        if self.programs > MOST_PROGRAMS:
            raise LimitCame
        columns = [at for at in self.columns(member) if ("never", *at) not in needs]
        place = {at: number for number, at in enumerate(columns)}
        names = [row for need in sorted(needs) for row in self._rows_of(member, need)]
        rows = [{place[at]: -number for at, number in self.row(member, name).items() if at in place} for name in names]
        rows.append(dict.fromkeys(range(len(columns)), Fraction(1)))
        program = LinearProgram(
            variables=len(columns), rows=tuple(rows), right_sides=(*(Fraction(0) for _ in names), Fraction(1)), equalities=frozenset({len(names)})
        )
        outcome = ExactSolver(program, stopped=self.stopped).maximum({})
        if isinstance(outcome, Infeasible):
            return self._refutation(member, _whole({name: share for number, name in enumerate(names) if (share := outcome.multipliers.get(number))}))
        if not isinstance(outcome, Optimum):
            raise ArithmeticError("probabilities without end")
        return {at: share for at, share in zip(columns, outcome.point, strict=True) if share}

    def _refutation(self, member: int, rows: Mapping[Row, Fraction]) -> Refutation:
        """The refutation by these rows, with what it needs and no more."""
        sums = dict.fromkeys(self.columns(member), Fraction(0))
        for name, share in rows.items():
            for at, number in self.row(member, name).items():
                sums[at] += share * number
        needs: set[Need] = {("never", *at) for at, number in sums.items() if number >= 0}
        for kind, first, second, _ in rows:
            needs.add(("reply", first, second) if kind == "reply" else ("apart" if kind == "outside" else "likeliest", first, 0))
        return Refutation(member=member, rows=rows, needs=frozenset(needs))

    def strengthened(self, found: Refutation) -> Refutation:
        """A refutation that needs none of its needs in vain."""
        for need in sorted(found.needs):
            if need in found.needs:
                attempt = self.solved(found.member, found.needs - {need})
                if isinstance(attempt, Refutation):
                    found = attempt
        return found


def _whole(shares: Mapping[Row, Fraction]) -> dict[Row, Fraction]:
    """The numbers as integers without a common divisor, in the same proportions."""
    unit = Fraction(gcd(*(share.numerator for share in shares.values())), lcm(*(share.denominator for share in shares.values())))
    return {name: share / unit for name, share in shares.items()}


def pair(member: int, own: int, other: int) -> Combination:
    """What belongs to the member and to the other, in the order of the two."""
    return (own, other) if member == 0 else (other, own)
