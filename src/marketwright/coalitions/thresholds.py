"""What a bid has to be worth to win, all other bids unchanged.

*Meaning.* Let a be the best total without the bid and b the best total of what can be honoured beside it (nothing that shares a good or the XOR group with it).
The bid wins in every efficient allocation when it is worth more than a - b, in none when it is worth less; at a - b there is a tie, which the tie rule decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from marketwright.coalitions.worths import Clearing
from marketwright.solvers.packing.problem import members


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The threshold of one atom: between `at_least` and `at_most`, which are equal unless a limit came first.

    `beside`: atoms honoured beside it at the threshold.
    """

    atom: int
    at_least: Fraction
    at_most: Fraction
    beside: tuple[int, ...]

    @property
    def exact(self) -> bool:
        """Whether no limit came first."""
        return self.at_least == self.at_most


def winning_threshold(clearing: Clearing, atom: int, uses: Iterable[int], worth_at_most: Fraction) -> Threshold:
    """The threshold of an atom, given the best allocation known (`uses`) and the proven bound on the worth of all (its total, when it is efficient).

    Cost: one winner determination, two for an atom in `uses`.
    """
    accepted = tuple(uses)
    at_least, at_most = clearing.total(accepted), worth_at_most
    if atom in accepted:
        rest = clearing.worth(banned={atom}, known=(accepted,))
        at_least, at_most = rest.value, rest.at_most
    beside = clearing.worth(banned={atom, *members(clearing.problem.conflicts(atom))}, known=(accepted,))
    return Threshold(atom=atom, at_least=max(Fraction(0), at_least - beside.at_most), at_most=at_most - beside.value, beside=beside.uses)
