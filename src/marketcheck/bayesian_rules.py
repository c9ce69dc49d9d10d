"""The rules of the room `bayesian`: how an answer of each is verified, its form, its parameters, the form of its input, and whether it does without."""

from collections.abc import Callable, Mapping
from typing import Any

from marketcheck.bayesian import EVALUATED, INPUT_MECHANISM, Bargain, check_mechanism
from marketcheck.bayesian_balanced import BALANCED, check_balanced
from marketcheck.bayesian_blocking import INHIBITIVE, INHIBITIVE_INPUT, check_inhibitive
from marketcheck.bayesian_core import (
    CORE_TEST,
    CORE_TEST_INPUT,
    SUBSIDY,
    SUBSIDY_INPUT,
    check_core_test,
    check_subsidy,
)
from marketcheck.bayesian_durable import DURABLE, DURABLE_INPUT, check_durable
from marketcheck.bayesian_efficient import EFFICIENT, EFFICIENT_INPUT, check_efficient
from marketcheck.bayesian_find import FIND_CORE, FIND_CORE_INPUT, check_find_core
from marketcheck.bayesian_region import REGION, REGION_INPUT, check_region
from marketcheck.bayesian_severance import SEVERANCE, check_severance
from marketcheck.bayesian_virtual import VIRTUAL, VIRTUAL_INPUT, check_virtual

Form = Mapping[str, Any]
BAYESIAN: Mapping[str, tuple[Callable[[Bargain], None], Form, Form, Form | None, bool]] = {
    "balanced": (check_balanced, BALANCED, {}, None, False),
    "mechanism": (check_mechanism, EVALUATED, {}, INPUT_MECHANISM, False),
    "efficient": (check_efficient, EFFICIENT, {}, EFFICIENT_INPUT, True),
    "virtual": (check_virtual, VIRTUAL, {}, VIRTUAL_INPUT, False),
    "inhibitive": (check_inhibitive, INHIBITIVE, {}, INHIBITIVE_INPUT, False),
    "subsidy": (check_subsidy, SUBSIDY, {}, SUBSIDY_INPUT, False),
    "core-test": (check_core_test, CORE_TEST, {}, CORE_TEST_INPUT, False),
    "severance": (check_severance, SEVERANCE, {}, INPUT_MECHANISM, False),
    "find-core": (check_find_core, FIND_CORE, {}, FIND_CORE_INPUT, True),
    "core-region": (check_region, REGION, {}, REGION_INPUT, False),
    "durable": (check_durable, DURABLE, {}, DURABLE_INPUT, False),
}
