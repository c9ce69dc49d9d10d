"""The rule `gamma/replies`: all best replies, one entry for all those that serve the same members with at least the same bundles."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import comb
from typing import Any

from marketcheck.bound import Claim
from marketcheck.case import Case, Finding, verdict
from marketcheck.conditions import reject
from marketcheck.gamma import Net, Reply, net_payoffs, proved_values, reply_of, require_payments

Key = tuple[tuple[int, ...], tuple[frozenset[int], ...]]
"""Members, and the bundle of each."""


def check_replies(case: Case) -> None:
    """Verifies an answer of the rule `gamma/replies`."""
    complete = case.finding("complete")["holds"] is True
    case.require_proofs("values", "listed", "listing" if complete else "bound")
    case.require_parameters(cap=1_000)
    net = net_payoffs(case, proved_values(case), case.input["requests"], "input.requests")
    listed = [_entry(case, uses, net, f"certificate.listed[{k}]") for k, uses in enumerate(case.certificate["listed"])]
    is_open = case.finding("best-reply")["holds"] is None
    if len(listed) != 1 and (is_open or not listed):
        reject("G8", "certificate.listed", f"{len(listed)} entries", "1" if is_open else "at least 1")
    revenue, entries = listed[0].paid, [key(reply) for reply in listed]
    for k, reply in enumerate(listed):
        if reply.paid != revenue:
            reject("G8", f"certificate.listed[{k}]", reply.paid, revenue)
    if len(minimal(entries)) < len(entries):
        reject("G9", "certificate.listed", f"{len(entries)} entries, {len(minimal(entries))} of them different and minimal", "all")
    if complete:
        verify_complete(case, net, revenue, entries)
    if is_open and "cap" in case.finding("complete"):
        reject("F4", "findings.complete.cap", case.parameters["cap"], "none where no best reply is proved")
    best = verdict("best-reply", True, "enumerated") if complete else case.greatest("best-reply", revenue, dict(enumerate(net)))
    outcome = {"net": case.by_buyer(net), "revenue": revenue, "replies": [_described(case, reply, net) for reply in listed]}
    case.conclude(outcome, [best, complete_finding(case)])


def complete_finding(case: Case) -> Finding:
    """Returns the finding `complete` that is due; where it is true, `verify_complete` has verified it."""
    claimed = case.finding("complete")
    if claimed["holds"] is True:
        return verdict("complete", True, "enumerated")
    return verdict("complete", None, "unproven", **({"cap": case.parameters["cap"]} if "cap" in claimed else {}))


def verify_complete(case: Case, net: Net, revenue: Fraction, entries: Sequence[Key]) -> None:
    """Verifies that no reply pays more than `revenue`, and that each that pays it belongs to an entry."""
    found = minimal([key(reply) for reply in listed_replies(case, net, revenue) if _stands_for_a_reply(reply, net)])
    if len({*entries}) < len(entries) or {*entries} != found:
        reject("G13", "certificate.listing", f"{len(found)} entries", f"the {len(entries)} that are listed")


def listed_replies(case: Case, net: Net, revenue: Fraction) -> list[Reply]:
    """Returns the replies that pay `revenue`, once the tree `listing` has proved that none pays more, and that all use at least the atoms of one of these.

    *Meaning*: the leaves that are not open prove less than `revenue`; what open leaves use yields the replies. Used atoms worth nothing are left out: they let
    no reply pay more, and whom they serve is no less served without them.
    """
    place, proof, atoms = "certificate.listing", case.certificate["listing"], case.market.atoms
    claim = Claim(values=[atom.value for atom in atoms], coalition=case.everyone, charges=dict(enumerate(net)), target=revenue, sense="below")
    replies = [reply_of(case, [j for j in uses if atoms[j].value > 0], net, place) for uses in case.prover.prove(proof, claim)]
    for reply in replies:
        if reply.paid > revenue:
            reject("G12", place, reply.paid, revenue)
    return [reply for reply in replies if reply.paid == revenue]


def key(reply: Reply) -> Key:
    """Returns what tells the reply's entry from others."""
    return reply.members, tuple(reply.bundles[i] for i in reply.members)


def minimal(entries: Iterable[Key]) -> set[Key]:
    """Returns the entries without those whose bundles contain the bundles of another one with the same members."""
    of_members: dict[tuple[int, ...], list[tuple[frozenset[int], ...]]] = defaultdict(list)
    for members, bundles in sorted({*entries}, key=lambda entry: sum(map(len, entry[1]))):  # whatever contains another stands after it
        if not any(all(map(frozenset.issuperset, bundles, smaller)) for smaller in of_members[members]):
            of_members[members].append(bundles)
    return {(members, bundles) for members, kept in of_members.items() for bundles in kept}


def _stands_for_a_reply(reply: Reply, net: Net) -> bool:
    return bool(reply.members) or 0 in net


def _entry(case: Case, uses: Sequence[int], net: Net, place: str) -> Reply:
    """Returns what the use list of an entry stands for."""
    reply = reply_of(case, uses, net, place)
    require_payments(case, reply, net, reply.members, place)
    if worthless := [j for j in uses if case.market.atoms[j].value == 0]:
        reject("G8", place, f"atom {worthless[0]} is worth nothing", "atoms of positive value")
    if not _stands_for_a_reply(reply, net):
        reject("G9", place, "no reply", "one or more")
    return reply


def _described(case: Case, reply: Reply, net: Net) -> dict[str, Any]:
    """Returns the entry as the outcome states it."""
    buyers, members = case.market.buyers, reply.members
    optional = [i for i, amount in enumerate(net) if amount == 0 and i not in members]
    free = case.market.names(reply.remainder)
    count = sum(comb(len(optional), k) * (len(members) + k) ** len(free) for k in range(len(optional) + 1) if members or k)
    return {
        "members": [buyers[i] for i in members],
        "optional": [buyers[i] for i in optional],
        "bundles": {buyers[i]: case.market.names(reply.bundles[i]) for i in members},
        "free": free,
        "surplus": reply.surplus,
        "count": Fraction(count),
    }
