"""Branch and cut that ends in its own proof.

Nodes are explored depth first, *used* before *not used*.  At each node the warm linear program gives prices and a fractional use; clique rows are
separated; the
use is rounded to a choice; the node is closed as soon as its prices, rounded and evaluated in integers, prove that nothing below beats the best choice.
Floats only steer: a node is closed by `LeafBounds` and by nothing else, so a wrong number can lengthen the search but not falsify it.
"""

from dataclasses import dataclass
from random import Random

import numpy as np

from marketwright.questions import Limits, Progress
from marketwright.solvers.packing.branching import PseudoCosts
from marketwright.solvers.packing.cliques import fractional, violated_cliques
from marketwright.solvers.packing.evaluation import LeafBounds
from marketwright.solvers.packing.incumbents import Incumbents, mask_array
from marketwright.solvers.packing.problem import PackingProblem, Task, mask_of, members
from marketwright.solvers.packing.relaxation import BasisMark, LpSolution, Relaxation
from marketwright.solvers.packing.tree import SEARCH_UNIT, ProofNode, children, leaf_nodes, regrow, trim

_ROOT_ROUNDS = 40
_NODE_ROUNDS = 2
_TABU_STEPS_PER_ATOM = 2
_TABU_STEPS_PER_NODE = 400
_MOST_TABU_STEPS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What a search found and proved.

    `choice`: the best feasible choice; `best`: its worth; `upper`: the proven bound on every worth, rounded up to an
    integer; `complete`: whether `upper` equals `best`; `root`: the proof tree; `nodes`, `programs`: nodes explored and linear programs solved.
    """

    choice: tuple[int, ...]
    best: int
    upper: int
    complete: bool
    root: ProofNode
    leaves: LeafBounds
    nodes: int
    programs: int


@dataclass(frozen=True, slots=True)
class StartTree:
    """The proof tree of another task about the same problem, and what one unit of that task is worth in this task's units."""

    root: ProofNode
    factor: float


@dataclass(frozen=True, slots=True)
class SearchTools:
    """What all runs about one problem share: its linear program, and what branchings have taught."""

    problem: PackingProblem
    relaxation: Relaxation
    experience: PseudoCosts


@dataclass(slots=True)
class OpenNode:
    """A node that waits: the basis of its parent, and the branching that led to it (atom, its fractional use, the parent's bound)."""

    node: ProofNode
    mark: BasisMark | None = None
    branching: tuple[int, float, float] | None = None


class PackingSearch:
    """Answers tasks about one packing problem; the linear program and its clique rows stay warm between them."""

    def __init__(self, problem: PackingProblem, charged_owners: frozenset[int] = frozenset(), waivable: frozenset[int] = frozenset()) -> None:
        """Build the linear program; `charged_owners` may be charged in some task, and the charges of `waivable` ones waived."""
        groups: dict[int, set[int]] = {}
        for atom in problem.atoms:
            groups.setdefault(atom.owner, set()).add(atom.group)
        relaxation = Relaxation(problem, [owner for owner in charged_owners if len(groups.get(owner, ())) > 1], waivable)
        self.tools = SearchTools(problem, relaxation, PseudoCosts())

    def solve(self, task: Task, limits: Limits | None = None, start: StartTree | None = None) -> SearchResult:
        """The best choice of a task with a proof, or what is proven when a limit comes first; `start` may give an earlier tree to build on."""
        return SearchRun(self.tools, task, limits or Limits(), start).run()


class SearchRun:
    """One run."""

    def __init__(self, tools: SearchTools, task: Task, limits: Limits, start: StartTree | None = None) -> None:
        """Start from the task's known choices."""
        problem = self._problem = tools.problem
        self._relaxation = tools.relaxation
        self._experience = tools.experience
        self._task = task
        self._values = np.array([float(value) for value in task.values])
        self._limits = limits
        self._start_tree = start
        self._leaves = LeafBounds(problem, task)
        self._incumbents = Incumbents(problem, task)
        self._atoms = len(problem.atoms)
        self._all = (1 << self._atoms) - 1
        self._start = limits.clock()
        self._reported = self._start
        self._nodes = 0
        self._programs = 0
        self._choice: tuple[int, ...] = ()
        self._unpolished, self._steps = True, 0
        self._best = task.worth(problem, ())
        for known in task.known:
            self._offer(known)

    def run(self) -> SearchResult:
        """The best choice, and the tree that proves it."""
        root, finished = self._tree()
        proven = self._best * SEARCH_UNIT if finished else max(node.bound(self._leaves, self._atoms, SEARCH_UNIT) for node in leaf_nodes(root))
        complete = proven < (self._best + 1) * SEARCH_UNIT
        return SearchResult(
            choice=self._choice,
            best=self._best,
            upper=self._best if complete else -(-proven // SEARCH_UNIT),
            complete=complete,
            root=root,
            leaves=self._leaves,
            nodes=self._nodes,
            programs=self._programs,
        )

    def _tree(self) -> tuple[ProofNode, bool]:
        """Explore from the root until every node is closed or a limit comes; the tree, and whether every node is closed."""
        removed = mask_of(number for number, atom in enumerate(self._problem.atoms) if atom.owner in self._task.absent or number in self._task.banned)
        root = ProofNode((), removed)
        stack = self._planted(root)
        self._relaxation.set_task(self._task)
        while stack and not self._limit_reached(stack):
            stack.extend(self._explore(stack.pop()))
        trim(root, self._leaves, self._atoms, self._best)
        return root, not stack

    def _planted(self, root: ProofNode) -> list[OpenNode]:
        """The nodes to start with: the root, or the leaves of an earlier tree that prove too little for this task."""
        if self._start_tree is None:
            return [OpenNode(root)]
        regrow(self._start_tree.root, root, self._problem, self._start_tree.factor)
        waiting = []
        for leaf in leaf_nodes(root):
            bound = leaf.bound(self._leaves, self._atoms, SEARCH_UNIT)
            leaf.estimate = bound / SEARCH_UNIT
            if bound >= (self._best + 1) * SEARCH_UNIT:
                waiting.append(OpenNode(leaf))
        return waiting[::-1]

    def _limit_reached(self, stack: list[OpenNode]) -> bool:
        now = self._limits.clock()
        if self._limits.progress is not None and now - self._reported >= 1.0:
            self._reported = now
            upper = max(float(self._best), *(entry.node.estimate for entry in stack))
            self._limits.progress(Progress(now - self._start, float(self._best), None if upper == float("inf") else upper, self._nodes))
        if self._limits.stopped() or (self._limits.nodes is not None and self._nodes >= self._limits.nodes):
            return True
        return self._limits.seconds is not None and now - self._start >= self._limits.seconds

    def _explore(self, entry: OpenNode) -> list[OpenNode]:
        """Close the node, or return its two children."""
        self._nodes += 1
        node = entry.node
        if node.removed == self._all:
            self._decided(node)
            return []
        if self._closed(node):
            return []
        removed = mask_array(node.removed, self._atoms)
        self._relaxation.fix(removed, node.used)
        if entry.mark is not None:
            self._relaxation.restore(entry.mark)
        solution, closed = self._cut(entry)
        if solution is not None:
            self._relaxation.purge(solution.prices)
        if closed:
            return []
        atom = self._branching_atom(node, solution)
        node.atom = atom
        node.children = used, unused = children(node, self._problem)
        mark = self._relaxation.mark()
        branching = None if solution is None else (atom, float(solution.use[atom]), solution.objective)
        return [OpenNode(unused, mark, branching), OpenNode(used, mark, branching)]

    def _decided(self, node: ProofNode) -> None:
        """Take note of a node at which every atom is used or removed."""
        self._offer(self._incumbents.greedy((), node.used, 0))
        node.forget_prices()

    def _cut(self, entry: OpenNode) -> tuple[LpSolution | None, bool]:
        """Solve the node's linear program and separate rows until the node closes or the rows stall.

        Returns the last solution (None if HiGHS has none), and whether the node closed.
        """
        node = entry.node
        rounds = _ROOT_ROUNDS if self._nodes == 1 else _NODE_ROUNDS
        free = ~node.removed
        last = float("inf")
        for turn in range(rounds + 1):
            solution = self._relaxation.solve(self._best)
            self._programs += 1
            if solution is None:
                self._offer(self._incumbents.greedy((), node.used, free))
                return None, self._closed(node)
            if solution.objective <= node.estimate:
                node.keep(self._relaxation.rows, solution.prices, solution.objective)
            if turn == 0 and entry.branching is not None:
                atom, share, before = entry.branching
                self._experience.learn(atom, atom in node.used, share, before - solution.objective)
            if self._closed(node):
                return solution, True
            if self._offer(self._incumbents.rounded(solution.use, node.used, free)) and self._closed(node):
                return solution, True
            if self._polish() and self._closed(node):
                return solution, True
            gap = solution.objective - self._best
            if turn == rounds or (turn > 1 and last - solution.objective < 0.01 * gap):
                return solution, False
            last = solution.objective
            support = fractional(solution.use)
            rows = violated_cliques(self._problem, solution.use, support, self._relaxation.known)
            if not rows:
                return solution, False
            self._relaxation.add(rows)
        return solution, False

    def _closed(self, node: ProofNode) -> bool:
        """Whether the node's prices prove that nothing below it beats the best choice."""
        if node.estimate >= self._best + 1 + 1e-6 * abs(node.estimate):
            return False
        return node.bound(self._leaves, self._atoms, SEARCH_UNIT) < (self._best + 1) * SEARCH_UNIT

    def _offer(self, choice: tuple[int, ...]) -> bool:
        """Take a choice if it is the best so far."""
        worth = self._task.worth(self._problem, choice)
        if worth <= self._best:
            return False
        self._best, self._choice, self._unpolished = worth, choice, True
        return True

    def _polish(self) -> bool:
        """Local search from a best choice that has not had one, again while it helps and the nodes explored so far are worth the steps."""
        improved = False
        steps = min(_MOST_TABU_STEPS, _TABU_STEPS_PER_ATOM * self._atoms)
        while self._unpolished and self._steps + steps <= _TABU_STEPS_PER_NODE * self._nodes:
            self._steps += steps
            self._unpolished = False
            improved |= self._offer(self._incumbents.improved(self._choice, steps, Random(0)))
        return improved

    def _branching_atom(self, node: ProofNode, solution: LpSolution | None) -> int:
        """A fractional atom of large value; without a fractional one any undecided atom, most used first."""
        if solution is not None:
            support = fractional(solution.use)
            if support:
                return self._experience.best(support, solution.use, self._values, max(1.0, solution.objective - self._best))
        undecided = list(members(self._all & ~node.removed))
        if solution is None:
            return max(undecided, key=lambda atom: self._task.values[atom])
        return max(undecided, key=lambda atom: solution.use[atom])
