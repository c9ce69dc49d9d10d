"""Efficient allocations of agents with any smooth, strictly concave utilities: damped Newton steps in quantities, in floats.

*Method* (spec reallocative 1).  Let `A_i` be the negative Hessian and `g_i` the gradient of agent i at his bundle.  At the price
`p = (sum A_i^-1)^-1 sum A_i^-1 g_i` the steps `A_i^-1 (g_i - p)` add up to nothing, so that bundles always add up to the quantity.  A step is halved until the
sum of utilities rises enough (Armijo).  Nothing need be known about the range of marginal utilities; but if these differ there may be no best allocation, and
bundles run away.

*Meaning.* What is found here is an approximation, whose `residual` is itself a float.  Proofs are for those who use it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

MOST_STEPS = 500
MOST_HALVINGS = 60
RESIDUAL = 1e-10
"""Marginal utilities so close to one another, by the largest of them, are the same."""
DECREMENT = 1e-12
"""So small a gain in the sum of utilities, by their size, is none."""
ROUGH = 1e-8
"""Marginal utilities so close to one another, by the largest at the beginning, will do where floats tell no more."""
ENOUGH = 1e-4
"""A step gains at least this part of what the slope promises."""
NOISE = 1e-14
"""What sums of utilities are wrong by, by their size."""
FAR = 1e6
"""Bundles so many times larger than those at the beginning are far out."""
OUT_OF_RANGE = "numbers out of the range of floats at the beginning"
DIVERGENT = "no finite efficient allocation: marginal utilities have different ranges"


class ConcaveUtility(Protocol):
    """A utility of bundles (vectors of quantities), twice differentiable and strictly concave, 0 at no goods."""

    def value(self, bundle: Floats, /) -> float:
        """The utility."""
        ...

    def gradient(self, bundle: Floats, /) -> ArrayLike:
        """Marginal utility of each good."""
        ...

    def hessian(self, bundle: Floats, /) -> ArrayLike:
        """The symmetric, negative definite matrix of second derivatives."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Efficient:
    """Bundles (agents x goods) with the same marginal utilities, up to `residual`: the price.

    `value`: the sum of utilities; `steepness`: how much a marginal utility changes at most with a unit of every good; `steps`: how many were taken.
    """

    price: Floats
    bundles: Floats
    value: float
    residual: float
    steepness: float
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergent:
    """Bundles far out that are better than all before; marginal utilities stayed apart by `residual`."""

    bundles: Floats
    residual: float
    message: str = DIVERGENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """No answer: steps or time came to an end first, or numbers left the range of floats."""

    message: str


@dataclass(frozen=True, slots=True)
class _State:
    """Bundles with all that is known there: marginal utilities, the price, the steps, how far marginal utilities are from it, and the gain a step promises."""

    bundles: Floats
    size: float
    value: float
    gradients: Floats
    steepness: float
    price: Floats
    steps: Floats
    residual: float
    decrement: float


def _never() -> bool:
    return False


def efficient_bundles(
    utilities: Sequence[ConcaveUtility],
    quantity: Sequence[float] | Floats,
    start: Sequence[Sequence[float]] | Floats | None = None,
    stopped: Callable[[], bool] = _never,
) -> Efficient | Divergent | Unsettled:
    """The bundles with the largest sum of utilities that add up to the quantity, for at least one agent.

    `start`: bundles to begin with (agents x goods), to which what is missing from the quantity is added in equal parts; equal shares without it.

    Cost: at most `MOST_STEPS` steps, each with an inversion of a small matrix for each agent.
    """
    total = np.array(quantity, dtype=np.float64)
    with np.errstate(all="ignore"):
        if len(utilities) == 1:
            return _alone(utilities[0], total)
        state = _state(utilities, _summing_to(np.zeros((len(utilities), len(total))) if start is None else np.array(start, dtype=np.float64), total))
        if state is None:
            return Unsettled(message=OUT_OF_RANGE)
        rough = ROUGH * max(float(np.abs(state.gradients).max()), _largest_at_nothing(utilities, total))
        size = 1.0 + float(np.abs(state.bundles).max())
        for number in range(MOST_STEPS):
            if _is_settled(state):
                return _found(state, number)
            if stopped():
                return Unsettled(message="a limit came first")
            following = _following(utilities, state, total)
            if following is None:
                return _found(state, number) if state.residual <= rough else _given_up(utilities, state, size)
            state = following
        return _given_up(utilities, state, size)


def _alone(utility: ConcaveUtility, quantity: Floats) -> Efficient | Unsettled:
    """What a lone agent does: he takes everything."""
    value, price = _value([utility], quantity[None]), _gradient(utility, quantity)
    if not np.isfinite(value) or not np.isfinite(price).all():
        return Unsettled(message=OUT_OF_RANGE)
    steepness = _steepness(_hessians([utility], quantity[None]))
    return Efficient(price=price, bundles=quantity[None].copy(), value=value, residual=0.0, steepness=steepness, steps=0)


def _is_settled(state: _State) -> bool:
    """Whether marginal utilities are the same, and no step gains anything."""
    return state.residual <= RESIDUAL * float(np.abs(state.gradients).max()) and state.decrement <= DECREMENT * state.size


def _is_noise(state: _State) -> bool:
    """Whether what a step promises is less than floats can tell."""
    return state.decrement <= NOISE * state.size


def _found(state: _State, steps: int) -> Efficient:
    return Efficient(price=state.price, bundles=state.bundles, value=state.value, residual=state.residual, steepness=state.steepness, steps=steps)


def _given_up(utilities: Sequence[ConcaveUtility], state: _State, size: float) -> Divergent | Unsettled:
    """Whether bundles run away: in the direction of the last step the sum of utilities is larger far out than here, although it is concave."""
    longest = float(np.abs(state.steps).max())
    far = state.bundles + (FAR * size / longest if longest else 0.0) * state.steps
    if _value(utilities, far) > state.value + NOISE * state.size:
        return Divergent(bundles=far, residual=state.residual)
    return Unsettled(message="Newton's method did not converge")


def _following(utilities: Sequence[ConcaveUtility], state: _State, quantity: Floats) -> _State | None:
    """The state after the longest halved step that gains enough, or None if none does.

    Where a gain is less than floats can tell, marginal utilities have to come closer to one another.
    """
    length, noise = 1.0, _is_noise(state)
    for _ in range(MOST_HALVINGS):
        bundles = _summing_to(state.bundles + length * state.steps, quantity)
        value = _value(utilities, bundles)
        if np.isfinite(value) and value >= state.value + ENOUGH * length * state.decrement - NOISE * state.size:
            following = _state(utilities, bundles)
            if following is not None and (not noise or following.residual < state.residual):
                return following
        length /= 2
    return None


def _state(utilities: Sequence[ConcaveUtility], bundles: Floats) -> _State | None:
    """What is known at the bundles, or None where numbers leave the range of floats or a matrix is singular there."""
    try:
        values = np.array([utility.value(bundle) for utility, bundle in zip(utilities, bundles, strict=True)])
        gradients = np.array([utility.gradient(bundle) for utility, bundle in zip(utilities, bundles, strict=True)], dtype=np.float64)
        hessians = _hessians(utilities, bundles)
        price, steps = _shared_price(hessians, gradients)
    except (OverflowError, np.linalg.LinAlgError):
        return None
    state = _State(
        bundles=bundles,
        size=float(np.abs(values).sum()) + float(np.abs(price * bundles).sum()),
        value=float(values.sum()),
        gradients=gradients,
        steepness=_steepness(hessians),
        price=price,
        steps=steps,
        residual=float(np.abs(gradients - price).max()),
        decrement=float((steps * (gradients - price)).sum()),
    )
    return state if np.isfinite([state.size, state.residual, state.decrement, state.steepness]).all() and np.isfinite(steps).all() else None


def correction(utilities: Sequence[ConcaveUtility], bundles: Sequence[Sequence[float]], errors: Sequence[Sequence[float]]) -> list[list[float]]:
    """What to add to bundles whose marginal utilities are off by `errors` from some price, so that they become the same: one Newton step.

    Raises: `ArithmeticError` where numbers are out of range.
    """
    try:
        with np.errstate(all="ignore"):
            _, steps = _shared_price(_hessians(utilities, np.array(bundles)), np.array(errors))
    except np.linalg.LinAlgError:
        raise ArithmeticError("a matrix of second derivatives is singular") from None
    if not np.isfinite(steps).all():
        raise ArithmeticError("a step out of the range of floats")
    found: list[list[float]] = steps.tolist()
    return found


def _shared_price(hessians: Floats, gradients: Floats) -> tuple[Floats, Floats]:
    """The price at which Newton steps add up to nothing, and the steps (agents x goods)."""
    inverses = np.linalg.inv(-hessians)
    price = np.linalg.solve(inverses.sum(axis=0), np.einsum("ikl,il->k", inverses, gradients))
    return price, np.einsum("ikl,il->ik", inverses, gradients - price)


def _hessians(utilities: Sequence[ConcaveUtility], bundles: Floats) -> Floats:
    return np.array([utility.hessian(bundle) for utility, bundle in zip(utilities, bundles, strict=True)], dtype=np.float64)


def _steepness(hessians: Floats) -> float:
    """The largest sum of sizes in a row."""
    return float(np.abs(hessians).sum(axis=-1).max())


def _summing_to(bundles: Floats, quantity: Floats) -> Floats:
    """The bundles with what is missing from the quantity shared out equally: steps add up to nothing only up to rounding."""
    found: Floats = bundles + (quantity - bundles.sum(axis=0)) / len(bundles)
    return found


def _value(utilities: Sequence[ConcaveUtility], bundles: Floats) -> float:
    """The sum of utilities, minus infinity where one is out of the range of floats."""
    try:
        return float(sum(utility.value(bundle) for utility, bundle in zip(utilities, bundles, strict=True)))
    except OverflowError:
        return -np.inf


def _gradient(utility: ConcaveUtility, bundle: Floats) -> Floats:
    """Marginal utilities, infinite where they are out of the range of floats."""
    try:
        found = np.array(utility.gradient(bundle), dtype=np.float64)
    except OverflowError:
        return np.full_like(bundle, np.inf)
    return found


def _largest_at_nothing(utilities: Sequence[ConcaveUtility], quantity: Floats) -> float:
    """The largest finite marginal utility at no goods."""
    found = np.abs([_gradient(utility, np.zeros_like(quantity)) for utility in utilities])
    return float(found[np.isfinite(found)].max(initial=0.0))
