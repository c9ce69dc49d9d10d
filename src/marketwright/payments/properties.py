"""The rule `properties`: what each valuation is, and whether the market is buyers-submodular."""

from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.certificates.bounds import with_bounds
from marketwright.coalitions.submodularity_finding import submodularity_finding
from marketwright.coalitions.valuations import TABLE_UP_TO, submodularity_witness, substitutes_by_type, substitutes_witness
from marketwright.coalitions.worths import Clearing
from marketwright.markets.bundle import BundleMarket, Buyer
from marketwright.markets.document import market_document
from marketwright.markets.tables import closed_tables
from marketwright.questions import Question


def properties(market: BundleMarket, question: Question) -> Result:
    """Monotone, submodular, gross substitutes for each buyer; buyers-submodular for the market; each with a witness where it fails."""
    closed = closed_tables(market)
    clearing = Clearing(market, question.limits)
    findings: list[Finding] = []
    for buyer in market.buyers:
        findings.extend(_of_valuation(market, buyer, buyer.name in closed))
    last, proof = submodularity_finding(clearing, all(finding.holds is True for finding in findings if finding.claim == "gross-substitutes"))
    return Result(
        outcome={"valuations": _valuations(clearing)},
        findings=(*findings, last),
        certificate=with_bounds(clearing.rows, **proof),
        parameters={},
    )


def _valuations(clearing: Clearing) -> dict[str, Any]:
    types: list[Any] = market_document(clearing.market)["buyers"]  # type: ignore[assignment]
    sizes = [0] * (clearing.seller + 1)
    for atom in clearing.atoms:
        sizes[atom.owner] += 1
    return {buyer["name"]: {"type": buyer["values"]["type"], "atoms": sizes[number]} for number, buyer in enumerate(types)}


def _of_valuation(market: BundleMarket, buyer: Buyer, closed: bool) -> list[Finding]:
    name = {"buyer": buyer.name}
    found = [Finding(claim="monotone", holds=True, grade="recomputed", details=name | ({"closed": True} if closed else {}))]
    if substitutes_by_type(buyer.values):
        return found + [Finding(claim=claim, holds=True, grade="recomputed", details=name) for claim in ("submodular", "gross-substitutes")]
    if len(market.goods) > TABLE_UP_TO:
        return found + [Finding(claim=claim, holds=None, grade="unproven", details=name) for claim in ("submodular", "gross-substitutes")]
    pair = submodularity_witness(market, buyer.values)
    if pair is None:
        found.append(Finding(claim="submodular", holds=True, grade="recomputed", details=name))
    else:
        witness: dict[str, Any] = {"bundle": list(pair.bundle), "goods": list(pair.goods)}
        found.append(Finding(claim="submodular", holds=False, grade="proved", details=name | {"witness": witness}))
    prices = substitutes_witness(market, buyer.values)
    if prices is None:
        found.append(Finding(claim="gross-substitutes", holds=True, grade="recomputed", details=name))
    else:
        witness = {"prices": plain(prices.prices), "raised": plain(prices.raised), "bundle": list(prices.bundle)}
        found.append(Finding(claim="gross-substitutes", holds=False, grade="proved", details=name | {"witness": witness}))
    return found
