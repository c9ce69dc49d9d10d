"""Which severance makes a mechanism a core mechanism, decided by cases: every case is a linear program.

*Idea.* In the core, multipliers support the mechanism and `weight of t_i x severance of i in t = 0`.  With the flows `b_i(r|s; t) = a_i(r|s) x severance of
i in t` (t_i = s) the virtual value of severance then is linear: p_i(t_i) times it is what flows out of t less what flows in from (t_-i, r).  So Theorem 1
is linear in multipliers and flows.  What is left are two cases for each type: his weight is 0, or he gets no severance.

*Complete* where no type is tempted by two claims (two types each, for example): then flows determine severance.  Otherwise flows of one type must be
proportional to his multipliers; a case without a solution proves something all the same, a solution may prove nothing.

*Source.* Paper 004, section 6 (the Fact); `docs/formats/bayesian.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from marketwright.solvers.limit import Stopped, go_on
from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.mechanisms.formulas import gross_payoffs, shortfalls, weights
from marketwright.solvers.mechanisms.game import Game, Key, Mechanism, Multipliers, Table
from marketwright.solvers.mechanisms.support_range import SupportRow, WeightRow, support_rows

_NONE = Fraction(0)

MOST_ENTRIES = 4_000_000
"""The largest product of rows and columns of a case."""


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """A type of a player."""

    player: int
    kind: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The multiplier of a key times the severance in a profile, in which the player has the true type of the key."""

    key: Key
    profile: int


Column = Key | Flow
Row = tuple[Fraction, dict[Column, Fraction]]
"""The constant, and coefficients above or below 0."""


@dataclass(frozen=True, slots=True)
class BlockRow:
    """The inequality of Theorem 1 for an action of a coalition and types of its members."""

    coalition: int
    action: int
    types: tuple[int, ...]


CaseRow = SupportRow | BlockRow


@dataclass(frozen=True, slots=True)
class Leaf:
    """Multipliers of rows that add up to a contradiction; that of a weight may be below 0 where the weight is 0."""

    rows: tuple[tuple[CaseRow, Fraction], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """Severance of each player by profile, and multipliers that prove what is left inhibitive."""

    severance: tuple[tuple[Fraction, ...], ...]
    multipliers: Multipliers


@dataclass(frozen=True, slots=True)
class NoSeverance:
    """A tree in preorder: a type (first the case that his weight is 0, then that he gets no severance), or a leaf."""

    nodes: tuple[Kind | Leaf, ...]


def severance_by_cases(game: Game, mechanism: Mechanism, *, most: int, stopped: Stopped) -> Repaired | NoSeverance | None:
    """Severance that makes an incentive-efficient mechanism without profit a core mechanism, a proof that there is none, or None: neither was found.

    `most`: how many cases are looked at.

    Raises: `LimitCame`.
    """
    if _entries(game) > MOST_ENTRIES:
        return None
    case = _Cases(game, mechanism)
    nodes: list[Kind | Leaf] = []
    waiting: list[tuple[frozenset[Kind], frozenset[Kind]]] = [(frozenset(), frozenset())]
    while waiting:
        go_on(stopped)
        if len(nodes) >= most:
            return None
        weightless, unpaid = waiting.pop()
        found = case.solved(weightless, unpaid, stopped)
        if isinstance(found, Leaf):
            nodes.append(found)
            continue
        torn = case.torn(found)
        if torn is None:
            return case.repaired(found)
        nodes.append(torn)
        waiting += [(weightless, unpaid | {torn}), (weightless | {torn}, unpaid)]
    return NoSeverance(tuple(nodes))


class _Cases:
    """The rows of all cases: `constant + linear >= 0`."""

    def __init__(self, game: Game, mechanism: Mechanism) -> None:
        self.game = game
        self.payoffs = gross_payoffs(game, mechanism)
        self.tempting, support = support_rows(game, mechanism)
        known = frozenset(self.tempting)
        self.rows: dict[CaseRow, Row] = {label: (constant, {key: linear[key] for key in linear}) for label, (constant, linear) in support.items()}
        for place, coalition in enumerate(game.coalitions):
            for action, tables in enumerate(coalition.payoffs):
                for t in range(len(game.profiles)):
                    types = game.part(t, coalition.members)
                    self._add(BlockRow(place, action, types), t, dict(zip(coalition.members, tables, strict=True)), known)

    def _add(self, label: BlockRow, t: int, tables: Mapping[int, Table], known: frozenset[Key]) -> None:
        """Add a profile's part to a row."""
        game = self.game
        constant, row = self.rows.get(label, (_NONE, {}))
        share = game.probability[t]
        for i in tables:
            share /= game.priors[i][game.profiles[t][i]]
        for i, table in tables.items():
            kind = game.profiles[t][i]
            constant += share * (self.payoffs[i][t] - table[t])
            scaled = share / game.priors[i][kind]
            for other in range(game.sizes[i]):
                there = game.with_type(t, i, other)
                if (i, kind, other) in known:
                    more = (self.payoffs[i][t] - table[t]) - (self.payoffs[i][there] - table[there])
                    row[i, kind, other] = row.get((i, kind, other), _NONE) + scaled * more
                    inflow = Flow((i, kind, other), there)
                    row[inflow] = row.get(inflow, _NONE) + scaled
                if (i, other, kind) in known:
                    outflow = Flow((i, other, kind), t)
                    row[outflow] = row.get(outflow, _NONE) - scaled
        self.rows[label] = constant, {column: number for column, number in row.items() if number}

    def solved(self, weightless: frozenset[Kind], unpaid: frozenset[Kind], stopped: Stopped) -> Leaf | dict[Column, Fraction]:
        """Multipliers and flows of a case with the least sum of flows, or the contradiction."""
        game = self.game
        flows = [Flow((i, claim, true), t) for i, claim, true in self.tempting if Kind(i, true) not in unpaid for t in game.profiles_with(i, true)]
        columns: list[Column] = [*self.tempting, *flows]
        place = {column: number for number, column in enumerate(columns)}
        labels = [(label, 1) for label in self.rows]
        labels += [(label, -1) for label in self.rows if isinstance(label, WeightRow) and Kind(label.player, label.kind) in weightless]
        program = LinearProgram(
            variables=len(columns),
            rows=tuple({place[key]: -sign * number for key, number in self.rows[label][1].items() if key in place} for label, sign in labels),
            right_sides=tuple(sign * self.rows[label][0] for label, sign in labels),
        )
        match ExactSolver(program, stopped=stopped).maximum({place[flow]: Fraction(-1) for flow in flows}):
            case Optimum(point=point):
                return {column: number for column, number in zip(columns, point, strict=True) if number}
            case Infeasible(multipliers=multipliers):
                total: dict[CaseRow, Fraction] = {}
                for row, number in sorted(multipliers.items()):
                    label, sign = labels[row]
                    total[label] = total.get(label, _NONE) + sign * number
                return Leaf(tuple((label, number) for label, number in total.items() if number))
            case _:
                raise ArithmeticError("a sum of flows below 0")

    def torn(self, found: Mapping[Column, Fraction]) -> Kind | None:
        """A type with a weight above 0 and severance, None if there is none."""
        weight = weights(self.game, _multipliers(found))
        paid = sorted({Kind(column.key[0], column.key[2]) for column in found if isinstance(column, Flow)})
        return next((kind for kind in paid if weight[kind.player][kind.kind]), None)

    def repaired(self, found: Mapping[Column, Fraction]) -> Repaired | None:
        """The severance of a solution, None if its flows are not proportional to its multipliers."""
        game, multipliers = self.game, _multipliers(found)
        severance = [[_NONE] * len(game.profiles) for _ in game.players]
        for i, claim, true in sorted(multipliers):
            for t in game.profiles_with(i, true):
                severance[i][t] = found.get(Flow((i, claim, true), t), _NONE) / multipliers[i, claim, true]
        allocation = [[w - e for w, e in zip(*pair, strict=True)] for pair in zip(self.payoffs, severance, strict=True)]
        if shortfalls(game, multipliers, allocation, fine=False):
            return None
        return Repaired(severance=tuple(map(tuple, severance)), multipliers=multipliers)


def _entries(game: Game) -> int:
    """Rows times columns of a case, if all lies tempt."""
    columns = sum(size * (size - 1) * (1 + len(game.profiles) // size) for size in game.sizes)
    return columns * sum(coalition.actions * prod(game.sizes[i] for i in coalition.members) for coalition in game.coalitions)


def _multipliers(found: Mapping[Column, Fraction]) -> dict[Key, Fraction]:
    return {column: number for column, number in found.items() if not isinstance(column, Flow)}
