"""Whether an answer about divisible goods is true: what is determined is what the writer writes, and witnesses are judged by brute force."""

from fractions import Fraction

from tests import reallocative_oracle as oracle

from . import reallocative_writer as write
from .reallocative_writer import Book


def is_true(document: dict) -> bool:
    """Returns whether outcome and findings hold."""
    rule, stated = document["rule"].partition("/")[2], {key: part for key, part in document.get("input", {}).items() if key != "format"}
    book = Book(document["market"], stated or None)
    honest = _honest(rule, book, document, stated)
    if honest is None:
        return False
    free = FREE.get(rule, ())
    if {key: part for key, part in document["outcome"].items() if key not in free} != {k: part for k, part in honest["outcome"].items() if k not in free}:
        return False
    if [found["claim"] for found in document["findings"]] != [found["claim"] for found in honest["findings"]]:
        return False
    outcomes = OUTCOMES.get(rule)
    return all(map(_finding(book, document), document["findings"], honest["findings"])) and (outcomes is None or outcomes(book, document, honest))


FREE = {"quantity": ("least_by", "greatest_by"), "split": ("deviations",), "break": ("market", "coalition", "deficit", "shifts"), "packages": ("method",)}


def _honest(rule: str, book: Book, document: dict, stated: dict) -> dict | None:
    market, outcome = book.document, document["outcome"]
    try:
        if rule in ("packages", "quantity", "independent"):
            if not outcome:
                return document
            bundles = outcome["packages"]
            if stated.get("packages", bundles) != bundles:
                return None
            given = {key: part for key, part in stated.items() if key != "packages"}
            return {
                "packages": lambda: write.packages(market, bundles, "stated" if "packages" in stated else "tilted"),
                "quantity": lambda: write.quantity(market, bundles, **given),
                "independent": lambda: write.independent(market, bundles, **given),
            }[rule]()
        if rule == "core":
            return write.core(market, document["certificate"].get("price"), **stated)
        if rule == "break":
            return document
        return getattr(write, rule)(market, **stated)
    except (ValueError, ZeroDivisionError):
        return None


def _finding(book: Book, document: dict) -> object:
    """Returns the judge of a finding beside an honest one."""

    def holds(found: dict, honest: dict) -> bool:
        if found["holds"] is None:
            return True
        same = found["holds"] == honest["holds"]
        if "by" in found:
            return same and oracle.has_equal_thetas(book.of) and oracle.has_commuting_matrices(book.of)
        counts = [key for key in honest if key not in ("claim", "holds", "witness", "grade")]
        same = same and all(found.get(key) == honest[key] for key in counts)
        judge = WITNESSES.get(found["claim"])
        if "witness" not in found or judge is None:
            return same and found.get("witness") == honest.get("witness")
        return same and judge(book, found["witness"], document)

    return holds


def _places(book: Book, names: list[str]) -> tuple[int, ...]:
    return tuple(sorted(book.of.names.index(name) for name in names))


def _difference(book: Book, witness: dict, _: dict) -> bool:
    value = oracle.second_difference(book.of, _places(book, witness["coalition"]), *_places(book, witness["bidders"]))
    return value == Fraction(witness["deficit"]) > 0


def _drop(book: Book, witness: dict, _: dict) -> bool:
    members, other = _places(book, witness["participants"]), book.of.names.index(witness["bidder"])
    before, after = oracle.revenue(book.of, members), oracle.revenue(book.of, oracle.joined(members, other))
    return before == Fraction(witness["revenue"]) > after == Fraction(witness["revenue_with"])


def _shill(book: Book, witness: dict, _: dict) -> bool:
    members, others, i = _places(book, witness["participants"]), _places(book, witness["shills"]), book.of.names.index(witness["bidder"])
    gain, honest = oracle.shill_gain(book.of, members, i, others), oracle.vickrey(book.of, members).payoffs[i]
    return gain == Fraction(witness["gain"]) > 0 and honest == Fraction(witness["honest"]) and honest + gain == Fraction(witness["payoff"])


def _weights(book: Book, document: dict) -> tuple:
    return oracle.weights_of([book.vector(bundle) for bundle in document["outcome"]["packages"]])


def _products(book: Book, witness: dict, document: dict) -> bool:
    wrong = oracle.substitutes_violations(book.of, _weights(book, document))
    return wrong.get((book.of.names.index(witness["bidder"]), *witness["packages"])) == Fraction(witness["value"])


def _quantities(book: Book, witness: dict, document: dict) -> bool:
    wrong = oracle.allocation_violations(book.of, _weights(book, document))
    return wrong.get((_places(book, witness["coalition"]), book.of.names.index(witness["bidder"]), witness["package"])) == Fraction(witness["value"])


def _prices(book: Book, witness: dict, document: dict) -> bool:
    wrong = oracle.derivative_violations(book.of, [book.vector(bundle) for bundle in document["outcome"]["packages"]])
    return wrong.get((_places(book, witness["coalition"]), witness["package"])) == Fraction(witness["value"])


def _marginal(book: Book, witness: dict, _: dict) -> bool:
    bundles = oracle.uniform_price(book.of, book.some).bundles
    one, other = (oracle.marginal_utility(book.of, i, bundles[i]) for i in _places(book, witness["bidders"]))
    return one != other


def _separable(book: Book, witness: dict, document: dict) -> bool:
    bundles, matrix = [book.vector(bundle) for bundle in document["outcome"]["packages"]], book.of.matrices[book.of.names.index(witness["bidder"])]
    k, j = witness["packages"]
    return oracle.dot(bundles[k], oracle.applied(matrix, bundles[j])) == Fraction(witness["value"]) != 0


def _joint(book: Book, witness: dict, document: dict) -> bool:
    name, joint = witness["bidder"], oracle.vickrey(book.of, book.some)
    i = book.of.names.index(name)
    if "payment" in witness:
        return joint.payments[i] == Fraction(witness["payment"]) != Fraction(document["outcome"]["payments"][name])
    return book.bundle(joint.bundles[i]) == witness["bundle"] != document["outcome"]["allocation"][name]


def _uniform(book: Book, witness: dict, document: dict) -> bool:
    bundles, i = [book.vector(bundle) for bundle in document["outcome"]["packages"]], book.of.names.index(witness["bidder"])
    whole, (apart, payments) = oracle.uniform_price(book.of, book.some), oracle.package_auctions(book.of, bundles, book.some, oracle.uniform_price)
    return whole.bundles[i] != apart[i] or whole.payments[i] != payments[i]


def _excluded(book: Book, witness: dict, document: dict) -> bool:
    direction, lines = book.vector(document["outcome"]["direction"]), []
    for one in witness["conditions"]:
        bundle = oracle.clearing(book.of, _places(book, one["coalition"]))[0][book.of.names.index(one["bidder"])]
        row = _weights(book, document)[one["package"]]
        lines.append((oracle.dot(row, bundle.base), oracle.dot(row, oracle.minus(bundle.at(direction), bundle.base))))
    low = [-base / rise for base, rise in lines if rise > 0]
    high = [-base / rise for base, rise in lines if rise < 0]
    return any(rise == 0 > base for base, rise in lines) or any(one > other for one in low for other in high)


def _none(book: Book, witness: dict, _: dict) -> bool:
    return book.of.width > 2 or oracle.packages_of_one_or_two_goods(book.of) is None


def _untruthful(_: Book, witness: dict, document: dict) -> bool:
    return witness["bidder"] in document["outcome"]["deviations"]


WITNESSES = {
    **dict.fromkeys(("bidder-core-always", "core-always"), _difference),
    "revenue-monotone": _drop,
    "shill-proof": _shill,
    "substitutes": _products,
    "nonnegative-allocations": _quantities,
    "nonnegative-prices": _prices,
    "efficient": _marginal,
    "separable": _separable,
    "same-as-joint": _joint,
    "same-as-joint-uniform": _uniform,
    "some-quantity": _excluded,
    "packages-exist": _none,
    "truthful": _untruthful,
}


def _deviations(book: Book, document: dict, honest: dict) -> bool:
    """Returns whether exactly those who gain have entries, whose reports gain as much as is said, and most of all where no direction is given."""
    forward, truth = document["input"]["forward"], honest["outcome"]["deviations"]
    sides = [tuple(i for i in book.some if (book.name(i) in forward) is side) for side in (True, False)]
    payoffs = oracle.split_vickrey(book.of, sides).payoffs
    if document["outcome"]["deviations"].keys() != truth.keys():
        return False
    for name, entry in document["outcome"]["deviations"].items():
        i, theta = book.of.names.index(name), book.vector(entry["theta"])
        gain = oracle.split_payoff_of_report(book.of, sides, i, theta) - payoffs[i]
        bundle = oracle.allocation(oracle.with_theta(book.of, i, theta), book.some)[i]
        if gain != Fraction(entry["gain"]) or gain <= 0 or book.bundle(bundle) != entry["bundle"]:
            return False
        if ("direction" in entry) != ("direction" in truth[name]) or ("direction" not in entry and entry["gain"] != truth[name]["gain"]):
            return False
    return True


def _interval_ends(book: Book, document: dict, honest: dict) -> bool:
    """Returns whether conditions at the ends are 0 there and fail beyond."""
    outcome, weights = document["outcome"], _weights(book, document)
    for key, sign in (("least", 1), ("greatest", -1)):
        if (f"{key}_by" in outcome) != (key in outcome.get("interval", {})):
            return False
        if f"{key}_by" in outcome:
            by, direction = outcome[f"{key}_by"], book.vector(outcome["direction"])
            bundle = oracle.clearing(book.of, _places(book, by["coalition"]))[0][book.of.names.index(by["bidder"])]
            row = weights[by["package"]]
            base, rise = oracle.dot(row, bundle.base), oracle.dot(row, oracle.minus(bundle.at(direction), bundle.base))
            if base + Fraction(outcome["interval"][key]) * rise != 0 or rise * sign <= 0:
                return False
    return outcome.keys() == honest["outcome"].keys()


def _broken(book: Book, document: dict, _: dict) -> bool:
    """Returns whether Vickrey payoffs of the market that is made are blocked as is said, and the market is like this one."""
    outcome, proposition = document["outcome"], document["input"]["proposition"]
    if not outcome:
        chosen = _places(book, document["input"].get("bidders", [*book.of.names]))
        return proposition == 5 and len({book.of.thetas[i] for i in chosen}) == 1
    new = oracle.market_of(outcome["market"])
    members, found = tuple(new.names.index(name) for name in outcome["coalition"]), oracle.vickrey(new, new.everyone)
    deficit = oracle.worth(new, members) - sum((found.payoffs[k] for k in members), found.revenue)
    old = [book.of.names.index(name) for name in new.names]
    if proposition == 4 and len({new.thetas[k] for k in range(len(old)) if k not in members}) == 1:
        return False
    shifts = outcome.get("shifts", {})
    thetas = [oracle.marginal_utility(book.of, i, book.vector(shifts[book.name(i)])) if shifts else book.of.thetas[i] for i in old]
    same = [*new.thetas] == thetas and [*new.matrices] == [book.of.matrices[i] for i in old] and (proposition != 3 or new.quantity == book.of.quantity)
    return same and deficit == Fraction(outcome["deficit"]) > 0


OUTCOMES = {"split": _deviations, "quantity": _interval_ends, "break": _broken}
