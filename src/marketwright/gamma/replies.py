"""All best replies to a profile, and the rule `gamma/replies`.

*Meaning.* The best replies are the maximising coalitions with their efficient allocations (spec gamma 6, P1).  They are listed up to goods of no marginal
value: an entry says which members need which goods; whoever asked for 0 may join, and the free goods may go to members in any way.

*Source.* `docs/formats/gamma.md` (`gamma/replies`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import comb
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.certificates.bounds import Bound, bound_document, with_bounds
from marketwright.coalitions.worths import Clearing
from marketwright.gamma.profile import Profile, opened, profile_of, requests_of
from marketwright.gamma.reply import Reply, best_reply, best_reply_finding
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Question

REPLIES_CAP = 1000
"""How many use lists are followed where the input names no cap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyEntry:
    """Best replies that differ only in who else joins and where the free goods go (buyers and goods as indices).

    `bundles`: each member's goods, in the order of `members`.
    """

    members: tuple[int, ...]
    optional: tuple[int, ...]
    bundles: tuple[frozenset[int], ...]
    free: tuple[int, ...]
    surplus: Fraction
    uses: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many replies it stands for."""
        fixed, free = len(self.members), len(self.free)
        sizes = range(0 if fixed else 1, len(self.optional) + 1)
        return sum(comb(len(self.optional), joining) * (fixed + joining) ** free for joining in sizes)

    def replies(self) -> Iterator[tuple[tuple[int, ...], dict[int, int]]]:
        """Each reply as its members and the owner of every good."""
        for size in range(len(self.optional) + 1):
            for joining in combinations(self.optional, size):
                members = tuple(sorted((*self.members, *joining)))
                fixed = {good: member for member, goods in zip(self.members, self.bundles, strict=True) for good in goods}
                for owners in product(members, repeat=len(self.free)) if members else ():
                    yield members, fixed | dict(zip(self.free, owners, strict=True))

    def document(self, clearing: Clearing) -> dict[str, Any]:
        """The entry as answers write it."""
        names, goods = [buyer.name for buyer in clearing.market.buyers], clearing.market.goods
        return {
            "members": [names[member] for member in self.members],
            "optional": [names[buyer] for buyer in self.optional],
            "bundles": {names[member]: [goods[good] for good in sorted(held)] for member, held in zip(self.members, self.bundles, strict=True)},
            "free": [goods[good] for good in self.free],
            "surplus": self.surplus,
            "count": self.count,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class BestReplies:
    """Entries for best replies; `tree` shows that there are no others (None: not shown); `capped`: there are more use lists than the cap."""

    entries: tuple[ReplyEntry, ...]
    capped: bool
    tree: Bound | None

    @property
    def finding(self) -> Finding:
        """The finding `complete`."""
        if self.tree is not None:
            return Finding(claim="complete", holds=True, grade="enumerated")
        return Finding(claim="complete", holds=None, grade="unproven")


def best_replies(clearing: Clearing, profile: Profile, pays: Fraction, cap: int) -> BestReplies:
    """All best replies, which pay `pays`, from at most `cap` use lists."""
    found = clearing.best_choices(profile.charges, pays, cap)
    entries = [entry_of(clearing, profile, uses) for uses in found.uses]
    return BestReplies(entries=tuple(_minimal(entry for entry in entries if entry.members or entry.optional)), capped=found.capped, tree=found.tree)


def entry_of(clearing: Clearing, profile: Profile, uses: tuple[int, ...]) -> ReplyEntry:
    """The entry of one use list."""
    held: dict[int, set[int]] = {buyer: set() for buyer in profile.insisting}
    for atom in uses:
        held.setdefault(clearing.atoms[atom].owner, set()).update(clearing.atoms[atom].goods)
    members = tuple(sorted(held))
    taken = set().union(*held.values())
    return ReplyEntry(
        members=members,
        optional=tuple(buyer for buyer, net in enumerate(profile.net) if net == 0 and buyer not in held),
        bundles=tuple(frozenset(held[member]) for member in members),
        free=tuple(good for good in range(len(clearing.market.goods)) if good not in taken),
        surplus=clearing.total(uses),
        uses=uses,
    )


def _minimal(entries: Iterator[ReplyEntry]) -> list[ReplyEntry]:
    """The entries whose replies are not all among those of another entry, each once."""
    by_members: dict[tuple[int, ...], dict[tuple[frozenset[int], ...], ReplyEntry]] = {}
    for entry in entries:
        by_members.setdefault(entry.members, {}).setdefault(entry.bundles, entry)
    return [entry for same in by_members.values() for entry in same.values() if not any(_within(other, entry.bundles) for other in same)]


def _within(smaller: tuple[frozenset[int], ...], larger: tuple[frozenset[int], ...]) -> bool:
    return smaller != larger and all(part <= whole for part, whole in zip(smaller, larger, strict=True))


def replies_rule(market: BundleMarket, question: Question) -> Result:
    """The rule `gamma/replies`: every best reply to the requests, with a proof that there are no others."""
    clearing, valuer = opened(market, question.limits)
    given: Mapping[str, Any] = question.input or {}
    cap = given.get("cap", REPLIES_CAP)
    profile = profile_of(requests_of(given["requests"]), valuer, market)
    reply = best_reply(clearing, valuer, profile)
    found = best_replies(clearing, profile, reply.pays, cap) if reply.exact else _only(clearing, profile, reply)
    complete = found.finding
    if found.capped:
        complete = Finding(claim="complete", holds=None, grade="unproven", details={"cap": cap})
    best, proof = best_reply_finding(reply), {"bound": bound_document(reply.bound)}
    if found.tree is not None:
        best, proof = Finding(claim="best-reply", holds=True, grade="enumerated"), {"listing": bound_document(found.tree)}
    names = [buyer.name for buyer in market.buyers]
    return Result(
        outcome={
            "net": dict(zip(names, profile.net, strict=True)),
            "revenue": reply.pays,
            "replies": [entry.document(clearing) for entry in found.entries],
        },
        findings=(best, complete),
        certificate=with_bounds(clearing.rows, values=valuer.evidence, listed=[list(entry.uses) for entry in found.entries], **proof),
        parameters={"cap": cap},
    )


def _only(clearing: Clearing, profile: Profile, reply: Reply) -> BestReplies:
    return BestReplies(entries=(entry_of(clearing, profile, reply.uses),), capped=False, tree=None)
