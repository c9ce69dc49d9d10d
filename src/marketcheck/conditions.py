"""The one list of conditions, and what a check can say of them.

A condition has a code, a statement, a formula, and a section of a page in `docs/formats`: `answer.md`, `gamma.md`, `pricing.md`, `walrasian.md`,
`reallocative.md` or `bayesian.md`.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that has to be true of an answer."""

    statement: str
    formula: str
    section: str


_TABLE = """
A1 | the answer is about this market | market_digest = SHA-256 of the market's canonical form | Keys
U1 | a use list names atoms of the market, strictly increasing | 0 <= j_1 < j_2 < ... < number of atoms | Atoms
U2 | no two used atoms share a good or a group | intersection of bundle_j and bundle_k empty and group_j != group_k | Atoms
U3 | used atoms belong to the coalition or the seller | owner_j in C, or owner_j = seller | Atoms
R1 | a clique lists atoms of the market, strictly increasing | 0 <= j_1 < j_2 < ... < number of atoms | Upper bounds
R2 | the atoms of a clique pairwise share a good or a group | intersection of bundle_j and bundle_k not empty or group_j = group_k | Upper bounds
R3 | a Chvátal-Gomory row combines earlier rows with positive multipliers | 0 <= r < number of this row and multiplier > 0 | Upper bounds
B1 | the price unit is positive | unit >= 1 | Upper bounds
B2 | the list of nodes is one whole tree in preorder | leaves = branchings + 1, reached at the last node | Upper bounds
B3 | a branching is on an undecided atom | j in C or the seller's, neither used nor removed | Upper bounds
B4 | a leaf prices rows that exist, strictly increasing, above 0 | 0 <= r_1 < r_2 < ... < number of rows and price >= 1 | Upper bounds
B5 | every leaf proves the target, or stays below a claim "at most" | bound < V + 1/D, or bound <= U, or bound < V for less than V | Upper bounds
O1 | every buyer gets the goods of his used atoms | allocation_i = union of bundle_j over used atoms j of i; gamma: the first member also the remainder | efficient, A reply
O2 | the welfare is the total of the use list | welfare = sum of value_j over used atoms j | efficient
O3 | the payments are the rule's | pay-as-bid: values of i's used atoms; vickrey, gamma: these less the payoff; not a member: 0; prices: price(X_i); walrasian: p_a + e, null: e | pay-as-bid, vickrey, A reply, prices/good, walrasian/minimum
O4 | the payoffs are the rule's, or the input's | pay-as-bid: 0; vickrey: worth(all) - worth(all without i); core-test: the input; gamma: r_i, not a member: 0; prices: u_i(X_i) - price(X_i); seller: the rest | pay-as-bid, vickrey, core-test, A reply, prices/good
O5 | the revenue is the sum of the payments | revenue = sum of payment_i; walrasian: absent exactly if longer than 4,000 characters | pay-as-bid, A reply, prices/good, walrasian/minimum
O6 | types and numbers of atoms are the market's | valuations_i = (type_i, number of i's atoms) | properties
O7 | the answer names the buyers whose table closing changed | closed = buyers whose table is not monotone, in market order; left out if there are none | Keys
F1 | the findings are those of the rule, in order | list of claims (and buyers) | Rules
F2 | a finding holds as the certificate shows | holds | Rules
F3 | a finding has the grade of its proof | one leaf: proved; a tree: enumerated; several: the worst | Grades
F4 | what a finding restates is what is recomputed | witness, at_most, because, closed, cap, promised | Rules
V1 | exactly the buyers with an accepted bid of positive value have a worth without them | names in certificate.without | vickrey
C1 | a list of names is in market order without repetition | position_1 < position_2 < ... | Rules
C2 | a blocking coalition gains | total of its use list > seller's payoff + sum of its payoffs | vickrey, core-test
C3 | the named buyer's payoff is negative | payoff_i < 0 | core-test
C4 | the payoffs add up to more than the proven worth | sum of payoffs > welfare (or at_most) | core-test
C5 | core payoffs of buyers are not negative, and all payoffs add up to the welfare | payoff_i >= 0 and sum of payoffs = welfare | core-test
C6 | payoffs are called blocked only where the seller's payoff is known | seller in the input, or efficient holds | core-test
P1 | a verdict is within the checker's reach | type, or goods <= 8 for true; one group, or goods <= 16 for false | properties
P2 | a submodular valuation has no violation | w(X+a) + w(X+b) >= w(X+a+b) + w(X) | properties
P3 | a gross-substitutes valuation is submodular and passes the triple test | w(X+ab) + w(X+c) <= max(w(X+ac) + w(X+b), w(X+bc) + w(X+a)) | properties
P4 | the witness against submodularity is a violation | a, b not in X and w(X+a) + w(X+b) < w(X+a+b) + w(X) | properties
P5 | the witness prices are not negative and only rise | 0 <= p_g <= q_g | properties
P6 | the witness bundle is demanded at the first prices | w(A) - p(A) >= w(S) - p(S) for all S | properties
P7 | no bundle demanded at the raised prices keeps the goods whose price stayed | max over S with {g in A: p_g = q_g} in S of w(S) - q(S) < max over S of w(S) - q(S) | properties
P8 | gross substitutes as a reason are found of every buyer | gross-substitutes holds for all | properties
P9 | worths are listed for every coalition once | 2^n different coalitions | properties, gamma/theorems
P10 | the worths are submodular | worth(T+i) + worth(T+j) >= worth(T+i+j) + worth(T) | properties
P11 | the witness against submodular worths is a violation | i, j not in T and the upper worths add up to less than the totals of the two use lists | properties
G1 | the market has no reserve prices | no atom is the seller's | Requests, Utilities
G2 | parameters are the input's, or else the rule's own | cap: replies: 1000, construct: 100, prices: 100 up to 12 goods, else 3; interior; ranges of up to 16 variables; tolerance: 1/10^9, divisible goods 1/10^7; samples: 200 | gamma/replies, gamma/construct, prices/good, walrasian/minimum, walrasian/manipulate, Numeric markets
G3 | what a bundle is worth to a buyer of several groups is shown once, where it is needed | one entry of values for every such request, all pairs (buyer, bundle) different | Requests
G4 | the atoms that show what a bundle is worth lie inside it | bundle_j in bundle | Requests
G5 | requests are the input's, and net payoffs those of the requests | net_i = w_i(bundle_i) - price_i | Requests
G6 | members pay 0 or more | value_i - r_i >= 0 for i in S | A reply
G7 | members, remainder and surplus are those of the use list | S = owners of used atoms and i with r_i < 0; goods in no bundle; total of the use list | A reply, gamma/theorems, Utilities
G8 | the use lists of entries have atoms of positive value and pay the revenue | value_j > 0 and sum over S of (value_i - r_i) = revenue; 1 entry or more, 1 where no best reply is proved | gamma/replies
G9 | an entry stands for a reply, and none contains another | S or optional not empty; no other entry with the same members and bundles inside its own | gamma/replies
G10 | the entries of the outcome are those of the use lists | members, optional, bundles, free, surplus, count | gamma/replies
G11 | an open leaf decides all atoms of positive value | value_j = 0, or j used or removed | gamma/replies
G12 | what an open leaf uses pays no more than the revenue | sum over S of (value_i - r_i) <= revenue; prices: total <= V | gamma/replies, prices/good
G13 | the entries are exactly those of the open leaves that pay the revenue, without those that contain others | sets of (members, bundles) are equal, listed once | gamma/replies, gamma/construct
G14 | a use list without a member pays the revenue, or less and then with a bound | payment = revenue exactly where there is no bound | gamma/equilibrium
G15 | deviations are shown of members without them, of each other buyer while he waits, and only beside a best reply | i in S; i in W; best-reply holds | gamma/equilibrium
G16 | deviations and required buyers are those that the certificate proves | d_i = revenue + r_i - g_i in S, f_i - revenue outside; required: d_i > 0 | gamma/equilibrium
G17 | in an equilibrium nobody can have more than he has | all d_i are proved, d_i = r_i in S and d_i = 0 outside | gamma/equilibrium
G18 | the witness asks for more than he has and less than he can have | u < r' < d_i; one buyer: r' <= d_i; r_i < 0: no goods at price 0 | gamma/equilibrium
G19 | the theorem is the one that applies | one buyer; buyers-submodular holds; otherwise pareto-core | gamma/construct
G20 | the equilibria are those of the certificate, none while the verdict is open | allocation, payoffs, surplus of the use list with these members | gamma/construct
G21 | requests ask for the goods of used atoms and leave 0 or more | bundle_i = union of bundle_j over used atoms j of i and 0 <= price_i <= value_i | gamma/construct
G22 | the members of an equilibrium are at least the owners of used atoms, and all buyers where the theorem needs it | owners in S, S not empty; all unless theorem-6 | gamma/construct
G23 | every equilibrium names a profile, and a profile has equilibria, with the same net payoffs and the same surplus | 0 <= k < number of profiles; 1 or more; r and surplus equal | gamma/construct
G24 | for every buyer a use list without his atoms pays the same revenue | sum over owners of (value_j - r_j) = pi, in without or among the profile's equilibria | gamma/construct
G25 | without a buyer the surplus is less by his payoff | total of the use list = surplus - r_i | gamma/construct
G26 | there are at most eight buyers | n <= 8 | gamma/theorems
G27 | the verdict on the equilibrium is that of the worths, true where no requests are given | r_i = d_i in S and d_i = 0 outside | gamma/theorems
G28 | worths are ordered by size, then by market order | coalitions in this order | gamma/theorems
E1 | a buyer of several groups has few enough options | at most 4096 unions of feasible sets of atoms, nothing not counted | Utilities
E2 | an allocation gives every good to one buyer | every g in X_i for exactly one i | Utilities
E3 | a use list shows an allocation to be efficient | bundle_j in X_i for i's used atoms j and total = V | Utilities
E4 | prices support the allocation | price >= 0 and price(X_i) - price(z) <= u_i(X_i) - u_i(z) for all i and z | Conditions on prices
E5 | multipliers are above 0 and of different conditions that the scheme has | y > 0, every (i, z) once; any: at most one package | Conditions on prices
E6 | the multiplied conditions cover what they bound | a_v >= c_v; none, margin: a_v >= 0; at least: a_v >= -c_v | Conditions on prices
E7 | multipliers on the margin average conditions at other sets | sum of y = 1 and z != X_i | Conditions on prices
E8 | a point attains what the multipliers allow | margin(point) = b, c x point = b; at least: c x point = -b | Conditions on prices
E9 | multipliers against all prices add up to a contradiction | b < 0 | Conditions on prices
E10 | a fractional allocation gives away no buyer and no good twice | s > 0 and sum of s <= 1 for every buyer and every good | prices/good
E11 | a fractional allocation is worth more than every allocation | sum of s x u_i(bundle) = fractional_worth > V | prices/good
E12 | a condition that is called broken is broken | price(X_i) - price(z) > u_i(X_i) - u_i(z) | prices/good, prices/vickrey
E13 | the prices are those that are wanted | margin of prices = margin, or their sum = least_total or greatest_total | prices/good
E14 | the number of allocations tried is within the cap, and that of those without prices | 1 <= tried <= cap; no prices: entries of none; cap came first: = cap | prices/good
E15 | allocations without prices are listed once, the outcome's first | none_1 = X, all different | prices/good
E16 | the allocations without prices are all efficient ones | at least the bundles of an open leaf of the listing worth V, the rest to any buyers | prices/good
E17 | numbers on prices are those that the certificate proves | margin, totals, low, high, whether they support; vickrey, reduced: V(without i) - (V - u_i(X_i)) | prices/good, prices/vickrey
Q1 | an extreme total is wanted exactly where any supporting prices end the rounds | want in the parameters: with exists; in the input: only there | prices/alliances
Q2 | the rounds start at the allocation of the input, if it has one | X = allocation of the input | prices/alliances
Q3 | a round joins the holders of the union, and the violator too where the union is one package | merged = members of all alliances in Z, and of C if Z has one; two alliances or more | prices/alliances
Q4 | the violator of a round gains as much as is said | gain = u_C(union of Z) - price(Z) - (u_C(X_C) - price(X_C)) > 0; a large alliance: the total of its use list, inside the union | prices/alliances
Q5 | the prices of the rounds, and the last ones unless the stop rule is exists, are those of the stop rule | paper, exists: greatest prices by single packages; vickrey: V(without C) - (V - u_C(X_C)) | prices/alliances
Q6 | the wish of a round is the first | fewest packages, largest gain, first alliance, first packages | prices/alliances
Q7 | multipliers are above 0 and of different conditions of alliances that are not large | y > 0, every (C, Z) once | prices/alliances
Q8 | multiplied conditions add up to the contradiction, or to the bound on prices | none: a_v >= 0 and b < 0; total, least: a_v >= c_v and b <= c x price | prices/alliances
Q9 | alliances, packages and utilities are those after the last round, prices are at least 0 and for packages only | members, X_C, u_C(X_C), price >= 0, 0 where X_C is empty | prices/alliances
Q10 | at the last prices no alliance that is not large wants other packages | u_C(union of Z) - price(Z) <= u_C(X_C) - price(X_C) for all C and Z | prices/alliances
Q11 | evidence is given exactly where it is needed | support: large alliances; uses: large violators; without: holders of packages; none: every round | prices/alliances
Q12 | prices that are lower somewhere support the packages too | price_C < Vickrey payment of C and Q10 | prices/alliances
Q13 | a member's own price list is the least that supports his goods | max(0, u_i(x) - (u_i(X_i) - payment_i)), by size and market order | prices/alliances
S1 | prices are of the scheme's goods or packages, a price list is of every bundle once | names of all goods, or of the holders of packages; 2^m - 1 different bundles, not the empty one | Posted prices
S2 | the keys of the input fit the scheme and one another | prices or price_list; price_list: all, any; packages: with allocation; enforce: any | Posted prices
S3 | a price list that is posted is monotone | p(x) <= p(x+g) | Posted prices
S4 | the outcome restates allocation and prices, and the welfare is that of the allocation | input; welfare = sum of u_i(X_i) | prices/support, prices/shop
S5 | an allocation that is called inefficient is worth less than the use list, and the worth is that of the use list | total > welfare; worth = total | prices/support, prices/shop
S6 | prices that are said to support leave nobody a better bundle | u_i(X_i) - p(X_i) >= u_i(z) - p(z) for all i and z | prices/support
S7 | the witness against support gains by a bundle on offer | u_i(z) - p(z) - (u_i(X_i) - p(X_i)) > 0 | prices/support
S8 | prices are coherent exactly as is said, and the witness against coherence is one | good, eff: p(x) != sum over its goods, or packages touched; all, any: a larger bundle, all: a partition, costs less | prices/coherence
S9 | the market is small enough to be tabled | price list: 8 goods, coherence: 10; samples 0: 6 buyers and 8 goods | Posted prices, prices/shop
S10 | in a run every buyer comes once and takes a favourite of what is left, at its price | u_i(x) - p(x) greatest of all x on offer in the stock | prices/shop
S11 | the welfare of runs is what the goods are worth to their buyers; of all orders none ends lower or higher; the catalogue is filled at best | worst, best: sum of u_i(x_i); least and greatest of all; catalogue | prices/shop
S12 | strict prices leave every buyer one favourite while nothing is sold; the witness names two | number of favourites = 1 for all i, or two different ones of i | prices/shop
S13 | the order of the witness does not reach the worth, whatever is chosen | every buyer once and greatest welfare of the order < worth | prices/shop
W1 | preferences, tie rule, tolerance and cap fit the rule | smooth preferences: walrasian/minimum, any, a tolerance, no cap; otherwise: no tolerance | walrasian/minimum
W2 | an allocation gives every buyer one of his positions, and no good twice | x_i in positions of i; x_i != x_j or x_i = null | Positions, prices, demand
W3 | prices are at least the reserve prices | p_a >= r_a | Positions, prices, demand
W4 | an unsold good costs its reserve price | p_a = r_a unless a = x_i for some i | Positions, prices, demand
W5 | every buyer demands his position | g_i(x_i) <= g_i(b) for all positions b; numeric: at most d above | Positions, prices, demand
W6 | exactly the goods, or buyers, that need a pointer or a partner have one | least, holders: p_a > r_a; greatest: sold goods; captives: null not in D_i | Positions, prices, demand, walrasian/test
W7 | a pointer or a partner is one of a demand; greatest: other than the good | a in D_i; numeric: at most d above the least; greatest: b in D_i and b != a | Positions, prices, demand, walrasian/test
W8 | pointers lead out without a circle | a, x_i of its buyer i (greatest: its position), ... ends where no pointer is | Positions, prices, demand, walrasian/test
W9 | the allocation is the one that the tie rule lexicographic selects | no buyer before the holder of a can be given a while earlier goods stay | Positions, prices, demand
W10 | the allocations listed are all of the equilibrium in the order of the tie rule, or the first as many as the cap | x_1 < x_2 < ...; none between, none after; cap: exactly so many | walrasian/minimum
W11 | levels, demands and the net revenue are those of the preferences | levels_i = g_i(x_i, payment); D_i; sum of payments - sum of v_a over sold a | Positions, prices, demand, walrasian/test, walrasian/efficient
W12 | the outcome restates the input | prices, allocation, bundles, shares | walrasian/test, walrasian/efficient
W13 | shares are the payments together | sum of shares = sum of payments | walrasian/efficient
W14 | a set that is called over- or under-demanded is | goods in M', not none; buyers: all with D_i in M', more than goods; all with D_i meeting M', fewer (weakly: not more), p_a > r_a | walrasian/test
W15 | partners are different | captives: no good twice; holders: no buyer twice | walrasian/test
W16 | the witness against an equilibrium is one | p_a < r_a, or unsold and p_a > r_a; g_i(better) < g_i(x_i) | walrasian/test
W17 | dual numbers cover every pair and are no more than the total | goods >= 0; u_i + y_a >= V_i(a) - v_a; u_i >= V_i(null); sum of all <= net revenue; pay-as-bid: w_i(a, e) - e - r_a, total attained | walrasian/efficient, walrasian/manipulate
W18 | better bundles leave nobody worse off and the seller, or every seller, with more | level_i <= before for all i; net revenue > before; share_a - v_a if sold > before for all a | walrasian/efficient, walrasian/counterexample
W19 | the witness against a property breaks it | level_i > 0; payment_i < 0; payment_i < v_a; g_i(a, t) >= t for some t | walrasian/properties, walrasian/counterexample
W20 | menus are of all goods that a buyer may have, at their least prices when he wants one alone, and do not tempt him | q_a = p_a for a = x_i; q_a >= p_a; g_i(a, q_a + e) >= g_i(x_i) | walrasian/properties
W21 | there are few enough pairs of a buyer and a good that he may have | at most 400 | walrasian/manipulate
W22 | what is said of the honest outcome and of a buyer's report is what the rule yields, and he gains | bundles of the parts; gain = level at the honest bundle - level at the new one > 0; reports >= 1 with a gain | walrasian/manipulate
W23 | the market is made as it has to be, for a good whose reserve price is not the seller's value | same goods, buyers, v, r; all quasilinear with the same values > 0; no fee; r_a < v_a if for any a; below: payment_i < v_a | walrasian/counterexample
D1 | market and input are of a kind that the rule answers | bidders of numeric types: only vickrey, core, with a tolerance, without payoffs and cap; otherwise: no tolerance | Vickrey outcomes, Numeric markets
D2 | two or more different bidders take part, and who is named as a participant does | i in X, size of X >= 2 | Sets, surplus, prices
D3 | there are few enough bidders and goods to look at all sets | listed: n <= 15 and 2^n K^3 <= 2^22; shills: 8, or 20,000 pairs; break: 12; numeric core: 8 | reallocative/core, reallocative/shills, reallocative/break, Numeric markets
D4 | price, allocation, payments, payoffs, revenue and welfare are those of the formulas | p(X, Q); q_i(X, Q); pi_i = v(X, Q) - v(X without i, Q); t_i = u_i(q_i) - pi_i; residual supply p(X without i, Q) and p(X without i, Q - q_i); stated payoffs: the input's | Vickrey outcomes, reallocative/core
D5 | a coalition that is said to block does | deficit = worth - payoffs > 0; the auctioneer or participants; Vickrey payoffs: the auctioneer | Blocking
D6 | the blocking coalitions are listed in order; in a listed auction all, or the first | by size, places, the auctioneer first; all different; at most the cap, 100 if none is given | reallocative/core
D7 | the core and the bidder-core hold exactly as is shown | feasible; nothing listed blocks; false: in a listed auction the first with the largest deficit; bidder-core: not the auctioneer alone | reallocative/core
D8 | nobody gains more than his payoff at the price | w_i(p) <= payoff_i and p . Q <= payoff_a | reallocative/core
D9 | the nodes are one whole tree in preorder, which branches on undecided participants and has prices at its leaves | leaves = branchings + 1, reached at the last node; K numbers or none | reallocative/core
D10 | every leaf that anybody may be in proves its part | p . q - c_a + sum of (w_i(p) - payoff_i) + sum of max(0, w_i(p) - payoff_i) <= 0, or <= U | reallocative/core
D11 | the certificate is exactly what the findings rest on | price: true, proved; with, and without exactly if payoffs are given: true, enumerated, or bounded, in an auction that is not listed | reallocative/core
D12 | the second difference of the witness is above 0 | v(Z+i+j) + v(Z) - v(Z+i) - v(Z+j) > 0, i != j outside Z; bidder-core: Z not empty | reallocative/always
D13 | no second difference is above 0 | D(Z; i, j) <= 0 for all Z, i, j; bidder-core: Z not empty | reallocative/always
D14 | what the theorem asks for holds | theta_i = theta_j, S_i S_j = S_j S_i; core: v({i}) + v({j}) >= v({i, j}) | reallocative/always, reallocative/monotone, reallocative/shills
D15 | one more bidder lowers the revenue of the witness | revenue of X+j < revenue of X, size of X >= 2, j outside X | reallocative/monotone
D16 | no further bidder lowers the revenue | revenue of X+j >= revenue of X for all X, j | reallocative/monotone
D17 | the shills of the witness gain | u_i(sum of q_j) - sum of t_j > pi_i(X); no shill in X without i; X the input's | reallocative/shills
D18 | nobody gains by shills | u_i(sum of q_j) - sum of t_j <= pi_i(X) for all X, i, B | reallocative/shills
D19 | three or more participants with the same S bid in the uniform-price auction, and its outcome is that of the formulas | price = mean of theta - c S Q / N; q_i = (c S)^-1 (theta_i - price); efficient exactly if all theta_i - S q_i are equal | reallocative/uniform
D20 | the prior is a distribution, and expected revenues are those of the formulas and of all profiles | probabilities > 0, sum 1, different theta; covariance positive semidefinite; same S; N >= 2; Theorem 3 | reallocative/revenue
D21 | the samples are those of the seed, and agree as is said | SHA-256 of seed/s/k modulo L; sum of (revenue - mean)^2 / n(n-1); (m - expected)^2 <= 25 x | reallocative/revenue
D22 | packages are linearly independent, the input's if it has some, and of their method | det T != 0; goods: one entry each; common-eigenvectors: S_i f parallel to f; found: conditions 1 and 2 hold | Packages, reallocative/packages, reallocative/independent
D23 | the witness against a condition on packages breaks it | entry of W S_i^-1 W' > 0; of W q_i(Z, Q) < 0; of T' p(Z, Q) < 0; i in Z, k < l | Packages
D24 | a condition on packages that is said to hold does | for all i, k < l; all Z, i, k; all Z, k | Packages
D25 | the witness against packages leaves no room for them | sum of multipliers > 0 times q_i(Z, Q) != 0 is 0, one or more; two goods: c, d independent, x'S_i^-1 y > 0 | reallocative/packages
D26 | separate auctions of packages yield what is said, and differ from the joint auction as is said | quantity (WQ)_k, utility (theta_i . f_k) x - (f_k' S_i f_k) x^2 / 2; f_k' S_i f_l; sums of bundles and payments | reallocative/independent
D27 | the interval and its ends are those of condition 2 | W q_i(Z, l d) >= 0 exactly for l from least to greatest; false: one condition fails everywhere, or two exclude one another | reallocative/quantity
D28 | two or more participants are on each side, and payments are by the side's own residual supply | p . q_i - q_i' G_i q_i / 2, G_i = H(side of i without i); no more than in the joint auction | reallocative/split
D29 | exactly those have a deviation who gain by one, each the best or with gains without bound | B = S_i + 2h - G_i; none: B positive semidefinite, B q_i = theta_i - r; best: B q = theta_i - r; direction: d'Bd < 0, or Bd = 0 < (theta_i - r) . d | reallocative/split
D30 | the market that is made differs as the proposition says, and the coalition blocks there | same S; 3: Q same, theta_i - S_i t_i; 4, 5: theta same; 5: all equal; the coalition: all but two, 3, 4: one bidder of three; deficit > 0 | reallocative/break
D31 | what is called unbreakable is, by proposition 5, and proposition 4 is used where it applies | 4: theta_k != theta_l outside the coalition; false: only 5, equal theta, H(Z) + H(Z-l-j) - H(Z-l) - H(Z-j) positive semidefinite for all Z of three or more, l, j | reallocative/break
D32 | differences between bidders, the basis and the largest deficit are those of the market | max of theta_i - theta_j; squares of S_i S_j - S_j S_i; off-diagonal squares of F'S_iF by all; F invertible | reallocative/advise
D33 | the bundles of a worth part add up to the quantity, and marginal utilities are near its price, whatever the rounding | sum of q_i = Q; gradient of u_i within d of the price | Numeric markets
D34 | welfare, payoffs and payments are near those of the worth parts, whatever the rounding | within d: sum of u_i; worth of X - worth of X without i; u_i(q_i) - payoff_i; revenue = sum of payments | Numeric markets
D35 | the sets that block by more than the tolerance are listed, whatever the rounding, and the verdicts follow | worth - sum of payoffs > tolerance; within d; the auctioneer alone: payoff < -tolerance; d <= tolerance; true exactly if none | Numeric markets
T1 | a lottery is one | m(c, t) > 0, sum over c = 1, for all t | The game
T2 | payoffs, utilities, lies, profit and reservations are those of the formulas | w, U, L, - sum of p(t) x_i(t); largest over C({i}) of the expected payoff | The game, bayesian/mechanism
T3 | multipliers are in order, above 0, and give no type a weight below 0 | a_i(r, s) > 0, r != s; l_i(s) >= 0; stated weights: l, or the input's divided by their sum | The game, bayesian/virtual
T4 | virtual payoffs are those of the formula | u_i(c, t) + sum over r of (a_i(t_i, r) / p_i(t_i)) [u_i(c, t) - u_i(c, (t_-i, r))] | bayesian/virtual
T5 | a mechanism that has to be feasible is | U_i(s) >= L_i(r, s); profit >= 0; subsidies: the first alone | The game
T6 | an improvement gives every type as much more as the gain | U'_i(s) >= U_i(s) + gap, gap > 0 | bayesian/efficient, bayesian/severance
T7 | multipliers prove the gap | D(a) = n x gap | bayesian/efficient
T8 | weights and participation are asked for and met as the rule says | weights >= 0, same sum > 0; expected transfers 0, or U_i(s) at least the reservation; k l_i(s) = weight, >= where it binds; value = sum of weights x U | bayesian/efficient
T9 | reservations that cannot be met together are shown to be | sum of l_i(s) x reservation > sum of p(t) max of v(c, t); participation; l_i(s) = 0 without a reservation | bayesian/efficient
T10 | mechanism, allocation and severance are the input's and agree | severance = w - o | bayesian/core-test, bayesian/severance, bayesian/find-core
T11 | the input has a mechanism or an allocation, and severance of at least 0 | w_i(t) - o_i(t) >= 0 where severance is stated | bayesian/core-test, bayesian/severance, bayesian/find-core
T12 | the mechanism achieves the allocation | w_i(t) >= o_i(t) | bayesian/subsidy, bayesian/core-region
T13 | multipliers prove the least subsidy | sum of p(t_-i) o_i(t) l_i(t_i) - sum of p(t) max of v(c, t) = - profit | bayesian/subsidy
T14 | multipliers that are said to support the mechanism do, and are the input's | D(a) = 0 | bayesian/virtual
T15 | the range of a multiplier is that of its points and proofs, for every lie | a point has the value; the proof shows none beyond; all points differ, at most 2 x lies + 1 | bayesian/virtual
T16 | a proof combines rows of supporting multipliers | y > 0; c of positive probability; no coefficient below 0 is left of a multiplier that is not 0 by incentives | bayesian/virtual, bayesian/severance
T17 | a direction keeps supporting, and the number grows along it | 0 where a lie loses; no weight changes; used actions stay best; a_i(r, s) > 0 | bayesian/virtual
T18 | a plan's invitations are in order, with probabilities of at most 1 together | sum of n(c, t_S) <= 1 for all t | Blocking
T19 | the plan is tenable | B_i(s, s) >= 0, B_i(s, s) >= B_i(r, s), - sum of p_i(s) y_i(s) > 0 | Blocking
T20 | profit and gains are those of the plan | - sum of p_i(s) y_i(s), B_i(s, s); 0 where none blocks | bayesian/inhibitive, bayesian/core-test
T21 | multipliers support the allocation | Theorem 1, averaged over outsiders; fine support: for all t | Blocking
T22 | multipliers and numbers k(t) bound the profit of all plans | sum of k(t) + p(t) (W - v) >= 0 for all S, c, t_S; sum of k(t) = profit | Blocking
T23 | all weights of types are shown to be above 0 | 0 < at least <= l_i(s) by the proof, every player and type in order | bayesian/severance
T24 | a core allocation is found, or the subsidy is above 0 | complete-information: no multipliers; not found: - profit > 0 | bayesian/find-core
T25 | with one type each, weighted coalitions are worth more than all players | weights > 0, 1 together for every player; worth > most | bayesian/find-core
T26 | points and marks have their quantities, with the input's multipliers | one point for each vertex; [x, y] = the quantities; multipliers or a seed; at most 20 marks | bayesian/core-region
T27 | the edges are the sides of the polygon, and outer bounds are in order | a x + b y = bound at both ends, < elsewhere; counterclockwise from the smallest vertex; empty: 0 <= bound < 0; outer: least <= greatest | bayesian/core-region
T28 | rows prove every edge | no transfer, no allocation left; at most the bound for all lotteries | bayesian/core-region
T29 | exactly the balanced plans that no action matches have lotteries, in order | at most 5 players, 20,000 plans | bayesian/balanced
T30 | a lottery gives what its plan does | sum of s(d) u_i(d, t) = sum of weights x u_i(c, t), for all i and t | bayesian/balanced
T31 | the witness against balancedness separates a balanced plan from all actions | sum of values x plan's payoffs > that of every d in C(N) | bayesian/balanced
T32 | an alternative has a result for every combination of moves | in order, at most 4,096, with types 200,000; a lottery on C(S); sum of z_i(d) < 0 | bayesian/durable
T33 | beliefs and strategies are probabilities, and utilities are theirs | sum 1, >= 0; U_i(s, q) | bayesian/durable
T34 | beliefs and strategies that are said to keep the mechanism do | best replies; q/p largest for who gains; a member of whom no type gains | bayesian/durable
T35 | the witness against a stated condition breaks it, and is the first with the largest gain | gain > 0 of a move, of a type not likeliest, of a type of each member | bayesian/durable
T36 | a refutation is one | one member: a type gains; a case: one row or more, that its structures have, all sums of coefficients below 0 | bayesian/durable
T37 | the cases cover all structures and vetoes | every non-empty B_j(s) and M_j, both vetoes | bayesian/durable
T38 | the nodes are one whole tree in preorder, which branches on no type twice on a way | leaves = branchings + 1, reached at the last node; no type twice from the root to a leaf | bayesian/severance
T39 | the rows of every leaf add up to a contradiction | constant < 0; no coefficient above 0 of a free multiplier, or of its flow from a type who may get severance; y > 0, or != 0 for a weight of 0 | bayesian/severance
"""  # noqa: E501


CONDITIONS = {code: Condition(*parts) for code, *parts in (line.split(" | ") for line in _TABLE.strip().splitlines())}


@dataclass(frozen=True, slots=True)
class Accepted:
    """Every condition of the rule holds; the check was estimated at `steps`."""

    rule: str
    steps: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Condition `code` fails at `place`: `left` was found where `right` is needed."""

    code: str
    condition: str
    left: str
    right: str
    place: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """Nothing was settled: about `steps_needed` steps are needed, or more, and only `limit` allowed."""

    steps_needed: int
    limit: int


Verdict = Accepted | Rejected | Undecided


class Exhausted(Exception):  # noqa: N818
    """More steps are needed than are allowed."""

    def __init__(self, verdict: Undecided) -> None:
        """Keeps the verdict."""
        super().__init__(verdict)
        self.verdict = verdict


class Meter:
    """How many steps a check takes: those that are estimated beforehand, and those of comparisons that only long numbers decide, once these are counted."""

    def __init__(self, limit: int | None) -> None:
        """Starts at 0."""
        self.steps, self.limit = 0, limit

    def spend(self, steps: int) -> None:
        """Counts steps that come now, unless they are too many."""
        self.steps += steps
        if self.limit is not None and self.steps > self.limit:
            raise Exhausted(Undecided(self.steps, self.limit))


class Unreadable(Exception):  # noqa: N818
    """The documents are not what the format pages describe, so there is no claim to judge."""

    def __init__(self, code: str, message: str) -> None:
        """Keeps a stable code and what is wrong where."""
        super().__init__(f"{message} ({code})")
        self.code = code
        self.message = message


class Rejection(Exception):  # noqa: N818
    """Carries a `Rejected` out of the middle of a check."""

    def __init__(self, verdict: Rejected) -> None:
        """Keeps the verdict."""
        super().__init__(verdict.code)
        self.verdict = verdict


def reject(code: str, place: str, left: object, right: object) -> NoReturn:
    """Leaves the check with condition `code` broken."""
    raise Rejection(Rejected(code, CONDITIONS[code].statement, shown(left), shown(right), place))


def shown(value: object) -> str:
    """Returns the text of one side, whatever its length."""
    if isinstance(value, int | Fraction) and max(value.numerator.bit_length(), value.denominator.bit_length()) > 10_000:
        return "a number too long to print"
    try:
        return str(value)
    except ValueError:
        return "numbers too long to print"
