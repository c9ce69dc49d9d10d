"""The rule `reallocative/quantity`: for which multiples of a direction packages certify the bidder-core."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketcheck.case import verdict
from marketcheck.conditions import reject
from marketcheck.documents import keys, number
from marketcheck.matrices import Vector, applied, dot, plus
from marketcheck.reallocative import AMOUNTS, Auction, form
from marketcheck.reallocative_packages import BUNDLES, PACKAGE_CODES, PACKAGES_INPUT, WITNESS, Packages, coalition_of, stated_packages
from marketcheck.surplus import Coalition

CONDITION = {"coalition": [str], "bidder": str, "package": int}
INTERVAL: dict[str, Any] = {"interval": {"least?": number, "greatest?": number}, "least_by": CONDITION, "greatest_by": CONDITION}
QUANTITY = form({"packages": BUNDLES, "direction": AMOUNTS} | INTERVAL, conditions=int, witness=WITNESS | {"conditions?": [CONDITION]})
QUANTITY_INPUT = PACKAGES_INPUT | {"direction?": AMOUNTS}
QUANTITY_CODES = PACKAGE_CODES | dict.fromkeys(("direction", *INTERVAL), "D27")


def check_quantity(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/quantity`."""
    auction.require_evidence()
    auction.require_listed()
    packages, size = stated_packages(auction), len(auction.market.bidders)
    direction = auction.vector(auction.input["direction"], "input.direction") if "direction" in auction.input else [*auction.market.quantity]
    if not any(direction):
        reject("D27", "direction", "zero", "a direction")
    outcome = {"packages": auction.outcome["packages"], "direction": auction.bundle(direction)}
    substitutes, claimed = packages.substitutes(), auction.finding("some-quantity")
    if claimed["holds"] is False:
        witness = keys(claimed.get("witness"), "findings.some-quantity.witness", ["conditions"])
        _require_excluded([_line(packages, direction, one, "findings.some-quantity.witness") for one in witness["conditions"]])
        some = verdict("some-quantity", False, "proved", witness=witness)
    else:
        outcome |= _interval(packages, direction)
        some = verdict("some-quantity", True, "enumerated", conditions=(size << size - 1) * len(direction))
    both = substitutes["holds"] and some["holds"]
    certified = verdict("certified", True, "enumerated") if both else verdict("certified", None, "unproven")
    auction.finish(outcome, [substitutes, some, certified], QUANTITY_CODES)


def _line(packages: Packages, direction: Vector, stated: Mapping[str, Any], place: str) -> tuple[Fraction, Fraction]:
    """Returns what a member gets of a package at no quantity, and how much more for each multiple of the direction."""
    coalition, bidder = coalition_of(packages.auction, stated, place)
    if not 0 <= stated["package"] < len(packages.bundles):
        reject("D23", f"{place}.package", stated["package"], "a package")
    return next(line for who, package, line in _lines(packages, direction, [bidder], coalition) if package == stated["package"] and who == bidder)


def _lines(packages: Packages, direction: Vector, members: Sequence[int], coalition: Coalition) -> Iterator[tuple[int, int, tuple[Fraction, Fraction]]]:
    """Yields what members get of packages, as such lines: `W S_i^-1 (theta_i - H m)` and `W S_i^-1 H d`."""
    found = packages.auction.utilities
    above, below = coalition.price_ratios([0] * len(direction))
    price, change = [Fraction(entry, below) for entry in above], applied(coalition.slope, direction)
    for i in members:
        rest = plus(found.thetas[i], price, -1)
        for package, row in enumerate(packages.gains[i]):
            yield i, package, (dot(row, rest), dot(row, change))


def _require_excluded(lines: Sequence[tuple[Fraction, Fraction]]) -> None:
    """Verifies that one line is below 0 everywhere, or that two are nowhere both at least 0."""
    alone = len(lines) == 1 and lines[0][1] == 0 and lines[0][0] < 0
    if len(lines) == 2:
        (least, rise), (greatest, fall) = sorted(lines, key=lambda line: -line[1])
        alone = rise > 0 > fall and -least / rise > -greatest / fall
    if not alone:
        reject("D27", "findings.some-quantity.witness", "conditions that hold together", "one that always fails, or two that exclude one another")


def _interval(packages: Packages, direction: Vector) -> dict[str, Any]:
    """Returns the interval that is due, with the stated conditions at its ends."""
    auction, ends = packages.auction, dict[str, Fraction]()
    for members, coalition in auction.utilities.every_set(auction.participants):
        for _, _, (base, rise) in _lines(packages, direction, members, coalition):
            if rise == 0 and base < 0:
                reject("D27", "findings.some-quantity", f"nothing holds for {auction.names(members)}", "some quantity")
            elif rise:
                end = -base / rise
                key, best = ("least", max) if rise > 0 else ("greatest", min)
                ends[key] = best(ends.get(key, end), end)
    if len(ends) == 2 and ends["least"] > ends["greatest"]:
        reject("D27", "findings.some-quantity", "true", "false: two conditions exclude one another")
    outcome: dict[str, Any] = {"interval": ends}
    for key, end in ends.items():
        by = keys(auction.outcome, "outcome", [f"{key}_by"], auction.outcome)[f"{key}_by"]
        base, rise = _line(packages, direction, by, f"outcome.{key}_by")
        if (rise if key == "least" else -rise) <= 0 or -base / rise != end:
            reject("D27", f"outcome.{key}_by", "another condition", "one that fails beyond the end")
        outcome[f"{key}_by"] = by
    return outcome
