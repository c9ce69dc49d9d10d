"""Honest answers of mechanism Γ on markets where each rule has something to show."""

from fractions import Fraction

from . import gamma_writer as gamma
from .markets import EXAMPLE_2, ONE_GOOD, bids, bundle_market, singles
from .writer import answers_among


def asking(market: dict, *net: object) -> dict:
    """Returns requests of all goods that leave these net payoffs, in the order of the buyers."""
    amounts = {buyer["name"]: Fraction(amount) for buyer, amount in zip(market["buyers"], net, strict=True)}
    return gamma.net_requests(market, amounts)


TEN_AND_SIX = bundle_market(["A"], _1=singles("unit-demand", A=10), _2=singles("unit-demand", A=6))
COMBINING = bundle_market(["A", "B"], _1=bids("or", A=5, B=4), _2=bids("xor", AB=6))
LAYERS = bundle_market(["A", "B"], _1=bids("xor", A=5, AB=5, B=0), _2=bids("xor", B=3))
RIVALS = bundle_market(["A", "B"], _1=singles("additive", A=10), _2=singles("additive", B=10), _3=singles("additive", A=6), _4=singles("additive", B=6))
ALONE = bundle_market(["A"], _1=singles("additive", A=7))

REPLY = gamma.reply(EXAMPLE_2, asking(EXAMPLE_2, 0, 4, 4))
REPLY_OPEN = gamma.reply(TEN_AND_SIX, asking(TEN_AND_SIX, 4, 0), at_most=Fraction(13, 2))
REPLY_VALUES = gamma.reply(COMBINING, asking(COMBINING, 3, 0), "any")
REPLIES = gamma.replies(EXAMPLE_2, asking(EXAMPLE_2, 0, 4, 4))
REPLIES_OF_NOTHING = gamma.replies(ONE_GOOD, asking(ONE_GOOD, 10, 10))
REPLIES_IN_LAYERS = gamma.replies(LAYERS, asking(LAYERS, 0, 0), complete=False)
REPLIES_COMPLETE_IN_LAYERS = gamma.replies(LAYERS, asking(LAYERS, 0, 0))
SUPPORTED = gamma.equilibrium(TEN_AND_SIX, asking(TEN_AND_SIX, 4, 0))
BY_WAIVERS = gamma.equilibrium(RIVALS, asking(RIVALS, 4, 4, 2, 1))
NEGATIVE = gamma.equilibrium(TEN_AND_SIX, asking(TEN_AND_SIX, 4, -1))
MODEST = gamma.equilibrium(TEN_AND_SIX, asking(TEN_AND_SIX, 1, 0))
GREEDY = gamma.equilibrium(TEN_AND_SIX, asking(TEN_AND_SIX, 7, 0))
TOGETHER = gamma.equilibrium(EXAMPLE_2, asking(EXAMPLE_2, 2, 5, 5))
ALONE_MODEST = gamma.equilibrium(ALONE, asking(ALONE, 3))
CONSTRUCT = gamma.construct(RIVALS)
CONSTRUCT_TIES = gamma.construct(ONE_GOOD)
CONSTRUCT_ONE_OF_TWO = gamma.construct(ONE_GOOD, 1)
CONSTRUCT_CORE = gamma.construct(EXAMPLE_2)
CONSTRUCT_ALONE = gamma.construct(ALONE)
THEOREMS = gamma.theorems(EXAMPLE_2, asking(EXAMPLE_2, 0, 4, 4))
THEOREMS_ALONE = gamma.theorems(ALONE, asking(ALONE, 7), given=False)
THEOREMS_OF_NO_EQUILIBRIUM = gamma.theorems(TEN_AND_SIX, asking(TEN_AND_SIX, 1, 0))

HONEST = answers_among(globals())
