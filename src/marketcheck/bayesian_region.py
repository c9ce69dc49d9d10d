"""The rule `bayesian/core-region`: two quantities over the core with given multipliers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketcheck.bayesian import AMOUNTS, MECHANISM, MULTIPLIERS, Bargain, form, require_achieved, require_mechanism
from marketcheck.bayesian_blocking import require_support
from marketcheck.bayesian_edges import EDGE, Linear, require_edge
from marketcheck.bayesian_game import Game, number_of
from marketcheck.bayesian_mechanism import Mechanism, Tables
from marketcheck.case import verdict
from marketcheck.conditions import Unreadable, reject, shown
from marketcheck.documents import number

Point = tuple[Fraction, Fraction]
MAX_MARKS = 20
KINDS = ("transfer_to", "utility_of", "severance_of", "forgone_by", "probability_of")
QUANTITY = {**{f"{kind}?": str for kind in KINDS}, "given?": {str: str}}
_ENDS = {"least?": number, "greatest?": number}
REGION = form(
    {"multipliers": MULTIPLIERS, "vertices": [(number, number)], "marks": {str: (number, number)}, "outer": {"x": _ENDS, "y": _ENDS}},
    {"points": [{"mechanism": MECHANISM, "allocation": {str: AMOUNTS}}], "edges": [EDGE]},
)
REGION_INPUT = {"x": QUANTITY, "y": QUANTITY, "multipliers?": MULTIPLIERS, "support?": {"plain", "fine"}, "seed?": int, "whole?": {True, False}}
REGION_INPUT |= {"marks?": {str: MECHANISM}}
CODES = {"vertices": "T27", "marks": "T26", "outer": "T27"}


@dataclass(frozen=True)
class Quantity:
    """An expected value, given types: of whom, or of which action, and the profiles with their probabilities."""

    kind: str
    of: int
    profiles: Mapping[int, Fraction]

    @property
    def marked(self) -> bool:
        """Whether a mechanism alone has it."""
        return self.kind not in ("severance_of", "forgone_by")

    def value(self, game: Game, mechanism: Mechanism, allocation: Tables | None) -> Fraction:
        """Returns the quantity of a mechanism and, if needed, of an allocation."""
        return sum((share * self._at(mechanism, allocation or (), t) for t, share in self.profiles.items()), Fraction(0))

    def _at(self, mechanism: Mechanism, allocation: Tables, t: int) -> Fraction:
        match self.kind:
            case "transfer_to":
                return mechanism.transfers[self.of][t]
            case "utility_of":
                return mechanism.payoffs[self.of][t]
            case "severance_of":
                return mechanism.payoffs[self.of][t] - allocation[self.of][t]
            case "forgone_by":
                return allocation[self.of][t]
        return Fraction(dict(mechanism.lotteries[t]).get(self.of, 0), mechanism.base)

    def add_to(self, linear: Linear, factor: Fraction) -> None:
        """Adds so much of the quantity to a linear expression."""
        for t, share in self.profiles.items():
            match self.kind:
                case "transfer_to":
                    linear.transfers[self.of, t] += factor * share
                case "probability_of":
                    linear.lotteries[self.of, t] += factor * share
                case "utility_of" | "severance_of":
                    linear.add_payoff(self.of, t, factor * share)
            if self.kind in ("severance_of", "forgone_by"):
                linear.allocation[self.of, t] += factor * share * (1 if self.kind == "forgone_by" else -1)


def quantity(bargain: Bargain, stated: Mapping[str, Any], place: str) -> Quantity:
    """Returns a quantity of the input."""
    game, kinds = bargain.game, [kind for kind in KINDS if kind in stated]
    if len(kinds) != 1:
        raise Unreadable("keys", f"{place}: one of the keys {', '.join(KINDS)} is needed")
    (kind,) = kinds
    of = number_of(stated[kind], game.grand.actions if kind == "probability_of" else game.players, place)
    types = {game.player(name, place): name for name in stated.get("given", {})}
    given = {i: game.type_of(i, stated["given"][name], place) for i, name in types.items()}
    weights, base = game.weights(game.others(*given))
    profiles = [t for t in range(len(game.profiles)) if all(game.type_at[i][t] == s for i, s in given.items())]
    return Quantity(kind, of, {t: Fraction(weights[t], base) for t in profiles})


def check_region(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/core-region`."""
    given, game = bargain.input, bargain.game
    axes = [quantity(bargain, given[key], f"input.{key}") for key in "xy"]
    outcome: dict[str, Any] = {}
    if "multipliers" in bargain.outcome:
        outcome["multipliers"] = bargain.outcome["multipliers"]
        bargain.multipliers(outcome["multipliers"], "outcome.multipliers")
    if "multipliers" in given and outcome.get("multipliers") != given["multipliers"]:
        reject("T26", "outcome.multipliers", "other multipliers", "the input's")
    if "multipliers" in given and "seed" in given:
        reject("T26", "input", "multipliers and a seed", "one of them")
    if len(given.get("marks", ())) > MAX_MARKS:
        reject("T26", "input.marks", len(given["marks"]), f"at most {MAX_MARKS}")
    if "marks" in given and all(axis.marked for axis in axes):
        marks = {name: bargain.mechanism(mechanism, f"input.marks.{name}") for name, mechanism in given["marks"].items()}
        outcome["marks"] = {name: [axis.value(game, mechanism, None) for axis in axes] for name, mechanism in marks.items()}
    if bargain.finding("region")["holds"] is True:
        vertices = [(x, y) for x, y in bargain.stated("vertices")]
        _require_region(bargain, axes, vertices)
        outcome["vertices"] = bargain.outcome["vertices"]
        findings = [verdict("region", True, "proved")]
    else:
        bargain.evidence()
        findings = [verdict("region", None, "unproven", reason=_reason(bargain))]
    if given.get("whole"):
        outcome["outer"] = bargain.stated("outer")
        for key, bounds in outcome["outer"].items():
            if {"least", "greatest"} <= bounds.keys() and bounds["least"] > bounds["greatest"]:
                reject("T27", f"outcome.outer.{key}", shown(bounds["least"]), f"at most {shown(bounds['greatest'])}")
        boxes = bargain.finding("outer-bounds").get("boxes", 0)
        findings.append(verdict("outer-bounds", None, "numeric", boxes=max(0, boxes)))
    bargain.finish(outcome, findings, CODES)


def _reason(bargain: Bargain) -> str:
    """Returns why nothing is said about the region: as stated, if multipliers are there or not as that reason wants it."""
    stated, known = bargain.finding("region").get("reason"), "multipliers" in bargain.outcome
    if not known:
        return "limit" if stated == "limit" else "no multipliers"
    return "limit" if stated == "limit" else "unbounded"


def _require_region(bargain: Bargain, axes: Sequence[Quantity], vertices: Sequence[Point]) -> None:
    """Verifies that every vertex is attained and that every edge bounds the region."""
    fine = bargain.input.get("support") == "fine"
    points, edges = bargain.evidence("points", "edges")
    multipliers = bargain.multipliers(bargain.stated("multipliers"), "outcome.multipliers")
    if len(points) != len(vertices):
        reject("T26", "certificate.points", len(points), len(vertices))
    _require_polygon(vertices, edges)
    for k, (point, vertex) in enumerate(zip(points, vertices, strict=True)):
        place = f"certificate.points[{k}]"
        mechanism = bargain.mechanism(point["mechanism"], f"{place}.mechanism")
        allocation = bargain.tables(point["allocation"], f"{place}.allocation")
        require_mechanism(bargain, mechanism, f"{place}.mechanism")
        require_achieved(bargain, mechanism, allocation, place)
        require_support(bargain, multipliers, allocation, place, fine=fine)
        found = tuple(axis.value(bargain.game, mechanism, allocation) for axis in axes)
        if found != vertex:
            reject("T26", place, ", ".join(map(shown, found)), ", ".join(map(shown, vertex)))
    for k, edge in enumerate(edges):
        linear = Linear(multipliers, fine=fine)
        for axis, factor in zip(axes, edge["normal"], strict=True):
            axis.add_to(linear, factor)
        require_edge(bargain, linear, edge, f"certificate.edges[{k}]")


def _require_polygon(vertices: Sequence[Point], edges: Sequence[Mapping[str, Any]]) -> None:
    """Verifies that exactly the hull of the vertices, all of which it needs, satisfies the inequalities of the edges."""
    normals, count = [tuple(edge["normal"]) for edge in edges], len(vertices)
    lines = [(normal, edge["bound"]) for normal, edge in zip(normals, edges, strict=True)]
    wanted = {0: 1, 1: 4, 2: 4}.get(count, count)
    if len(edges) != wanted or (vertices and vertices[0] != min(vertices)):
        reject("T27", "outcome.vertices", f"{count} vertices and {len(edges)} edges", f"{wanted} edges; the lexicographically smallest vertex first")
    if count == 0:
        if normals[0] != (0, 0) or lines[0][1] >= 0:
            reject("T27", "certificate.edges[0]", "another inequality", "normal [0, 0] and a bound below 0")
        return
    if count == 1:
        due = [((-1, 0), -vertices[0][0]), ((1, 0), vertices[0][0]), ((0, -1), -vertices[0][1]), ((0, 1), vertices[0][1])]
        if lines != due:
            reject("T27", "certificate.edges", "other inequalities", "those of a point")
        return
    on = [[a * x + b * y - bound for x, y in vertices] for (a, b), bound in lines]
    if count == 2:
        (a, b), (c, d) = normals[:2]
        sides = on[0] == on[1] == [0, 0] and a * d == b * c and a * c + b * d < 0
        ends = sorted((max(row) == 0 > min(row), row.index(max(row))) for row in on[2:]) == [(True, 0), (True, 1)]
        if not (sides and ends):
            reject("T27", "certificate.edges", "other inequalities", "two sides and two ends of a segment")
        return
    (x0, y0), (x1, y1), (x2, y2) = vertices[:3]
    turns = (x1 - x0) * (y2 - y0) > (x2 - x0) * (y1 - y0)
    for k, row in enumerate(on):
        both = {k, (k + 1) % count}
        if not turns or any(value >= 0 if t not in both else value != 0 for t, value in enumerate(row)):
            reject("T27", f"certificate.edges[{k}]", "another inequality", "the side from this vertex to the next, counterclockwise, the others inside")
