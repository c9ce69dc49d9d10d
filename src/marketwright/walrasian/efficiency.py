"""The rule `walrasian/efficient`: whether bundles are efficient, by dual numbers or by bundles that dominate them.

*Meaning.* Let z be the bundles, and V_i(a; z_i) the payment at which position a is as good for buyer i as z_i.  Whoever reallocates the goods and leaves
nobody worse off can take at most V_i(a; z_i) from i: so z is efficient exactly if no assignment has a greater sum of V_i(a; z_i) - v^a than the net
revenue of z, and the best assignment at these payments dominates z otherwise.

*Source.* `docs/formats/walrasian.md`; spec walrasian 5; paper 003, section 3 and Proposition 5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.questions import Question
from marketwright.solvers.matching.assignment import best_assignment
from marketwright.walrasian.parts import named_bundles, named_duals
from marketwright.walrasian.setting import Bundle, Setting, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Efficient:
    """Nothing dominates the bundles: dual numbers of buyers and goods, together the most that a reallocation could leave to the seller."""

    buyers: tuple[Fraction, ...]
    goods: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dominated:
    """Bundles at which everybody's level is the same and the net revenue is greater."""

    bundles: tuple[Bundle, ...]
    net_revenue: Fraction


def efficient_bundles(market: UnitDemandMarket, question: Question) -> Result:
    """Whether the bundles of the input are efficient, for one seller and, if shares are given, for sellers of one good each."""
    asked = question.input or {}
    here = setting(market)
    bundles = bundles_of(here, asked["bundles"])
    verdict = pareto_test(here, bundles)
    levels = {buyer.name: here.level(i, bundle) for i, (buyer, bundle) in enumerate(zip(market.buyers, bundles, strict=True))}
    outcome = {"bundles": named_bundles(here, bundles), "levels": levels, "net_revenue": net_revenue(here, bundles)}
    findings = [efficient_finding(here, verdict)]
    if "shares" in asked:
        shares = {good: Fraction(asked["shares"][good]) for good in market.goods}
        outcome["shares"] = shares
        details = {} if isinstance(verdict, Efficient) else {"witness": _for_sellers(here, bundles, tuple(shares.values()), verdict)}
        findings.append(Finding(claim="multi-seller-efficient", holds=isinstance(verdict, Efficient), grade="proved", details=details))
    return Result(outcome=outcome, findings=tuple(findings), certificate=duals_part(here, verdict), parameters={})


def pareto_test(here: Setting, bundles: Sequence[Bundle]) -> Efficient | Dominated:
    """Whether the bundles, at most one for each good, are efficient."""
    levels = [here.level(i, bundle) for i, bundle in enumerate(bundles)]
    amounts = [here.willing(i, level) for i, level in enumerate(levels)]
    worths = here.seller_values
    weights = [[None if amount is None else amount - worth for amount, worth in zip(row, worths, strict=True)] for row in amounts]
    best = best_assignment(weights, levels, len(worths))
    if best.total <= net_revenue(here, bundles):
        return Efficient(buyers=best.agents, goods=best.objects)
    better = tuple((good, levels[i] if good is None else _permitted(amounts[i][good])) for i, good in enumerate(best.positions))
    return Dominated(bundles=better, net_revenue=best.total)


def _permitted(amount: Fraction | None) -> Fraction:
    if amount is None:
        raise ArithmeticError("an assignment gives somebody a good that he may not have")
    return amount


def net_revenue(here: Setting, bundles: Sequence[Bundle]) -> Fraction:
    """The payments less the seller's values of the sold goods."""
    return sum((payment - (0 if good is None else here.seller_values[good]) for good, payment in bundles), Fraction())


def _for_sellers(here: Setting, bundles: Sequence[Bundle], shares: Sequence[Fraction], better: Dominated) -> dict[str, Any]:
    """The better bundles with shares that leave every good's seller better off by the same part of the gain.

    *Meaning.* Everything is shared out: a seller keeps what he had, gets the value of his good if that is sold now, and his part of the gain; also the
    seller of a good that is sold neither before nor now (spec walrasian, erratum 2).  Without goods everything is efficient, so there is somebody to gain.
    """
    sold, sold_now = ({good for good, _ in some if good is not None} for some in (bundles, better.bundles))
    part = (better.net_revenue - net_revenue(here, bundles)) / len(shares)
    new = {
        name: share + part + here.seller_values[good] * ((good in sold_now) - (good in sold))
        for good, (name, share) in enumerate(zip(here.market.goods, shares, strict=True))
    }
    return {"bundles": named_bundles(here, better.bundles), "shares": new}


def efficient_finding(here: Setting, verdict: Efficient | Dominated) -> Finding:
    """The finding `efficient`, with its witness if it does not hold."""
    if isinstance(verdict, Efficient):
        return Finding(claim="efficient", holds=True, grade="proved")
    witness = {"bundles": named_bundles(here, verdict.bundles), "net_revenue": verdict.net_revenue}
    return Finding(claim="efficient", holds=False, grade="proved", details={"witness": witness})


def duals_part(here: Setting, verdict: Efficient | Dominated) -> dict[str, Any]:
    """What a certificate has of the verdict: dual numbers, or nothing."""
    return {"duals": named_duals(here.market, verdict.buyers, verdict.goods)} if isinstance(verdict, Efficient) else {}


def bundles_of(here: Setting, named: Mapping[str, Any]) -> tuple[Bundle, ...]:
    """Everybody's bundle, from a document in canonical form."""
    numbers = {good: number for number, good in enumerate(here.market.goods)}
    entries = [named[buyer.name] for buyer in here.market.buyers]
    return tuple((None if entry["good"] is None else numbers[entry["good"]], Fraction(entry["payment"])) for entry in entries)
