"""The rule `prices/alliances`: buyers join into alliances until prices support the packages.

*Meaning.* Where no prices support an efficient allocation, somebody would rather have several packages.  Their holders join: an alliance buys its members'
packages as one, which are then no longer for sale one by one.  Each round merges the alliances of one wish; when no wish is left, or prices exist, it ends.

*Source.* paper 002, shrinking; spec pricing 6; `docs/formats/pricing.md` (`prices/alliances`).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.certificates.bounds import bound_document, row_document, with_bounds, worst_grade
from marketwright.coalitions.worths import Worth
from marketwright.errors import SecondInputError, UsageError
from marketwright.exact import number_text
from marketwright.markets.bundle import BundleMarket
from marketwright.pricing.alliance_stage import Multipliers, Partition, Prices, Stage, Supporting, Unsupported, Wish
from marketwright.pricing.alliance_worths import AllianceWorths, LimitFirst
from marketwright.pricing.allocations import EfficientAllocations
from marketwright.pricing.economy import Economy, FullAllocation
from marketwright.pricing.prices import allocation_outcome, efficient_finding, undecided
from marketwright.pricing.splits import TABLES_UP_TO, TooMuch, payments, price_list
from marketwright.questions import Question
from marketwright.solvers.packing.problem import mask_of

CLAIMS = ("supported", "as-prescribed", "split")


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round: the partition before it, its prices, the wish that they raise, who joins, and under `exists` why no prices support the packages."""

    stage: Stage
    prices: Prices
    wish: Wish
    joined: frozenset[int]
    failure: Multipliers


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """All rounds, the last partition, and its prices (with the multipliers of their extreme total under `exists`)."""

    rounds: tuple[Round, ...]
    stage: Stage
    prices: Prices
    extreme: Multipliers


def alliances(market: BundleMarket, question: Question) -> Result:
    """The rule `prices/alliances`.

    Raises: `SecondInputError` I114 for an allocation that is not efficient, `UsageError` U114 for `want` with another stop rule than `exists`.
    """
    given: Mapping[str, Any] = question.input or {}
    parameters = {"stop": given.get("stop", "exists"), "split": given.get("split", "proportional")}
    if parameters["stop"] == "exists":
        parameters["want"] = given.get("want", "greatest-total")
    if "want" in given and parameters.get("want") not in ("greatest-total", "least-total"):
        stated = f'"want": "{given["want"]}" with "stop": "{parameters["stop"]}"'
        raise UsageError("U114", "input", stated, '"greatest-total" or "least-total", and only with "stop": "exists"', "leave out one of them")
    economy = Economy(market, question.limits)
    best = economy.clearing.worth()
    allocation = EfficientAllocations(economy, best, 1).first()
    if best.exact and "allocation" in given:
        allocation = _given_allocation(economy, best, given["allocation"])
    worths = AllianceWorths(economy, question.limits)
    if best.exact:
        with suppress(LimitFirst):
            settled = _settled(worths, allocation, best.value, parameters)
            return _concluded(settled, worths, allocation, best, parameters)
    return Result(
        outcome=allocation_outcome(economy, allocation),
        findings=(efficient_finding(best), *undecided(CLAIMS)),
        certificate=with_bounds(economy.clearing.rows, uses=list(allocation.uses), bound=bound_document(best.bound)),
        parameters=parameters,
    )


def _given_allocation(economy: Economy, best: Worth, goods: Mapping[str, list[str]]) -> FullAllocation:
    """The allocation of the input, with the bids that bring its worth."""
    place = {good: number for number, good in enumerate(economy.market.goods)}
    bundles = tuple(mask_of(place[good] for good in goods[name]) for name in economy.names)
    outside = [number for number, atom in enumerate(economy.clearing.atoms) if mask_of(atom.goods) & ~bundles[atom.owner]]
    worth = sum((economy.utility(buyer, bundle) for buyer, bundle in enumerate(bundles)), Fraction(0))
    if worth != best.value:
        given = f"an allocation worth {number_text(worth)}"
        raise SecondInputError("I114", "input.allocation", given, f"an efficient one, worth {number_text(best.value)}", "leave it out to start from one")
    uses = economy.clearing.worth(banned=outside, known=(best.uses,)).uses if len(outside) < len(economy.clearing.atoms) else ()
    return FullAllocation(bundles, uses)


def _settled(worths: AllianceWorths, allocation: FullAllocation, welfare: Fraction, parameters: Mapping[str, Any]) -> Settled:
    """All rounds.

    Raises: `LimitFirst`.
    """
    partition: Partition = tuple((buyer,) for buyer in range(len(worths.economy.names)))
    rounds: list[Round] = []
    while True:
        worths.limits()
        stage = Stage(worths, partition, allocation)
        failure: Multipliers = ()
        match parameters["stop"]:
            case "exists":
                sign = Fraction(1 if parameters["want"] == "greatest-total" else -1)
                found = stage.extreme(dict.fromkeys(stage.holders, sign))
                if isinstance(found, Supporting):
                    return Settled(rounds=tuple(rounds), stage=stage, prices=found.prices, extreme=found.multipliers)
                prices, failure = stage.greatest_alone(), found.multipliers
            case "vickrey":
                prices = stage.vickrey(allocation.uses, welfare)
            case _:
                prices = stage.greatest_alone()
        wish = stage.wish(prices)
        if wish is None:
            return Settled(rounds=tuple(rounds), stage=stage, prices=prices, extreme=())
        joined = wish.at | ({wish.alliance} if len(wish.at) == 1 else frozenset())
        rounds.append(Round(stage=stage, prices=prices, wish=wish, joined=joined, failure=failure))
        merged = tuple(sorted(member for number in joined for member in partition[number]))
        partition = tuple(sorted([some for number, some in enumerate(partition) if number not in joined] + [merged]))


class _Words:
    """Alliances, packages and conditions of one stage as documents write them: an alliance is named after its first member."""

    def __init__(self, economy: Economy, stage: Stage) -> None:
        self.economy, self.stage = economy, stage

    def name(self, alliance: int) -> str:
        return self.economy.names[self.stage.partition[alliance][0]]

    def members(self, alliance: int) -> list[str]:
        return [self.economy.names[member] for member in self.stage.partition[alliance]]

    def prices(self, prices: Prices) -> dict[str, Fraction]:
        return {self.name(holder): price for holder, price in prices.items()}

    def multipliers(self, multipliers: Multipliers) -> list[dict[str, Any]]:
        return [
            {"buyer": self.name(alliance), "at": [self.name(holder) for holder in sorted(at)], "multiplier": plain(share)}
            for alliance, at, share in multipliers
        ]


def _concluded(settled: Settled, worths: AllianceWorths, allocation: FullAllocation, best: Worth, parameters: Mapping[str, Any]) -> Result:
    economy, stage, stop = worths.economy, settled.stage, parameters["stop"]
    words = _Words(economy, stage)
    support = {words.name(alliance): stage.stock(alliance, settled.prices) for alliance in stage.large}
    listed = not any(some.stage.large for some in settled.rounds) and not stage.large
    certificate: dict[str, Any] = {
        "uses": list(allocation.uses),
        "bound": bound_document(best.bound),
        "rounds": [_round_evidence(economy, some, stop, listed=listed) for some in settled.rounds],
        "support": {name: {"rows": [row_document(row) for row in found.rows], "bound": bound_document(found.worth.bound)} for name, found in support.items()},
    }
    prescribed = Finding(claim="as-prescribed", holds=None, grade="unproven")
    grade = worst_grade("recomputed", *(worth.grade for worth in worths.found_without.values())) if stop == "vickrey" else "recomputed"
    if listed:
        prescribed = Finding(claim="as-prescribed", holds=True, grade=worst_grade(best.grade, grade))
        if stop == "vickrey":
            certificate["without"] = [
                {"members": [economy.names[member] for member in some], "uses": list(worth.uses), "bound": bound_document(worth.bound)}
                for some, worth in sorted(worths.found_without.items())
            ]
    split, paid = _split(settled, words, allocation, parameters["split"])
    findings = [
        efficient_finding(best),
        Finding(claim="supported", holds=True, grade=worst_grade("recomputed", *(found.worth.grade for found in support.values()))),
        prescribed,
        split,
    ]
    if stop == "exists":
        findings.append(_extreme_finding(settled, words, certificate))
    if stop == "vickrey":
        findings.append(_least_finding(settled, words, certificate, grade, listed=listed))
    return Result(
        outcome=allocation_outcome(economy, allocation) | _outcome(settled, words) | _paid_outcome(settled, economy, allocation, paid),
        findings=tuple(findings),
        certificate=with_bounds(economy.clearing.rows, **certificate),
        parameters=parameters,
    )


def _round_evidence(economy: Economy, some: Round, stop: str, *, listed: bool) -> dict[str, Any]:
    """What a checker cannot find by itself: the atoms that a large alliance would use, the contradiction among the conditions."""
    evidence: dict[str, Any] = {} if some.wish.uses is None else {"uses": list(some.wish.uses)}
    if stop == "exists" and listed:
        evidence["none"] = _Words(economy, some.stage).multipliers(some.failure)
    return evidence


def _outcome(settled: Settled, words: _Words) -> dict[str, Any]:
    stage = settled.stage
    rounds = []
    for some in settled.rounds:
        theirs = _Words(words.economy, some.stage)
        merged = sorted(member for number in some.joined for member in some.stage.partition[number])
        rounds.append(
            {
                "prices": theirs.prices(some.prices),
                "violator": theirs.name(some.wish.alliance),
                "union": [theirs.name(holder) for holder in sorted(some.wish.at)],
                "gain": some.wish.gain,
                "merged": [words.economy.names[member] for member in merged],
            }
        )
    final = [
        {
            "members": words.members(number),
            "package": words.economy.goods_of(stage.packages[number]),
            "utility": stage.own[number],
            "price": settled.prices.get(number, Fraction(0)),
        }
        for number in range(len(stage.partition))
    ]
    return {"rounds": rounds, "alliances": final, "revenue": sum(settled.prices.values(), Fraction(0))}


def _split(settled: Settled, words: _Words, allocation: FullAllocation, split: str) -> tuple[Finding, dict[int, Fraction]]:
    """Whether the split is possible, and what every buyer pays (nothing is said where it is not)."""
    economy, paid = words.economy, dict[int, Fraction]()
    for number, some in enumerate(settled.stage.partition):
        utilities = [economy.utility(member, allocation.bundles[member]) for member in some]
        found = payments(split, settled.prices.get(number, Fraction(0)), utilities)
        if isinstance(found, TooMuch):
            witness = {"buyer": economy.names[some[found.member]], "payment": found.payment, "utility": utilities[found.member]}
            return Finding(claim="split", holds=False, grade="recomputed", details={"witness": witness}), {}
        paid |= dict(zip(some, found, strict=True))
    return Finding(claim="split", holds=True, grade="recomputed"), dict(sorted(paid.items()))


def _paid_outcome(settled: Settled, economy: Economy, allocation: FullAllocation, paid: Mapping[int, Fraction]) -> dict[str, Any]:
    """Payments, payoffs, and the price lists of members of alliances of several."""
    if not paid:
        return {}
    payoffs = {buyer: economy.utility(buyer, allocation.bundles[buyer]) - payment for buyer, payment in paid.items()}
    found: dict[str, Any] = {
        "payments": {economy.names[buyer]: payment for buyer, payment in paid.items()},
        "payoffs": {economy.names[buyer]: payoff for buyer, payoff in payoffs.items()} | {"seller": sum(paid.values(), Fraction(0))},
    }
    if economy.goods <= TABLES_UP_TO:
        joined = sorted(member for some in settled.stage.partition if len(some) > 1 for member in some)
        found["individual"] = {
            economy.names[member]: [
                {"bundle": economy.goods_of(bundle), "price": price} for bundle, price in price_list(economy, member, payoffs[member]).items()
            ]
            for member in joined
        }
    return found


def _extreme_finding(settled: Settled, words: _Words, certificate: dict[str, Any]) -> Finding:
    """That no supporting prices of these packages have a greater (smaller) total."""
    if settled.stage.large:
        return Finding(claim="extreme-total", holds=None, grade="unproven")
    certificate["total"] = words.multipliers(settled.extreme)
    return Finding(claim="extreme-total", holds=True, grade="recomputed")


def _least_finding(settled: Settled, words: _Words, certificate: dict[str, Any], grade: str, *, listed: bool) -> Finding:
    """Whether no supporting prices of these packages are lower anywhere."""
    claim, least = "vickrey-least", {}
    if not listed:
        return Finding(claim=claim, holds=None, grade="unproven")
    for holder, price in settled.prices.items():
        found = settled.stage.extreme({holder: Fraction(-1)})
        if isinstance(found, Unsupported):
            raise TypeError("no prices where some support all packages")
        if found.prices[holder] < price:
            certificate["lower"] = plain(words.prices(found.prices))
            witness = {"buyer": words.name(holder), "payment": price, "low": found.prices[holder]}
            return Finding(claim=claim, holds=False, grade=grade, details={"witness": witness})
        least[words.name(holder)] = words.multipliers(found.multipliers)
    certificate["least"] = least
    return Finding(claim=claim, holds=True, grade=grade)
