"""The rule `reallocative/revenue`: what auctions bring in expectation (Theorem 3), by formulas, by all profiles, and by samples."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from math import factorial, prod
from typing import Any

from marketcheck.case import Finding, verdict
from marketcheck.conditions import Unreadable, reject
from marketcheck.documents import number, of_type
from marketcheck.lines import Exact
from marketcheck.matrices import Vector, combined, dot, is_semidefinite, over_common, plus, product, quadratic
from marketcheck.reallocative import AMOUNTS, VECTOR, Auction, form
from marketcheck.reallocative_auctions import has_common_matrix
from marketcheck.walrasian import not_negative, positive

MOST_NUMBER, MOST_SAMPLES, MOST_PROFILES = 1_000, 100_000, 4_096
ERRORS = 25
"""The square of as many standard errors as a mean of samples may be off."""


def _between(least: int, most: int) -> Any:
    def read(value: object, place: str) -> int:
        found: int = of_type(value, int, place)
        if not least <= found <= most:
            raise Unreadable("number", f"{place}: a number from {least} to {most} is needed here")
        return found

    return read


PRIOR = {"values?": [{"theta": AMOUNTS, "probability": positive}], "mean?": AMOUNTS, "covariance?": [VECTOR]}
REVENUE_INPUT = {"number?": _between(2, MOST_NUMBER), "prior?": PRIOR, "samples?": _between(2, MOST_SAMPLES), "seed?": int}
_SAMPLE = {"mean?": number, "variance?": not_negative}
_PARTS = {"number": int, "mean": AMOUNTS, "covariance": [VECTOR], "heterogeneity": number, "welfare": number, "vickrey": number, "uniform": number}
_PARTS |= {"threshold": number, "better": {"vickrey", "uniform", "equal"}}
_SAMPLED = {"sampled": {"samples": int, "seed": int, "vickrey": _SAMPLE, "uniform?": _SAMPLE}}
REVENUE = form({**_PARTS, **_SAMPLED}, profiles=int)
REVENUE_CODES = dict.fromkeys(_PARTS, "D20") | {"sampled": "D21"}
Revenues = dict[str, Fraction]


@dataclass(frozen=True)
class Prior:
    """How theta is distributed: mean and covariance, and the values with their probabilities if it is known."""

    mean: Vector
    covariance: Sequence[Vector]
    values: Sequence[Vector]
    chances: Sequence[Fraction]


@dataclass(frozen=True)
class Draws:
    """Revenues of bidders whose theta are values of a prior, by how often each value is drawn."""

    number: int
    values: Sequence[Vector]
    slope: Sequence[Vector]
    inverted: Sequence[Vector]
    quantity: Vector

    @cached_property
    def curve(self) -> Fraction:
        """Q'SQ."""
        return quadratic(self.quantity, self.slope)

    @cached_property
    def _tables(self) -> tuple[list[int], list[int], int]:
        """Worths of the quantity and squares theta' S^-1 theta of the values, over a common denominator."""
        worths, squares = [dot(value, self.quantity) for value in self.values], [quadratic(value, self.inverted) for value in self.values]
        numbers, below = over_common([*worths, *squares])
        return numbers[: len(worths)], numbers[len(worths) :], below

    def revenues(self, counts: Mapping[int, int]) -> Revenues:
        """Returns Vickrey and uniform-price revenue.

        *Meaning*: with d the sum of squared deviations from the mean theta, in S^-1, `sum of q_i'Sq_i = d + Q'SQ / N`, and everybody pays
        `p . q_i - q_i'Sq_i / 2(N - 1)` of the price `mean - SQ / N`.
        """
        n, (worths, squares, below) = self.number, self._tables
        at = Fraction(sum(worths[k] * times for k, times in counts.items()), below * n)
        sums = [sum((self.values[k][good] * times for k, times in counts.items()), Fraction(0)) for good in range(len(self.quantity))]
        mean: list[Exact] = [entry / Fraction(n) for entry in sums]
        spread = Fraction(sum(squares[k] * times for k, times in counts.items()), below) - n * quadratic(mean, self.inverted)
        found = {"vickrey": at - self.curve / n - (spread + self.curve / n) / (2 * (n - 1))}
        return found | ({"uniform": at - Fraction(n - 1, n * (n - 2)) * self.curve} if n > 2 else {})


def check_revenue(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/revenue`."""
    auction.require_evidence()
    found, quantity, everyone = auction.utilities, auction.market.quantity, range(len(auction.market.bidders))
    if not has_common_matrix(found, everyone):
        reject("D20", "market.bidders", "different S", "the same S")
    number_of, prior = auction.input.get("number", len(everyone)), _prior(auction)
    if number_of < 2:
        reject("D20", "market.bidders", number_of, "two or more")
    slope, inverted = found.matrices[0], found.inverses[0]
    draws = Draws(number_of, prior.values, slope, inverted, quantity)
    spread = sum((row[k] for k, row in enumerate(product(inverted, prior.covariance))), Fraction(0))
    at, curve, n = dot(prior.mean, quantity), draws.curve, number_of
    expected = {"vickrey": at - spread / 2 - Fraction(2 * n - 1, 2 * n * (n - 1)) * curve}
    outcome = {"number": n, "mean": auction.bundle(prior.mean), "covariance": [[Fraction(entry) for entry in row] for row in prior.covariance]}
    outcome |= {"heterogeneity": spread, "welfare": at + Fraction(n - 1, 2) * spread - curve / (2 * n)}
    if n > 2:
        expected["uniform"] = at - Fraction(n - 1, n * (n - 2)) * curve
        threshold = curve / ((n - 1) * (n - 2))
        outcome |= {"threshold": threshold, "better": "equal" if spread == threshold else "vickrey" if spread < threshold else "uniform"}
    findings = [verdict("expected-revenue", True, "proved")]
    if prior.values and len(prior.values) ** n <= MOST_PROFILES:
        findings.append(_enumeration(draws, prior, expected))
    if "samples" in auction.input:
        sampled, finding = _sampled(auction, draws, prior, expected)
        outcome["sampled"] = sampled
        findings.append(finding)
    elif "seed" in auction.input:
        reject("D21", "input.seed", auction.input["seed"], "none without samples")
    auction.finish(outcome | expected, findings, REVENUE_CODES)


def _prior(auction: Auction) -> Prior:
    """Returns the prior of the input, or the market's bidders, equally likely."""
    stated, size = auction.input.get("prior"), len(auction.market.goods)
    if stated is not None and "values" not in stated:
        mean, covariance = auction.vector(stated.get("mean", {}), "input.prior.mean"), stated.get("covariance", [])
        if len(covariance) != size or any(len(row) != size for row in covariance):
            reject("D20", "input.prior.covariance", "another shape", "a matrix of a row and a column for each good")
        if [[*row] for row in zip(*covariance, strict=True)] != covariance or not is_semidefinite(covariance) or "samples" in auction.input:
            reject("D20", "input.prior.covariance", "not such a matrix, or with samples", "a symmetric and positive semidefinite matrix, no samples")
        return Prior(mean, covariance, (), ())
    if stated is None:
        values, chances = [*auction.utilities.thetas], [Fraction(1, len(auction.market.bidders))] * len(auction.market.bidders)
    else:
        values = [auction.vector(value["theta"], "input.prior.values") for value in stated["values"]]
        chances = [value["probability"] for value in stated["values"]]
        if sum(chances) != 1 or len({*map(tuple, values)}) < len(values) or len(stated) > 1:
            reject("D20", "input.prior", "equal theta, or probabilities of another sum", "different theta, probabilities that add up to 1, nothing else")
    mean = [dot(chances, column) for column in zip(*values, strict=True)]
    gaps = [plus(value, mean, -1) for value in values]
    covariance = combined(*((chance, [[x * y for y in gap] for x in gap]) for chance, gap in zip(chances, gaps, strict=True)))
    return Prior(mean, covariance, values, chances)


def _enumeration(draws: Draws, prior: Prior, expected: Revenues) -> Finding:
    """Returns the finding that is due of all profiles, which are counted by how often each value occurs in them."""
    sums = dict.fromkeys(expected, Fraction(0))
    for counts in _counts(len(prior.values), draws.number):
        ways = factorial(draws.number) // prod(map(factorial, counts))
        chance = ways * prod((one**times for one, times in zip(prior.chances, counts, strict=True)), start=Fraction(1))
        for key, revenue in draws.revenues(dict(enumerate(counts))).items():
            sums[key] += chance * revenue
    if sums != expected:
        reject("D20", "findings.enumeration", "true", "false: other expectations")
    return verdict("enumeration", True, "recomputed", profiles=len(prior.values) ** draws.number)


def _counts(kinds: int, number_of: int) -> Iterator[list[int]]:
    """Yields how often each of so many values can occur among so many draws."""
    if kinds == 1:
        yield [number_of]
    else:
        for first in range(number_of + 1):
            for rest in _counts(kinds - 1, number_of - first):
                yield [first, *rest]


def _sampled(auction: Auction, draws: Draws, prior: Prior, expected: Revenues) -> tuple[dict[str, Any], Finding]:
    """Returns the samples' part of the outcome and the finding that are due."""
    samples, seed = auction.input["samples"], auction.input.get("seed", 0)
    numerators, below = over_common(prior.chances)
    steps, found = [*accumulate(numerators)], dict[str, list[Fraction]]()
    for sample in range(samples):
        counts = dict[int, int]()
        for k in range(draws.number):
            digest = sha256(f"{seed}/{sample}/{k}".encode()).digest()
            drawn = bisect_right(steps, int.from_bytes(digest, "big") % below)
            counts[drawn] = counts.get(drawn, 0) + 1
        for key, revenue in draws.revenues(counts).items():
            found.setdefault(key, []).append(revenue)
    sampled: dict[str, Any] = {"samples": samples, "seed": seed}
    for key, revenues in found.items():
        whole, unit = over_common(revenues)
        together = sum(whole)
        squares = Fraction(samples * sum(one * one for one in whole) - together * together, samples * unit * unit)
        sampled[key] = {"mean": Fraction(together, samples * unit), "variance": squares / (samples * (samples - 1))}
    agrees = all((sampled[key]["mean"] - mean) ** 2 <= ERRORS * sampled[key]["variance"] for key, mean in expected.items())
    return sampled, verdict("sample-agrees", agrees, "recomputed")
