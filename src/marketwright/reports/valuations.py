"""What the rule `properties` finds of single valuations: a table, and witnesses in words."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.coalitions.valuations import TABLE_UP_TO, value_table
from marketwright.markets.atoms import value_groups
from marketwright.markets.bundle import OrOfXorValues, Values
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.words import number, table

MOST_ROWS = 25
_SHORT: Mapping[bool | None, str] = {True: "yes", False: "no", None: "not decided"}
CLAIMS = ("monotone", "submodular", "gross-substitutes")


def valuation_lines(answered: AnsweredMarket) -> list[str]:
    """A table of the first valuations with the verdicts on each."""
    findings = findings_by_buyer(answered)
    valuations: Mapping[str, Any] = answered.document["outcome"]["valuations"]
    rows = []
    for buyer, found in list(valuations.items())[:MOST_ROWS]:
        verdicts = [_SHORT[findings[buyer][claim]["holds"]] for claim in CLAIMS]
        if "closed" in findings[buyer]["monotone"]:
            verdicts[0] = "yes, closed"
        rows.append((answered.cell(buyer), found["type"], str(found["atoms"]), *verdicts))
    lines = table([("buyer", "type", "bids", *CLAIMS), *rows], right=[2])
    if len(valuations) > MOST_ROWS:
        lines.append(f"  and {len(valuations) - MOST_ROWS} more")
    if len(answered.bundles.goods) > TABLE_UP_TO:
        lines.append(f"  with more than {TABLE_UP_TO} goods, values are not tabulated: only the type decides")
    return lines


def findings_by_buyer(answered: AnsweredMarket) -> dict[str, dict[str, Mapping[str, Any]]]:
    """The findings about each buyer, by claim."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for finding in answered.document["findings"]:
        if "buyer" in finding:
            found.setdefault(finding["buyer"], {})[finding["claim"]] = finding
    return found


def submodularity_sentence(answered: AnsweredMarket, buyer: str, witness: Mapping[str, Any]) -> str:
    """What goods add that they should not, with numbers."""
    values = next(other.values for other in answered.bundles.buyers if other.name == buyer)
    bundle, (first, second) = list(witness["bundle"]), witness["goods"]
    alone = worth_of(values, [*bundle, second]) - worth_of(values, bundle)
    beside = worth_of(values, [*bundle, first, second]) - worth_of(values, [*bundle, first])
    base = f"to {answered.bundle_cell(bundle)}" if bundle else "alone"
    added = f"{answered.bundle([second])} adds {number(alone)} {base}, but {number(beside)} when {answered.good(first)} is there too"
    return f"{answered.buyer(buyer)} is not submodular: {added}."


def substitutes_sentence(answered: AnsweredMarket, buyer: str, witness: Mapping[str, Any]) -> str:
    """Which rise of prices drives out a good whose price stayed."""
    prices, raised = ({good: Fraction(price) for good, price in witness[key].items()} for key in ("prices", "raised"))
    risen = [good for good in prices if raised[good] != prices[good]]
    stayed = [good for good in witness["bundle"] if good not in risen]
    rises = ", ".join(f"the price of {answered.good(good)} is {number(raised[good])}" for good in risen)
    listing = ", ".join(f"{answered.good(good)}: {number(price)}" for good, price in prices.items())
    return (
        f"{answered.buyer(buyer)} is not gross substitutes: at the prices ({listing}) the demand is {answered.bundle_cell(witness['bundle'])}; "
        f"once {rises}, no demanded bundle contains {answered.bundle_cell(stayed)} any more."
    )


def worth_of(values: Values, goods: Sequence[str]) -> Fraction:
    """The worth of a set of goods.

    Cost: 2^goods times the number of bids inside the set.
    """
    inside = set(goods)
    groups = tuple(tuple(bid for bid in group if inside.issuperset(bid.bundle)) for group in value_groups(values))
    return value_table(tuple(goods), OrOfXorValues(groups=groups))[-1]
