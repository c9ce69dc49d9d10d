"""One buyer's view of an answer about mechanism Γ: what he asks for, gets, and could have had."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.gamma_equilibrium import LIMIT
from marketwright.reports.gamma_reply import member_sentence, proved_best
from marketwright.reports.gamma_requests import request_text, requests_of
from marketwright.reports.words import WIDTH, Section, number, wrapped

ASK = "What another request could have brought: `marketwright solve MARKET --rule gamma/equilibrium` with the same requests."


def buyer_sections(answered: AnsweredMarket, buyer: int, width: int = WIDTH) -> list[Section]:
    """What the answer says of the buyer."""
    title = answered.bundles.buyers[buyer].name
    if answered.rule == "gamma/construct":
        return [(f"{answered.buyer(title)} in the equilibria", _lines(_in_equilibria(answered, title), width))]
    sections = [(f"What {answered.buyer(title)} asks for", _lines([_request_sentence(answered, title)], width))]
    match answered.rule:
        case "gamma/replies":
            sections.append((f"What {answered.buyer(title)} gets", _lines([_in_replies(answered, title), ASK], width)))
        case "gamma/theorems":
            sections.append((f"What {answered.buyer(title)} gets", _lines([_payoff_sentence(answered, title), ASK], width)))
        case "gamma/equilibrium":
            sections += [
                (f"What {answered.buyer(title)} gets", _lines([_got_sentence(answered, title)], width)),
                (f"What {answered.buyer(title)} could have had", _lines(_limit(answered, title), width)),
            ]
        case _:
            sections.append((f"What {answered.buyer(title)} gets", _lines([_got_sentence(answered, title), ASK], width)))
    return sections


def _lines(sentences: list[str], width: int) -> list[str]:
    return [line for sentence in sentences for line in wrapped(sentence, width)]


def _request_sentence(answered: AnsweredMarket, title: str) -> str:
    request, net = requests_of(answered)[title], Fraction(answered.document["outcome"]["net"][title])
    worth = number(net + Fraction(request["price"]))
    return f"{answered.buyer(title)} asks for {request_text(answered, request)}; it is worth {worth} to this buyer, so the net payoff is {number(net)}."


def _got_sentence(answered: AnsweredMarket, title: str) -> str:
    if title in answered.document["outcome"]["members"]:
        return member_sentence(answered, title)
    why = "no reply that serves this buyer pays the seller more" if proved_best(answered) else "in the best reply found, which is not proven to be one"
    return f"{answered.buyer(title)} is not served and has 0: {why}."


def _limit(answered: AnsweredMarket, title: str) -> list[str]:
    outcome = answered.document["outcome"]
    if title not in outcome["deviations"]:
        return ["The answer does not say: it was not needed for the verdict, or a limit came first."]
    limit, net = Fraction(outcome["deviations"][title]), Fraction(outcome["net"][title])
    payoff = Fraction(outcome["payoffs"][title])
    most = f"At most {number(limit)}"
    if answered.seller == 1:
        return [f"{most}: a single buyer is granted any net payoff up to the worth of all goods. Here it is {number(payoff)}."]
    if payoff == limit:
        return [f"{most}, as it is.", LIMIT]
    below = f"{most}, which is {number(limit - payoff)} more: every best reply grants any net payoff below {number(limit)}."
    more = ["The request asks for more than that, so no best reply serves this buyer."] if net > limit else []
    return [below, *more, LIMIT]


def _in_replies(answered: AnsweredMarket, title: str) -> str:
    entries: list[Mapping[str, Any]] = answered.document["outcome"]["replies"]
    fixed = sum(title in entry["members"] for entry in entries)
    optional = sum(title in entry["optional"] for entry in entries)
    net = number(Fraction(answered.document["outcome"]["net"][title]))
    joins = f", and may join in {optional}" if optional else ""
    served = f"{answered.buyer(title)} is served in {fixed}{joins}"
    return f"Of the lines of best replies, {len(entries)} in all, {served}; there the payoff is {net}, as asked, elsewhere 0."


def _payoff_sentence(answered: AnsweredMarket, title: str) -> str:
    outcome = answered.document["outcome"]
    served = "is served" if title in outcome["members"] else "is not served"
    return f"{answered.buyer(title)} {served} and has {number(Fraction(outcome['payoffs'][title]))}."


def _in_equilibria(answered: AnsweredMarket, title: str) -> list[str]:
    equilibria: list[Mapping[str, Any]] = answered.document["outcome"]["equilibria"]
    if not equilibria:
        return ["No equilibrium was found: a limit came first."]
    payoffs = [Fraction(equilibrium["payoffs"][title]) for equilibrium in equilibria]
    least, most = number(min(payoffs)), number(max(payoffs))
    count = "the equilibrium listed" if len(equilibria) == 1 else f"the {len(equilibria)} equilibria listed"
    has = f"{answered.buyer(title)} has {most} in {count}." if least == most else f"{answered.buyer(title)} has from {least} to {most} in {count}."
    best = equilibria[payoffs.index(max(payoffs))]
    first = "In it" if len(equilibria) == 1 else f"In number {payoffs.index(max(payoffs)) + 1}"
    return [has, f"{first} the request is {request_text(answered, best['requests'][title])}."]
