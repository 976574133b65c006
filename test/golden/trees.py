"""How well LightGBM and scikit-learn learn trees, on data that any language can make. Writes trees.json beside this file.

Run with: python3 -m venv v && v/bin/pip install scikit-learn==1.9.1 lightgbm==4.7.0 && v/bin/python test/golden/trees.py

Only the losses are kept: the data is made of a hash of 32 bits and of + - * / in a stated order, which trees-data.ts
repeats. LightGBM's are the means of three numbers of bins. Folds are the row's number modulo 5; each fold is scored by what learned from the others. 100 rounds of 31
leaves at rate 0.1, on one thread.
"""

import json
from pathlib import Path

import lightgbm
import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import roc_auc_score

nan = float("nan")


def mix(a, b):
    with np.errstate(over="ignore"):
        x = np.uint32(a) * np.uint32(0x9E3779B1) ^ b
        x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        return x ^ (x >> np.uint32(16))


class Source:
    def __init__(self, rows):
        self.i = np.arange(rows, dtype=np.uint32)

    def even(self, seed):
        return mix(seed, self.i) / 4294967296.0

    def bell(self, seed):
        return (self.even(seed) + self.even(seed + 1) + self.even(seed + 2) - 1.5) * 2

    def code(self, seed, size):
        return np.floor(self.even(seed) * size)

    def chance(self, seed, z):
        return (self.even(seed) < 0.5 + z / (2 * (1 + np.abs(z)))).astype(float)


def numbers(s):
    x = [s.bell(10 * k) for k in range(8)]
    z = x[0] + x[1] * x[2] - x[3] * x[3] * 0.5 + x[4] * 0.25
    return x, [0] * 8, s.chance(900, z * 1.5)


def missing(s):
    x, _, _ = numbers(s)
    z = x[0] + x[1] * x[2] + x[4] * 0.5
    lost = s.even(800) < 0.5 + x[5] / 6
    z = z + np.where(lost, 0.7, 0)
    x[1] = np.where(lost, nan, x[1])
    x[4] = np.where(s.even(801) < 0.3, nan, x[4])
    return x, [0] * 8, s.chance(900, z)


def categories(s):
    x, _, _ = numbers(s)
    a, b, c = s.code(700, 120), s.code(701, 6), s.code(702, 3)
    effect = mix(55, a.astype(np.uint32)) / 4294967296.0 - 0.5
    z = effect * 3 + np.where(b == 2, x[0], -x[0]) + np.where(c == 1, 0.5, 0)
    return [*x[:3], a, b, c], [0, 0, 0, 120, 6, 3], s.chance(900, z)


def rare(s):
    x, _, _ = numbers(s)
    z = (x[0] + x[1] * x[2] + x[3] - 2.5) * 4
    z = np.where(z < -30, -30, z)
    return x, [0] * 8, s.chance(900, z)


def amounts(s):
    x, _, _ = numbers(s)
    y = x[0] * 3 + x[1] * x[2] * 2 + s.bell(900) * (1 + x[3] * x[3])
    return x, [0] * 8, y


def counts(s):
    x, _, _ = numbers(s)
    mean = (x[0] + 3) * (x[1] + 3) * 0.1
    return x, [0] * 8, np.floor(mean * s.even(900) * 2 + s.even(901))


def classes(s):
    x, _, _ = numbers(s)
    z = x[0] + x[1] * x[2] + s.bell(900) * 0.7
    return x, [0] * 8, (z > -0.5).astype(float) + (z > 0.8)


def log_loss(y, margin):
    return float(np.mean(np.logaddexp(0, np.where(y > 0, -margin, margin))))


def class_loss(y, margins):
    p = margins - margins.max(1, keepdims=True)
    p = p - np.log(np.exp(p).sum(1, keepdims=True))
    return float(-np.mean(p[np.arange(len(y)), y.astype(int)]))


def deviance(y, margin):
    mean = np.exp(margin)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(y > 0, y * (np.log(y) - margin), 0)
    return float(2 * np.mean(own - y + mean))


measures = {
    "binary": {"logLoss": log_loss, "auc": lambda y, m: float(roc_auc_score(y, m))},
    "squared": {"rmse": lambda y, m: float(np.sqrt(np.mean((m - y) ** 2)))},
    "poisson": {"deviance": deviance},
    "quantile": {"pinball": lambda y, m: float(np.mean(np.where(y > m, 0.8 * (y - m), 0.2 * (m - y))))},
    "multiclass": {"logLoss": class_loss},
}
light = {
    "binary": {"objective": "binary"},
    "squared": {"objective": "regression"},
    "poisson": {"objective": "poisson"},
    "quantile": {"objective": "quantile", "alpha": 0.8},
    "multiclass": {"objective": "multiclass", "num_class": 3},
}
scikit = {
    "squared": {},
    "poisson": {"loss": "poisson"},
    "quantile": {"loss": "quantile", "quantile": 0.8},
}


def by_lightgbm(objective, x, y, sizes, to, bins=255):
    categorical = [i for i, size in enumerate(sizes) if size > 0]
    params = {**light[objective], "verbose": -1, "num_threads": 1, "max_bin": bins}
    data = lightgbm.Dataset(x, y, categorical_feature=categorical, params=params)
    return lightgbm.train(params, data, 100).predict(to, raw_score=True)


def by_scikit(objective, x, y, sizes, to):
    shared = {"early_stopping": False, "categorical_features": [size > 0 for size in sizes], "random_state": 0}
    if objective in scikit:
        model = HistGradientBoostingRegressor(**scikit[objective], **shared).fit(x, y)
        values = model.predict(to)
        return np.log(values) if objective == "poisson" else values
    model = HistGradientBoostingClassifier(**shared).fit(x, y)
    return model.decision_function(to)


def case(name, objective, rows, make):
    columns, sizes, y = make(Source(rows))
    x = np.column_stack(columns)
    fold = np.arange(rows) % 5
    result = {"name": name, "objective": objective, "rows": rows, "targetSum": float(y.sum())}
    # A bin less changes a loss by up to a hundredth: three numbers of bins show what is luck.
    fits = {
        "lightgbm": [lambda *a, bins=bins: by_lightgbm(*a, bins=bins) for bins in (255, 254, 253)],
        "scikitLearn": [by_scikit],
    }
    for peer, several in fits.items():
        margins = [
            [fit(objective, x[fold != k], y[fold != k], sizes, x[fold == k]) for k in range(5)] for fit in several
        ]
        result[peer] = {
            measure: [round(float(np.mean([of(y[fold == k], own[k]) for own in margins])), 6) for k in range(5)]
            for measure, of in measures[objective].items()
        }
        print(name, peer, {m: round(float(np.mean(v)), 5) for m, v in result[peer].items()}, flush=True)
    return result


golden = {
    "versions": {"lightgbm": lightgbm.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "cases": [
        case("numbers", "binary", 12000, numbers),
        case("missing", "binary", 12000, missing),
        case("categories", "binary", 12000, categories),
        case("rare", "binary", 16000, rare),
        case("amounts", "squared", 10000, amounts),
        case("amounts", "quantile", 10000, amounts),
        case("counts", "poisson", 10000, counts),
        case("classes", "multiclass", 8000, classes),
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden, indent=1) + "\n")
