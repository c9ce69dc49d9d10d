"""Packages (`docs/formats/reallocative.md`, "Packages"): the conditions of Theorem 1, and the rule `reallocative/packages`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from marketcheck.case import Finding, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number
from marketcheck.lines import Exact
from marketcheck.matrices import Matrix, Vector, applied, dot, inverse, over_common, plus, product, transposed
from marketcheck.reallocative import AMOUNTS, CODES, Auction, form
from marketcheck.surplus import Coalition

METHODS = ("goods", "common-eigenvectors", "extreme-rays", "tilted")
ALLOCATIONS = [{"coalition": [str], "bidder": str}]
BUNDLES = [AMOUNTS]
PACKAGES_INPUT = {"packages?": BUNDLES}
PACKAGES_OUTCOME = {"packages": BUNDLES, "package_quantities": [number], "method": {"stated", *METHODS}}
WITNESS: dict[str, Any] = {"bidder?": str, "packages?": (int, int), "value?": number, "coalition?": [str], "package?": int}
WITNESS |= {"allocations?": ALLOCATIONS, "multipliers?": [number]}
PACKAGES = form(PACKAGES_OUTCOME, coalitions=int, witness=WITNESS)
PACKAGE_CODES = CODES | dict.fromkeys(("packages", "package_quantities", "method"), "D22")


@dataclass(frozen=True)
class Packages:
    """Packages and the rows of W, which say how much of each makes up a bundle."""

    auction: Auction
    bundles: Sequence[Vector]
    weights: Matrix

    @cached_property
    def gains(self) -> list[Matrix]:
        """The matrix `W S_i^-1` of every bidder."""
        return [product(self.weights, inverted) for inverted in self.auction.utilities.inverses]

    def substitutes(self) -> Finding:
        """Returns the finding `substitutes` that is due."""
        claim = "substitutes"
        claimed, place, values = self.auction.finding(claim), "findings.substitutes.witness", [*map(self._products, range(len(self.auction.market.bidders)))]
        if claimed["holds"] is False:
            witness = keys(claimed.get("witness"), place, ["bidder", "packages"], ["value"])
            k, j = witness["packages"]
            if not 0 <= k < j < len(self.bundles):
                reject("D23", place, [k, j], "two packages in order")
            value = values[self.auction.bidder(witness["bidder"], place)][k][j]
            if value <= 0:
                reject("D23", place, shown(value), "above 0")
            return verdict(claim, False, "proved", witness={**witness, "value": value})
        if any(value[k][j] > 0 for value in values for k, j in combinations(range(len(self.bundles)), 2)):
            reject("D24", f"findings.{claim}", "true", "no entry of W S^-1 W' off the diagonal above 0")
        return verdict(claim, True, "proved")

    def _products(self, bidder: int) -> Matrix:
        return product(self.gains[bidder], transposed(self.weights))

    def conditions(self) -> list[Finding]:
        """Returns all findings of a packages part that are due."""
        signs = [self._sign("nonnegative-allocations", of_bidder=True), self._sign("nonnegative-prices", of_bidder=False)]
        substitutes = self.substitutes()
        certified = [bool(substitutes["holds"] and signs[0]["holds"])]
        certified.append(bool(certified[0] and signs[1]["holds"]))
        claims = zip(("bidder-core-always", "core-always"), certified, strict=True)
        return [substitutes, *signs, *(verdict(claim, True, "enumerated") if holds else verdict(claim, None, "unproven") for claim, holds in claims)]

    def _sign(self, claim: str, *, of_bidder: bool) -> Finding:
        """Returns the finding that is due on quantities of packages, or on their prices."""
        claimed, place, size = self.auction.finding(claim), f"findings.{claim}", len(self.auction.market.bidders)
        if claimed["holds"] is False:
            required = [key for key in ("coalition", "bidder", "package") if of_bidder or key != "bidder"]
            witness = keys(claimed.get("witness"), f"{place}.witness", required, ["value"])
            coalition, bidder = coalition_of(self.auction, witness, f"{place}.witness") if of_bidder else (self._set(witness, place), 0)
            if not 0 <= witness["package"] < len(self.bundles):
                reject("D23", f"{place}.witness.package", witness["package"], "a package")
            package = witness["package"]
            value = dot(self.weights[package], coalition.bundle(bidder)) if of_bidder else dot(self.bundles[package], coalition.price)
            if value >= 0:
                reject("D23", f"{place}.witness", shown(value), "below 0")
            return verdict(claim, False, "proved", witness={**witness, "value": value})
        for members, values in self._quantities if of_bidder else self._prices:
            if min(values) < 0:
                reject("D24", place, f"below 0 for {self.auction.names(members)}", "nowhere below 0")
        return verdict(claim, True, "enumerated", coalitions=(1 << size) - 1)

    def _set(self, witness: Mapping[str, Any], place: str) -> Coalition:
        members = self.auction.bidders(witness["coalition"], f"{place}.witness.coalition")
        if not members:
            reject("D23", f"{place}.witness.coalition", "nobody", "one or more bidders")
        return self.auction.utilities.coalition(members)

    @cached_property
    def _whole(self) -> tuple[list[list[int]], list[tuple[list[list[int]], list[int]]]]:
        """Positive multiples, in integers, of packages, and of `W S_i^-1` beside `W S_i^-1 theta_i` for every bidder."""
        rows = list[tuple[list[list[int]], list[int]]]()
        for gains, theta in zip(self.gains, self.auction.utilities.thetas, strict=True):
            together = [over_common([*row, dot(row, theta)])[0] for row in gains]
            rows.append(([row[:-1] for row in together], [row[-1] for row in together]))
        return [over_common(bundle)[0] for bundle in self.bundles], rows

    @property
    def _prices(self) -> Iterator[tuple[Sequence[int], list[int]]]:
        """Yields all sets, with positive multiples of their prices of packages."""
        found = self.auction.utilities
        for members, coalition in found.every_set(self.auction.participants):
            above, _ = coalition.price_ratios(found.quantity)
            yield members, [sum(map(int.__mul__, row, above)) for row in self._whole[0]]

    @property
    def _quantities(self) -> Iterator[tuple[Sequence[int], list[int]]]:
        """Yields all sets, with positive multiples of the members' quantities of packages, `W S_i^-1 (theta_i - p)`."""
        found = self.auction.utilities
        for members, coalition in found.every_set(self.auction.participants):
            above, below = coalition.price_ratios(found.quantity)
            whole = self._whole[1]
            yield members, [at * below - sum(map(int.__mul__, row, above)) for i in members for row, at in zip(*whole[i], strict=True)]


def packages_of(auction: Auction, stated: Sequence[Mapping[str, Any]], place: str) -> Packages:
    """Returns stated packages, which are linearly independent."""
    bundles = [auction.vector(bundle, place) for bundle in stated]
    weights = inverse(transposed(bundles)) if len(bundles) == len(auction.market.goods) else None
    if weights is None:
        reject("D22", place, f"{len(bundles)} packages", "as many as goods, linearly independent")
    return Packages(auction, bundles, weights)


def stated_packages(auction: Auction) -> Packages:
    """Returns the packages of the outcome, which are those of the input if it has some."""
    stated = keys(auction.outcome, "outcome", ["packages"], auction.outcome)["packages"]
    if "packages" in auction.input and stated != auction.input["packages"]:
        reject("D22", "outcome.packages", "other packages", "those of the input")
    return packages_of(auction, stated, "outcome.packages")


def coalition_of(auction: Auction, stated: Mapping[str, Any], place: str) -> tuple[Coalition, int]:
    """Returns a set of bidders and a member."""
    members, bidder = auction.bidders(stated["coalition"], f"{place}.coalition"), auction.bidder(stated["bidder"], f"{place}.bidder")
    if bidder not in members:
        reject("D23", place, stated["bidder"], "a member of the coalition")
    return auction.utilities.coalition(members), bidder


def check_packages(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/packages`."""
    auction.require_evidence()
    auction.require_listed()
    if auction.outcome:
        outcome, findings = packages_part(auction)
        auction.finish(outcome, findings, PACKAGE_CODES)
    elif "packages" in auction.input:
        reject("D22", "outcome", "no packages", "those of the input")
    else:
        auction.finish({}, [no_packages(auction)])


def packages_part(auction: Auction) -> tuple[dict[str, Any], list[Finding]]:
    """Returns the packages part that is due with the outcome's packages, and its method."""
    found, method = stated_packages(auction), keys(auction.outcome, "outcome", ["method"], auction.outcome)["method"]
    findings = found.conditions()
    usual = [sum(entry != 0 for entry in bundle) == 1 for bundle in found.bundles]
    if (method == "stated") != ("packages" in auction.input) or (method == "goods" and not all(usual)):
        reject("D22", "outcome.method", method, "stated for packages of the input, goods for goods")
    if method == "common-eigenvectors":
        require_eigenvectors(auction, found.bundles, range(len(auction.market.bidders)))
    if method != "stated" and not (findings[0]["holds"] and findings[1]["holds"]):
        reject("D22", "outcome.packages", "packages that fail a condition", "both conditions, for packages that are found")
    outcome = {"packages": auction.outcome["packages"], "package_quantities": applied(found.weights, auction.market.quantity), "method": method}
    return outcome, findings


def require_eigenvectors(auction: Auction, bundles: Sequence[Vector], bidders: Sequence[int]) -> None:
    """Verifies that packages are eigenvectors of the bidders' matrices."""
    for bundle in bundles:
        for matrix in (auction.utilities.matrices[i] for i in bidders):
            image = applied(matrix, bundle)
            if any(x * right != y * left for (x, left), (y, right) in combinations(zip(bundle, image, strict=True), 2)):
                reject("D22", "outcome.packages", "a package that is no common eigenvector", "common eigenvectors of all S")


def no_packages(auction: Auction) -> Finding:
    """Returns the finding `packages-exist` that is due where there are none."""
    claim, claimed = "packages-exist", auction.finding("packages-exist")
    if claimed["holds"] is None:
        return verdict(claim, None, "unproven")
    place, witness = f"findings.{claim}.witness", keys(claimed.get("witness"), f"findings.{claim}.witness", ["allocations"], ("multipliers", "bidder"))
    pairs = [coalition_of(auction, one, f"{place}.allocations") for one in witness["allocations"]]
    allocations = [coalition.bundle(bidder) for coalition, bidder in pairs]
    if "multipliers" in witness:
        keys(witness, place, ["allocations", "multipliers"])
        multipliers: list[Fraction] = witness["multipliers"]
        if not allocations or len(multipliers) != len(allocations) or min(multipliers) <= 0 or not all(map(any, allocations)):
            reject("D25", place, "multipliers or allocations", "one or more allocations, not zero, with multipliers above 0")
        if any(dot(multipliers, column) != 0 for column in zip(*allocations, strict=True)):
            reject("D25", place, "allocations that add up to something", "zero")
    else:
        keys(witness, place, ["allocations", "bidder"])
        _require_acute(auction, allocations, auction.bidder(witness["bidder"], place), place)
    return verdict(claim, False, "proved", witness=witness)


def _require_acute(auction: Auction, allocations: Sequence[Vector], bidder: int, place: str) -> None:
    """Verifies that all rows of W that are not negative on two allocations violate condition 1."""
    if len(auction.market.goods) != 2 or len(allocations) != 2:
        reject("D25", place, f"{len(allocations)} allocations", "two, with two goods")
    (c, d), rows = allocations, list[list[Exact]]()
    for one, other in ((c, d), (d, c)):
        across = [-other[1], other[0]]
        rows.append(across if dot(across, one) > 0 else plus([0, 0], across, -1))
    if dot([-d[1], d[0]], c) == 0 or dot(rows[0], applied(auction.utilities.inverses[bidder], rows[1])) <= 0:
        reject("D25", place, "allocations that leave room for packages", "independent ones, and x'S^-1 y above 0")
