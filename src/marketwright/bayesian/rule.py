"""The door of the room: its rules."""

from collections.abc import Callable
from typing import Any

from marketwright.answers.answer import Result
from marketwright.questions import Question, Room, late_function

ROOM = Room("bayesian", "bayesian")


def _of(module: str) -> Callable[[Any, Question], Result]:
    """The function of a rule that has a module to itself."""
    return late_function(module, f"{module.rpartition('.')[2]}_rule")


RULES = (
    ROOM.rule(
        "mechanism",
        _of("marketwright.bayesian.mechanism"),
        "paper 004, section 2; spec bayesian 3",
        ("formulas",),
        "What a mechanism gives to every type, what lies would bring, and whether it is incentive compatible, feasible and individually rational.",
        needs="mechanism",
    ),
    ROOM.rule(
        "efficient",
        _of("marketwright.bayesian.efficient"),
        "paper 004, Theorem 0 (corrected); spec bayesian 5",
        ("multipliers", "mechanism"),
        "Whether a mechanism is incentive-efficient, or a better one for all types; or an incentive-efficient one for given weights.",
        may=("mechanism", "weights", "participation"),
    ),
    ROOM.rule(
        "virtual",
        _of("marketwright.bayesian.virtual"),
        "paper 004, section 3; spec bayesian 4 and 5",
        ("multipliers", "ranges", "mechanism"),
        "What payoffs are worth once incentives are counted, and which types are tempted to pass for others.",
        needs="mechanism",
        may=("multipliers",),
    ),
    ROOM.rule(
        "inhibitive",
        _of("marketwright.bayesian.inhibitive"),
        "paper 004, sections 4 and 5, Theorem 1; spec bayesian 6",
        ("multipliers", "plan"),
        "Whether an allocation leaves nobody a plan to block it with, or the most profitable plan that does.",
        needs="allocation",
        may=("support",),
    ),
    ROOM.rule(
        "subsidy",
        _of("marketwright.bayesian.subsidy"),
        "paper 004, section 6; spec bayesian 7",
        ("multipliers", "mechanism"),
        "The least subsidy with which an incentive compatible mechanism achieves an allocation.",
        needs="allocation",
    ),
    ROOM.rule(
        "core-test",
        _of("marketwright.bayesian.core_test"),
        "paper 004, section 6; spec bayesian 7",
        ("multipliers", "mechanism", "plan"),
        "Whether a mechanism or an allocation is in the core with private information, or what speaks against it.",
        may=("mechanism", "allocation", "severance"),
    ),
    ROOM.rule(
        "severance",
        _of("marketwright.bayesian.severance"),
        "paper 004, section 6; spec bayesian 7",
        ("multipliers", "plan", "weights", "mechanism"),
        "Which severance payments make a mechanism a core mechanism, or why none do.",
        needs="mechanism",
        may_stay_open=("core-mechanism",),
    ),
    ROOM.rule(
        "find-core",
        _of("marketwright.bayesian.find_core"),
        "paper 004, Theorem 2; spec bayesian 8",
        ("multipliers", "mechanism", "balanced weights"),
        "A mechanism and an allocation in the core with private information.",
        may=("seed",),
        may_stay_open=("core",),
    ),
    ROOM.rule(
        "core-region",
        _of("marketwright.bayesian.core_region"),
        "paper 004, sections 8 and 9; spec bayesian 9",
        ("points and edges",),
        "The region of two quantities, such as expected price and probability of sale, over the core that given multipliers support.",
        needs="x",
        may=("y", "multipliers", "support", "marks", "whole", "seed"),
        may_stay_open=("region", "outer-bounds"),
    ),
    ROOM.rule(
        "durable",
        _of("marketwright.bayesian.durable"),
        "paper 004, section 7; spec bayesian 10",
        ("beliefs and strategies", "cases"),
        "Whether a mechanism is durable against an alternative game that a coalition is offered.",
        needs="mechanism",
        may=("alternative", "beliefs", "strategies"),
        may_stay_open=("durable",),
    ),
    ROOM.rule(
        "balanced",
        _of("marketwright.bayesian.balanced"),
        "paper 004, section 2; spec bayesian 2",
        ("lotteries", "balanced weights"),
        "Whether the game is balanced, which makes sure that its core is not empty.",
    ),
)
