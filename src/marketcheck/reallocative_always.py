"""The rules `reallocative/always`, `monotone` and `shills`: what holds for every set of participants."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from math import comb

from marketcheck.case import Finding, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number
from marketcheck.lines import Exact
from marketcheck.matrices import plus, product
from marketcheck.reallocative import PARTICIPANTS, Auction, Outcome, form, vickrey
from marketcheck.surplus import Table, total
from marketcheck.walrasian import not_negative

THEOREM, PROPOSITION = "Theorem 2", "Proposition 9"
_SET = {"coalition": [str], "bidders": [str], "deficit?": number}
ALWAYS = form({}, by=str, differences=int, error=not_negative, witness=_SET)
MONOTONE = form({}, by=str, comparisons=int, witness={"participants": [str], "bidder": str, "revenue?": number, "revenue_with?": number})
_GAIN = {"honest?": number, "payoff?": number, "gain?": number}
SHILLS = form({}, by=str, cases=int, witness={"participants": [str], "bidder": str, "shills": [str], **_GAIN})
SHILLS_INPUT = PARTICIPANTS
Above = Sequence[tuple[Sequence[int], Sequence[int]]]
MOST_SHILLS = 8
MOST_PAIRS = 20_000


def require_theorem(auction: Auction, place: str, *, pairs: bool = False) -> None:
    """Verifies what Theorem 2 asks of all bidders: equal theta and S that commute; for the core also that two bidders alone do not lose."""
    market, found = auction.market, auction.utilities
    if any([*theta] != [*found.thetas[0]] for theta in found.thetas):
        reject("D14", place, "different theta", "equal theta")
    different = [[*map(list, rows)] for rows in {tuple(map(tuple, matrix)) for matrix in found.matrices}]
    if any(product(left, right) != product(right, left) for left, right in combinations(different, 2)):
        reject("D14", place, "matrices that do not commute", "commuting S")
    for i, j in combinations(range(len(market.bidders)), 2) if pairs else ():
        first = found.coalition([i])
        if first.worth + found.coalition([j]).worth < first.with_one(j).worth:
            reject("D14", place, f"{auction.names([i, j])} are worth more together", "v({i}, Q) + v({j}, Q) >= v({i, j}, Q)")


def check_always(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/always`."""
    auction.require_evidence()
    above: Above = ()
    if any("differences" in finding and finding["holds"] for finding in auction.findings):
        above = _above(_table(auction), len(auction.participants))
    auction.finish({}, [_always(auction, claim, above) for claim in ("bidder-core-always", "core-always")])


def _always(auction: Auction, claim: str, above: Above) -> Finding:
    claimed, place, size = auction.finding(claim), f"findings.{claim}", len(auction.market.bidders)
    least = int(claim == "bidder-core-always")
    count = comb(size, 2) * ((1 << size - 2) - least)
    if claimed["holds"] is False:
        witness = keys(claimed.get("witness"), f"{place}.witness", ["coalition", "bidders"], ["deficit"])
        members, pair = auction.members(witness["coalition"], f"{place}.witness.coalition"), auction.members(witness["bidders"], f"{place}.witness.bidders")
        if len(pair) != 2 or {*pair} & {*members} or len(members) < least:
            reject("D12", f"{place}.witness", f"{witness['coalition']} and {witness['bidders']}", "a set, not empty for the bidder-core, and two others")
        deficit = second_difference(auction, members, pair)
        if deficit <= 0:
            reject("D12", f"{place}.witness", shown(deficit), "a second difference above 0")
        return verdict(claim, False, "proved", witness={**witness, "deficit": deficit})
    if claimed["holds"] is None:
        return verdict(claim, None, "numeric", differences=count, error=claimed["error"]) if "error" in claimed else verdict(claim, None, "unproven")
    if "by" in claimed:
        require_theorem(auction, place, pairs=not least)
        return verdict(claim, True, "proved", by=THEOREM)
    for some, two in above:
        if some or not least:
            reject("D13", place, f"above 0 for {auction.names(two)} and {auction.names(some)}", "no second difference above 0")
    return verdict(claim, True, "enumerated", differences=count)


def _table(auction: Auction) -> Table:
    """Returns all worths."""
    auction.require_listed()
    return Table(auction.utilities, auction.participants, auction.meter)


def _above(table: Table, size: int) -> Above:
    """Returns a set and a pair whose second difference is above 0, for the empty set and for others, where there are such; floors tell nearly always."""
    floors, found = table.floors, dict[bool, tuple[list[int], list[int]]]()
    for i, j in combinations(range(size), 2):
        one, other, both = 1 << i, 1 << j, 1 << i | 1 << j
        for mask in range(1 << size):
            if mask & both or floors[mask | both] + floors[mask] - floors[mask | one] - floors[mask | other] <= -2:
                continue
            if table.is_positive([(1, mask | both), (1, mask), (-1, mask | one), (-1, mask | other)]):
                found[mask > 0] = [k for k in range(size) if mask >> k & 1], [i, j]
    return [*found.values()]


def second_difference(auction: Auction, members: Sequence[int], pair: Sequence[int]) -> Fraction:
    """Returns `v(Z+i+j) + v(Z) - v(Z+i) - v(Z+j)`."""
    worths = [auction.utilities.coalition([*members, *more]).worth if members or more else Fraction(0) for more in (pair, [], pair[:1], pair[1:])]
    return worths[0] + worths[1] - worths[2] - worths[3]


def _by_theorem(auction: Auction, claim: str) -> Finding:
    require_theorem(auction, f"findings.{claim}")
    return verdict(claim, True, "proved", by=PROPOSITION)


def check_monotone(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/monotone`."""
    auction.require_evidence()
    claimed = auction.finding("revenue-monotone")
    place, size = "findings.revenue-monotone", len(auction.market.bidders)
    if claimed["holds"] is False:
        witness = keys(claimed.get("witness"), f"{place}.witness", ["participants", "bidder"], ["revenue", "revenue_with"])
        members, bidder = auction.members(witness["participants"], f"{place}.witness"), auction.bidder(witness["bidder"], f"{place}.witness")
        if len(members) < 2 or bidder in members:
            reject("D15", f"{place}.witness", witness["bidder"], "two or more participants, and another bidder")
        before, after = (vickrey(auction.utilities, chosen).revenue for chosen in (members, sorted([*members, bidder])))
        if after >= before:
            reject("D15", f"{place}.witness", shown(after), f"below {shown(before)}")
        found = verdict("revenue-monotone", False, "proved", witness={**witness, "revenue": before, "revenue_with": after})
    elif claimed["holds"] is None:
        found = verdict("revenue-monotone", None, "unproven")
    elif "by" in claimed:
        found = _by_theorem(auction, "revenue-monotone")
    else:
        table, count = _table(auction), 0
        for mask in range(1 << size):
            for j in range(size) if mask & mask - 1 else ():
                if not mask >> j & 1:
                    count += 1
                    if table.is_positive([*_revenue(mask, 1), *_revenue(mask | 1 << j, -1)]):
                        reject("D16", place, "a revenue falls", "none does")
        found = verdict("revenue-monotone", True, "enumerated", comparisons=count)
    auction.finish({}, [found])


def _revenue(mask: int, times: int) -> list[tuple[int, int]]:
    """Returns so many times the revenue of a set: the worths without each of its bidders, less the worth of all as often but once."""
    without = [mask ^ 1 << k for k in range(mask.bit_length()) if mask >> k & 1]
    return [(-times * (len(without) - 1), mask), *((times, rest) for rest in without)]


def check_shills(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/shills`."""
    auction.require_evidence()
    claimed, place = auction.finding("shill-proof"), "findings.shill-proof"
    if claimed["holds"] is False:
        witness = keys(claimed.get("witness"), f"{place}.witness", ["participants", "bidder", "shills"], ["honest", "payoff", "gain"])
        members = auction.members(witness["participants"], f"{place}.witness.participants")
        bidder = auction.bidder(witness["bidder"], f"{place}.witness.bidder")
        shills = auction.bidders(witness["shills"], f"{place}.witness.shills")
        if "participants" in auction.input and members != auction.participants:
            reject("D17", f"{place}.witness", witness["participants"], auction.names(auction.participants))
        if len(members) < 2 or bidder not in members or not shills or {*shills} & {*members} - {bidder}:
            reject("D17", f"{place}.witness", witness["shills"], "a participant of two or more, and shills of whom none is another participant")
        honest, payoff = vickrey(auction.utilities, members).payoffs[bidder], _disguised(auction, _joint(auction, members, bidder, shills), bidder, shills)
        if payoff <= honest:
            reject("D17", f"{place}.witness", shown(payoff), f"above {shown(honest)}")
        found = verdict("shill-proof", False, "proved", witness={**witness, "honest": honest, "payoff": payoff, "gain": payoff - honest})
    elif claimed["holds"] is None:
        found = verdict("shill-proof", None, "unproven")
    elif "by" in claimed:
        found = _by_theorem(auction, "shill-proof")
    else:
        found = verdict("shill-proof", True, "enumerated", cases=_require_shill_proof(auction, place))
    auction.finish({}, [found])


def _joint(auction: Auction, members: Sequence[int], bidder: int, shills: Sequence[int]) -> Outcome:
    """Returns the outcome of the auction with shills."""
    return vickrey(auction.utilities, sorted({*members} - {bidder} | {*shills}))


def _disguised(auction: Auction, joint: Outcome, bidder: int, shills: Sequence[int]) -> Fraction:
    """Returns the payoff of a bidder who bids as all of the shills."""
    bundle: list[Exact] = [Fraction(0)] * len(auction.market.goods)
    for j in shills:
        bundle = plus(bundle, joint.allocation[j])
    return auction.utilities.utility(bidder, bundle) - total(joint.payments[j] for j in shills)


def _require_shill_proof(auction: Auction, place: str) -> int:
    """Verifies that nobody gains; returns the number of cases."""
    size = len(auction.market.bidders)
    stated = "participants" in auction.input
    if not stated:
        auction.require_few(MOST_SHILLS)
    elif len(auction.participants) * ((1 << size - len(auction.participants) + 1) - 1) > MOST_PAIRS:
        reject("D3", "input.participants", "too many pairs", f"at most {MOST_PAIRS}")
    sets = [auction.participants] if stated else [[*one] for k in range(2, size + 1) for one in combinations(range(size), k)]
    outcomes, cases = dict[tuple[int, ...], Outcome](), 0

    def outcome(members: Iterable[int]) -> Outcome:
        everyone = tuple(sorted(members))
        if everyone not in outcomes:
            outcomes[everyone] = vickrey(auction.utilities, everyone)
        return outcomes[everyone]

    for members in sets:
        for bidder in members:
            free, honest = sorted({*range(size)} - {*members} | {bidder}), outcome(members).payoffs[bidder]
            for shills in (one for k in range(1, len(free) + 1) for one in combinations(free, k)):
                cases += 1
                if _disguised(auction, outcome({*members} - {bidder} | {*shills}), bidder, shills) > honest:
                    reject("D18", place, f"{auction.names([bidder])} as {auction.names(shills)} among {auction.names(members)}", "nobody gains")
    return cases
