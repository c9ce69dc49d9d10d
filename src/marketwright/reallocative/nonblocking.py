"""Evidence that no coalition blocks, in auctions that are not listed: of more participants than all coalitions can be looked at of.

*Order.* A short search for trees proves that nothing blocks, in most markets, or finds a coalition that does.  If it does not prove it, a scan of all sets in
floats, where that takes seconds only, leaves few coalitions to exact arithmetic and lists those that block.  If there are none, the search for trees goes on.
If a limit ends it, what the scan says is reported; without a scan, what the unfinished trees prove.

*Source.* `docs/formats/reallocative.md` (trees).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any

from marketwright.answers.answer import plain
from marketwright.reallocative.blocking import Block, Payoffs, block_of, charged
from marketwright.reallocative.setting import Setting
from marketwright.solvers.surplus.charged import Charged
from marketwright.solvers.surplus.limit import Stopped
from marketwright.solvers.surplus.scan import MOST_CLOSE, verdict
from marketwright.solvers.surplus.tree import Closed, Found, LimitReached, Node, Patience, bounded

FIRST_LEAVES = 500
"""So many leaves has a tree of the short search at most; trees have about one leaf more than there are participants."""
MOST_SCANNED = 28
"""With more participants all sets are too many to scan."""
MOST_WORK = 1 << 33
"""The most sets to scan, times goods to the third power."""
DIGITS = 4
"""So many digits are stated of a bound, or one more or less."""

Tree = Closed | Found | LimitReached


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Verdict, grade, the numbers that a finding states with them, and a certificate.

    `numbers`: `coalitions` counts those of one or more bidders.
    """

    holds: bool | None
    grade: str
    numbers: Mapping[str, Any] = field(default_factory=dict)
    certificate: Mapping[str, Any] = field(default_factory=dict)

    def details(self, *, auctioneer_alone: bool) -> dict[str, Any]:
        """The finding's numbers; `auctioneer_alone`: whether the claim is about him as well."""
        return {key: number + 1 if key == "coalitions" and auctioneer_alone else number for key, number in self.numbers.items()}


UNPROVEN = Evidence(holds=None, grade="unproven")


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan says: coalitions that block, whether nothing else does, and what no excess is above."""

    blocks: tuple[Block, ...]
    complete: bool
    error: float


def parts(payoffs: Payoffs) -> dict[str, bool]:
    """The parts of a proof by name, and whether they are about coalitions with the auctioneer."""
    return {"with": True, "without": False} if payoffs.alone else {"with": True}


def coalitions(here: Setting, payoffs: Payoffs) -> int:
    """How many coalitions of one or more bidders there are."""
    return ((1 << len(here.participants)) - 1) * len(parts(payoffs))


def searched(here: Setting, payoffs: Payoffs, *, most: int, prove: bool, stopped: Stopped) -> tuple[tuple[Block, ...], Evidence]:
    """Coalitions of one or more bidders that block, in order, or evidence that none does.

    `most`: how many coalitions are asked for; `prove`: whether evidence is.
    """
    cases = {part: charged(here, payoffs, auctioneer=auctioneer) for part, auctioneer in parts(payoffs).items()}
    trees = _trees(cases, {}, Patience(leaves=FIRST_LEAVES, stopped=stopped)) if prove else {}
    if prove and all(isinstance(tree, Closed) for tree in trees.values()):
        return (), _evidence(here, payoffs, trees, [])
    scans = [_scan(case, most, stopped, auctioneer=part == "with") for part, case in cases.items() if _is_short(here)]
    blocks = [block for scan in scans for block in scan.blocks] or _found(cases, trees)
    if prove and not blocks:
        trees = _trees(cases, trees, Patience(stopped=stopped))
        blocks = _found(cases, trees)
    return tuple(sorted(blocks, key=lambda block: block.place)), UNPROVEN if blocks or not prove else _evidence(here, payoffs, trees, scans)


def _is_short(here: Setting) -> bool:
    """Whether scanning all sets takes seconds only."""
    size = len(here.participants)
    return size <= MOST_SCANNED and (1 << size) * len(here.quantity) ** 3 <= MOST_WORK


def _trees(cases: Mapping[str, Charged], known: Mapping[str, Tree], patience: Patience) -> dict[str, Tree]:
    """What a search finds of each part, or what is known of it and decided."""
    return {part: tree if isinstance(tree := known.get(part), Closed | Found) else bounded(case, patience) for part, case in cases.items()}


def _found(cases: Mapping[str, Charged], trees: Mapping[str, Tree]) -> list[Block]:
    """The coalitions that searches for trees found."""
    members = {part: tree.members for part, tree in trees.items() if isinstance(tree, Found)}
    return [block_of(cases[part], some, cases[part].excess(some), auctioneer=part == "with") for part, some in members.items()]


def _scan(case: Charged, most: int, stopped: Stopped, *, auctioneer: bool) -> Scanned:
    found = verdict(case, max(most, MOST_CLOSE), stopped)
    blocks = tuple(block_of(case, one.members, one.excess, auctioneer=auctioneer) for one in found.positive)
    return Scanned(blocks, found.complete, found.at_most)


def _evidence(here: Setting, payoffs: Payoffs, trees: Mapping[str, Tree], scans: list[Scanned]) -> Evidence:
    """What trees say that found no coalition: closed ones prove, and otherwise a complete scan says more than they do."""
    grown = {part: tree for part, tree in trees.items() if not isinstance(tree, Found)}
    certificate = {part: _named(here, tree.nodes) for part, tree in grown.items()}
    bounds = [tree.at_most for tree in grown.values() if isinstance(tree, LimitReached)]
    if not bounds:
        leaves = sum(isinstance(node, tuple) for tree in grown.values() for node in tree.nodes)
        return Evidence(holds=True, grade="enumerated", numbers={"leaves": leaves}, certificate=certificate)
    if scans and all(scan.complete for scan in scans):
        error = rounded_up(Fraction(max(scan.error for scan in scans)))
        return Evidence(holds=None, grade="numeric", numbers={"coalitions": coalitions(here, payoffs), "error": error})
    return Evidence(holds=None, grade="bounded", numbers={"at_most": rounded_up(max(bounds))}, certificate=certificate)


def _named(here: Setting, nodes: tuple[Node, ...]) -> list[Any]:
    """The tree as certificates state it: participants by their places in the market, prices as lists."""
    return [here.participants[node] if isinstance(node, int) else plain(node) for node in nodes]


def rounded_up(number: Fraction) -> Fraction:
    """A bound as findings state it: a number with few digits that is at least this one, and at least 0."""
    if number <= 0:
        return Fraction(0)
    unit = Fraction(10) ** (len(str(number.numerator)) - len(str(number.denominator)) - DIGITS)
    return ceil(number / unit) * unit
