"""Trees that prove that no severance makes a mechanism one of the core: cases in which types have no weight, or get no severance."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketcheck.bayesian_game import number_of
from marketcheck.bayesian_multipliers import Key
from marketcheck.bayesian_support import Support
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number, of_type, read

Flow = tuple[Key, int]
"""A flow b_i(r|s; t): the key of a_i(r|s), and the profile, in which i's type is s."""
Type = tuple[int, int]
Way = dict[Type, str]
"""What the branchings on the way to a node say of types: "weightless" or "unpaid"."""
_BRANCHING = {"player": str, "type": str}
_ROW = {
    "row": {"weight", "optimal", "support"},
    **dict.fromkeys(("player?", "type?", "profile?", "action?", "other?"), str),
    "members?": [str],
    "types?": {str: str},
    "multiplier": number,
}


def tree(value: object, place: str) -> list[Any]:
    """Returns the nodes of a tree: branchings, and lists of rows."""
    nodes: list[Any] = of_type(value, list, place)
    return [read(node, [_ROW] if isinstance(node, list) else _BRANCHING, f"{place}[{k}]") for k, node in enumerate(nodes)]


def require_tree(support: Support, nodes: Sequence[Any], place: str) -> None:
    """Verifies that the nodes are one whole tree whose leaves are contradictions."""
    game = support.bargain.game
    way: Way = {}
    waiting: list[tuple[int, Way]] = [(0, {})]
    for k, node in enumerate(nodes):
        where = f"{place}[{k}]"
        if not waiting:
            reject("T38", where, f"{len(nodes)} nodes", f"{k}: the tree is complete")
        depth, chosen = waiting.pop()
        while len(way) > depth:
            way.popitem()
        way |= chosen
        if isinstance(node, list):
            Leaf(support, way).require_contradiction(node, where)
        else:
            i = game.player(node["player"], where)
            branched = (i, game.type_of(i, node["type"], where))
            if branched in way:
                reject("T38", where, f"a branching on {node['type']!r} of {node['player']!r} again", "no type twice on the way from the root")
            waiting += [(len(way), {branched: "unpaid"}), (len(way), {branched: "weightless"})]
    if waiting:
        reject("T38", place, f"{len(nodes)} nodes", f"{len(waiting)} subtrees more")


class Leaf:
    """The sum of rows of a case, in which types are weightless and others unpaid."""

    def __init__(self, support: Support, way: Way) -> None:
        """Starts with nothing."""
        self.support, self.game, self.way = support, support.bargain.game, way
        self.constant = Fraction(0)
        self.multipliers, self.flows = defaultdict[Key, Fraction](Fraction), defaultdict[Flow, Fraction](Fraction)

    def require_contradiction(self, rows: Iterable[Mapping[str, Any]], place: str) -> None:
        """Verifies that rows, which are at least 0, add up to less."""
        for k, row in enumerate(rows):
            where, factor = f"{place}[{k}]", row["multiplier"]
            if row["row"] == "support":
                keys(row, where, ("row", "multiplier", "members", "action", "types"))
                self._add_support(row, factor, where)
            else:
                constant, coefficients = self.support.row(row, where)
                self.constant += factor * constant
                for key, coefficient in coefficients.items():
                    self.multipliers[key] += factor * coefficient
            if factor <= 0 and not (factor < 0 and row["row"] == "weight" and self._is_weightless(row)):
                reject("T39", where, shown(factor), "above 0, or not 0 for a weight that is 0")
        free = self.support.free
        if any(coefficient > 0 for key, coefficient in self.multipliers.items() if key in free):
            reject("T39", place, "a multiplier with a coefficient above 0", "none")
        if any(coefficient > 0 for (key, _), coefficient in self.flows.items() if key in free and self.way.get(key[:2]) != "unpaid"):
            reject("T39", place, "a flow with a coefficient above 0", "none")
        if self.constant >= 0:
            reject("T39", place, shown(self.constant), "a constant below 0")

    def _is_weightless(self, row: Mapping[str, Any]) -> bool:
        i = self.game.players.numbers[row["player"]]
        return self.way.get((i, self.game.types[i].numbers[row["type"]])) == "weightless"

    def _add_support(self, row: Mapping[str, Any], factor: Fraction, place: str) -> None:
        """Adds so much of an inequality of Theorem 1 for gross payoffs less severance."""
        game = self.game
        block = game.block(row["members"], place)
        action = number_of(row["action"], block.actions, place)
        types = keys(row["types"], f"{place}.types", game.names(block.members))
        part = sum(game.type_of(i, types[game.players[i]], place) * game.strides[i] for i in block.members)
        weights, base = game.weights(game.others(*block.members))
        for t, at in enumerate(game.parts(block.members)):
            if at == part:
                for i, table in zip(block.members, block.payoffs[action], strict=True):
                    self._add_member(i, t, table, factor * Fraction(weights[t], base))

    def _add_member(self, i: int, t: int, table: Sequence[int], factor: Fraction) -> None:
        """Adds so much of W_i(t) - v_i(c, t) - the virtual value of e_i in t."""
        game, gross = self.game, self.support.mechanism.payoffs[i]
        claim = game.type_at[i][t]
        lead = gross[t] - Fraction(table[t], game.scale)
        self.constant += factor * lead
        for true in range(game.sizes[i]):
            if true != claim:
                share, other = factor / game.priors[i][claim], t + (true - claim) * game.strides[i]
                self.multipliers[i, true, claim] += share * (lead - gross[other] + Fraction(table[other], game.scale))
                self.flows[(i, claim, true), t] -= share
                self.flows[(i, true, claim), other] += share
