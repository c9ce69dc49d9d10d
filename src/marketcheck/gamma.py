"""What the rules of mechanism Γ share (`docs/formats/gamma.md`): their form, net payoffs, replies; and the rule `gamma/reply`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from marketcheck.bound import bound, listing
from marketcheck.case import PARTS, Case, positions, verdict
from marketcheck.conditions import Unreadable, reject, shown
from marketcheck.documents import keys, number, of_type

MAX_CAP = 100_000


def _price(value: object, place: str) -> Fraction:
    """Returns the price, which is at least 0."""
    found = number(value, place)
    if found < 0:
        raise Unreadable("number", f"{place}: a price is at least 0")
    return found


def cap(value: object, place: str) -> int:
    """Returns the largest number of entries to list."""
    found: int = of_type(value, int, place)
    if not 1 <= found <= MAX_CAP:
        raise Unreadable("number", f"{place}: a cap is an integer from 1 to {MAX_CAP}")
    return found


_NAMES, _ATOMS, _AMOUNTS = [str], [int], {str: number}
_REQUEST = {"bundle": _NAMES, "price": _price}
REQUESTS = {str: _REQUEST}
_ENTRY = {"members": _NAMES, "optional": _NAMES, "bundles": {str: _NAMES}, "free": _NAMES, "surplus": number, "count": number}
_EQUILIBRIUM = {"requests": REQUESTS, "members": _NAMES, "allocation": {str: _NAMES}, "payoffs": _AMOUNTS, "surplus": number}
_OUTCOME = {"net?": _AMOUNTS, "members?": _NAMES, "remainder?": {"buyer": str, "goods": _NAMES}, "surplus?": number, "replies?": [_ENTRY]}
_OUTCOME |= {"deviations?": _AMOUNTS, "required?": _NAMES, "theorem?": str, "equilibria?": [_EQUILIBRIUM], "requests?": REQUESTS, "equilibrium?": {True, False}}
_FINDING = PARTS["findings"][0]
_WITNESS = _FINDING["witness?"] | {"request?": _REQUEST, "net?": number, "surplus?": number, "worth?": number, "vickrey?": number}
_WITHOUT = {str: {"uses": _ATOMS, "bound?": bound}}
_CERTIFICATE = {"values": [{"buyer": str, "bundle": _NAMES, "uses": _ATOMS, "bound": bound}], "listed?": [_ATOMS], "listing?": listing, "without?": _WITHOUT}
_CERTIFICATE |= {"outsiders?": [{"buyer?": str, "uses?": _ATOMS, "bound": bound}], "together?": {"bound": bound}}
_CERTIFICATE |= {"profiles?": [{"bound": bound, "without": {str: {"uses": _ATOMS}}}], "equilibria?": [{"profile": int, "uses": _ATOMS}]}
GAMMA: dict[str, Any] = {
    "versions": PARTS["versions"],
    "outcome": PARTS["outcome"] | _OUTCOME,
    "findings": [_FINDING | {"witness?": _WITNESS, "cap?": int, "promised?": {True, False}}],
    "certificate": PARTS["certificate"] | _CERTIFICATE,
}

Values = Mapping[tuple[int, frozenset[int]], Fraction]
Net = Sequence[Fraction]
"""The net payoff of every buyer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a use list stands for: members pay the value of their used atoms less their net payoffs; goods in no bundle are left to the first member."""

    values: Sequence[Fraction]
    bundles: Sequence[frozenset[int]]
    remainder: frozenset[int]
    owners: frozenset[int]
    members: tuple[int, ...]
    paid: Fraction
    surplus: Fraction


def proved_values(case: Case) -> Values:
    """Returns what bundles are worth to buyers of several groups, as shown by the certificate; the market has no reserve prices."""
    market, proved = case.market, dict[tuple[int, frozenset[int]], Fraction]()
    case.require_no_reserve_prices()
    for k, entry in enumerate(case.certificate["values"]):
        place = f"certificate.values[{k}]"
        (buyer,) = positions([entry["buyer"]], market.buyers, place)
        bundle = frozenset(positions(entry["bundle"], market.goods, place))
        if (buyer, bundle) in proved:
            reject("G3", place, "a second time", "once")
        proved[buyer, bundle] = case.total(entry["uses"], {buyer}, f"{place}.uses")
        for j in entry["uses"]:
            if not market.atoms[j].bundle <= bundle:
                reject("G4", place, f"atom {j}", "atoms inside the bundle")
        inside = [atom.value if atom.bundle <= bundle else Fraction(0) for atom in market.atoms]
        case.prove_at_most(entry["bound"], {buyer}, proved[buyer, bundle], {}, values=inside)
    return proved


def net_payoff(case: Case, proved: Values, buyer: int, request: Mapping[str, Any], place: str) -> Fraction:
    """Returns what the buyer would keep: his value of the bundle less the price."""
    bundle, groups = frozenset(positions(request["bundle"], case.market.goods, f"{place}.bundle")), case.market.valuations[buyer].groups
    price: Fraction = request["price"]
    if len(groups) <= 1 or not bundle:
        return max((value for bids in groups for inside, value in bids if inside <= bundle), default=Fraction(0)) - price
    if (buyer, bundle) not in proved:
        reject("G3", f"{place}.bundle", "not among certificate.values", "an entry")
    return proved[buyer, bundle] - price


def net_payoffs(case: Case, proved: Values, requests: Mapping[str, Any], place: str) -> Net:
    """Returns the net payoff of every buyer's request."""
    listed = keys(requests, place, case.market.buyers)
    return [net_payoff(case, proved, i, listed[name], f"{place}.{name}") for i, name in enumerate(case.market.buyers)]


def reply_of(case: Case, uses: Sequence[int], net: Net, place: str, coalition: Collection[int] | None = None) -> Reply:
    """Returns the reply of the coalition's use list; its members are the owners of atoms, and others of negative net payoff."""
    coalition = case.everyone if coalition is None else coalition
    held = case.held(uses, coalition, place)
    owners = frozenset(case.market.atoms[j].owner for j in uses)
    members = tuple(i for i in sorted(case.everyone) if i in owners or (i in coalition and net[i] < 0))
    paid = held.total - sum(net[i] for i in members)
    return Reply(values=held.values[:-1], bundles=held.bundles[:-1], remainder=held.remainder, owners=owners, members=members, paid=paid, surplus=held.total)


def require_payments(case: Case, reply: Reply, net: Net, members: Sequence[int], place: str) -> None:
    """Verifies that every member pays at least 0."""
    for i in members:
        if reply.values[i] < net[i]:
            reject("G6", f"{place}, {case.market.buyers[i]!r}", shown(reply.values[i] - net[i]), "at least 0")


def served(case: Case, reply: Reply, members: Sequence[int]) -> dict[str, list[str]]:
    """Returns every buyer's goods; the first member gets the remainder besides."""
    held = [bundle | reply.remainder if i == members[0] else bundle for i, bundle in enumerate(reply.bundles)]
    return case.by_buyer([case.market.names(bundle) for bundle in held])


def on_path(case: Case, net: Net) -> tuple[Reply, tuple[int, ...], dict[str, Any]]:
    """Returns the reply of the certificate's use list, its members, of whom there is at least one, and its outcome."""
    reply = reply_of(case, case.certificate["uses"], net, "certificate.uses")
    members, names = reply.members or (0,), case.market.buyers
    require_payments(case, reply, net, members, "outcome.payments")
    payments, payoffs = ([amount(i) if i in members else 0 for i in range(len(names))] for amount in (lambda i: reply.values[i] - net[i], net.__getitem__))
    outcome = {"net": case.by_buyer(net), "members": [names[i] for i in members], "allocation": served(case, reply, members)}
    outcome |= {"payments": case.by_buyer(payments), "payoffs": case.by_buyer(payoffs) | {"seller": reply.paid}}
    outcome |= {"remainder": {"buyer": names[members[0]], "goods": case.market.names(reply.remainder)}}
    return reply, members, outcome | {"revenue": reply.paid, "surplus": reply.surplus}


def check_reply(case: Case) -> None:
    """Verifies an answer of the rule `gamma/reply`."""
    case.require_proofs("values", "uses", "bound")
    net = net_payoffs(case, proved_values(case), case.input["requests"], "input.requests")
    reply, members, outcome = on_path(case, net)
    if case.parameters["tie_rule"] == "any":
        case.conclude(outcome, [case.greatest("best-reply", reply.paid, dict(enumerate(net)))])
        return
    denominator = lcm(*(atom.value.denominator for atom in case.market.atoms), *(amount.denominator for amount in net))
    less = Fraction(1, 1 + denominator * sum(map(abs, net)))  # all net payoffs, times this, are less than 1/D
    charges, target = {i: (1 - less) * amount for i, amount in enumerate(net)}, reply.paid + less * sum(net[i] for i in members)
    finding = case.greatest("best-reply", reply.paid, dict(enumerate(net)), {"charges": charges, "target": target})
    selected = [] if finding["holds"] is None else [verdict("selected", True, finding["grade"])]
    case.conclude(outcome, [finding, *selected])
