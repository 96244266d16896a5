"""The draws of tools/bench/uncertainty.cpp as one writes them well in numpy, held against what that left in the folder.

Vectorised over draws and authorities, in chunks that stay in the cache; nothing is drawn that is not used. It finds what
ours finds: intervals of the rank at three levels, the median, the probability of each tranche, the contested bands and
the chances to outrank the five nearest.
"""
import json
import subprocess
import sys
import time

import numpy as np

CHUNK = 100
CUTS = (50, 100)
CONCENTRATION = 50.0
LEVELS = (0.5, 0.9, 0.95)
NEAREST = 5
TURNS = 5


def draw_figures(rng, table, size):
    """Each indicator's posterior, [draw, authority]: gamma, beta or log-normal."""
    for indicator in table:
        a, b = np.array(indicator["a"]), np.array(indicator["b"])
        shape = (size, len(a))
        if indicator["law"] == "gamma":
            yield rng.standard_gamma(a, shape) * (1e5 / b)
        elif indicator["law"] == "beta":
            yield 100 * rng.beta(a, b, shape)
        else:
            yield np.exp(a + b * rng.standard_normal(shape))


def z_score(x):
    return (x - x.mean(axis=-1, keepdims=True)) / x.std(axis=-1, ddof=1, keepdims=True)


def min_max(x):
    low = x.min(axis=-1, keepdims=True)
    return 100 * (x - low) / (x.max(axis=-1, keepdims=True) - low)


def percentile(x):
    return 100 * (ranks(x) - 0.5) / x.shape[-1]


def ranks(x):
    """From the least, 1..n."""
    order = np.argsort(x, axis=-1)
    result = np.empty_like(order)
    np.put_along_axis(result, order, np.broadcast_to(np.arange(1, x.shape[-1] + 1), x.shape), axis=-1)
    return result


METHODS = (z_score, min_max, percentile)


def scores(rng, table, stated, source, size):
    count = len(table)
    weights = rng.dirichlet(np.full(count, CONCENTRATION / count), size)
    if source == "weights":
        return weights @ np.array([z_score(np.array(i["value"])) for i in stated])
    figures = list(draw_figures(rng, table, size))
    if source == "figures":
        score = weights[:, 0, None] * z_score(figures[0])
        for c in range(1, count):
            score += weights[:, c, None] * z_score(figures[c])
        return score
    left_out = rng.integers(0, count + 1, size)
    dropped = left_out < count
    weights[np.nonzero(dropped)[0], left_out[dropped]] = 0
    weights /= weights.sum(axis=1, keepdims=True)
    method = rng.integers(0, len(METHODS), size)
    score = np.zeros_like(figures[0])
    for k, normalise in enumerate(METHODS):
        rows = np.nonzero(method == k)[0]
        for c in range(count):
            score[rows] += weights[rows, c, None] * normalise(figures[c][rows])
    return score


def uncertainty(table, source, draws):
    rng = np.random.Generator(np.random.SFC64(1))
    n = len(table[0]["value"])
    histogram = np.zeros(n * n, dtype=np.int64)
    base = np.arange(n) * n
    order_stated = np.argsort(-np.mean([z_score(np.array(i["value"])) for i in table], axis=0))
    before, after = np.zeros((NEAREST, n), dtype=np.int64), np.zeros((NEAREST, n), dtype=np.int64)
    for start in range(0, draws, CHUNK):
        score = np.round(scores(rng, table, table, source, min(CHUNK, draws - start)), 9)
        order = np.argsort(-score, axis=1)
        place = np.empty_like(order)
        np.put_along_axis(place, order, np.broadcast_to(np.arange(n), order.shape), axis=1)
        histogram += np.bincount((base + place).ravel(), minlength=n * n)
        stated = score[:, order_stated]
        for d in range(1, NEAREST + 1):
            one, other = stated[:, :-d], stated[:, d:]
            before[d - 1, :-d] += np.add.reduce((one > other).view(np.uint8), axis=0, dtype=np.uint8)
            after[d - 1, :-d] += np.add.reduce((other > one).view(np.uint8), axis=0, dtype=np.uint8)
    reached = np.cumsum(histogram.reshape(n, n), axis=1)
    intervals = [
        (1 + (reached > (1 - level) / 2 * draws).argmax(axis=1), 1 + (reached >= (1 + level) / 2 * draws).argmax(axis=1))
        for level in LEVELS
    ]
    median = 1 + (reached >= draws / 2).argmax(axis=1)
    edges = [reached[:, cut - 1] for cut in CUTS]
    tranches = np.diff(np.stack([np.zeros(n), *edges, np.full(n, draws)], axis=1), axis=1) / draws
    above = np.cumsum(tranches, axis=1)
    contested = [np.nonzero((above[:, k] > 0.05) & (above[:, k] < 0.95))[0] for k in range(len(CUTS))]
    return intervals, median, tranches, contested, before / draws, after / draws


def main():
    """Ours and numpy in turns, since a shared machine is faster at one time than at another; the least of each."""
    binary, folder, draws = sys.argv[1], sys.argv[2], int(sys.argv[3])
    least, apart, more = {}, {}, 0
    for _ in range(TURNS):
        subprocess.run([binary, folder, str(draws)], check=True)
        with open(f"{folder}/figures.json") as file:
            table = json.load(file)
        with open(f"{folder}/ours.json") as file:
            ours = json.load(file)
        for source, mine in ours.items():
            tries, begin = [], time.perf_counter()
            while not tries or time.perf_counter() - begin < 0.4:
                start = time.perf_counter()
                tranches = uncertainty(table, source, draws)[2]
                tries.append(time.perf_counter() - start)
            times = [1e3 * min(tries), mine["one"], mine["two"], mine["ten"]]
            least[source] = [min(pair) for pair in zip(times, least.get(source, times))]
            apart[source] = np.abs(tranches - np.array(mine["tranches"])).max()
            more = max(more, mine["more_kib"])
    count = f"{draws} draws of {len(table[0]['value'])} authorities by {len(table)} indicators"
    print(f"{count}, the least of {TURNS} turns, in milliseconds")
    print(f"            one thread   two  ten times the draws  numpy {np.__version__:8} apart by")
    for source, (theirs, one, two, ten) in least.items():
        print(
            f"  {source:8} {one:11.1f} {two:5.1f} {ten:12.1f} {ten / two:4.1f} x {theirs:8.1f} {theirs / two:4.1f} x "
            f"{apart[source]:9.3f}"
        )
    print(f"one and two threads find the same; ten times the draws take {more} KiB more at the peak")


main()
