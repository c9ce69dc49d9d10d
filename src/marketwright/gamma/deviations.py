"""What buyers can gain by asking for something else: the deviation limits d_i of a profile, each with its proof.

*Meaning.* g_i is the most a reply without buyer i pays, f_i the most a reply with i pays when nothing is subtracted for i, d_i = f_i - g_i.  Whatever the
seller does when she is indifferent, a deviation of i yields at most d_i, and every net payoff below d_i can be had.

*Cost.* For a member of a best reply d_i = pi + r_i - g_i: one winner determination without i.  For all others g_i = pi, and one winner determination in which
at most one of them counts without his charge settles them together when all d_i are 0 (spec gamma 7).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketwright.coalitions.worths import Clearing, Worth
from marketwright.gamma.profile import Profile
from marketwright.gamma.reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A proof about the buyers outside the reply: `buyer` has the largest d of those still open; or (None) all of those have d = 0."""

    buyer: int | None
    worth: Worth


class Deviations:
    """The d_i of one profile found so far, given its best reply; each is found once."""

    def __init__(self, clearing: Clearing, profile: Profile, reply: Reply, without: Mapping[int, Worth] | None = None) -> None:
        """Nothing is found yet, but for buyers outside the reply who ask for 0: the reply itself shows that their d is 0.

        `without`: what replies without some buyers pay, found with another best reply.
        """
        self._clearing = clearing
        self._profile = profile
        self.reply = reply
        self.without: dict[int, Worth] = {}
        self.steps: list[Step] = []
        self.limits: dict[int, Fraction] = {}
        for member in sorted(set(reply.members) & set(without or {})):
            self._settle_member(member, (without or {})[member])
        self._open = set(range(clearing.seller)) - set(reply.members)
        self._close_modest()

    def _close_modest(self) -> None:
        if all(self._profile.net[buyer] == 0 for buyer in self._open):
            self.limits.update(dict.fromkeys(self._open, Fraction(0)))
            self._open.clear()

    @property
    def required(self) -> list[int]:
        """The buyers known to have d_i > 0, increasing: a best reply that supports an equilibrium serves them all."""
        return sorted(buyer for buyer, limit in self.limits.items() if limit > 0)

    def of_member(self, member: int) -> Fraction | None:
        """The d_i of a member; None when a limit came first."""
        if member not in self.limits:
            worth = self._at_hand(member)
            if worth is None:
                known = (self.reply.uses, *(worth.uses for worth in self.without.values()))
                worth = self._clearing.worth(without={member}, charges=self._profile.charges, known=known)
            if not worth.exact and worth.value < self.reply.pays:
                return None
            self._settle_member(member, worth)
        return self.limits[member]

    def _at_hand(self, member: int) -> Worth | None:
        """A reply without the member that pays as much as the best one, if one of those known is: the bound of the best one serves it too."""
        for known in (self.reply.uses, *(worth.uses for worth in self.without.values())):
            uses = tuple(atom for atom in known if self._clearing.atoms[atom].owner != member)
            served = {self._clearing.atoms[atom].owner for atom in uses} | (self._profile.insisting - {member})
            if self._clearing.total(uses) - sum((self._profile.net[buyer] for buyer in served), Fraction(0)) == self.reply.pays:
                return Worth(value=self.reply.pays, at_most=self.reply.pays, uses=uses, bound=self.reply.bound)
        return None

    def _settle_member(self, member: int, worth: Worth) -> None:
        self.without[member] = worth
        self.limits[member] = self.reply.pays + self._profile.net[member] - worth.value

    def of_others(self) -> Iterator[Step]:
        """Steps until all buyers outside the reply are settled, or until a limit comes."""
        while self._open:
            worth = self._clearing.worth(charges=self._profile.charges, waived=self._open, known=(self.reply.uses,))
            if not worth.exact:
                return
            step = Step(buyer=self._favoured(worth) if worth.value > self.reply.pays else None, worth=worth)
            settled = self._open if step.buyer is None else {step.buyer}
            self.limits.update(dict.fromkeys(settled, worth.value - self.reply.pays))
            self._open = self._open - settled
            self.steps.append(step)
            self._close_modest()
            yield step

    def _favoured(self, worth: Worth) -> int:
        """The buyer whose charge is waived in a choice that is worth more than the best reply pays."""
        taking_part = {self._clearing.atoms[atom].owner for atom in worth.uses}
        return max(sorted(self._open & taking_part), key=lambda buyer: self._profile.net[buyer])

    @property
    def settled(self) -> bool:
        """Whether every buyer's d_i is known."""
        return len(self.limits) == self._clearing.seller
