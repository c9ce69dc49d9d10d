"""Compiled searches in floats for a price that bounds the excesses of many sets at once, and for a set with a large excess.

*Coordinates.* A price p is given by s with p = p0 + T's (see `floats`).  The agent's gain there less his charge is `e - d.s + s'As / 2`; the fixed part
of every bound is `base + side.s`.  *States*: 1 for an agent who is in, -1 for one who is out, 0 for one who is undecided.
"""

import numpy as np
from numba import njit

from marketwright.solvers.surplus.floats import Flags, Floats, States

SMOOTHEST, SHARPEST, SHARPER = 1e-2, 1e-12, 0.15
"""How far kinks are rounded off at first and at last, as parts of the scale of money, and by what factor that shrinks."""
MOST_STEPS = 200


@njit(cache=True, error_model="numpy")
def solution(matrix: Floats, right: Floats) -> Floats:
    """The solution of equations with a positive definite matrix."""
    goods = len(right)
    left, found = matrix.copy(), right.copy()
    for good in range(goods):
        for other in range(good + 1, goods):
            share = left[other, good] / left[good, good]
            for column in range(good, goods):
                left[other, column] -= share * left[good, column]
            found[other] -= share * found[good]
    for good in range(goods - 1, -1, -1):
        for column in range(good + 1, goods):
            found[good] -= left[good, column] * found[column]
        found[good] /= left[good, good]
    return found


@njit(cache=True, error_model="numpy")
def net_gains(matrices: Floats, demands: Floats, gains: Floats, s: Floats) -> Floats:
    """The gain less the charge of every agent."""
    agents, goods = demands.shape
    found = gains.copy()
    for agent in range(agents):
        for good in range(goods):
            bent = 0.0
            for other in range(goods):
                bent += matrices[agent, good, other] * s[other]
            found[agent] += s[good] * (bent / 2 - demands[agent, good])
    return found


@njit(cache=True, error_model="numpy")
def bounds(nets: Floats, states: States, fixed: float, width: float) -> tuple[float, float]:
    """The bound on excesses, and the same with max(0, t) replaced by (t + sqrt(t^2 + 4 width^2)) / 2, which has no kink."""
    bound, smooth = fixed, fixed
    for agent in range(len(nets)):
        net = nets[agent]
        if states[agent] > 0:
            bound += net
            smooth += net
        elif states[agent] == 0:
            bound += max(0.0, net)
            smooth += (net + np.sqrt(net * net + 4 * width * width)) / 2
    return bound, smooth


@njit(cache=True, error_model="numpy")
def least_bound(
    matrices: Floats,
    demands: Floats,
    gains: Floats,
    side: Floats,
    base: float,
    states: States,
    start: Floats,
    scale: float,
    enough: float,
) -> tuple[Floats, float, Floats]:
    """A price with nearly the least bound, that bound, and how much of each agent takes part there.

    Newton's method on the smooth bound, with less and less smoothing.  It ends early where the bound is below `enough`, and where the smooth one shows
    that no price has a bound of 0 or less.
    """
    agents, goods = demands.shape
    parts = np.zeros(agents)
    width = SMOOTHEST * scale
    s = start.copy()
    nets = net_gains(matrices, demands, gains, s)
    bound, smooth = bounds(nets, states, base + (side * s).sum(), width)
    least, best = bound, s.copy()
    for _ in range(MOST_STEPS):
        slope, bend = side.copy(), np.zeros((goods, goods))
        undecided = 0
        for agent in range(agents):
            if states[agent] < 0:
                continue
            bundle = demands[agent] - (matrices[agent] * s).sum(axis=1)
            parts[agent], kink = 1.0, 0.0
            if states[agent] == 0:
                undecided += 1
                root = np.sqrt(nets[agent] * nets[agent] + 4 * width * width)
                parts[agent], kink = (1 + nets[agent] / root) / 2, 2 * width * width / root**3
            slope -= parts[agent] * bundle
            for good in range(goods):
                for other in range(goods):
                    bend[good, other] += parts[agent] * matrices[agent, good, other] + kink * bundle[good] * bundle[other]
        ridge = 1e-13 * np.trace(bend) + 1e-300
        for good in range(goods):
            bend[good, good] += ridge
        step = solution(bend, slope)
        expected = (slope * step).sum()
        length = 1.0
        while length > 1e-7:
            there = s - length * step
            nets_there = net_gains(matrices, demands, gains, there)
            bound, smooth_there = bounds(nets_there, states, base + (side * there).sum(), width)
            if smooth_there <= smooth - 0.1 * length * expected:
                s, nets, smooth = there, nets_there, smooth_there
                break
            length /= 2
        if bound < least:
            least, best = bound, s.copy()
        if least < enough:
            break
        if expected < 0.3 * width or length <= 1e-7:
            if smooth - undecided * width - 2 * expected > 0.0 or width <= SHARPEST * scale:
                break
            width = max(width * SHARPER, SHARPEST * scale)
            bound, smooth = bounds(nets, states, base + (side * s).sum(), width)
    return best, least, parts


@njit(cache=True, error_model="numpy")
def clearing(matrices: Floats, demands: Floats, side: Floats, chosen: Flags) -> Floats:
    """The price at which the set demands the quantity."""
    total, over = np.zeros((len(side), len(side))), -side
    for agent in range(len(chosen)):
        if chosen[agent]:
            total += matrices[agent]
            over = over + demands[agent]
    return solution(total, over)


@njit(cache=True, error_model="numpy")
def set_excess(matrices: Floats, demands: Floats, gains: Floats, side: Floats, base: float, chosen: Flags) -> float:
    """The excess of a set; less than any number for the empty one."""
    if not chosen.any():
        return -np.inf
    s = clearing(matrices, demands, side, chosen)
    nets = net_gains(matrices, demands, gains, s)
    found: float = base + (side * s).sum() + (nets * chosen).sum()
    return found


@njit(cache=True, error_model="numpy")
def improved(matrices: Floats, demands: Floats, gains: Floats, side: Floats, base: float, chosen: Flags) -> float:
    """The excess of a set after agents have entered and left it, one at a time and the best first, while that helped; `chosen` becomes that set."""
    largest = set_excess(matrices, demands, gains, side, base, chosen)
    while True:
        before, mover = largest, -1
        for agent in range(len(chosen)):
            chosen[agent] = not chosen[agent]
            there = set_excess(matrices, demands, gains, side, base, chosen)
            chosen[agent] = not chosen[agent]
            if there > largest + 1e-12 * abs(before):
                largest, mover = there, agent
        if mover < 0:
            return largest
        chosen[mover] = not chosen[mover]
