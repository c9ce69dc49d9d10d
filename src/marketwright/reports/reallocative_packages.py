"""Packages in words, and who buys and sells them: the rules reallocative/packages, advise, quantity and independent."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.reallocative_claims import condition_text
from marketwright.reports.reallocative_outcomes import outcome_lines, trade_lines
from marketwright.reports.reallocative_words import (
    Bundle,
    figure,
    flat,
    good_text,
    package_text,
    paragraphs,
    payment_cells,
    stated,
    trade_cells,
)
from marketwright.reports.walrasian_words import cut, fitted
from marketwright.reports.words import WIDTH, Section, wrapped
from marketwright.solvers.surplus.matrices import apply, inverse, transpose

METHODS: Mapping[str, str] = {
    "stated": "Packages that were tested",
    "goods": "Packages that work: the goods themselves, bought or sold",
    "common-eigenvectors": "Packages that work: they are worth as much together as apart, to every bidder",
    "extreme-rays": "Packages that work: the widest in which nobody sells",
    "tilted": "Packages that work: tilted until nobody sells any",
}
"""The titles of packages, by the method that found them."""
NONE_FOUND = "No packages were found that certify the core"
NONE_EXIST = "There are no packages that would certify the core"
ELSE = "Another quantity, or another set of bidders, might help: `reallocative/quantity` says at which multiples of the quantity packages work."
ELSE_OF_NOTHING = "Another set of bidders might help, or a quantity that the auctioneer brings: here it is zero."


def packages_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The packages and their quantities."""
    return flat(packages_sections(answered, width))


def packages_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    if "packages" not in outcome:
        return [_without_packages(answered, width)]
    return [(METHODS[outcome["method"]], package_lines(answered, outcome["packages"], outcome["package_quantities"], width))]


def _without_packages(answered: AnsweredMarket, width: int) -> Section:
    """That no packages were found, or that there are none, and what else might help."""
    finding = answered.finding("packages-exist")
    title = NONE_EXIST if finding is not None and finding["holds"] is False else NONE_FOUND
    return title, wrapped(ELSE if any(answered.divisible.quantity) else ELSE_OF_NOTHING, width)


def package_lines(answered: AnsweredMarket, packages: Sequence[Bundle], quantities: Sequence[Any] | None, width: int) -> list[str]:
    """Every package in words, and how much of it the auctioneer brings."""
    lines = []
    for number, package in enumerate(packages, start=1):
        brought = "" if quantities is None else f"; quantity {figure(quantities[number - 1])}"
        lines += wrapped(f"package {number}: {package_text(answered, package)}{brought}", width)
    return lines


def held(answered: AnsweredMarket, packages: Sequence[Bundle], bundle: Bundle) -> tuple[Fraction, ...]:
    """The quantities of packages that make up a bundle."""
    goods = answered.divisible.goods
    columns = tuple(tuple(Fraction(str(package[good])) for good in goods) for package in packages)
    return apply(inverse(transpose(columns)), tuple(Fraction(str(bundle[good])) for good in goods))


def holding_lines(answered: AnsweredMarket, packages: Sequence[Bundle], allocation: Mapping[str, Bundle], width: int) -> list[str]:
    """Who buys and who sells each package at an allocation."""
    columns = map(trade_cells, zip(*(held(answered, packages, bundle) for bundle in allocation.values()), strict=True))
    rows, more = cut(list(zip(map(answered.cell, allocation), *columns, strict=True)), "bidder")
    header = ("bidder", *(f"package {number}" for number in range(1, len(packages) + 1)))
    return [*fitted(header, rows, [], width), *more]


def advise_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """How different bidders are, the Vickrey outcome, and which packages to offer."""
    return flat(advise_sections(answered, width))


def advise_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    sections = [("The Vickrey auction as it is", [*outcome_lines(answered, outcome, width), *_lost(answered, outcome, width)])]
    if "packages" in outcome:
        sections.append((f"What to offer. {METHODS[outcome['method']]}", package_lines(answered, outcome["packages"], outcome["package_quantities"], width)))
        sections.append(("Who buys and who sells packages", holding_lines(answered, outcome["packages"], outcome["allocation"], width)))
    else:
        sections.append(_without_packages(answered, width))
    sections.append(("How different the bidders are", _differences(answered, outcome, width)))
    return sections


def _lost(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int) -> list[str]:
    blocked = (answered.finding("bidder-core") or {}).get("holds") is False
    if "largest_deficit" not in outcome and not blocked:
        return wrapped("No coalition of the auctioneer with bidders could do better.", width)
    return wrapped(f"A coalition of the auctioneer with bidders could do better by {stated(outcome, 'largest_deficit')}.", width)


def _differences(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int) -> list[str]:
    theta, commutator, rest = (Fraction(str(outcome[key])) for key in ("theta_difference", "commutator", "off_diagonal"))
    first = (
        "The first unit of every good is worth the same to all."
        if theta == 0
        else f"First units are worth different amounts to them, by up to {figure(theta)}."
    )
    if len(answered.divisible.goods) == 1:
        return wrapped(first, width)
    named = "; ".join(package_text(answered, {good: round(Fraction(str(value)), 2) for good, value in bundle.items()}) for bundle in outcome["basis"])
    if commutator == 0 and rest == 0:
        return paragraphs([first, "They agree on packages whose values do not depend on one another."], width)
    if commutator == 0:
        second = f"They agree on packages whose values do not depend on one another, but with irrational numbers; rounded: {named}."
        return paragraphs([first, second, "`reallocative/independent` finds only rational ones: state these, rounded, as packages in its input."], width)
    share = "less than 0.01" if 0 < rest < Fraction(1, 10000) else figure(round(100 * rest, 2))
    second = f"They do not agree on packages whose values do not depend on one another. Nearest come (rounded): {named}."
    third = f"In these packages {share} % of the matrices S (by squares of their entries) still ties one package to another; 0 % would be agreement."
    return paragraphs([first, second, third], width)


def quantity_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The packages, the direction, and the interval."""
    return flat(quantity_sections(answered, width))


def quantity_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    sections = [("Packages", package_lines(answered, outcome["packages"], None, width))]
    step = _direction(answered, outcome["direction"])
    if "interval" not in outcome:
        return [*sections, ("At no quantity is it true that nobody sells a package", wrapped(f"Quantities that were tried: all multiples of {step}.", width))]
    interval = outcome["interval"]
    least, greatest = (
        figure(interval[key]) if key in interval else "a number too long to be written" if f"{key}_by" in outcome else None for key in ("least", "greatest")
    )
    match least, greatest:
        case None, None:
            said = f"every multiple of {step}"
        case _, None:
            said = f"{least} times {step}, or more"
        case None, _:
            said = f"{greatest} times {step}, or less"
        case _:
            alike = "least" in interval and interval["least"] == interval.get("greatest")
            said = f"exactly {least} times {step}" if alike else f"{least} to {greatest} times {step}"
    reasons = [
        f"{'Below' if key == 'least_by' else 'Above'} that {condition_text(answered, outcome[key])}." for key in ("least_by", "greatest_by") if key in outcome
    ]
    return [*sections, ("Quantities at which nobody sells a package, whichever of these bidders take part", paragraphs([f"{said}.", *reasons], width))]


def _direction(answered: AnsweredMarket, bundle: Bundle) -> str:
    """The direction, with the sign of every quantity at its own place."""
    parts = [f"{figure(value)} of {good_text(answered, good)}" for good, value in bundle.items() if Fraction(str(value))]
    market = answered.divisible
    own = {good: Fraction(str(bundle[good])) for good in market.goods} == dict(zip(market.goods, market.quantity, strict=True))
    return f"the market's quantity ({', '.join(parts)})" if own else f"({', '.join(parts)})"


def independent_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The auction of every package, and what they come to together."""
    return flat(independent_sections(answered, width))


def independent_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    sections = []
    for number, (package, quantity, auction) in enumerate(zip(outcome["packages"], outcome["package_quantities"], outcome["auctions"], strict=True), start=1):
        allocation, payments = auction["allocation"], payment_cells(auction["payments"])
        trades = zip(map(answered.cell, allocation), trade_cells(allocation.values()), map(payments.__getitem__, allocation), strict=True)
        rows, more = cut(list(trades), "bidder")
        said = f"quantity {figure(quantity)}, clearing price {figure(auction['price'])}, revenue {figure(auction['revenue'])}"
        title = f"Auction of package {number}: {package_text(answered, package)}"
        sections.append((title, [*fitted(("bidder", "package", "pays"), rows, [2], width), *more, *wrapped(said, width)]))
    paid = [("pays", payment_cells(outcome["payments"]))]
    together = [*trade_lines(answered, outcome["allocation"], paid, width), *wrapped(f"revenue {figure(outcome['revenue'])}", width)]
    return [*sections, ("All auctions together", together)]
