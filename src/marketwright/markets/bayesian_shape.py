"""From the boundary models of Bayesian markets to a market: tables read, builders and the balanced cover carried out.

Imports pydantic: reached only through `markets.shape`.
"""

from collections.abc import Sequence

from marketwright.errors import MarketError
from marketwright.markets.balanced_cover import balanced_cover
from marketwright.markets.bayesian import BayesianMarket, BayesianPlayer, CoalitionActions, JointAction
from marketwright.markets.bayesian_builders import built_coalitions
from marketwright.markets.bayesian_models import BayesianMarketModel, CoalitionModel
from marketwright.markets.bayesian_parts import outer_object, tables_of
from marketwright.markets.bayesian_tables import TableReader
from marketwright.markets.bayesian_validation import count_profiles, refuse_too_much, valid_bayesian_market, valid_coalitions, valid_players
from marketwright.markets.places import key_text

_TABLES = "an object {member: table, ...}"


def bayesian_market_of(model: BayesianMarketModel) -> BayesianMarket:
    """The market that the document spells.

    Raises: `MarketError` as `markets.bayesian_validation`, and M136 to M140 (tables), M108, M121, M142, M143 (builders); `NumberError`.
    """
    given = tuple(BayesianPlayer(name=player.name, types=tuple(player.types), prior=tuple(player.types.values())) for player in model.players)
    players = valid_players(given)
    count_profiles(players)
    tables = TableReader(players)
    market = BayesianMarket(
        players=players,
        coalitions=built_coalitions(model.build, players, tables) if _is_built(model) else _coalitions(model.coalitions, players, tables),
        title=model.title if "title" in model.model_fields_set else None,
        source=model.source if "source" in model.model_fields_set else None,
    )
    return balanced_cover(valid_bayesian_market(market)) if "balanced_cover" in model.model_fields_set else market


def _is_built(model: BayesianMarketModel) -> bool:
    """Whether a builder makes the coalitions."""
    stated = model.model_fields_set & {"build", "coalitions"}
    if not stated:
        raise MarketError("M102", "coalitions", "missing", 'the key "coalitions", or "build"', "add one of the two")
    if len(stated) > 1:
        raise MarketError("M142", "build", "a builder beside coalitions", "one of the two", "remove build, or leave out the coalitions that it makes")
    return "build" in stated


def _coalitions(models: Sequence[CoalitionModel], players: Sequence[BayesianPlayer], tables: TableReader) -> tuple[CoalitionActions, ...]:
    """The coalitions as they are listed; how many payoffs there are is looked at before any table."""
    members = valid_coalitions((model.members for model in models), players)
    places = [f"coalitions[{number}].actions" for number in range(len(models))]
    actions = [outer_object(model.actions, place, "an object {action: {member: table, ...}, ...}") for model, place in zip(models, places, strict=True)]
    sizes = [(place, len(found), len(names)) for place, found, names in zip(places, actions, members, strict=True)]
    refuse_too_much(tables.profiles, sizes, "coalitions")
    known = [player.name for player in players]
    return tuple(
        CoalitionActions(
            members=names,
            actions=tuple(
                JointAction(name=name, payoffs=tuple(tables_of(payoffs, f"{place}{key_text(name)}", names, known, tables).values()))
                for name, payoffs in found.items()
            ),
        )
        for names, place, found in zip(members, places, actions, strict=True)
    )
