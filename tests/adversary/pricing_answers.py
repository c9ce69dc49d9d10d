"""Honest answers on prices, of markets where each rule has something to show."""

from fractions import Fraction

from . import pricing_writer as pricing
from .markets import ONE_GOOD, OR_OF_XOR, TRIANGLE, bids, bundle_market, singles
from .writer import answers_among

# paper 002, examples 1 and 2, and errata 1, 2 and 8 of the specification
PAPER_1 = bundle_market(["A", "B"], _1=bids("xor", AB=3), _2=bids("xor", A=2, B=2, AB=2))
PAPER_2 = bundle_market(["A", "B"], _1=bids("xor", A=5, B=5, AB=5), _2=bids("xor", B=3, AB=3), _3=bids("xor", AB=7))
OUTSIDER = bundle_market(["A", "B"], _1=bids("xor", A=5), _2=bids("xor", B=5), _3=bids("xor", AB=8))
SPLITTERS = bundle_market(["A", "B"], _1=bids("xor", AB=10), _2=bids("xor", A=4), _3=bids("xor", B=4))
DEPENDS = bundle_market(["A", "B"], _1=bids("xor", A=4, B=3, AB=4), _2=bids("xor", AB=2))
PAPER_2_AND_C = bundle_market(["A", "B", "C"], **{f"_{buyer['name']}": buyer["values"] for buyer in PAPER_2["buyers"]})
NOBODY_WANTS_C = bundle_market(["A", "C"], _1=singles("additive", A=4), _2=bids("xor", A="5/2"))
SEVERAL_GROUPS = bundle_market(["A", "B"], _1=bids("or", A=2, B="5/2"), _2=bids("xor", A=1, AB=3))
PLAIN = bundle_market(["A", "B"], _1=singles("additive", A=3, B=1), _2=singles("additive", A=1, B=2))

GOOD = pricing.prices(PLAIN, "good")
GOOD_LEAST = pricing.prices(NOBODY_WANTS_C, "good", want="least-total")
GOOD_NONE = pricing.prices(PAPER_1, "good")
GOOD_GROUPS = pricing.prices(SEVERAL_GROUPS, "good", want="greatest-total", ranges=True)
GOOD_TRIANGLE = pricing.prices(TRIANGLE, "good")
EFF = pricing.prices(OUTSIDER, "eff")
EFF_GREATEST = pricing.prices(PAPER_1, "eff", want="greatest-total", ranges=False)
EFF_NONE = pricing.prices(PAPER_2, "eff")
EFF_NONE_OF_THREE = pricing.prices(PAPER_2_AND_C, "eff")
EFF_CAP = pricing.prices(PAPER_2_AND_C, "eff", cap=2)
EFF_LATER = pricing.prices(DEPENDS, "eff", first=1)
EFF_OR = pricing.prices(OR_OF_XOR, "eff")
EFF_OPEN = pricing.opened(OUTSIDER, "eff", Fraction(21, 2))
EFF_UNTRIED = pricing.opened(OUTSIDER, "eff", None)
ALL = pricing.prices(ONE_GOOD, "all", want="least-total")
ALL_NONE = pricing.prices(PAPER_2, "all")
ANY = pricing.prices(PAPER_2, "any")
ANY_ALONE = pricing.prices(bundle_market(["A"], _1=singles("additive", A=7)), "any")
VICKREY = pricing.vickrey(OUTSIDER)
VICKREY_NONE = pricing.vickrey(PAPER_2)
VICKREY_LEAST = pricing.vickrey(PAPER_1)
VICKREY_SPLIT = pricing.vickrey(SPLITTERS)
VICKREY_GROUPS = pricing.vickrey(SEVERAL_GROUPS)
VICKREY_ALONE = pricing.vickrey(bundle_market(["A"], _1=singles("additive", A=7)))

HONEST = answers_among(globals())
