"""Small random demand graphs, and what the definitions say about them by enumeration."""

from itertools import combinations, product

from marketwright.solvers.matching.demands import Demands


def random_demands(random, most=4):
    """Demands, competitive objects: sparse, dense or fully tied; 0 agents and 0 objects occur."""
    agents, objects = random.choice([*range(most + 1), most]), random.choice([*range(most + 1), most])
    density = random.choice([0.2, 0.4, 0.6, 1.0])
    null_share = random.choice([0.0, 0.1, 0.5, 1.0])
    goods, null = [], []
    for _ in range(agents):
        wanted = tuple(good for good in range(objects) if random.random() < density)
        goods.append(wanted)
        null.append(not wanted or random.random() < null_share)
    share = random.choice([0.0, 0.3, 0.7, 1.0])
    return Demands(objects, tuple(goods), tuple(null)), frozenset(good for good in range(objects) if random.random() < share)


def fully_tied(agents, objects, null=False):
    """Everybody demands every object."""
    return Demands(objects, (tuple(range(objects)),) * agents, (null or not objects,) * agents)


def subsets(numbers):
    """All non-empty subsets."""
    numbers = sorted(numbers)
    return [frozenset(chosen) for size in range(1, len(numbers) + 1) for chosen in combinations(numbers, size)]


def inside(demands, objects):
    """The agents whose whole demand lies in the set."""
    return tuple(agent for agent, goods in enumerate(demands.goods) if not demands.null[agent] and set(goods) <= objects)


def meeting(demands, objects):
    """The agents who demand any object of the set."""
    return tuple(agent for agent, goods in enumerate(demands.goods) if set(goods) & objects)


def all_allocations(demands, competitive):
    """Every allocation that gives each agent a position of his demand and sells each competitive object, in the order of the tie rule's vectors."""
    positions = [[*goods, *([None] if null else [])] for goods, null in zip(demands.goods, demands.null, strict=True)]
    found = []
    for allocation in product(*positions):
        sold = [good for good in allocation if good is not None]
        if len(sold) == len(set(sold)) and competitive <= set(sold):
            found.append(allocation)
    return sorted(found, key=lambda allocation: vector(demands, allocation))


def vector(demands, allocation):
    """For each object the number of its agent, unsold last."""
    return [allocation.index(good) if good in allocation else len(allocation) for good in range(demands.objects)]
