"""Writes golden/*.csv, the reference figures that golden_tests.rs holds the formulas against.

Run with Python 3.11.7, NumPy 2.4.6, SciPy 1.17.1 and statsmodels 0.15.0:

    pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0
    python golden.py

Seeded: the same versions write the same files. In each, the extremes come first and GENERATED random samples
follow. A figure that the reference doesn't have (it answers nan) is an empty cell.
"""

import csv
import pathlib
import warnings

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

GENERATED = 220
HUGE = 1_000_000
random = np.random.default_rng(20_261_124)
warnings.simplefilter("ignore")  # n = 0 and n = 1 divide by nothing
np.seterr(all="ignore")


def write(name, columns, extremes, sample, reference):
    """One line a sample: what is given, then what the reference makes of it."""
    path = pathlib.Path(__file__).parent / "golden" / f"{name}.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns.split())
        for given in extremes + [sample() for _ in range(GENERATED)]:
            cells = [" ".join(map(str, one)) if isinstance(one, list) else one for one in given]
            figures = ["" if np.isnan(figure) else repr(float(figure)) for figure in reference(*given)]
            out.writerow(cells + figures)


def size(largest=HUGE):
    """As many small groups as large ones."""
    return int(np.exp(random.uniform(0, np.log(largest))))


def share():
    n = size()
    return int(random.binomial(n, random.choice([random.uniform(), random.beta(0.2, 0.2)]))), n


def counts(least=1):
    return random.multinomial(max(least, size()), random.dirichlet([random.choice([0.2, 1, 5])] * 5)).tolist()


def answers(counted):
    return np.repeat(np.arange(1, 6), counted)


def all_at(score, n):
    return [n if at == score else 0 for at in range(1, 6)]


def wilson(hits, n):
    return proportion_confint(np.float64(hits), np.float64(n), 0.05, "wilson")


def newcombe(hits_a, n_a, hits_b, n_b):
    given = map(np.float64, (hits_a, n_a, hits_b, n_b))
    return confint_proportions_2indep(*given, method="newcomb", compare="diff", alpha=0.05)


def scores(counted):
    given = answers(counted)
    return np.mean(given), np.mean((given - 1) * 25), np.var(given, ddof=1) if len(given) > 1 else np.nan


def welch(a, b):
    means = CompareMeans(DescrStatsW(answers(a)), DescrStatsW(answers(b)))
    return means.tconfint_diff(0.05, usevar="unequal")


def student(freedom):
    return (stats.t.ppf(0.975, freedom),)


def times():
    """Minutes and how many took so long, as pairs `minutes:times`."""
    took = random.gamma(1.5, random.choice([2, 10, 60]), random.integers(1, 12)).astype(int)
    return [f"{minutes}:{random.integers(1, 1 + size(5_000))}" for minutes in np.unique(took.clip(0, 1440))]


def minutes(histogram, q, limit):
    took = np.repeat(*np.array([pair.split(":") for pair in histogram], dtype=int).reshape(-1, 2).T)
    if len(took) == 0:
        return np.nan, 0, np.nan
    return np.quantile(took, q, method="averaged_inverted_cdf"), np.count_nonzero(took <= limit), took.max()


def confidence(counted):
    return (np.mean(np.sign(answers(counted) - 3.0)) * 100,)


half = HUGE // 2
lone = [all_at(score, n) for score in range(1, 6) for n in (1, 2, HUGE)]
groups = [[0] * 5, *lone, [1, 0, 0, 0, 1], [half, 0, 0, 0, half], [HUGE // 5] * 5]
shares = [(0, 0), (0, 1), (1, 1), (0, 50), (50, 50), (1, 2), (0, HUGE), (1, HUGE), (half, HUGE), (HUGE, HUGE)]
histograms = [[], ["0:1"], ["1440:1"], ["7:2"], ["3:1", "8:1"], [f"12:{HUGE}"], [f"1:{HUGE}", f"1440:{HUGE}"]]
parts = [0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0]

write("wilson", "hits n low high", [*shares, (2**32 - 1, 2**32 - 1), (2**31, 2**32 - 1)], share, wilson)
write("newcombe", "hits_a n_a hits_b n_b low high", [a + b for a in shares for b in shares],
      lambda: share() + share(), newcombe)
write("scores", "counts mean index variance", [(group,) for group in groups], lambda: (counts(),), scores)
write("welch", "a b low high",
      [(a, b) for a in groups[::2] + groups[-3:] for b in groups[1::3] + groups[-3:]],
      lambda: (counts(2), counts(2)), welch)
write("student", "freedom quantile",
      [(float(freedom),) for freedom in [*range(1, 31), 499, 500, 501, 10**4, 10**5, 10**6]],
      lambda: (float(10 ** random.uniform(0, 6)),), student)
write("minutes", "times q limit quantile within max",
      [(given, q, 8) for given in histograms for q in parts],
      lambda: (times(), random.choice([*parts, random.uniform()]).item(), random.integers(0, 90).item()),
      minutes)
write("confidence", "counts net", [(group,) for group in groups], lambda: (counts(),), confidence)
