"""Honest answers about markets of unit demand, in which each rule has something to show."""

from fractions import Fraction

from .walrasian_smooth import numeric
from .walrasian_writer import asked, counterexample, efficient, linear, manipulate, market, maximum, minimum, opened, properties
from .writer import answers_among

RIVALS = market(["a", "b"], values={"a": 1}, _1=linear(a=7, b=4), _2=linear(a=9, b=5), _3=linear(a=6, b=3))
TIED = market(["a", "b", "c"], reserves={"c": 1}, _1=linear(a=2, b=2, c=2), _2=linear(a=2, b=2, c=3), _3=linear(a=2, b=2, c=1))
CHAIN = market(["a", "b", "c"], _1=linear(a=5, b=4, c=0), _2=linear(a=6, b=6, c=2), _3=linear(a=0, b=5, c=4), _4=linear(a=3, b=1, c=3))
KINKED = market(
    ["a", "b"],
    fee=1,
    reserves={"b": "1/2"},
    _1={"type": "borrowing", "values": {"a": 9, "b": 5}, "cash": 3, "rate": "1/4"},
    _2={"type": "soft-budget", "values": {"a": 8, "b": 6}, "budget": 2, "steepness": 4},
    _3={"type": "income", "wealth": 10, "cap": 9, "quality": {"a": "3/2", "b": "6/5"}},
    _4={"preference": {"type": "levels", "levels": {"a": {"points": [[0, -6], [4, -1]], "left": 1, "right": 1}}}, "forbidden": ["b"]},
)
TWINS = market(["a", "b"], _1=linear(a=3, b=3), _2=linear(a=3, b=3))
LOW = market(["a", "b"], values={"a": 5, "b": 1}, reserves={"a": 2}, _1=linear(a=4, b=2), _2=linear(a=3, b=-1))
SUBSIDY = market(["a", "b"], fee=-3, values={"b": 2}, _1=linear(a=4, b=1), _2=linear(a=3, b=1))
DEAR = market(["a"], fee=4, _1=linear(a=3))
NOBODY = market(["a", "b"], values={"a": 1})
NOTHING = market([], _1=linear(), _2=linear())
WIDE = market([f"g{k}" for k in range(101)], _1=linear(**{f"g{k}": 2 + k % 3 for k in range(101)}))

MINIMUM = minimum(RIVALS)
MINIMUM_TIED = minimum(TIED, cap=100)
MINIMUM_CAP = minimum(TIED, cap=1)
MINIMUM_CHAIN = minimum(CHAIN)
MINIMUM_ANY = minimum(KINKED, "any")
MINIMUM_NOBODY = minimum(NOBODY, cap=1)
MINIMUM_NOTHING = minimum(NOTHING)
MINIMUM_OPEN = MINIMUM | {"outcome": {}, "certificate": {}, "findings": opened("equilibrium", "minimum-price")}
MAXIMUM = maximum(RIVALS)
MAXIMUM_TIED = maximum(TIED)
MAXIMUM_CHAIN = maximum(CHAIN, "any")
MAXIMUM_TWINS = maximum(TWINS)
MAXIMUM_KINKED = maximum(KINKED)
TEST = asked(RIVALS, MINIMUM["outcome"]["prices"], MINIMUM["outcome"]["allocation"])
TEST_HIGH = asked(CHAIN, MAXIMUM_CHAIN["outcome"]["prices"], None)
TEST_OVER = asked(RIVALS, {"a": 1, "b": 0}, {"1": "a", "2": "b", "3": None})
TEST_UNDER = asked(CHAIN, {"a": 6, "b": 9, "c": 9}, {"1": None, "2": "a", "3": None, "4": None})
TEST_LOW = asked(KINKED, {"a": 2, "b": 0}, {"1": "a", "2": None, "3": "b", "4": None})
EFFICIENT = efficient(RIVALS, {"1": {"good": "b", "payment": 2}, "2": {"good": "a", "payment": 8}, "3": {"good": None, "payment": 0}}, {"a": 7, "b": 3})
INEFFICIENT = efficient(
    RIVALS, {"1": {"good": "a", "payment": 2}, "2": {"good": None, "payment": 0}, "3": {"good": "b", "payment": "1/2"}}, {"a": 2, "b": "1/2"}
)
EFFICIENT_KINKED = efficient(KINKED, {name: {"good": None, "payment": 1} for name in "1234"})
PROPERTIES = properties(RIVALS)
PROPERTIES_LOW = properties(LOW, "any")
PROPERTIES_SUBSIDY = properties(SUBSIDY)
PROPERTIES_DEAR = properties(DEAR)
PROPERTIES_WIDE = properties(WIDE)
PROPERTIES_OPEN = PROPERTIES | {"outcome": {}, "certificate": {}, "findings": opened("equilibrium", "minimum-price")}
SHADED = ("2", {"type": "quasilinear", "values": {"a": 6, "b": 3}})
BIDS = manipulate(market(["a"], reserves={"a": 1}, _1=linear(a=7), _2=linear(a=3)), "pay-as-bid", [("1", linear(a=4))])
PRICES_GAMED = manipulate(RIVALS, "maximum", [SHADED])
PRICES_TRIED = manipulate(RIVALS, "maximum", [("3", linear(a=1, b=1))])
TRUTHFUL = manipulate(CHAIN, "minimum", [])
ALIKE = market(["a", "b"], values={"a": 5, "b": 1}, reserves={"a": 2}, _1=linear(a=4, b="1/2"), _2=linear(a=4, b="1/2"))
BELOW = counterexample(LOW, ALIKE, "a")
ABOVE = counterexample(
    market(["a", "b"], reserves={"a": 2}, _1=linear(a=1, b=1)),
    market(["a", "b"], reserves={"a": 2}, _1={"type": "quasilinear", "values": {"a": 1, "b": "1/2"}}),
    "a",
)
PROPOSITION = counterexample(RIVALS)
SMOOTH = market(
    ["a", "b"],
    _1={"type": "quadratic-cost", "values": {"a": 4, "b": 3}, "rho": "1/3"},
    _2={"type": "sinh-cost", "values": {"a": 4, "b": 2}, "k": "1/2"},
    _3={"type": "tanh", "values": {"a": 3, "b": 2}, "alpha": {"a": "1/2", "b": "-1/3"}, "beta": 2},
    _4=linear(a=1, b=1),
)
NUMERIC = numeric(SMOOTH)
NUMERIC_STRICT = numeric(SMOOTH, "1/100000000000000000000", extra=Fraction(1, 10**10))
NUMERIC_OPEN = NUMERIC | {"outcome": {}, "certificate": {}, "findings": opened("equilibrium", "minimum-price")}

HONEST = answers_among(globals())
