"""Where every rule of the room `pricing` starts (`docs/formats/pricing.md`): an allocation of all goods, and the proof that it is efficient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketcheck.case import Case, Finding, positions, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys
from marketcheck.gamma import Reply
from marketcheck.gamma_replies import listed_replies
from marketcheck.options import Options, options

MAX_OPTIONS = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The outcome's allocation, the finding that it is efficient, and the replies of a listing, all that use atoms of positive value and pay as much."""

    options: Sequence[Options]
    holders: tuple[int, ...]
    outcome: dict[str, Any]
    finding: Finding
    replies: Sequence[Reply]

    def require_proved(self) -> None:
        """Verifies that the allocation is efficient."""
        if self.finding["holds"] is not True:
            reject("F2", "findings", "a verdict on prices, none on efficient", "both or none")


def efficient(case: Case, *more_proofs: str) -> Start:
    """Returns the outcome's allocation, once the certificate's bound or listing is verified."""
    proof, everyone, replies = "listing" if "listing" in case.certificate else "bound", sorted(case.everyone), list[Reply]()
    case.require_proofs("uses", proof, *more_proofs)
    case.require_no_reserve_prices()
    found = [options(case.market, i, MAX_OPTIONS) for i in everyone]
    uses, allocation = case.certificate["uses"], case.outcome["allocation"]
    given = case.held(uses, everyone, "certificate.uses")
    held = holders(case, allocation, uses, given.total, "outcome.allocation")
    if proof == "listing":
        replies, finding = listed_replies(case, [Fraction(0) for _ in everyone], given.total), verdict("efficient", True, "enumerated")
    else:
        finding = case.greatest("efficient", given.total, {})
    outcome = {"allocation": allocation, "remainder": case.market.names(given.remainder), "welfare": given.total}
    return Start(options=found, holders=held, outcome=outcome, finding=finding, replies=replies)


def holders(case: Case, written: Mapping[str, Sequence[str]], uses: Sequence[int], worth: Fraction, place: str) -> tuple[int, ...]:
    """Returns the holder of each good in an allocation of all goods, which the use list shows to be worth so much."""
    goods, found = case.market.goods, dict[int, int]()
    listed = keys(written, place, case.market.buyers)
    for i, name in enumerate(case.market.buyers):
        for good in positions(listed[name], goods, f"{place}.{name}"):
            if good in found:
                reject("E2", place, f"{goods[good]!r} twice", "once")
            found[good] = i
    if len(found) < len(goods):
        reject("E2", place, f"{len(found)} goods", f"all {len(goods)}")
    total = case.total(uses, case.everyone, f"{place}, uses")
    outside = [j for j in uses if any(found[good] != case.market.atoms[j].owner for good in case.market.atoms[j].bundle)]
    if total != worth or outside:
        reject("E3", place, f"total {shown(total)}, atoms {outside} outside", f"{shown(worth)}, all atoms inside their buyers' goods")
    return tuple(found[good] for good in range(len(goods)))
