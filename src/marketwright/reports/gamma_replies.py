"""All best replies: one line for those that differ only in who joins and where goods of no marginal value go."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.gamma_reply import asking_lines, proved_best
from marketwright.reports.gamma_requests import goods_text
from marketwright.reports.words import WIDTH, Section, counted, number, wrapped

MOST_ENTRIES = 25
MOST_MEMBERS = 8
MOST_COMPARED = 300
"""Entries are compared with one another, to see whether they share replies, up to this many."""


def replies_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The first entries, how many there are, and whether these are all."""
    entries: list[Mapping[str, Any]] = answered.document["outcome"]["replies"]
    revenue = number(answered.amount("revenue"))
    lines = [
        f"Best replies, which pay the seller {revenue}" if proved_best(answered) else f"A reply that pays the seller {revenue}, not proven to be a best one"
    ]
    room = len(str(min(len(entries), MOST_ENTRIES)))
    for place, entry in enumerate(entries[:MOST_ENTRIES], start=1):
        lines += wrapped(f"{place:>{room}}  {entry_text(answered, entry)}", width, "  ", " " * (room + 6))
    if len(entries) > MOST_ENTRIES:
        lines.append(f"  and {len(entries) - MOST_ENTRIES} more like these")
    lines += wrapped(_total(answered, entries), width)
    if any(entry["optional"] for entry in entries):
        lines += wrapped("In brackets: who asks for 0 and may be served too.", width)
    if any(entry["free"] for entry in entries):
        lines += wrapped("Free: goods that no accepted bid needs, which go to anybody who is served.", width)
    return lines


def entry_text(answered: AnsweredMarket, entry: Mapping[str, Any]) -> str:
    """Who needs what, who may join, free goods, surplus, and how many replies that stands for."""
    members: list[str] = entry["members"]
    needs = [f"{answered.buyer(member)} with {goods_text(answered, entry['bundles'][member])}" for member in members[:MOST_MEMBERS]]
    if len(members) > MOST_MEMBERS:
        needs.append(f"{len(members) - MOST_MEMBERS} more")
    served = ", ".join(needs) if needs else "anybody"
    joining = f" [{answered.buyers(entry['optional'])}]" if entry["optional"] else ""
    free = f"; free: {answered.bundle(entry['free'])}" if entry["free"] else ""
    return f"{served}{joining}{free}; surplus {number(Fraction(entry['surplus']))}; {_replies(entry['count'])}"


def _replies(count: int) -> str:
    return "1 reply" if count == 1 else f"{count} replies"


def _total(answered: AnsweredMarket, entries: Sequence[Mapping[str, Any]]) -> str:
    """How many replies the entries stand for, and whether there are others."""
    count, complete = sum(entry["count"] for entry in entries), answered.finding("complete")
    together = _replies(count)
    if len(entries) > MOST_COMPARED or any(_overlap(first, second) for first, second in combinations(entries, 2)):
        together = f"at most {together} (some may be counted twice)"
    lines = "1 line" if len(entries) == 1 else counted(len(entries), "line")
    if complete is not None and complete["holds"]:
        return f"{lines}, {together}: all of them"
    if complete is not None and "cap" in complete:
        return f"the first {lines}, {together}: the cap of {complete['cap']} was reached, there may be others"
    return f"{lines}, {together}: whether there are others is not decided, a limit came first"


def _overlap(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether some reply belongs to both entries: members of each may be in the other, and no good is needed by two of them."""
    needed = {*first["members"], *second["members"]}
    if not all(needed <= {*entry["members"], *entry["optional"]} for entry in (first, second)):
        return False
    owner = {good: member for member, goods in first["bundles"].items() for good in goods}
    return all(owner.get(good, member) == member for member, goods in second["bundles"].items() for good in goods)


def replies_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """What is asked for, and the list."""
    title, *lines = replies_lines(answered, width)
    return [("What the buyers ask for", asking_lines(answered, width)), (title, lines)]
