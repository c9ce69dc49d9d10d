"""Answer questions about many random small auctions of divisible goods, compare with brute force, and offer corrupted answers to the checker.

    python benchmarks/reallocative_soak.py --markets 100000 --seed 1 --processes 2

For each market: worths of all coalitions, prices and allocations against brute force (`tests/reallocative_oracle.py`), then `reallocative/vickrey`,
`reallocative/core` (half the time with random payoffs), `reallocative/always` and two of the other rules by turns; every answer has been accepted by
`marketcheck` inside `solve`, and where brute force says that there is no answer the question has to be refused. Then two spoilt copies of an answer are
checked, one changed at random and one forged: a verdict turned with numbers that fit, or what the same rule says of another market or of other participants.
If one is accepted, what it claims has to be true by brute force.
Rules that the installed package does not have are left out.
"""

import copy
import json
import sys
from collections import Counter
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from itertools import combinations
from math import comb, isqrt, lcm
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.blocks import offer, offer_corrupted, run_blocks
from tests import reallocative_oracle as oracle
from tests.reallocative_markets import (
    random_market,
    random_packages,
    random_participants,
    random_payoffs,
    random_prior,
    random_sides,
    written,
)

from marketwright.answers import answer_document
from marketwright.errors import MarketwrightError
from marketwright.markets import market_from_document
from marketwright.rules import RULES
from marketwright.solvers.surplus.exact import Quadratic, Surplus
from marketwright.solving import solve

Document = dict[str, Any]
Members = tuple[int, ...]
_BLOCK = 200
_ROOM = "reallocative/"
_FORMAT = {"format": "marketwright.input/1"}
_METHODS = ("stated", "goods", "common-eigenvectors", "extreme-rays", "tilted")


class Truth:
    """Brute force of one market in the names and numbers of answers, with what is asked again and again."""

    def __init__(self, document: Document) -> None:
        """Of a market document."""
        self.document = document
        self.market, self.read = oracle.market_of(document), market_from_document(document)
        self.goods, self.names, self.everyone = self.market.goods, self.market.names, self.market.everyone
        self.size: int = self.market.size
        self.width: int = self.market.width

    # Names.

    def bundle(self, vector: Any) -> Document:
        """A bundle by goods."""
        return {good: _number(entry) for good, entry in zip(self.goods, vector, strict=True)}

    def vector(self, bundle: Document) -> tuple[Fraction, ...]:
        """The vector of a bundle; KeyError if it is not one of all goods."""
        assert len(bundle) == self.width
        return tuple(Fraction(bundle[good]) for good in self.goods)

    def named(self, members: Any) -> list[str]:
        """Names of bidders."""
        return [self.names[member] for member in members]

    def places(self, names: Any) -> Members:
        """Bidders of names; ValueError if they are not in market order."""
        found = tuple(map(self.names.index, names))
        if list(found) != sorted({*found}):
            raise ValueError(f"{names} out of order")
        return found

    def chosen(self, names: Any) -> Members:
        """Different bidders in any order, brought into market order; ValueError if one stands twice."""
        return self.places(sorted(names, key=self.names.index))

    def numbers(self, by_bidder: Any) -> Document:
        """Numbers of bidders by name."""
        return {self.names[bidder]: _number(number) for bidder, number in by_bidder.items()}

    def bundles(self, by_bidder: Any) -> Document:
        """Bundles of bidders by name."""
        return {self.names[bidder]: self.bundle(bundle) for bidder, bundle in by_bidder.items()}

    def participants(self, answer: Document) -> Members:
        """Those of the answer's input."""
        given = answer.get("input", {}).get("participants")
        return self.everyone if given is None else self.chosen(given)

    def packages_in(self, documents: Any) -> tuple[tuple[Fraction, ...], ...]:
        """Packages of an answer; ValueError if they are dependent."""
        found = tuple(map(self.vector, documents))
        assert len(found) == self.width
        oracle.weights_of(found)
        return found

    # Facts.

    @cached_property
    def differences(self) -> Any:
        """All second differences."""
        return oracle.second_differences(self.market)

    @cached_property
    def blocking_members(self) -> set[Members]:
        """Whoever blocks Vickrey payoffs with some participants; () is the auctioneer alone."""
        found = set()
        for members in oracle.coalitions(self.everyone, 2):
            outcome = oracle.vickrey(self.market, members)
            assert oracle.is_feasible(self.market, members, outcome.payoffs, outcome.revenue)
            found |= {some for some, _, _ in oracle.blocking_coalitions(self.market, members, outcome.payoffs, outcome.revenue)}
        return found

    @cached_property
    def always_core(self) -> bool:
        """For every set of participants, by the definition."""
        return not self.blocking_members

    @cached_property
    def always_bidder_core(self) -> bool:
        """For every set of participants, by the definition."""
        return self.blocking_members <= {()}

    @cached_property
    def is_theorem_2(self) -> bool:
        """Whether its hypotheses hold."""
        return bool(oracle.has_equal_thetas(self.market) and oracle.has_commuting_matrices(self.market))

    @cached_property
    def revenue_drops(self) -> Any:
        """Bidders who lower the revenue."""
        return oracle.revenue_drops(self.market)

    @cached_property
    def packages_exist(self) -> bool | None:
        """Whether packages satisfy Theorem 1 (i) and (ii); None for three goods."""
        return None if self.width > 2 else oracle.packages_of_one_or_two_goods(self.market) is not None

    def has_common_matrix(self, members: Members) -> bool:
        """Whether the bidders have the same S."""
        return len({self.market.matrices[bidder] for bidder in members}) == 1

    def shill_cases(self, members: Members) -> int:
        """Pairs of a participant and shills."""
        return len(members) * ((1 << (self.size - len(members) + 1)) - 1)

    def best_shill_gain(self, groups: list[Members]) -> Fraction:
        """The greatest gain by shills with any of these participants."""
        best = Fraction(-1)
        for members in groups:
            for bidder in members:
                for shills in oracle.coalitions(oracle.without(self.everyone, *oracle.without(members, bidder))):
                    best = max(best, oracle.shill_gain(self.market, members, bidder, shills))
        return best

    # Parts of answers.

    def vickrey_part(self, members: Members) -> Document:
        """The Vickrey part of an outcome."""
        found = oracle.vickrey(self.market, members)
        return {
            "price": self.bundle(found.price),
            "allocation": self.bundles(found.bundles),
            "payments": self.numbers(found.payments),
            "payoffs": self.numbers(found.payoffs) | {"auctioneer": _number(found.revenue)},
            "revenue": _number(found.revenue),
            "welfare": _number(oracle.worth(self.market, members)),
        }

    def entries(self, members: Members, payoffs: Any, auctioneer: Fraction) -> list[Document]:
        """All coalitions that block."""
        found = []
        for some, with_auctioneer, deficit in oracle.blocking_coalitions(self.market, members, payoffs, auctioneer):
            worth = oracle.coalition_value(self.market, some, with_auctioneer)
            entry = {"coalition": self.named(some), "auctioneer": with_auctioneer, "worth": _number(worth)}
            found.append(entry | {"payoffs": _number(worth - deficit), "deficit": _number(deficit)})
        return found

    def weighed_quantities(self, packages: Any) -> list[Any]:
        """The quantities of packages that make up the market's."""
        return [_number(amount) for amount in oracle.applied(oracle.weights_of(packages), self.market.quantity)]


def _number(number: Fraction | int) -> int | str:
    """A number as answers write it, however long."""
    number = Fraction(number)
    return number.numerator if number.denominator == 1 else str(number)


def _same(left: Any, right: Any) -> bool:
    """Whether two pieces of JSON are the same, truth values apart from numbers."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def _differing(outcome: Document, expected: Document) -> list[str]:
    """The keys of an outcome that are not as they should be, and those that are missing or too much."""
    return [key for key in {*outcome, *expected} if key not in outcome or key not in expected or not _same(outcome[key], expected[key])]


def _findings(answer: Document) -> Document:
    return {finding["claim"]: finding for finding in answer["findings"]}


def _claims(answer: Document, *expected: str) -> list[str]:
    """Complaints about which claims there are."""
    found = [finding["claim"] for finding in answer["findings"]]
    return [] if found == [*expected] else [f"claims {found}"]


def false_claims(answer: Document, truth: Truth) -> list[str]:
    """What of an answer is not so, by brute force."""
    try:
        return _JUDGES[answer["rule"].removeprefix(_ROOM)](answer, truth)
    except (KeyError, TypeError, ValueError, AssertionError, StopIteration, IndexError, AttributeError, ZeroDivisionError) as error:
        return [f"not in form: {error!r}"]


def _wrong_verdict(finding: Document, holds: bool, witness: bool = True, **counts: int) -> list[str]:
    """What is wrong with a verdict and what it counts; a verdict left open is not wrong. `witness` says whether the one it has is right."""
    if finding["holds"] is None:
        return []
    if finding["holds"] is not bool(holds):
        return [finding["claim"]]
    if not holds:
        return [] if witness else [f"witness of {finding['claim']}"]
    return [f"{key} of {finding['claim']}" for key, number in counts.items() if key in finding and finding[key] != number]


# Outcomes and the core.


def _false_vickrey(answer: Document, truth: Truth) -> list[str]:
    members = truth.participants(answer)
    supply = {}
    for bidder in members:
        others, bundle = oracle.without(members, bidder), oracle.vickrey(truth.market, members).bundles[bidder]
        ends = [oracle.residual_supply(truth.market, others, at, truth.market.quantity) for at in ((Fraction(0),) * truth.width, bundle)]
        supply[truth.names[bidder]] = {"first": truth.bundle(ends[0]), "last": truth.bundle(ends[1])}
    assert oracle.vickrey_payments_by_integral(truth.market, members) == oracle.vickrey(truth.market, members).payments
    wrong = _differing(answer["outcome"], truth.vickrey_part(members) | {"residual_supply": supply})
    findings = _findings(answer)
    return wrong + _claims(answer, "efficient", "vickrey") + [claim for claim, finding in findings.items() if finding["holds"] is not True]


def _false_uniform(answer: Document, truth: Truth) -> list[str]:
    members, market = truth.participants(answer), truth.market
    found, findings = oracle.uniform_price(market, members), _findings(answer)
    slope = oracle.scaled(Fraction(len(members) - 1, len(members) - 2), market.matrices[members[0]])
    welfare = sum((oracle.utility(market, bidder, bundle) for bidder, bundle in found.bundles.items()), Fraction(0))
    expected = {
        "bids": truth.bundles({bidder: market.thetas[bidder] for bidder in members}),
        "slope": [list(map(_number, row)) for row in slope],
        "price": truth.bundle(found.price),
        "allocation": truth.bundles(found.bundles),
        "payments": truth.numbers(found.payments),
        "payoffs": truth.numbers(found.payoffs) | {"auctioneer": _number(found.revenue)},
        "revenue": _number(found.revenue),
        "welfare": _number(welfare),
    }
    assert all(oracle.best_response(market, members, bidder)[1] == found.bundles[bidder] for bidder in members)
    wrong = _differing(answer["outcome"], expected) + _claims(answer, "equilibrium", "efficient")
    wrong += [] if findings["equilibrium"]["holds"] is True else ["equilibrium"]
    efficient, witness = oracle.is_efficient(market, members, found.bundles), True
    if findings["efficient"]["holds"] is False:
        pair = truth.places(findings["efficient"]["witness"]["bidders"])
        assert len(pair) == 2
        witness = len({oracle.marginal_utility(market, bidder, found.bundles[bidder]) for bidder in pair}) == 2
    return wrong + _wrong_verdict(findings["efficient"], efficient, witness)


def _payoffs_of(answer: Document, truth: Truth, members: Members) -> tuple[Any, Fraction]:
    """The payoffs that an answer of `core` is about."""
    given = answer.get("input", {}).get("payoffs")
    if given is None:
        found = oracle.vickrey(truth.market, members)
        return found.payoffs, found.revenue
    payoffs = {bidder: Fraction(given[truth.names[bidder]]) for bidder in members}
    assert {*given} - {"auctioneer"} == {*truth.named(members)}
    rest = oracle.worth(truth.market, members) - sum(payoffs.values(), Fraction(0))
    return payoffs, Fraction(given.get("auctioneer", rest))


def _false_core(answer: Document, truth: Truth) -> list[str]:
    members, given = truth.participants(answer), "payoffs" in answer.get("input", {})
    payoffs, auctioneer = _payoffs_of(answer, truth, members)
    entries = truth.entries(members, payoffs, auctioneer)
    expected = truth.vickrey_part(members)
    if given:
        expected = {key: expected[key] for key in ("price", "allocation", "welfare")}
        expected["payoffs"] = truth.numbers(payoffs) | {"auctioneer": _number(auctioneer)}
    expected["blocking"] = entries[: int(answer.get("input", {}).get("cap", 100))]
    wrong = _differing(answer["outcome"], expected)
    first = ["feasible"] if given else ["efficient", "vickrey"]
    findings = _findings(answer)
    wrong += _claims(answer, *first, "bidder-core", "core", "all-blocking")
    total = sum(payoffs.values(), auctioneer)
    feasible = oracle.is_feasible(truth.market, members, payoffs, auctioneer)
    for claim in first:
        wrong += _wrong_verdict(findings[claim], feasible, _same(findings[claim].get("witness"), {"sum": _number(total)}))
    wrong += _wrong_verdict(findings["all-blocking"], True, number=len(entries))
    return wrong + _false_core_verdicts(answer, truth, entries, total if not feasible else None)


def _false_core_verdicts(answer: Document, truth: Truth, entries: list[Document], total: Fraction | None) -> list[str]:
    """Of `bidder-core` and `core`; `total` is the sum of payoffs that are not feasible."""
    findings, members, wrong = _findings(answer), truth.participants(answer), []
    sides = 2 if "payoffs" in answer.get("input", {}) else 1
    for claim, some, more in (("bidder-core", [entry for entry in entries if entry["coalition"]], 0), ("core", entries, 1)):
        finding = findings[claim]
        worst = max((Fraction(entry["deficit"]) for entry in some), default=Fraction(0))
        first = next((entry for entry in some if Fraction(entry["deficit"]) == worst), None)
        witness = {"sum": _number(total)} if total is not None else first
        count = sides * (2 ** len(members) - 1) + more
        wrong += _wrong_verdict(finding, witness is None, _same(finding.get("witness"), witness), coalitions=count)
        if finding["holds"] is None and "at_most" in finding and Fraction(finding["at_most"]) < worst:
            wrong.append(f"bound of {claim}")
        if finding["holds"] is True and finding["grade"] not in ("proved", "enumerated"):
            wrong.append(f"grade of {claim}")
    return wrong


# All sets of participants.


def _false_always(answer: Document, truth: Truth) -> list[str]:
    findings = _findings(answer)
    wrong = _differing(answer["outcome"], {}) + _claims(answer, "bidder-core-always", "core-always")
    every = comb(truth.size, 2)
    for claim, least, holds in (("bidder-core-always", 1, truth.always_bidder_core), ("core-always", 0, truth.always_core)):
        finding, witness = findings[claim], True
        assert holds == all(delta <= 0 for (members, _, _), delta in truth.differences.items() if len(members) >= least)
        if finding["holds"] is False:
            stated = finding["witness"]
            members, pair = truth.places(stated["coalition"]), truth.places(stated["bidders"])
            delta = truth.differences[(members, *pair)]
            witness = delta > 0 and len(members) >= least and stated["deficit"] == _number(delta)
        wrong += _wrong_verdict(finding, holds, witness, differences=every * 2 ** max(0, truth.size - 2) - least * every)
        wrong += _wrong_theorem(finding, "Theorem 2", truth)
    return wrong


def _wrong_theorem(finding: Document, theorem: str, truth: Truth) -> list[str]:
    if finding["holds"] is True and finding["grade"] == "proved":
        return [] if finding["by"] == theorem and truth.is_theorem_2 else [f"theorem of {finding['claim']}"]
    return []


def _false_monotone(answer: Document, truth: Truth) -> list[str]:
    finding, witness = _findings(answer)["revenue-monotone"], True
    if finding["holds"] is False:
        stated = finding["witness"]
        members, (bidder,) = truth.places(stated["participants"]), truth.places([stated["bidder"]])
        both = [_number(oracle.revenue(truth.market, some)) for some in (members, oracle.joined(members, bidder))]
        witness = (members, bidder) in truth.revenue_drops and _same([stated["revenue"], stated["revenue_with"]], both)
    comparisons = sum(truth.size - len(members) for members in oracle.coalitions(truth.everyone, 2))
    wrong = _wrong_verdict(finding, not truth.revenue_drops, witness, comparisons=comparisons)
    return wrong + _differing(answer["outcome"], {}) + _claims(answer, "revenue-monotone") + _wrong_theorem(finding, "Proposition 9", truth)


def _false_shills(answer: Document, truth: Truth) -> list[str]:
    finding, witness = _findings(answer)["shill-proof"], True
    given = "participants" in answer.get("input", {})
    groups = [truth.participants(answer)] if given else oracle.coalitions(truth.everyone, 2)
    if finding["holds"] is False:
        stated = finding["witness"]
        members, (bidder,), shills = truth.places(stated["participants"]), truth.places([stated["bidder"]]), truth.places(stated["shills"])
        allowed = members in groups and bidder in members and shills and not {*shills} & {*oracle.without(members, bidder)}
        honest = oracle.vickrey(truth.market, members).payoffs[bidder]
        gain = oracle.shill_gain(truth.market, members, bidder, shills)
        witness = bool(allowed) and gain > 0 and _same([stated["honest"], stated["payoff"], stated["gain"]], list(map(_number, (honest, honest + gain, gain))))
    holds = truth.best_shill_gain(groups) <= 0
    wrong = _wrong_verdict(finding, holds, witness, cases=sum(map(truth.shill_cases, groups)))
    return wrong + _differing(answer["outcome"], {}) + _claims(answer, "shill-proof") + _wrong_theorem(finding, "Proposition 9", truth)


# Expected revenue.


Prior = list[tuple[Fraction, Any]]


def _prior_of(answer: Document, truth: Truth) -> Prior | None:
    """[(probability, theta)] of an answer of `revenue`, one for each bidder if none is given; None if only mean and covariance are."""
    prior = answer.get("input", {}).get("prior")
    if prior is None:
        return [(Fraction(1, truth.size), theta) for theta in truth.market.thetas]
    if "mean" in prior:
        return None
    return [(Fraction(value["probability"]), truth.vector(value["theta"])) for value in prior["values"]]


def _false_revenue(answer: Document, truth: Truth) -> list[str]:
    given, market, findings = answer.get("input", {}), truth.market, _findings(answer)
    size, common, prior = int(given.get("number", truth.size)), market.matrices[0], _prior_of(answer, truth)
    assert truth.has_common_matrix(truth.everyone)
    if prior is None:
        mean = truth.vector(given["prior"]["mean"])
        covariance = tuple(tuple(map(Fraction, row)) for row in given["prior"]["covariance"])
        assert oracle.is_symmetric(covariance)
        assert oracle.is_positive_semidefinite(covariance)
    else:
        assert sum(share for share, _ in prior) == 1
        mean = oracle.mean_of(prior)
        gaps = [(share, oracle.minus(theta, mean)) for share, theta in prior]
        covariance = oracle.summed([oracle.scaled(share, [oracle.times(x, gap) for x in gap]) for share, gap in gaps])
    spread = sum((oracle.solutions(common, [column])[0][place] for place, column in enumerate(covariance)), Fraction(0))
    assert prior is None or spread == oracle.heterogeneity(prior, common)
    value, bend = oracle.dot(mean, market.quantity), oracle.dot(market.quantity, oracle.applied(common, market.quantity))
    vickrey = value - spread / 2 - Fraction(2 * size - 1, 2 * size * (size - 1)) * bend
    expected: Document = {
        "number": size,
        "mean": truth.bundle(mean),
        "covariance": [list(map(_number, row)) for row in covariance],
        "heterogeneity": _number(spread),
        "welfare": _number(value + Fraction(size - 1, 2) * spread - bend / (2 * size)),
        "vickrey": _number(vickrey),
    }
    uniform = None
    if size > 2:
        uniform = value - Fraction(size - 1, size * (size - 2)) * bend
        threshold = oracle.threshold_of_heterogeneity(common, market.quantity, size)
        assert (vickrey > uniform) == (spread < threshold)
        better = "equal" if vickrey == uniform else "vickrey" if vickrey > uniform else "uniform"
        expected |= {"uniform": _number(uniform), "threshold": _number(threshold), "better": better}
    claims = ["expected-revenue"]
    wrong = [] if findings["expected-revenue"]["holds"] is True else ["expected-revenue"]
    profiles = len(prior) ** size if prior else 0
    if prior and profiles <= 4096:
        claims.append("enumeration")
        wrong += _wrong_verdict(findings["enumeration"], True, profiles=profiles)
        if profiles <= 81 and size < 6:
            found = oracle.expectation_by_enumeration(prior, common, market.quantity, size)
            assert (found.vickrey, found.uniform_price, _number(found.surplus)) == (vickrey, uniform, expected["welfare"])
    if "samples" in given and prior:
        expected["sampled"] = sampled = _sampled(truth, prior, size, int(given["samples"]), int(given.get("seed", 0)))
        claims.append("sample-agrees")
        pairs = [(vickrey, sampled["vickrey"])] + ([(uniform, sampled["uniform"])] if uniform is not None else [])
        agrees = all((Fraction(one["mean"]) - number) ** 2 <= 25 * Fraction(one["variance"]) for number, one in pairs)
        wrong += _wrong_verdict(findings["sample-agrees"], agrees)
    return wrong + _differing(answer["outcome"], expected) + _claims(answer, *claims)


def _merged(prior: Prior) -> Prior:
    """The same distribution with every theta once."""
    shares: dict[Any, Fraction] = {}
    for share, theta in prior:
        shares[theta] = shares.get(theta, Fraction(0)) + share
    return [(share, theta) for theta, share in shares.items()]


def _sampled(truth: Truth, prior: Prior, size: int, samples: int, seed: int) -> Document:
    """What the samples bring, drawn by digests."""
    modulus = lcm(*(share.denominator for share, _ in prior))
    revenues: dict[str, list[Fraction]] = {"vickrey": [], "uniform": []}
    for sample in range(samples):
        thetas = []
        for bidder in range(size):
            remainder = int.from_bytes(sha256(f"{seed}/{sample}/{bidder}".encode()).digest(), "big") % modulus
            reached = Fraction(0)
            for share, theta in prior:
                reached += share * modulus
                if reached > remainder:
                    thetas.append(theta)
                    break
        market = oracle.independent_market(thetas, truth.market.matrices[0], truth.market.quantity)
        revenues["vickrey"].append(oracle.revenue(market, market.everyone))
        if size > 2:
            revenues["uniform"].append(oracle.uniform_price(market, market.everyone).revenue)
    found: Document = {"samples": samples, "seed": seed}
    for kind, numbers in revenues.items():
        if numbers:
            mean = sum(numbers, Fraction(0)) / samples
            spread = sum(((number - mean) ** 2 for number in numbers), Fraction(0))
            found[kind] = {"mean": _number(mean), "variance": _number(spread / (samples * (samples - 1)))}
    return found


# Packages.


def _false_packages_part(answer: Document, truth: Truth) -> list[str]:
    """Of the findings about packages, and the quantities."""
    outcome, findings = answer["outcome"], _findings(answer)
    packages = truth.packages_in(outcome["packages"])
    weights = oracle.weights_of(packages)
    wrong = [] if _same(outcome["package_quantities"], truth.weighed_quantities(packages)) else ["package quantities"]
    wrong += _false_substitutes(findings["substitutes"], truth, weights)
    allocations = oracle.allocation_violations(truth.market, weights)
    finding, witness, count = findings["nonnegative-allocations"], True, 2**truth.size - 1
    if finding["holds"] is False:
        stated = finding["witness"]
        place = truth.places(stated["coalition"]), truth.names.index(stated["bidder"]), stated["package"]
        witness = _number(allocations.get(place, 0)) == stated["value"]
    wrong += _wrong_verdict(finding, not allocations, witness, coalitions=count)
    prices = oracle.derivative_violations(truth.market, packages)
    finding, witness = findings["nonnegative-prices"], True
    if finding["holds"] is False:
        stated = finding["witness"]
        witness = _number(prices.get((truth.places(stated["coalition"]), stated["package"]), 0)) == stated["value"]
    wrong += _wrong_verdict(finding, not prices, witness, coalitions=count)
    verdict = oracle.certified(truth.market, packages)
    assert not verdict or truth.always_bidder_core
    assert verdict != "core" or truth.always_core
    for claim, holds in (("bidder-core-always", verdict is not None), ("core-always", verdict == "core")):
        if claim in findings and findings[claim]["holds"] is not (True if holds else None):
            wrong.append(claim)
    return wrong


def _false_substitutes(finding: Document, truth: Truth, weights: Any) -> list[str]:
    found, witness = oracle.substitutes_violations(truth.market, weights), True
    if finding["holds"] is False:
        stated = finding["witness"]
        place = (truth.names.index(stated["bidder"]), *stated["packages"])
        witness = _number(found.get(place, 0)) == stated["value"]
    return _wrong_verdict(finding, not found, witness)


_PARTS = ("substitutes", "nonnegative-allocations", "nonnegative-prices", "bidder-core-always", "core-always")


def _false_packages(answer: Document, truth: Truth) -> list[str]:
    outcome, given = answer["outcome"], answer.get("input", {}).get("packages")
    if not outcome:
        wrong = _claims(answer, "packages-exist") + (["packages not looked at"] if given is not None else [])
        return wrong + _false_absence(_findings(answer)["packages-exist"], truth)
    wrong = _false_packages_part(answer, truth) + _claims(answer, *_PARTS)
    wrong += [] if {*outcome} == {"packages", "package_quantities", "method"} else ["keys"]
    if given is not None:
        same = _same(outcome["packages"], [truth.bundle(truth.vector(package)) for package in given])
        return wrong + ([] if same and outcome["method"] == "stated" else ["stated packages"])
    return wrong + _false_found_packages(outcome, truth)


def _false_found_packages(outcome: Document, truth: Truth) -> list[str]:
    certified = oracle.certified(truth.market, truth.packages_in(outcome["packages"]))
    return [] if certified and outcome["method"] in _METHODS[1:] and truth.packages_exist is not False else ["found packages"]


def _false_absence(finding: Document, truth: Truth) -> list[str]:
    """Of `packages-exist`, which never holds."""
    if finding["holds"] is None:
        return []
    excluded = _excludes(finding["witness"], truth)
    assert not excluded or not truth.packages_exist
    return _wrong_verdict(finding, not excluded if truth.packages_exist is None else truth.packages_exist, excluded)


def _excludes(witness: Document, truth: Truth) -> bool:
    """Whether allocations prove that there are no packages."""
    stated = [(truth.places(entry["coalition"]), truth.names.index(entry["bidder"])) for entry in witness["allocations"]]
    bundles = [oracle.allocation(truth.market, members)[bidder] for members, bidder in stated]
    if "multipliers" in witness:
        shares = list(map(Fraction, witness["multipliers"]))
        nothing = not any(oracle.total([oracle.times(share, bundle) for share, bundle in zip(shares, bundles, strict=True)], truth.width))
        return nothing and bool(bundles) and all(map(any, bundles)) and min(shares) > 0
    (first, second), matrix = bundles, truth.market.matrices[truth.names.index(witness["bidder"])]
    across = [(-second[1], second[0]), (-first[1], first[0])]
    x = oracle.times(1 if oracle.dot(across[0], first) > 0 else -1, across[0])
    y = oracle.times(1 if oracle.dot(across[1], second) > 0 else -1, across[1])
    return bool(oracle.determinant((first, second)) and oracle.dot(x, oracle.solutions(matrix, [y])[0]) > 0)


def _false_independent(answer: Document, truth: Truth) -> list[str]:
    outcome, findings, members, market = answer["outcome"], _findings(answer), truth.participants(answer), truth.market
    given = answer.get("input", {}).get("packages")
    packages = truth.packages_in(outcome["packages"])
    wrong = []
    if given is not None:
        wrong += [] if _same(outcome["packages"], [truth.bundle(truth.vector(package)) for package in given]) else ["stated packages"]
    bundles, payments = oracle.package_auctions(market, packages, members, oracle.vickrey)
    auctions = []
    for place in range(truth.width):
        one = oracle.vickrey(oracle.package_market(market, packages, place), members)
        found: Document = {"price": _number(one.price[0]), "payments": truth.numbers(one.payments), "revenue": _number(one.revenue)}
        auctions.append(found | {"allocation": {truth.names[bidder]: _number(bundle[0]) for bidder, bundle in one.bundles.items()}})
    expected = {
        "packages": outcome["packages"],
        "package_quantities": truth.weighed_quantities(packages),
        "auctions": auctions,
        "allocation": truth.bundles(bundles),
        "payments": truth.numbers(payments),
        "revenue": _number(sum(payments.values(), Fraction(0))),
    }
    wrong += _differing(outcome, expected)
    crossed = {}
    for bidder in members:
        for one, other in combinations(range(truth.width), 2):
            crossed[bidder, one, other] = oracle.dot(packages[one], oracle.applied(market.matrices[bidder], packages[other]))
    if given is None and any(crossed.values()):
        wrong.append("eigenvectors")
    finding, witness = findings["separable"], True
    if finding["holds"] is False:
        stated = finding["witness"]
        value = crossed[(truth.names.index(stated["bidder"]), *stated["packages"])]
        witness = value != 0 and _number(value) == stated["value"]
    wrong += _wrong_verdict(finding, not any(crossed.values()), witness)
    joint = oracle.vickrey(market, members)
    finding, witness = findings["same-as-joint"], True
    if finding["holds"] is False:
        stated = finding["witness"]
        bidder = truth.names.index(stated["bidder"])
        if payments != joint.payments:
            witness = payments[bidder] != joint.payments[bidder] and stated["payment"] == _number(joint.payments[bidder])
        else:
            witness = bundles[bidder] != joint.bundles[bidder] and _same(stated["bundle"], truth.bundle(joint.bundles[bidder]))
    wrong += _wrong_verdict(finding, (bundles, payments) == (joint.bundles, joint.payments), witness)
    claims = ["separable", "same-as-joint"]
    if len(members) > 2 and truth.has_common_matrix(members):
        claims.append("same-as-joint-uniform")
        apart, whole = oracle.package_auctions(market, packages, members, oracle.uniform_price), oracle.uniform_price(market, members)
        finding, witness = findings["same-as-joint-uniform"], True
        if finding["holds"] is False:
            bidder = truth.names.index(finding["witness"]["bidder"])
            witness = (apart[0][bidder], apart[1][bidder]) != (whole.bundles[bidder], whole.payments[bidder])
        wrong += _wrong_verdict(finding, apart == (whole.bundles, whole.payments), witness)
    return wrong + _claims(answer, *claims)


def _false_quantity(answer: Document, truth: Truth) -> list[str]:
    outcome, findings, given, market = answer["outcome"], _findings(answer), answer.get("input", {}), truth.market
    packages = truth.packages_in(outcome["packages"])
    weights, direction = oracle.weights_of(packages), truth.vector(given["direction"]) if "direction" in given else market.quantity
    wrong = [] if _same(outcome["direction"], truth.bundle(direction)) and any(direction) else ["direction"]
    if "packages" in given and not _same(outcome["packages"], [truth.bundle(truth.vector(package)) for package in given["packages"]]):
        wrong.append("stated packages")
    wrong += _false_substitutes(findings["substitutes"], truth, weights)
    interval = oracle.quantity_interval(market, weights, direction)
    finding, conditions = findings["some-quantity"], truth.size * 2 ** (truth.size - 1) * truth.width
    expected: Document = {"packages": outcome["packages"], "direction": outcome["direction"]}
    witness = True
    if interval is None and finding["holds"] is False:
        lines = [_condition(condition, truth, weights, direction) for condition in finding["witness"]["conditions"]]
        lows, highs = ([-base / slope for base, slope in lines if slope * sign > 0] for sign in (1, -1))
        never = len(lines) == 1 and lines[0][1] == 0 and lines[0][0] < 0
        witness = never or (len(lines) == 2 and bool(lows and highs) and max(lows) > min(highs))
    if interval is not None:
        names = [("least", interval[0], 1), ("greatest", interval[1], -1)]
        expected["interval"] = {name: _number(bound) for name, bound, _ in names if bound is not None}
        for name, bound, sign in names:
            if bound is not None:
                expected[f"{name}_by"] = outcome[f"{name}_by"]
                base, slope = _condition(outcome[f"{name}_by"], truth, weights, direction)
                wrong += [] if base + bound * slope == 0 and slope * sign > 0 else [f"{name}_by"]
    wrong += _wrong_verdict(finding, interval is not None, witness, conditions=conditions)
    both = interval is not None and not oracle.substitutes_violations(market, weights)
    wrong += [] if findings["certified"]["holds"] is (True if both else None) else ["certified"]
    return wrong + _differing(outcome, expected) + _claims(answer, "substitutes", "some-quantity", "certified")


def _condition(condition: Document, truth: Truth, weights: Any, direction: Any) -> tuple[Fraction, Fraction]:
    """(at 0, slope) of the quantity of a package that a bidder gets in a coalition."""
    members, row = truth.places(condition["coalition"]), weights[condition["package"]]
    assert condition["package"] >= 0
    ends = [oracle.allocation(truth.market, members, oracle.times(at, direction))[truth.names.index(condition["bidder"])] for at in (0, 1)]
    base, end = (oracle.dot(row, bundle) for bundle in ends)
    return base, end - base


# Split auctions.


def _sides(answer: Document, truth: Truth) -> tuple[Members, Members]:
    members, forward = truth.participants(answer), truth.chosen(answer["input"]["forward"])
    assert {*forward} <= {*members}
    return forward, oracle.without(members, *forward)


def _false_split(answer: Document, truth: Truth) -> list[str]:
    outcome, findings, market = answer["outcome"], _findings(answer), truth.market
    sides, members = _sides(answer, truth), truth.participants(answer)
    split, joint = oracle.split_vickrey(market, sides), oracle.vickrey(market, members)
    expected = {
        "price": truth.bundle(split.price),
        "allocation": truth.bundles(split.bundles),
        "payments": truth.numbers(split.payments),
        "payoffs": truth.numbers(split.payoffs) | {"auctioneer": _number(split.revenue)},
        "revenue": _number(split.revenue),
        "vickrey_payments": truth.numbers(joint.payments),
        "vickrey_revenue": _number(joint.revenue),
        "deviations": outcome["deviations"],
    }
    wrong, gaining = _differing(outcome, expected), []
    for bidder in members:
        best = oracle.split_best_report(market, sides, bidder)
        if best[0] == "unbounded" or best[2] > 0:
            gaining.append(truth.names[bidder])
            wrong += _false_deviation(outcome["deviations"][truth.names[bidder]], truth, sides, bidder, best)
    assert all(split.payments[bidder] <= joint.payments[bidder] for bidder in members)
    wrong += [] if sorted(outcome["deviations"]) == sorted(gaining) else ["deviations"]
    truthful = findings["truthful"]
    wrong += _wrong_verdict(truthful, not gaining, truthful.get("witness", {}).get("bidder") in gaining)
    wrong += [] if findings["payments-no-higher"]["holds"] is True else ["payments-no-higher"]
    return wrong + _claims(answer, "truthful", "payments-no-higher")


def _false_deviation(entry: Document, truth: Truth, sides: Any, bidder: int, best: Any) -> list[str]:
    market, members = truth.market, oracle.joined((), *sides[0], *sides[1])
    theta, bundle, gain = truth.vector(entry["theta"]), truth.vector(entry["bundle"]), Fraction(entry["gain"])
    honest = oracle.split_vickrey(market, sides).payoffs[bidder]
    wrong = [] if oracle.allocation(oracle.with_theta(market, bidder, theta), members)[bidder] == bundle else ["bundle of a deviation"]
    if gain <= 0 or oracle.split_payoff_of_report(market, sides, bidder, theta) - honest != gain:
        wrong.append("gain of a deviation")
    if ("direction" in entry) != (best[0] == "unbounded"):
        return [*wrong, "bound of a deviation"]
    if best[0] == "attained":
        return wrong + ([] if gain == best[2] else ["best deviation"])
    others, side = oracle.without(members, bidder), next(side for side in sides if bidder in side)
    slopes = [oracle.price_slope(market, some) for some in (others, oracle.without(side, bidder))]
    bend = oracle.summed([market.matrices[bidder], oracle.scaled(2, slopes[0]), oracle.scaled(-1, slopes[1])])
    direction = truth.vector(entry["direction"])
    bent = oracle.applied(bend, direction)
    pull = oracle.dot(oracle.minus(market.thetas[bidder], oracle.price(market, others)), direction)
    return wrong + ([] if oracle.dot(direction, bent) < 0 or (not any(bent) and pull > 0) else ["direction of a deviation"])


# Constructions of failure.


def _chosen(answer: Document, truth: Truth) -> Members | None:
    given = answer["input"].get("bidders")
    return None if given is None else tuple(map(truth.names.index, given))


def _false_break(answer: Document, truth: Truth) -> list[str]:
    outcome, finding, chosen, market = answer["outcome"], _findings(answer)["breakable"], _chosen(answer, truth), truth.market
    proposition, wrong = int(answer["input"]["proposition"]), _claims(answer, "breakable")
    groups = _bends(truth, chosen) if proposition == 5 else []
    possible = proposition != 5 or any(bends for _, bends in groups)
    if finding["holds"] is not True:
        return wrong + _differing(outcome, {}) + _wrong_verdict(finding, possible) + ([] if finding.get("cases", len(groups)) == len(groups) else ["cases"])
    made = Truth(outcome["market"])
    members = truth.places(made.names)
    blocking, shifts = made.places(outcome["coalition"]), outcome.get("shifts", {})
    if {*outcome} != {"market", "coalition", "deficit", *(["shifts"] if proposition == 3 else [])}:
        wrong.append("keys")
    form = {key: entry for key, entry in outcome["market"].items() if key not in ("goods", "quantity", "bidders")}
    if form != {"format": "marketwright.market/1", "kind": "divisible"} or any("endowment" in one["values"] for one in outcome["market"]["bidders"]):
        wrong.append("form of the market")
    if made.goods != truth.goods or made.market.matrices != tuple(market.matrices[bidder] for bidder in members):
        wrong.append("another market")
    aims = [market.thetas[bidder] for bidder in members]
    if proposition == 3:
        assert sorted(shifts) == sorted(made.names)
        aims = [oracle.marginal_utility(market, bidder, truth.vector(shifts[truth.names[bidder]])) for bidder in members]
        wrong += [] if made.market.quantity == market.quantity else ["quantity"]
    if made.market.thetas != tuple(aims) or (proposition == 5 and len({*aims}) > 1):
        wrong.append("thetas")
    first = chosen and (tuple(sorted(chosen[2:])) if proposition == 5 else chosen[:1])
    if (chosen is not None and (tuple(sorted(chosen)) != members or truth.places(outcome["coalition"]) != first)) or len(blocking) != (
        len(members) - 2 if proposition == 5 else 1
    ):
        wrong.append("coalition")
    found = oracle.vickrey(made.market, made.everyone)
    blocked = oracle.blocking_coalitions(made.market, made.everyone, found.payoffs, found.revenue)
    return wrong + ([] if (blocking, True, Fraction(outcome["deficit"])) in blocked else ["deficit"])


def _bends(truth: Truth, chosen: Members | None) -> list[tuple[Any, bool]]:
    """All cases of Proposition 5 with whether some quantity breaks them."""
    if chosen is None:
        cases = [(members, *pair) for members in oracle.coalitions(truth.everyone, 3) for pair in combinations(members, 2)]
    else:
        cases = [(tuple(sorted(chosen)), chosen[0], chosen[1])]
    return [(case, oracle.proposition_5(truth.market, *case) is not None) for case in cases]


# Advice.


def _false_advice(answer: Document, truth: Truth) -> list[str]:
    outcome, findings, market = answer["outcome"], _findings(answer), truth.market
    pairs = list(combinations(truth.everyone, 2))
    theta = max(abs(x - y) for i, j in pairs for x, y in zip(market.thetas[i], market.thetas[j], strict=True))
    commutators = []
    for i, j in pairs:
        both = [oracle.multiplied(market.matrices[one], market.matrices[other]) for one, other in ((i, j), (j, i))]
        commutators.append(sum(((x - y) ** 2 for rows in zip(*both, strict=True) for x, y in zip(*rows, strict=True)), Fraction(0)))
    basis = tuple(map(truth.vector, outcome["basis"]))
    assert len(basis) == truth.width
    squares = {True: Fraction(0), False: Fraction(0)}
    for matrix in market.matrices:
        for row, left in enumerate(basis):
            for column, right in enumerate(basis):
                squares[row == column] += oracle.dot(left, oracle.applied(matrix, right)) ** 2
    whole = truth.vickrey_part(truth.everyone)
    found = oracle.vickrey(market, truth.everyone)
    entries = truth.entries(truth.everyone, found.payoffs, found.revenue)
    some = [entry for entry in entries if entry["coalition"]]
    expected = whole | {
        "theta_difference": _number(theta),
        "commutator": _number(max(commutators)),
        "basis": outcome["basis"],
        "off_diagonal": _number(squares[False] / sum(squares.values())),
        "competitive_revenue": _number(oracle.dot(found.price, market.quantity)),
    }
    if some:
        expected["largest_deficit"] = _number(max(Fraction(entry["deficit"]) for entry in some))
    claims, wrong = ["equal-theta", "commuting", "bidder-core", "core"], []
    if "packages" in outcome:
        expected |= {key: outcome[key] for key in ("packages", "package_quantities", "method")}
        claims += _PARTS[:-1] if findings["core"]["holds"] is False else _PARTS
        wrong += _false_packages_part(answer, truth) + _false_found_packages(outcome, truth)
    else:
        wrong += ["no packages"] if truth.packages_exist else []
        if "packages-exist" in findings:
            claims.append("packages-exist")
            wrong += _false_absence(findings["packages-exist"], truth)
    wrong += _wrong_verdict(findings["equal-theta"], theta == 0) + _wrong_verdict(findings["commuting"], max(commutators) == 0)
    return wrong + _differing(outcome, expected) + _claims(answer, *claims) + _false_core_verdicts(answer, truth, entries, None)


_JUDGES = {
    "vickrey": _false_vickrey,
    "uniform": _false_uniform,
    "core": _false_core,
    "always": _false_always,
    "monotone": _false_monotone,
    "shills": _false_shills,
    "revenue": _false_revenue,
    "packages": _false_packages,
    "independent": _false_independent,
    "quantity": _false_quantity,
    "split": _false_split,
    "break": _false_break,
    "advise": _false_advice,
}


# Questions.


def questions(truth: Truth, random: Random) -> list[tuple[str, Document]]:
    """Rules with second inputs."""
    if truth.size < 2:
        return [(random.choice(("vickrey", "core", "always", "packages", "advise")), {})]
    market, few = truth.market, {}
    members = truth.everyone
    if random.random() < 0.35:
        members = random_participants(random, market)
        few = {"participants": truth.named(random.sample(members, len(members)))}
    asked: list[tuple[str, Document]] = [("vickrey", few), ("core", _core_question(truth, members, few, random)), ("always", {})]
    packages = {"packages": [_written(truth, package) for package in random_packages(random, market)]}
    rest: list[tuple[str, Document]] = [
        ("monotone", {}),
        ("shills", few),
        ("packages", packages if random.random() < 0.5 else {}),
        ("packages", {}),
        ("independent", few | (packages if random.random() < 0.7 else {})),
        ("quantity", (packages if random.random() < 0.6 else {}) | _direction(truth, random)),
        ("advise", {}),
        ("break", {"proposition": 3} | _ordered(truth, 3, random)),
        ("break", {"proposition": 4} | _ordered(truth, 4, random)),
    ]
    if oracle.has_equal_thetas(market) or random.random() < 0.1:
        rest += [("break", {"proposition": 5} | _ordered(truth, 5, random))] * 3
    if truth.has_common_matrix(members) or random.random() < 0.1:
        rest += [("uniform", few)] * 4
    if truth.has_common_matrix(truth.everyone) or random.random() < 0.1:
        rest += [("revenue", _revenue_question(truth, random))] * 4
    if len(members) > 3:
        rest += [("split", few | {"forward": truth.named(random_sides(random, members)[0])})] * 4
    return asked + random.sample(rest, 2)


def _written(truth: Truth, vector: Any) -> Document:
    return {good: written(entry) for good, entry in zip(truth.goods, vector, strict=True)}


def _core_question(truth: Truth, members: Members, few: Document, random: Random) -> Document:
    asked = dict(few)
    if random.random() < 0.5:
        payoffs, auctioneer = random_payoffs(random, truth.market, members)
        asked["payoffs"] = {truth.names[bidder]: written(payoff) for bidder, payoff in payoffs.items()}
        if random.random() < 0.7:
            asked["payoffs"]["auctioneer"] = written(auctioneer)
    if random.random() < 0.2:
        asked["cap"] = random.choice((1, 2, 1000))
    return asked


def _direction(truth: Truth, random: Random) -> Document:
    if random.random() < 0.4 and any(truth.market.quantity):
        return {}
    return {"direction": _written(truth, [random.choice((0, 1, 1, -1, 2, Fraction(1, 2))) for _ in truth.goods])}


def _ordered(truth: Truth, proposition: int, random: Random) -> Document:
    """Bidders for a construction, or none."""
    if random.random() < 0.6 or truth.size < 3:
        return {}
    count = random.randint(3, truth.size) if proposition == 5 else 3
    chosen = random.sample(truth.everyone, count)
    thetas = [truth.market.thetas[bidder] for bidder in chosen]
    return {} if proposition == 4 and thetas[1] == thetas[2] else {"bidders": truth.named(chosen)}


def _revenue_question(truth: Truth, random: Random) -> Document:
    asked: Document = {"number": random.choice((2, 3, 3, 4, 5, 30))} if random.random() < 0.6 else {}
    style = random.random()
    if style < 0.25:
        root = [[Fraction(random.randint(-2, 2)) for _ in truth.goods] for _ in truth.goods]
        covariance = oracle.multiplied(root, oracle.transposed(root))
        mean = _written(truth, [random.randint(-2, 6) for _ in truth.goods])
        return asked | {"prior": {"mean": mean, "covariance": [list(map(written, row)) for row in covariance]}}
    if style < 0.75:
        prior = _merged(random_prior(random, truth.width))
        asked["prior"] = {"values": [{"theta": _written(truth, theta), "probability": written(share)} for share, theta in prior]}
    if random.random() < 0.3 and asked.get("number", 0) < 6:
        asked["samples"] = random.choice((2, 3, 5))
        asked |= {"seed": random.choice((1, 7, 10**6))} if random.random() < 0.7 else {}
    return asked


def is_refused(rule: str, asked: Document, truth: Truth) -> bool | None:
    """Whether there is no answer to a question; None if brute force does not know."""
    if truth.size < 2:
        return True
    members = truth.chosen(asked["participants"]) if "participants" in asked else truth.everyone
    if rule == "uniform":
        return len(members) < 3 or not truth.has_common_matrix(members)
    if rule == "revenue":
        return not truth.has_common_matrix(truth.everyone)
    if rule == "quantity":
        return not any(truth.vector(asked["direction"]) if "direction" in asked else truth.market.quantity)
    if rule == "break":
        used = [truth.names.index(name) for name in asked.get("bidders", truth.names)]
        differ = len({truth.market.thetas[bidder] for bidder in used}) > 1
        return truth.size < 3 or (asked["proposition"] == 5 and differ) or (asked["proposition"] == 4 and not differ)
    if rule == "independent" and "packages" not in asked:
        each = _lacks_rational_eigenvectors(truth, members)
        return each if each is not False or not _lacks_rational_eigenvectors(truth, truth.everyone) else None
    return False


def _lacks_rational_eigenvectors(truth: Truth, members: Members) -> bool | None:
    """Whether these bidders' S have no common eigenvectors in fractions; None if three goods leave it open."""
    matrices = [truth.market.matrices[bidder] for bidder in members]
    if not all(oracle.commutes(left, right) for left, right in combinations(matrices, 2)):
        return True
    if truth.width > 2:
        return None
    gaps = ((matrix[0][0] - matrix[1][1]) ** 2 + 4 * matrix[0][1] ** 2 for matrix in matrices if truth.width == 2)
    return any(isqrt(number) ** 2 != number for gap in gaps for number in (gap.numerator, gap.denominator))


# Forged answers.


def forged(answer: Document, truth: Truth, random: Random) -> Document:
    """A copy with one verdict turned and a witness or a count made up, or with the outcome, findings and proof of another question."""
    if random.random() < (0.5 if answer["outcome"] else 0.2):
        return _of_another_question(answer, truth, random)
    bad = copy.deepcopy(answer)
    finding = random.choice(bad["findings"])
    turned = random.choice([verdict for verdict in (True, True, True, False, False, False, None) if verdict is not finding["holds"]])
    claim = finding["claim"]
    for key in [key for key in finding if key != "claim"]:
        del finding[key]
    finding["holds"] = turned
    finding["grade"] = {True: random.choice(("proved", "enumerated")), False: "proved", None: "unproven"}[turned]
    if turned is True:
        _count(finding, truth, bad, random)
    elif turned is False:
        witness = _made_up(claim, bad, truth, random)
        if witness is not None:
            finding["witness"] = witness
    follow = {"bidder-core": "core", "bidder-core-always": "core-always"}.get(claim)
    if follow and turned is False and random.random() < 0.7:
        for other in bad["findings"]:
            if other["claim"] == follow:
                other |= {key: finding[key] for key in ("holds", "grade", "witness") if key in finding}
    return bad


def _count(finding: Document, truth: Truth, bad: Document, random: Random) -> None:
    """What a verdict says that it has gone through, or the theorem it goes by."""
    claim, coalitions = finding["claim"], 2**truth.size - 1
    members = truth.participants(bad)
    sides = 2 if "payoffs" in bad.get("input", {}) else 1
    pairs = comb(truth.size, 2)
    every = [some for some in oracle.coalitions(truth.everyone, 2) if "participants" not in bad.get("input", {}) or some == members]
    counts: Document = {
        "bidder-core": {"coalitions": sides * (2 ** len(members) - 1)},
        "core": {"coalitions": sides * (2 ** len(members) - 1) + 1},
        "bidder-core-always": {"differences": pairs * 2 ** (truth.size - 2) - pairs},
        "core-always": {"differences": pairs * 2 ** (truth.size - 2)},
        "revenue-monotone": {"comparisons": sum(truth.size - len(some) for some in oracle.coalitions(truth.everyone, 2))},
        "shill-proof": {"cases": sum(map(truth.shill_cases, every))},
        "nonnegative-allocations": {"coalitions": coalitions},
        "nonnegative-prices": {"coalitions": coalitions},
        "some-quantity": {"conditions": truth.size * 2 ** (truth.size - 1) * truth.width},
    }
    by_theorem = {"bidder-core-always": "Theorem 2", "core-always": "Theorem 2", "revenue-monotone": "Proposition 9", "shill-proof": "Proposition 9"}
    if "packages" in bad["outcome"] and claim.endswith("-always"):
        finding["grade"] = "enumerated"
    elif claim in by_theorem and random.random() < 0.4:
        finding |= {"grade": "proved", "by": by_theorem[claim]}
    elif claim in ("bidder-core", "core") and random.random() < 0.4:
        finding["grade"] = "proved"
        bad["certificate"] = {"price": truth.bundle(oracle.price(truth.market, members))}
    elif claim in counts:
        finding |= {"grade": "enumerated"} | counts[claim]


def _made_up(claim: str, bad: Document, truth: Truth, random: Random) -> Document | None:
    """A witness of the right form, seldom a true one."""
    market, members = truth.market, truth.participants(bad)
    some = random.choice(oracle.coalitions(truth.everyone))
    bidder = random.choice(some)
    pair = sorted(random.sample(truth.everyone, 2))
    amount = _number(random.choice((1, Fraction(1, 2), Fraction(1, 3))))
    places = sorted(random.sample(range(truth.width), 2)) if truth.width > 1 else [0, 0]
    if claim in ("bidder-core", "core", "feasible"):
        inside = random.choice(oracle.coalitions(members, 0 if claim == "core" else 1))
        payoffs = {name: Fraction(payoff) for name, payoff in bad["outcome"]["payoffs"].items()}
        worth, kept = oracle.worth(market, inside), sum((payoffs[truth.names[member]] for member in inside), payoffs["auctioneer"])
        entry = {"coalition": truth.named(inside), "auctioneer": True, "worth": _number(worth), "payoffs": _number(kept), "deficit": _number(worth - kept)}
        return entry if random.random() < 0.8 else {"sum": _number(sum(payoffs.values(), Fraction(0)))}
    if claim in ("bidder-core-always", "core-always"):
        delta = oracle.second_difference(market, oracle.without(some, *pair), *pair)
        return {"coalition": truth.named(oracle.without(some, *pair)), "bidders": truth.named(pair), "deficit": _number(abs(delta))}
    if claim == "revenue-monotone" and truth.size > 2:
        others = oracle.without(truth.everyone, bidder)
        revenues = sorted((oracle.revenue(market, others), oracle.revenue(market, truth.everyone)), reverse=True)
        return {"participants": truth.named(others), "bidder": truth.names[bidder], "revenue": _number(revenues[0]), "revenue_with": _number(revenues[1])}
    if claim == "shill-proof":
        bidder = random.choice(members)
        shills = random.choice(oracle.coalitions(oracle.without(truth.everyone, *oracle.without(members, bidder))))
        honest, gain = oracle.vickrey(market, members).payoffs[bidder], abs(oracle.shill_gain(market, members, bidder, shills))
        made: Document = {"participants": truth.named(members), "bidder": truth.names[bidder], "shills": truth.named(shills)}
        return made | {"honest": _number(honest), "payoff": _number(honest + gain), "gain": _number(gain)}
    if claim in ("substitutes", "separable"):
        return {"bidder": truth.names[bidder], "packages": places, "value": amount}
    if claim in ("nonnegative-allocations", "nonnegative-prices"):
        place: Document = {"bidder": truth.names[bidder]} if claim.endswith("allocations") else {}
        return place | {"coalition": truth.named(some), "package": places[0], "value": _number(-Fraction(amount))}
    if claim == "some-quantity":
        return {"conditions": [{"coalition": truth.named(some), "bidder": truth.names[bidder], "package": places[0]}]}
    if claim == "efficient":
        return {"bidders": truth.named(pair)}
    if claim in ("truthful", "same-as-joint-uniform"):
        return {"bidder": random.choice(truth.named(members))}
    if claim == "same-as-joint":
        return {"bidder": random.choice(truth.named(members)), "payment": amount}
    return None


def _of_another_question(answer: Document, truth: Truth, random: Random) -> Document:
    """The answer with what the rule says of a market that differs in a number, or of other participants."""
    document, asked = copy.deepcopy(truth.document), copy.deepcopy(answer.get("input"))
    style = random.choice(("quantity", "theta", "matrix", "participants", "input"))
    values = random.choice(document["bidders"])["values"]
    if style == "participants" and asked and "participants" in asked:
        del asked["participants"]
    elif style == "input" and asked:
        asked = None
    elif style == "quantity":
        document["quantity"][0] = written(Fraction(document["quantity"][0]) + random.choice((1, -1, Fraction(1, 2))))
    elif style == "matrix":
        values["S"][0][0] = written(Fraction(values["S"][0][0]) + random.choice((1, Fraction(1, 2))))
    else:
        values["theta"][0] = written(Fraction(values["theta"][0]) + random.choice((1, -1, Fraction(1, 2), Fraction(1, 10**6))))
    bad = copy.deepcopy(answer)
    try:
        other = answer_document(solve(market_from_document(document), answer["rule"], input=asked))
    except Exception:  # refused; crashes are found where the question is asked
        return bad
    for key in random.choice((("outcome", "findings", "certificate"), ("outcome", "findings", "certificate"), ("outcome",), ("findings", "certificate"))):
        bad[key] = copy.deepcopy(other[key])
    return bad


# The soak.


def kernel_complaints(truth: Truth, random: Random) -> list[str]:
    """What differs from brute force: worths of all coalitions; price, allocation and slope of all bidders and of some."""
    market, everyone, wrong = truth.market, truth.everyone, []
    surplus = Surplus([Quadratic(theta=theta, matrix=matrix) for theta, matrix in zip(market.thetas, market.matrices, strict=True)])
    for quantity in (market.quantity, (Fraction(0),) * truth.width):
        worths = surplus.worths(quantity)
        places = {sum(1 << member for member in members): members for members in oracle.coalitions(everyone, 0)}
        wrong += [f"worth of {members}" for place, members in places.items() if worths[place] != oracle.worth(market, members, quantity)]
    for members in (everyone, tuple(sorted(random.sample(everyone, random.randint(1, truth.size))))):
        found = surplus.worth(members, market.quantity), surplus.price(members, market.quantity), surplus.curvature(members)
        expected = oracle.worth(market, members), oracle.price(market, members), oracle.price_slope(market, members)
        if _plain(found) != _plain(expected):
            wrong.append(f"worth, price or slope of {members}")
        if _plain(surplus.allocation(members, market.quantity)) != _plain(tuple(oracle.allocation(market, members).values())):
            wrong.append(f"allocation of {members}")
    return wrong


def _plain(node: Any) -> Any:
    """Vectors and matrices as lists."""
    return list(map(_plain, node)) if isinstance(node, tuple | list) else node


def run_block(seed: int, block: int) -> Counter[str]:
    """The figures of one block of markets."""
    random = Random(f"reallocative soak {seed} {block}")
    here = {rule.id for rule in RULES}
    figures: Counter[str] = Counter()
    for _ in range(_BLOCK):
        truth = Truth(random_market(random))
        figures["markets"] += 1
        if wrong := kernel_complaints(truth, random):
            figures["disagreements"] += 1
            print("disagreement:", wrong, json.dumps(truth.document), flush=True)
        answers = []
        for name, asked in questions(truth, random):
            if _ROOM + name not in here:
                figures[f"left out: {_ROOM + name}"] += 1
                continue
            answer, found = _asked(name, asked, truth)
            figures.update(found)
            if answer:
                answers.append(answer)
        if answers:
            figures.update(offer_corrupted(random.choice(answers), lambda answer, truth=truth: false_claims(answer, truth), random))  # type: ignore[misc]
            figures.update(offer(forged(random.choice(answers), truth, random), lambda answer, truth=truth: false_claims(answer, truth), "forged"))  # type: ignore[misc]
    return figures


def _asked(name: str, asked: Document, truth: Truth) -> tuple[Document | None, Counter[str]]:
    """The answer to one question, None if it is refused, and the figures."""
    rule, figures, refused = _ROOM + name, Counter[str](), is_refused(name, asked, truth)
    whole = _FORMAT | asked if asked else None
    try:
        answer = answer_document(solve(truth.read, rule, input=whole))
    except MarketwrightError as error:
        figures[f"refused {rule}"] += 1
        if refused is False:
            figures["disagreements"] += 1
            print("refused:", rule, error, json.dumps([truth.document, whole]), flush=True)
        return None, figures
    except Exception as error:  # a crash of the rule is a finding
        figures["disagreements"] += 1
        print("crash:", rule, repr(error), json.dumps([truth.document, whole]), flush=True)
        return None, figures
    figures[f"answers {rule}"] += 1
    wrong = false_claims(answer, truth) + (["not refused"] if refused else [])
    open_ones = {finding["claim"] for finding in answer["findings"] if finding["holds"] is None}
    allowed = {"certified"} | ({"bidder-core-always", "core-always"} if name in ("packages", "advise") else set())
    if name == "quantity" and "packages" not in asked:
        packages = truth.packages_in(answer["outcome"]["packages"])
        goods = packages == oracle.identity(truth.width) and not truth.packages_exist
        wrong += [] if goods or oracle.certified(truth.market, packages) else ["found packages"]
    if answer["checked"] != "accepted" or not open_ones <= allowed | ({"packages-exist"} if truth.width > 2 else set()):
        wrong.append("not complete")
    for finding in answer["findings"]:
        figures[f"answers {rule}, {finding['claim']}: {finding['holds']}"] += 1
    if wrong:
        figures["disagreements"] += 1
        print("disagreement:", wrong, json.dumps(answer), flush=True)
    return answer, figures


if __name__ == "__main__":
    run_blocks(__doc__, run_block, _BLOCK, 100_000)
