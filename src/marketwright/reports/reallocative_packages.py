"""Packages in words, and who buys and sells them: the rules reallocative/packages, advise, quantity and independent."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.reallocative_claims import condition_text
from marketwright.reports.reallocative_outcomes import outcome_lines, trade_lines
from marketwright.reports.reallocative_words import (
    Bundle,
    amounts_text,
    figure,
    flat,
    has,
    package_text,
    paragraphs,
    payment_cell,
    precise,
    trade_cell,
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
ELSE = "Another quantity, or another set of bidders, might help: `reallocative/quantity` says at which multiples of the quantity packages work."


def packages_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The packages and their quantities."""
    return flat(packages_sections(answered, width))


def packages_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    if "packages" not in outcome:
        return [(NONE_FOUND, wrapped(ELSE, width))]
    return [(METHODS[outcome["method"]], package_lines(answered, outcome["packages"], outcome["package_quantities"], width))]


def package_lines(answered: AnsweredMarket, packages: Sequence[Bundle], quantities: Sequence[Any] | None, width: int) -> list[str]:
    """Every package in words, and how much of it the auctioneer brings."""
    lines = []
    for number, package in enumerate(packages, start=1):
        brought = "" if quantities is None else f"; quantity {figure(quantities[number - 1])}"
        lines += wrapped(f"package {number}: {package_text(answered, package)}{brought}", width)
    return lines


def held(answered: AnsweredMarket, packages: Sequence[Bundle], bundle: Bundle) -> tuple[Fraction, ...]:
    """The quantities of packages that make up a bundle."""
    goods = answered.market.goods
    columns = tuple(tuple(Fraction(str(package[good])) for good in goods) for package in packages)
    return apply(inverse(transpose(columns)), tuple(Fraction(str(bundle[good])) for good in goods))


def holding_lines(answered: AnsweredMarket, packages: Sequence[Bundle], allocation: Mapping[str, Bundle], width: int) -> list[str]:
    """Who buys and who sells each package at an allocation."""
    rows, more = cut(
        [(answered.cell(bidder), *(trade_cell(amount) for amount in held(answered, packages, bundle))) for bidder, bundle in allocation.items()], "bidder"
    )
    header = ("bidder", *(f"package {number}" for number in range(1, len(packages) + 1)))
    return [*fitted(header, rows, [], width), *more]


def advise_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """How different bidders are, the Vickrey outcome, and which packages to offer."""
    return flat(advise_sections(answered, width))


def advise_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    sections = [("The Vickrey auction as it is", [*outcome_lines(answered, outcome, width), *_lost(outcome, width)])]
    if "packages" in outcome:
        sections.append((f"What to offer. {METHODS[outcome['method']]}", package_lines(answered, outcome["packages"], outcome["package_quantities"], width)))
        sections.append(("Who buys and who sells packages", holding_lines(answered, outcome["packages"], outcome["allocation"], width)))
    else:
        sections.append((NONE_FOUND, wrapped(ELSE, width)))
    sections.append(("How different the bidders are", _differences(answered, outcome, width)))
    return sections


def _lost(outcome: Mapping[str, Any], width: int) -> list[str]:
    if "largest_deficit" not in outcome:
        return wrapped("No coalition of the auctioneer with bidders could do better.", width)
    return wrapped(f"A coalition of the auctioneer with bidders could do better by {precise(outcome['largest_deficit'])}.", width)


def _differences(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int) -> list[str]:
    theta, commutator, rest = (Fraction(str(outcome[key])) for key in ("theta_difference", "commutator", "off_diagonal"))
    first = (
        "The first unit of every good is worth the same to all."
        if theta == 0
        else f"First units are worth different amounts to them, by up to {figure(theta)}."
    )
    if len(answered.market.goods) == 1:
        return wrapped(first, width)
    if commutator == 0:
        second = "They agree on packages whose values do not depend on one another."
    else:
        share = "less than 0.01" if 0 < rest < Fraction(1, 10000) else figure(round(100 * rest, 2))
        named = "; ".join(package_text(answered, {good: round(Fraction(str(value)), 2) for good, value in bundle.items()}) for bundle in outcome["basis"])
        nearest = f"Nearest come (rounded): {named}; {share} % of the squares of their values lie between them."
        second = f"They do not agree on packages whose values do not depend on one another. {nearest}"
    return paragraphs([first, second], width)


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
    least, greatest = (outcome["interval"].get(key) for key in ("least", "greatest"))
    match least, greatest:
        case None, None:
            said = f"every multiple of {step}"
        case _, None:
            said = f"{figure(least)} times {step}, or more"
        case None, _:
            said = f"{figure(greatest)} times {step}, or less"
        case _:
            said = f"{figure(least)} to {figure(greatest)} times {step}" if least != greatest else f"exactly {figure(least)} times {step}"
    reasons = [
        f"{'Below' if key == 'least_by' else 'Above'} that {condition_text(answered, outcome[key])}." for key in ("least_by", "greatest_by") if key in outcome
    ]
    return [*sections, ("Quantities at which nobody sells a package, whoever takes part", paragraphs([f"{said}.", *reasons], width))]


def _direction(answered: AnsweredMarket, bundle: Bundle) -> str:
    parts = [amounts_text(answered, bundle)] if has(bundle, 1) else []
    if has(bundle, -1):
        parts.append(f"less {amounts_text(answered, bundle, -1)}" if parts else f"minus {amounts_text(answered, bundle, -1)}")
    return f"({' '.join(parts)})"


def independent_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The auction of every package, and what they come to together."""
    return flat(independent_sections(answered, width))


def independent_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    sections = []
    for number, (package, quantity, auction) in enumerate(zip(outcome["packages"], outcome["package_quantities"], outcome["auctions"], strict=True), start=1):
        rows, more = cut(
            [(answered.cell(bidder), trade_cell(amount), payment_cell(auction["payments"][bidder])) for bidder, amount in auction["allocation"].items()],
            "bidder",
        )
        said = f"quantity {figure(quantity)}, clearing price {figure(auction['price'])}, revenue {figure(auction['revenue'])}"
        title = f"Auction of package {number}: {package_text(answered, package)}"
        sections.append((title, [*fitted(("bidder", "package", "pays"), rows, [2], width), *more, *wrapped(said, width)]))
    paid = [("pays", {bidder: payment_cell(value) for bidder, value in outcome["payments"].items()})]
    together = [*trade_lines(answered, outcome["allocation"], paid, width), *wrapped(f"revenue {figure(outcome['revenue'])}", width)]
    return [*sections, ("All auctions together", together)]
