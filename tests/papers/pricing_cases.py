"""Asking the rules on prices about small markets, and reading their answers briefly."""

from fractions import Fraction

import marketwright
from marketwright.markets import market_from_document


def xor(**bids):
    """Bids for bundles of one-letter goods, of which at most one counts."""
    return {"type": "xor", "bids": [{"bundle": list(bundle), "value": value} for bundle, value in bids.items()]}


def market(goods, *values):
    """A market of buyers 1, 2, ..."""
    buyers = [{"name": str(number), "values": theirs} for number, theirs in enumerate(values, start=1)]
    return market_from_document({"format": "marketwright.market/1", "kind": "bundle", "goods": list(goods), "buyers": buyers})


def answered(economy, rule, **given):
    """An answer that the checker accepts."""
    answer = marketwright.solve(economy, f"prices/{rule}", input=given or None)
    assert answer.checked == "accepted"
    return answer


def found(economy, rule, *keys, **given):
    """Parts of the outcome."""
    outcome = answered(economy, rule, **given).outcome
    return tuple(outcome[key] for key in keys)


def holds(answer):
    return {finding.claim: finding.holds for finding in answer.findings}


def supports(economy, allocation, packages, scheme="eff"):
    """Whether package prices, extended by the scheme, satisfy every buyer, by the definition."""
    from marketwright.markets import market_document
    from tests.pricing_oracle import Economy

    oracle = Economy(market_document(economy))
    prices = oracle.extension(allocation, packages) if scheme == "eff" else packages
    return not oracle.dissatisfied(prices, allocation)


EXAMPLE_1 = market("AB", xor(AB=3), xor(A=2, B=2))
EXAMPLE_2 = market("AB", xor(A=5, B=5), xor(B=3), xor(AB=7))
ERRATUM_1 = market("AB", xor(A=5), xor(B=5), xor(AB=8))
ERRATUM_2 = market("AB", xor(AB=10), xor(A=4), xor(B=4))
ERRATUM_5 = market("AB", xor(A=5), xor(B=3))
ERRATUM_6 = market("ABC", xor(A=10, BC=8), xor(B=3), xor(C=3))
ERRATUM_8 = market("AB", xor(A=4, B=3), xor(AB=2))
TENTH = Fraction(1, 10)
