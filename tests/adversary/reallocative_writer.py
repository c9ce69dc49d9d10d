"""Honest answers of the rules on divisible goods for a few bidders, by the brute force of `tests/reallocative_oracle.py` and the page's words."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from math import comb

from tests import reallocative_oracle as oracle

from .writer import answer, num

INPUT = {"format": "marketwright.input/1"}
ZERO = Fraction(0)


def market(quantity: list, *bidders: tuple[list, list], goods: str = "abcdef", **more: object) -> dict:
    """Returns a market in canonical form of bidders called 1, 2, ... with theta and S each."""
    named = [{"name": str(k + 1), "values": {"type": "quadratic", "theta": theta, "S": matrix}} for k, (theta, matrix) in enumerate(bidders)]
    return {"format": "marketwright.market/1", "kind": "divisible", "goods": [*goods[: len(quantity)]], "quantity": quantity, "bidders": named, **more}


def proved(claim: str, holds: bool = True, **more: object) -> dict:
    return {"claim": claim, "holds": holds, "grade": "proved", **more}


def enumerated(claim: str, **more: object) -> dict:
    return {"claim": claim, "holds": True, "grade": "enumerated", **more}


def opened(*claims: str) -> list[dict]:
    return [{"claim": claim, "holds": None, "grade": "unproven"} for claim in claims]


class Book:
    """A market with the oracle's view of it, and its documents' shapes."""

    def __init__(self, document: dict, stated: dict | None = None) -> None:
        """Reads them."""
        self.document, self.stated = document, stated
        self.of = oracle.market_of(document)
        self.all = self.of.everyone
        names = (stated or {}).get("participants", self.of.names)
        self.some = tuple(i for i, name in enumerate(self.of.names) if name in names)

    def answer(self, rule: str, outcome: dict, findings: list, certificate: dict | None = None) -> dict:
        """Returns the answer of a rule."""
        found = answer(self.document, f"reallocative/{rule}", outcome=outcome, findings=findings, certificate=certificate or {})
        return found | {"parameters": {}} | ({} if self.stated is None else {"input": INPUT | self.stated})

    def bundle(self, vector: Iterable[Fraction]) -> dict:
        return dict(zip(self.of.goods, map(num, vector), strict=True))

    def vector(self, bundle: dict) -> tuple[Fraction, ...]:
        return tuple(Fraction(bundle[good]) for good in self.of.goods)

    def name(self, bidder: int) -> str:
        return self.of.names[bidder]

    def names(self, members: Iterable[int]) -> list[str]:
        return [*map(self.name, members)]

    def by_name(self, table: dict, write: object = num) -> dict:
        return {self.name(i): write(part) for i, part in table.items()}

    def vickrey_part(self) -> dict:
        found = oracle.vickrey(self.of, self.some)
        return {
            "price": self.bundle(found.price),
            "allocation": self.by_name(found.bundles, self.bundle),
            "payments": self.by_name(found.payments),
            "payoffs": self.by_name(found.payoffs) | {"auctioneer": num(found.revenue)},
            "revenue": num(found.revenue),
            "welfare": num(oracle.worth(self.of, self.some)),
        }


def vickrey(document: dict, **stated: object) -> dict:
    book = Book(document, stated or None)
    supply = {}
    for i, bundle in oracle.vickrey(book.of, book.some).bundles.items():
        others, nothing = oracle.without(book.some, i), (ZERO,) * book.of.width
        first, last = (oracle.residual_supply(book.of, others, at, book.of.quantity) for at in (nothing, bundle))
        supply[book.name(i)] = {"first": book.bundle(first), "last": book.bundle(last)}
    return book.answer("vickrey", book.vickrey_part() | {"residual_supply": supply}, [proved("efficient"), proved("vickrey")])


def blocking_entries(book: Book, payoffs: dict, share: Fraction) -> list[dict]:
    entries = []
    for members, joined, deficit in oracle.blocking_coalitions(book.of, book.some, payoffs, share):
        worth = oracle.coalition_value(book.of, members, joined)
        entries.append({"coalition": book.names(members), "auctioneer": joined, "worth": num(worth), "payoffs": num(worth - deficit), "deficit": num(deficit)})
    return entries


def largest(entries: list[dict]) -> dict:
    return max(entries, key=lambda entry: Fraction(entry["deficit"]))


def core_findings(book: Book, entries: list[dict], sets: int, *, price: bool = False) -> list[dict]:
    """Returns bidder-core and core of feasible payoffs."""
    findings = []
    for claim, found in (("bidder-core", [entry for entry in entries if entry["coalition"]]), ("core", entries)):
        if found:
            findings.append(proved(claim, holds=False, witness=largest(found)))
        else:
            findings.append(proved(claim) if price else enumerated(claim, coalitions=sets + (claim == "core")))
    return findings


def core(document: dict, price: dict | None = None, **stated: object) -> dict:
    """Returns an answer of `reallocative/core`; with a price it is the proof."""
    book = Book(document, stated or None)
    part, found = book.vickrey_part(), oracle.vickrey(book.of, book.some)
    payoffs, share, sets = found.payoffs, found.revenue, (1 << len(book.some)) - 1
    head = [proved("efficient"), proved("vickrey")]
    feasible = True
    if "payoffs" in stated:
        payoffs = {i: Fraction(stated["payoffs"][book.name(i)]) for i in book.some}
        whole = oracle.worth(book.of, book.some)
        share = Fraction(stated["payoffs"].get("auctioneer", num(whole - sum(payoffs.values(), ZERO))))
        total = sum(payoffs.values(), share)
        part = {key: part[key] for key in ("price", "allocation", "welfare")} | {"payoffs": book.by_name(payoffs) | {"auctioneer": num(share)}}
        feasible, sets = total == whole, 2 * sets
        head = [proved("feasible") if feasible else proved("feasible", holds=False, witness={"sum": num(total)})]
    entries = blocking_entries(book, payoffs, share)
    findings = core_findings(book, entries, sets, price=price is not None)
    if not feasible:
        findings = [proved(claim, holds=False, witness={"sum": num(total)}) for claim in ("bidder-core", "core")]
    findings = [*head, *findings, enumerated("all-blocking", number=len(entries))]
    return book.answer("core", part | {"blocking": entries[: stated.get("cap", 100)]}, findings, {"price": price} if price else None)


def whole_tree(document: dict, participants: tuple, leaf: list) -> list:
    """Returns the tree that decides everybody, with one price at all leaves."""
    if not participants:
        return [leaf]
    rest = whole_tree(document, participants[1:], leaf)
    return [participants[0], *rest, *rest]


def always(document: dict) -> dict:
    book = Book(document)
    size, findings = len(book.all), []
    for claim, least in (("bidder-core-always", 1), ("core-always", 0)):
        broken = oracle.supermodular_places(book.of, least)
        if broken:
            (members, i, j), deficit = max(broken.items(), key=lambda one: one[1])
            findings.append(proved(claim, holds=False, witness={"coalition": book.names(members), "bidders": book.names([i, j]), "deficit": num(deficit)}))
        else:
            findings.append(enumerated(claim, differences=comb(size, 2) * (2 ** (size - 2) - least)))
    return book.answer("always", {}, findings)


def monotone(document: dict) -> dict:
    book, drops = Book(document), oracle.revenue_drops(Book(document).of)
    if not drops:
        pairs = [(some, j) for some in oracle.coalitions(book.all, 2) for j in oracle.without(book.all, *some)]
        return book.answer("monotone", {}, [enumerated("revenue-monotone", comparisons=len(pairs))])
    members, j = min(drops, key=lambda one: drops[one])
    before, after = oracle.revenue(book.of, members), oracle.revenue(book.of, oracle.joined(members, j))
    witness = {"participants": book.names(members), "bidder": book.name(j), "revenue": num(before), "revenue_with": num(after)}
    return book.answer("monotone", {}, [proved("revenue-monotone", holds=False, witness=witness)])


def shills(document: dict, **stated: object) -> dict:
    book = Book(document, stated or None)
    gains = {case: gain for case, gain in oracle.shill_gains(book.of).items() if not stated or case[0] == book.some}
    (members, i, others), gain = max(gains.items(), key=lambda one: one[1])
    if gain <= 0:
        return book.answer("shills", {}, [enumerated("shill-proof", cases=len(gains))])
    honest = oracle.vickrey(book.of, members).payoffs[i]
    witness = {"participants": book.names(members), "bidder": book.name(i), "shills": book.names(others)}
    witness |= {"honest": num(honest), "payoff": num(honest + gain), "gain": num(gain)}
    return book.answer("shills", {}, [proved("shill-proof", holds=False, witness=witness)])


def by_theorem(document: dict, rule: str) -> dict:
    """Returns an answer of `always`, `monotone` or `shills` by Theorem 2."""
    if rule == "always":
        findings = [proved(claim, by="Theorem 2") for claim in ("bidder-core-always", "core-always")]
    else:
        findings = [proved({"monotone": "revenue-monotone", "shills": "shill-proof"}[rule], by="Proposition 9")]
    return Book(document).answer(rule, {}, findings)


def package_findings(book: Book, packages: list[tuple]) -> list[dict]:
    weights, sets = oracle.weights_of(packages), (1 << len(book.all)) - 1
    wrong = [oracle.substitutes_violations(book.of, weights), oracle.allocation_violations(book.of, weights), oracle.derivative_violations(book.of, packages)]
    findings = [proved("substitutes"), enumerated("nonnegative-allocations", coalitions=sets), enumerated("nonnegative-prices", coalitions=sets)]
    if wrong[0]:
        (i, k, j), value = next(iter(wrong[0].items()))
        findings[0] = proved("substitutes", holds=False, witness={"bidder": book.name(i), "packages": [k, j], "value": num(value)})
    if wrong[1]:
        (members, i, k), value = next(iter(wrong[1].items()))
        witness = {"coalition": book.names(members), "bidder": book.name(i), "package": k, "value": num(value)}
        findings[1] = proved("nonnegative-allocations", holds=False, witness=witness)
    if wrong[2]:
        (members, k), value = next(iter(wrong[2].items()))
        findings[2] = proved("nonnegative-prices", holds=False, witness={"coalition": book.names(members), "package": k, "value": num(value)})
    certified = [not wrong[0] and not wrong[1], not any(wrong)]
    claims = ("bidder-core-always", "core-always")
    return findings + [enumerated(claim) if holds else opened(claim)[0] for claim, holds in zip(claims, certified, strict=True)]


def packages(document: dict, bundles: list[dict], method: str = "stated") -> dict:
    book = Book(document, {"packages": bundles} if method == "stated" else None)
    listed = [book.vector(bundle) for bundle in bundles]
    quantities = oracle.applied(oracle.weights_of(listed), book.of.quantity)
    outcome = {"packages": bundles, "package_quantities": [*map(num, quantities)], "method": method}
    return book.answer("packages", outcome, package_findings(book, listed))


def no_packages(document: dict, witness: dict | None) -> dict:
    finding = opened("packages-exist")[0] if witness is None else proved("packages-exist", holds=False, witness=witness)
    return Book(document).answer("packages", {}, [finding])


def quantity(document: dict, bundles: list[dict], **stated: object) -> dict:
    book = Book(document, stated | {"packages": bundles})
    listed, direction = [book.vector(bundle) for bundle in bundles], book.vector(stated["direction"]) if "direction" in stated else book.of.quantity
    weights, lines = oracle.weights_of(listed), {}
    for members in oracle.coalitions(book.all):
        for i, bundle in oracle.clearing(book.of, members)[0].items():
            for k, row in enumerate(weights):
                base = oracle.dot(row, bundle.base)
                lines[members, i, k] = base, oracle.dot(row, bundle.at(direction)) - base
    found = oracle.quantity_interval(book.of, weights, direction)
    outcome = {"packages": bundles, "direction": book.bundle(direction)}
    substitutes = package_findings(book, listed)[0]
    some = enumerated("some-quantity", conditions=len(lines))
    if found is None:
        bad = [[one] for one, (base, rise) in lines.items() if rise == 0 and base < 0]
        ends = [(one, -base / rise, rise > 0) for one, (base, rise) in lines.items() if rise]
        bad += [[one, other] for one, low, up in ends for other, high, rises in ends if up and not rises and low > high]
        some = proved("some-quantity", holds=False, witness={"conditions": [condition(book, *one) for one in bad[-1]]})
    else:
        outcome["interval"] = {key: num(end) for key, end in zip(("least", "greatest"), found, strict=True) if end is not None}
        for key, end, sign in (("least", found[0], 1), ("greatest", found[1], -1)):
            if end is not None:
                outcome[f"{key}_by"] = next(condition(book, *one) for one, (base, rise) in lines.items() if rise * sign > 0 and -base / rise == end)
    certified = enumerated("certified") if substitutes["holds"] and some["holds"] else opened("certified")[0]
    return book.answer("quantity", outcome, [substitutes, some, certified])


def condition(book: Book, members: tuple, bidder: int, package: int) -> dict:
    return {"coalition": book.names(members), "bidder": book.name(bidder), "package": package}


def uniform(document: dict, **stated: object) -> dict:
    book = Book(document, stated or None)
    found, steeper = oracle.uniform_price(book.of, book.some), Fraction(len(book.some) - 1, len(book.some) - 2)
    worth = sum((oracle.utility(book.of, i, bundle) for i, bundle in found.bundles.items()), ZERO)
    outcome = {
        "bids": book.by_name({i: book.of.thetas[i] for i in book.some}, book.bundle),
        "slope": [[num(steeper * entry) for entry in row] for row in book.of.matrices[book.some[0]]],
        "price": book.bundle(found.price),
        "allocation": book.by_name(found.bundles, book.bundle),
        "payments": book.by_name(found.payments),
        "payoffs": book.by_name(found.payoffs) | {"auctioneer": num(found.revenue)},
        "revenue": num(found.revenue),
        "welfare": num(worth),
    }
    marginal = {i: oracle.marginal_utility(book.of, i, bundle) for i, bundle in found.bundles.items()}
    wrong = [pair for pair in combinations(book.some, 2) if marginal[pair[0]] != marginal[pair[1]]]
    efficient = proved("efficient", holds=False, witness={"bidders": book.names(wrong[-1])}) if wrong else proved("efficient")
    return book.answer("uniform", outcome, [proved("equilibrium"), efficient])


def independent(document: dict, bundles: list[dict], *, found: bool = False, **stated: object) -> dict:
    """Returns an answer of `reallocative/independent`; found packages are not stated."""
    given = stated | ({} if found else {"packages": bundles})
    book = Book(document, given or None)
    listed = [book.vector(bundle) for bundle in bundles]
    outcomes = [oracle.vickrey(oracle.package_market(book.of, listed, k), book.some) for k in range(len(listed))]
    apart, payments = oracle.package_auctions(book.of, listed, book.some, oracle.vickrey)
    outcome = {
        "packages": bundles,
        "package_quantities": [*map(num, oracle.applied(oracle.weights_of(listed), book.of.quantity))],
        "auctions": [
            {
                "price": num(one.price[0]),
                "allocation": book.by_name({i: bundle[0] for i, bundle in one.bundles.items()}),
                "payments": book.by_name(one.payments),
                "revenue": num(one.revenue),
            }
            for one in outcomes
        ],
        "allocation": book.by_name(apart, book.bundle),
        "payments": book.by_name(payments),
        "revenue": num(sum(payments.values(), ZERO)),
    }
    products = {
        (i, k, j): oracle.dot(listed[k], oracle.applied(book.of.matrices[i], listed[j])) for i in book.some for k, j in combinations(range(len(listed)), 2)
    }
    wrong = [(book.name(i), [k, j], num(value)) for (i, k, j), value in products.items() if value]
    findings = [proved("separable", holds=False, witness=dict(zip(("bidder", "packages", "value"), wrong[0], strict=True))) if wrong else proved("separable")]
    joint = oracle.vickrey(book.of, book.some)
    paid, given = [i for i in book.some if payments[i] != joint.payments[i]], [i for i in book.some if apart[i] != joint.bundles[i]]
    findings.append(proved("same-as-joint"))
    if paid or given:
        witness = {"bidder": book.name(paid[0]), "payment": num(joint.payments[paid[0]])} if paid else {}
        witness = witness or {"bidder": book.name(given[0]), "bundle": book.bundle(joint.bundles[given[0]])}
        findings[1] = proved("same-as-joint", holds=False, witness=witness)
    if len(book.some) > 2 and len({book.of.matrices[i] for i in book.some}) == 1:
        whole, (apart, payments) = oracle.uniform_price(book.of, book.some), oracle.package_auctions(book.of, listed, book.some, oracle.uniform_price)
        wrong = [i for i in book.some if payments[i] != whole.payments[i] or apart[i] != whole.bundles[i]]
        claim = "same-as-joint-uniform"
        findings.append(proved(claim, holds=False, witness={"bidder": book.name(wrong[0])}) if wrong else proved(claim))
    return book.answer("independent", outcome, findings)


def split(document: dict, forward: list[str], **stated: object) -> dict:
    book = Book(document, stated | {"forward": forward})
    sides = [tuple(i for i in book.some if (book.name(i) in forward) is side) for side in (True, False)]
    found, joint = oracle.split_vickrey(book.of, sides), oracle.vickrey(book.of, book.some)
    deviations = {}
    for i in book.some:
        kind, vector, *gain = oracle.split_best_report(book.of, sides, i)
        if kind == "attained" and gain[0] > 0:
            theta = vector
            more = {}
        elif kind == "unbounded":
            theta, more = _unbounded_report(book, sides, i, vector)
        else:
            continue
        reported = oracle.with_theta(book.of, i, theta)
        bundle = oracle.allocation(reported, book.some)[i]
        better = oracle.split_payoff_of_report(book.of, sides, i, theta) - found.payoffs[i]
        deviations[book.name(i)] = {"theta": book.bundle(theta), "bundle": book.bundle(bundle), "gain": num(better)} | more
    outcome = {
        "price": book.bundle(found.price),
        "allocation": book.by_name(found.bundles, book.bundle),
        "payments": book.by_name(found.payments),
        "payoffs": book.by_name(found.payoffs) | {"auctioneer": num(found.revenue)},
        "revenue": num(found.revenue),
        "vickrey_payments": book.by_name(joint.payments),
        "vickrey_revenue": num(joint.revenue),
        "deviations": deviations,
    }
    truthful = proved("truthful", holds=False, witness={"bidder": [*deviations][-1]}) if deviations else proved("truthful")
    return book.answer("split", outcome, [truthful, proved("payments-no-higher")])


def _unbounded_report(book: Book, sides: list[tuple], bidder: int, move: tuple) -> tuple[tuple, dict]:
    """Returns a report that gains, so far in the direction in which theta is to move, and the direction of bundles."""
    honest, step = oracle.split_payoff_of_report(book.of, sides, bidder, book.of.thetas[bidder]), Fraction(1)
    before = oracle.allocation(book.of, book.some)[bidder]
    while True:
        theta = oracle.plus(book.of.thetas[bidder], oracle.times(step, move))
        if oracle.split_payoff_of_report(book.of, sides, bidder, theta) > honest:
            after = oracle.allocation(oracle.with_theta(book.of, bidder, theta), book.some)[bidder]
            return theta, {"direction": book.bundle(oracle.minus(after, before))}
        step *= 2


def revenue(document: dict, expected: tuple | None = None, sampled: dict | None = None, **stated: object) -> dict:
    """Returns an answer of `reallocative/revenue`; samples are drawn by the caller."""
    book, prior = Book(document, stated or None), stated.get("prior")
    values = [(Fraction(1, len(book.all)), theta) for theta in book.of.thetas]
    if prior and "values" in prior:
        values = [(Fraction(value["probability"]), book.vector(value["theta"])) for value in prior["values"]]
    number, matrix, width = stated.get("number", len(book.all)), book.of.matrices[0], book.of.width
    if prior and "mean" in prior:
        mean, covariance = book.vector(prior["mean"]), [[Fraction(entry) for entry in row] for row in prior["covariance"]]
        inverse = oracle.inverse(matrix)
        spread = sum((inverse[k][j] * covariance[j][k] for k in range(width) for j in range(width)), ZERO)
        found, profiles = oracle.Expectation(*map(Fraction, expected)), None
    else:
        mean = oracle.mean_of(values)
        gaps = [(chance, oracle.minus(theta, mean)) for chance, theta in values]
        covariance = [[sum((chance * gap[k] * gap[j] for chance, gap in gaps), ZERO) for j in range(width)] for k in range(width)]
        found, spread = oracle.expectation_by_formula(values, matrix, book.of.quantity, number), oracle.heterogeneity(values, matrix)
        profiles = len(values) ** number if len(values) ** number <= 4096 else None
    outcome = {"number": number, "mean": book.bundle(mean), "covariance": [[*map(num, row)] for row in covariance], "heterogeneity": num(spread)}
    outcome |= {"welfare": num(found.surplus), "vickrey": num(found.vickrey)}
    if number > 2:
        threshold = oracle.threshold_of_heterogeneity(matrix, book.of.quantity, number)
        better = "equal" if spread == threshold else "vickrey" if spread < threshold else "uniform"
        outcome |= {"uniform": num(found.uniform_price), "threshold": num(threshold), "better": better}
    findings = [proved("expected-revenue")]
    if profiles:
        findings.append({"claim": "enumeration", "holds": True, "grade": "recomputed", "profiles": profiles})
    if sampled is not None:
        outcome["sampled"] = sampled
        findings.append({"claim": "sample-agrees", "holds": True, "grade": "recomputed"})
    return book.answer("revenue", outcome, findings)


def made(book: Book, bidders: tuple, quantity: tuple, thetas: dict) -> dict:
    """Returns the market document of some bidders with another quantity and other theta."""
    named = [
        {
            "name": book.name(i),
            "values": {"type": "quadratic", "theta": [*map(num, thetas.get(i, book.of.thetas[i]))], "S": [[*map(num, row)] for row in book.of.matrices[i]]},
        }
        for i in bidders
    ]
    return {"format": "marketwright.market/1", "kind": "divisible", "goods": [*book.of.goods], "quantity": [*map(num, quantity)], "bidders": named}


def broken_by(document: dict, proposition: int, *chosen: str, stated: bool = True) -> dict:
    """Returns an answer of `reallocative/break` with these bidders, stated or not."""
    given = {"proposition": proposition} | ({"bidders": [*chosen]} if stated else {})
    book = Book(document, given)
    first, second, third, *more = (book.of.names.index(name) for name in chosen)
    bidders, shifts = tuple(sorted([first, second, third, *more])), {}
    quantity, thetas, blocking = book.of.quantity, {}, (first,)
    if proposition == 3:
        shifts, changed = oracle.proposition_3(book.of, first, second, third)
        thetas = {i: changed.thetas[i] for i in bidders}
    elif proposition == 4:
        quantity = oracle.proposition_4(book.of, first, second, third)
    else:
        quantity, _ = oracle.proposition_5(book.of, bidders, first, second)
        blocking = tuple(sorted([third, *more]))
    market_made = made(book, bidders, quantity, thetas)
    new = oracle.market_of(market_made)
    outcome = oracle.vickrey(new, new.everyone)
    places = tuple(bidders.index(i) for i in blocking)
    deficit = oracle.worth(new, places) - sum((outcome.payoffs[k] for k in places), outcome.revenue)
    assert deficit > 0
    parts = {"market": market_made, "coalition": book.names(blocking), "deficit": num(deficit)}
    return book.answer("break", parts | ({"shifts": book.by_name(shifts, book.bundle)} if shifts else {}), [proved("breakable")])


def unbreakable(document: dict, *chosen: str) -> dict:
    """Returns an answer that proposition 5 breaks nothing."""
    book = Book(document, {"proposition": 5} | ({"bidders": [*chosen]} if chosen else {}))
    size = len(book.all)
    cases = 1 if chosen else sum(comb(size, k) * comb(k, 2) for k in range(3, size + 1))
    return book.answer("break", {}, [{"claim": "breakable", "holds": False, "grade": "enumerated", "cases": cases}])


def advise(document: dict, basis: list[dict], bundles: list[dict] | None = None, method: str = "goods", price: dict | None = None) -> dict:
    book = Book(document)
    found, size = oracle.vickrey(book.of, book.some), len(book.all)
    entries = [entry for entry in blocking_entries(book, found.payoffs, found.revenue) if entry["coalition"]]
    squares = [sum((Fraction(x) * x for row in _commutator(*pair) for x in row), ZERO) for pair in combinations(book.of.matrices, 2)]
    listed = [book.vector(bundle) for bundle in basis]
    turned = [[[oracle.dot(left, oracle.applied(matrix, right)) for right in listed] for left in listed] for matrix in book.of.matrices]
    whole = sum((x * x for one in turned for row in one for x in row), ZERO)
    off = sum((x * x for one in turned for k, row in enumerate(one) for j, x in enumerate(row) if j != k), ZERO)
    outcome = book.vickrey_part() | {
        "theta_difference": num(max(max(column) - min(column) for column in zip(*book.of.thetas, strict=True))),
        "commutator": num(max(squares)),
        "basis": basis,
        "off_diagonal": num(off / whole),
        "competitive_revenue": num(oracle.dot(found.price, book.of.quantity)),
    }
    if entries:
        outcome["largest_deficit"] = largest(entries)["deficit"]
    findings = [proved("equal-theta", holds=outcome["theta_difference"] == 0), proved("commuting", holds=outcome["commutator"] == 0)]
    findings += core_findings(book, blocking_entries(book, found.payoffs, found.revenue), (1 << size) - 1, price=price is not None)
    if bundles is None:
        findings += opened("packages-exist")
    else:
        vectors = [book.vector(bundle) for bundle in bundles]
        outcome |= {"packages": bundles, "package_quantities": [*map(num, oracle.applied(oracle.weights_of(vectors), book.of.quantity))], "method": method}
        more = package_findings(book, vectors)
        findings += more[:-1] if next(one for one in findings if one["claim"] == "core")["holds"] is False else more
    return book.answer("advise", outcome, findings, {"price": price} if price else None)


def _commutator(left: tuple, right: tuple) -> tuple:
    one, other = oracle.multiplied(left, right), oracle.multiplied(right, left)
    return tuple(oracle.minus(x, y) for x, y in zip(one, other, strict=True))
