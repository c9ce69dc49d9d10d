"""The rule `reallocative/advise`: how far bidders differ, which packages to offer, and what is lost without.

*Source.* `docs/formats/reallocative.md`; paper 001, Theorems 1 and 2; spec reallocative 6 and 7.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.markets.divisible import DivisibleMarket, Matrix, Vector
from marketwright.questions import Question
from marketwright.reallocative.core import examined, vickrey_payoffs
from marketwright.reallocative.hypotheses import commuting, equal_theta
from marketwright.reallocative.package_conditions import refuse_unlisted
from marketwright.reallocative.package_search import common_eigenvectors, oriented
from marketwright.reallocative.packages import offered
from marketwright.reallocative.setting import Setting, setting, stopping
from marketwright.reallocative.vickrey import named_vickrey, vickrey_part
from marketwright.solvers.surplus.joint import nearly_common_eigenvectors
from marketwright.solvers.surplus.matrices import apply, dot, product, transpose

DECIMALS = 6
"""The basis is rounded to so many."""


def advise_rule(market: DivisibleMarket, question: Question) -> Result:
    """Distances from the hypotheses of Theorem 2, the Vickrey outcome and who blocks it, and packages, or why there are none.

    Raises: `UsageError` U105 (a market that is not listed), U106 (a limit before all worths are known), U121 (one bidder), U123 (a bidder of a numeric type).
    """
    here, stopped = setting(market, question), stopping(question)
    refuse_unlisted(here)
    found = vickrey_part(here)
    verdict = examined(here, vickrey_payoffs(found), stopped=stopped)
    basis = nearly_common_basis(here)
    outcome: dict[str, Any] = {
        "theta_difference": theta_difference(here),
        "commutator": commutator(here),
        "basis": [here.bundle(vector) for vector in basis],
        "off_diagonal": off_diagonal(here, basis),
        **named_vickrey(here, found),
        "competitive_revenue": dot(found.price, here.quantity),
    }
    if verdict.worst is not None:
        outcome["largest_deficit"] = verdict.worst.deficit
    findings: tuple[Finding, ...] = (
        Finding(claim="equal-theta", holds=equal_theta(here), grade="proved"),
        Finding(claim="commuting", holds=commuting(here), grade="proved"),
        *verdict.findings,
    )
    packages, told = offered(here, stopped=stopped)
    refuted = any(finding.claim == "core" and finding.holds is False for finding in findings)
    findings += tuple(finding for finding in told if not (refuted and finding.claim == "core-always"))
    return Result(outcome=outcome | packages, findings=findings, certificate=verdict.certificate, parameters={})


def theta_difference(here: Setting) -> Fraction:
    """The largest difference of two bidders' entries of theta for the same good."""
    columns = transpose(tuple(utility.theta for utility in here.utilities))
    return max(max(entries) - min(entries) for entries in columns)


def commutator(here: Setting) -> Fraction:
    """The largest sum of squared entries of `S_i S_j - S_j S_i`."""
    matrices = dict.fromkeys(utility.matrix for utility in here.utilities)
    return max((_commutator(one, other) for one, other in combinations(matrices, 2)), default=Fraction(0))


def _commutator(left: Matrix, right: Matrix) -> Fraction:
    """The sum of squared entries of `M - M'` with M the product: the product the other way round is M'."""
    both = product(left, right)
    gaps = (entry - turned for row, column in zip(both, transpose(both), strict=True) for entry, turned in zip(row, column, strict=True))
    return sum((gap * gap for gap in gaps), Fraction(0))


def nearly_common_basis(here: Setting) -> tuple[Vector, ...]:
    """Rational common eigenvectors of all matrices, or rounded vectors of length 1 that nearly are, the quantity containing at least 0 of each."""
    matrices = tuple(dict.fromkeys(utility.matrix for utility in here.utilities))
    exact = common_eigenvectors(matrices, here.quantity)
    if exact is not None:
        return exact
    size = len(here.quantity)
    units = tuple(tuple(Fraction(row == column) for column in range(size)) for row in range(size))
    return tuple(oriented(tuple(round(entry, DECIMALS) for entry in vector), here.quantity) for vector in nearly_common_eigenvectors(matrices, units))


def off_diagonal(here: Setting, basis: Sequence[Vector]) -> Fraction:
    """The share of off-diagonal entries of all `F'S_i F` in the sum of squared entries; F has the basis as columns."""
    outside = total = Fraction(0)
    for utility in here.utilities:
        images = [apply(utility.matrix, vector) for vector in basis]
        for row, vector in enumerate(basis):
            for column, image in enumerate(images):
                square = dot(vector, image) ** 2
                total += square
                outside += square if row != column else 0
    return outside / total
