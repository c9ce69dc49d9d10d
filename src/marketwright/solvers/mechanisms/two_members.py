"""Whether two members can be made to keep a mechanism: a complete search over structures of beliefs and strategies.

*Meaning.* Where one of the two systems has no solution, though something is not decided yet, all that is below is refuted.  Where both have one, what is
wrong with the two together says what to decide next; if nothing is, they are beliefs and strategies with which the mechanism is kept.

*Source.* Spec bayesian 10; `docs/formats/bayesian.md` (two members).
"""

from collections.abc import Sequence
from fractions import Fraction

from marketwright.solvers.limit import Stopped, go_on, never
from marketwright.solvers.mechanisms.durability import Chances, Offer, Play
from marketwright.solvers.mechanisms.structures import Need, Refutation, Structure, Systems, pair

MOST_PRUNED = 60
"""Up to so many refutations are tried without."""


def kept(offer: Offer, *, stopped: Stopped = never) -> Play | tuple[Refutation, ...]:
    """Beliefs and strategies of two members with which they keep the mechanism, or refutations of all structures.

    Raises: `LimitCame`, also if that takes too many linear programs.
    """
    systems, learned = Systems(offer, stopped), list[Refutation]()
    waiting = [Structure(1), Structure(0)]
    while waiting:
        go_on(stopped)
        structure = waiting.pop()
        if impossible(offer, structure) or any(_covers(one, structure) for one in learned):
            continue
        chances: list[Chances] = []
        for member in (0, 1):
            found = systems.solved(member, systems.needs(member, structure))
            if isinstance(found, Refutation):
                learned.append(systems.strengthened(found))
                break
            chances.append(found)
        else:
            question = _open_question(offer, structure, chances)
            if question is None:
                return _play(offer, chances)
            waiting += [structure.with_need(*question, met=True), structure.with_need(*question, met=False)]
    return _pruned(offer, learned)


def impossible(offer: Offer, structure: Structure) -> bool:
    """Whether a type of a member has no best reply, or a member no likeliest type."""
    for member, (types, moves) in enumerate(zip(offer.types, offer.moves, strict=True)):
        if all(structure.likeliest.get((member, kind)) is False for kind in range(types)):
            return True
        if any(all(structure.moves.get((member, kind, move)) is False for move in range(moves)) for kind in range(types)):
            return True
    return False


def _covers(refutation: Refutation, structure: Structure) -> bool:
    return all(structure.decided(refutation.member, need) for need in refutation.needs)


def _open_question(offer: Offer, structure: Structure, chances: Sequence[Chances]) -> tuple[int, Need] | None:
    """What to decide next: a move that is played but no best reply, or a type who gains but is not one of the likeliest; None if there is neither."""
    for member in (0, 1):
        replies = offer.replies(chances, member)
        for kind, move in chances[member]:
            if replies[kind][move] < max(replies[kind]):
                return 1 - member, ("reply", kind, move)
        ratios = _ratios(offer, chances, member)
        for kind, line in enumerate(replies):
            now = sum((share * offer.now[member][pair(member, kind, other)] for (other, _), share in chances[1 - member].items()), Fraction(0))
            if ratios[kind] < max(ratios) and now < max(line) and structure.likeliest.get((member, kind)) is None:
                return member, ("likeliest", kind, 0)
    return None


def _ratios(offer: Offer, chances: Sequence[Chances], member: int) -> list[Fraction]:
    """How much likelier than before each type is."""
    found = [Fraction(0)] * offer.types[member]
    for (kind, _), share in chances[member].items():
        found[kind] += share / offer.priors[member][kind]
    return found


def _play(offer: Offer, chances: Sequence[Chances]) -> Play:
    """Beliefs and strategies; types who never occur make their first best reply."""
    beliefs, strategies = [], []
    for member in (0, 1):
        replies = offer.replies(chances, member)
        likely = [ratio * prior for ratio, prior in zip(_ratios(offer, chances, member), offer.priors[member], strict=True)]
        beliefs.append(tuple(likely))
        strategies.append(
            tuple(
                {move: share / q for (who, move), share in chances[member].items() if who == kind} if q else {line.index(max(line)): Fraction(1)}
                for kind, (q, line) in enumerate(zip(likely, replies, strict=True))
            )
        )
    return Play(beliefs=tuple(beliefs), strategies=tuple(strategies))


def _pruned(offer: Offer, refutations: Sequence[Refutation]) -> tuple[Refutation, ...]:
    """Those refutations without which the others do not cover all structures."""
    found = list(refutations)
    if len(found) <= MOST_PRUNED:
        for one in refutations:
            others = [other for other in found if other is not one]
            if covering(offer, others):
                found = others
    return tuple(found)


def covering(offer: Offer, refutations: Sequence[Refutation]) -> bool:
    """Whether every structure is refuted."""
    waiting = [Structure(1), Structure(0)]
    while waiting:
        structure = waiting.pop()
        if impossible(offer, structure):
            continue
        left = []
        for one in refutations:
            open_needs = [(one.member, need) for need in sorted(one.needs) if not structure.decided(one.member, need)]
            if all(structure.decided(*question) is None for question in open_needs):
                left.append(open_needs)
        if not left:
            return False
        if all(left):
            question = min(left, key=len)[0]
            waiting += [structure.with_need(*question, met=True), structure.with_need(*question, met=False)]
    return True
