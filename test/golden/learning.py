"""Golden values for models, calibration and metrics, from scikit-learn. Writes learning.json beside this file.

Run with: python3 -m venv v && v/bin/pip install scikit-learn==1.9.1 && v/bin/python test/golden/learning.py
"""

import json
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from sklearn import metrics
from sklearn.calibration import _sigmoid_calibration, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression, Ridge

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20260105)


def dense(rows, columns, scale=None, shift=None):
    x = rng.normal(size=(rows, columns))
    x = x * (1 if scale is None else np.asarray(scale)) + (0 if shift is None else np.asarray(shift))
    return [[float(f"{v:.6g}") for v in column] for column in x.T]


def codes(rows, size, none=0.0):
    drawn = rng.integers(0, size, rows)
    drawn[rng.random(rows) < none] = -1
    return {"size": size, "codes": drawn.tolist()}


def matrix(data):
    columns = [np.asarray(c, float) for c in data["dense"]]
    for block in data["indicators"]:
        at = np.asarray(block["codes"])
        columns += [(at == k).astype(float) for k in range(block["size"])]
    return np.column_stack(columns)


def labels(x, slope=1.0, shift=0.0):
    z = (x - x.mean(0)) / np.where(x.std(0) > 0, x.std(0), 1)
    beta = rng.normal(size=x.shape[1]) * slope
    y = (rng.random(len(x)) < 1 / (1 + np.exp(-(z @ beta + shift)))).astype(int)
    y[0], y[1] = 0, 1
    return y.tolist()


def logistic(name, data, y=None, c=1.0, balanced=False, slope=1.0, shift=0.0):
    x = matrix(data)
    y = labels(x, slope, shift) if y is None else y
    weight = "balanced" if balanced else None

    def fit(solver, tol):
        m = LogisticRegression(C=c, class_weight=weight, solver=solver, tol=tol, max_iter=1_000_000).fit(x, y)
        z = m.decision_function(x)
        w = np.ones(len(y))
        if balanced:
            counts = np.bincount(y)
            w = (len(y) / (2 * counts))[y]
        s = 2 * np.asarray(y) - 1
        objective = c * np.sum(w * np.logaddexp(0, -s * z)) + 0.5 * np.sum(m.coef_**2)
        return {
            "intercept": m.intercept_[0],
            "coefficients": m.coef_[0].tolist(),
            "objective": objective,
            "margins": z.tolist()[:5],
        }

    return {
        "name": name, "data": data, "target": y, "c": c, "balanced": balanced,
        "lbfgs": fit("lbfgs", 1e-10), "newton": fit("newton-cholesky", 1e-13),
    }


def d(dense_columns, *blocks):
    return {"dense": dense_columns, "indicators": list(blocks)}


def logistic_cases():
    base = d(dense(60, 3))
    y = labels(matrix(base))
    for c in [0.001, 0.01, 0.1, 1, 10, 100, 1e4]:
        yield logistic(f"three columns, C {c:g}", base, y, c)
    for c in [0.1, 1, 10]:
        yield logistic(f"balanced, C {c:g}", base, y, c, balanced=True)
    rare = d(dense(200, 3))
    yield logistic("rare positives", rare, shift=-3.5)
    yield logistic("rare positives, balanced", rare, shift=-3.5, balanced=True)
    column = dense(50, 1)[0]
    other = dense(50, 1)[0]
    yield logistic("a column twice", d([column, column, other]))
    yield logistic("a column three times, weak penalty", d([column, column, column, other]), c=1000)
    total = [round(a + b, 9) for a, b in zip(column, other)]
    yield logistic("a column that is the sum of two", d([column, other, total]))
    yield logistic("a constant column", d([column, [3.0] * 50, other]))
    yield logistic("units far apart", d(dense(80, 3, [1, 100, 0.01])), c=1)
    yield logistic("far from zero", d(dense(80, 2, [1, 2], [50, -30])), c=1)
    yield logistic("one indicator block", d([], codes(60, 4)))
    yield logistic("an indicator block with rows of none", d([], codes(60, 4, none=0.3)))
    yield logistic("dense and indicators", d(dense(90, 2), codes(90, 3), codes(90, 5, none=0.1)))
    yield logistic("dense and indicators, balanced, C 0.1", d(dense(90, 2), codes(90, 3)), c=0.1, balanced=True, shift=-1)
    yield logistic("an indicator that never occurs", d(dense(40, 1), {"size": 3, "codes": [i % 2 for i in range(40)]}))
    yield logistic("nearly separable", d(dense(60, 2)), slope=6)
    yield logistic("separable", d([[float(v) for v in range(-10, 10)]]), [0] * 10 + [1] * 10)
    yield logistic("separable, weak penalty", d([[float(v) for v in range(-10, 10)]]), [0] * 10 + [1] * 10, c=1000)
    yield logistic("two rows", d([[0.0, 1.0]]), [0, 1])
    yield logistic("more columns than rows", d(dense(20, 40)), c=0.5)
    yield logistic("seventy columns", d(dense(150, 70)), c=0.2, slope=0.3)


def ridge(name, data, alpha=1.0, target=None):
    x = matrix(data)
    y = target or [float(f"{v:.6g}") for v in (x @ rng.normal(size=x.shape[1]) + rng.normal(size=len(x)) + 7)]
    m = Ridge(alpha=alpha, solver="svd" if alpha == 0 else "cholesky").fit(x, y)
    return {
        "name": name, "data": data, "target": y, "alpha": alpha,
        "intercept": m.intercept_, "coefficients": m.coef_.tolist(), "predictions": m.predict(x).tolist()[:5],
    }


def ridge_cases():
    base = d(dense(40, 3))
    for alpha in [0, 0.01, 1, 100, 1e6]:
        yield ridge(f"three columns, alpha {alpha:g}", base, alpha)
    column = dense(40, 1)[0]
    yield ridge("a column twice", d([column, column]))
    yield ridge("a constant column", d([column, [2.0] * 40]))
    yield ridge("indicators", d(dense(60, 1), codes(60, 4), codes(60, 3, none=0.2)), 0.5)
    yield ridge("units far apart", d(dense(50, 3, [1e-3, 1, 1e4], [0, 100, -1e5])), 1)
    yield ridge("more columns than rows", d(dense(10, 15)), 2)
    yield ridge("one row", d([[1.5], [2.5]]), 1, [4.0])
    yield ridge("a constant target", d(dense(12, 2)), 1, [3.0] * 12)


def platt(name, margins, y):
    a, b = _sigmoid_calibration(np.asarray(margins, float), np.asarray(y))
    return {"name": name, "margins": margins, "target": y, "A": a, "B": b}


def draws(rows, digits=3):
    return [float(f"{v:.{digits}f}") for v in rng.normal(size=rows)]


def platt_cases():
    yield platt("the reference fixture", [-2, -1, -0.5, 0.3, 0.7, 2, 3, -0.1], [0, 0, 1, 0, 1, 1, 1, 0])
    for rows, slope in [(20, 1), (100, 0.5), (300, 2)]:
        f = draws(rows)
        y = [int(rng.random() < 1 / (1 + np.exp(-slope * v))) for v in f]
        yield platt(f"{rows} rows, slope {slope}", f, y)
    f = draws(50)
    yield platt("separable", f, [int(v > 0) for v in f])
    f = [round(40 * v, 2) for v in draws(60)]
    yield platt("margins above 30", f, [int(v + 20 * rng.normal() > 0) for v in f])
    f = [round(v + 5, 3) for v in draws(80)]
    yield platt("margins far from zero, rare positives", f, [int(rng.random() < 1 / (1 + np.exp(8 - v))) for v in f])
    yield platt("two rows", [-1.0, 1.0], [0, 1])
    yield platt("ties", [0.0, 0.0, 1.0, 1.0, 1.0, 2.0, 2.0], [0, 1, 0, 1, 0, 1, 1])


def isotonic(name, x, y):
    m = IsotonicRegression(out_of_bounds="clip").fit(x, y)
    low, high = min(x), max(x)
    at = [float(v) for v in np.linspace(low - 1, high + 1, 9)] + [float(v) for v in x[:4]]
    return {
        "name": name, "margins": x, "target": y,
        "xs": m.X_thresholds_.tolist(), "ys": m.y_thresholds_.tolist(),
        "at": at, "predictions": m.predict(at).tolist(),
    }


def isotonic_cases():
    yield isotonic("the reference fixture", [0.1, 0.2, 0.2, 0.4, 0.5, 0.7], [0, 1, 0, 0, 1, 1])
    for rows in [10, 50, 200]:
        x = draws(rows)
        yield isotonic(f"{rows} rows", x, [int(rng.random() < 1 / (1 + np.exp(-2 * v))) for v in x])
    x = draws(80, 1)
    yield isotonic("many ties", x, [int(rng.random() < 1 / (1 + np.exp(-2 * v))) for v in x])
    yield isotonic("backwards", [1.0, 2.0, 3.0, 4.0], [1, 1, 0, 0])
    yield isotonic("one class", [1.0, 2.0, 3.0], [1, 1, 1])
    yield isotonic("one row", [2.0], [1])
    yield isotonic("all margins equal", [2.0, 2.0, 2.0, 2.0], [1, 0, 0, 0])
    yield isotonic("perfect", [-2.0, -1.0, 1.0, 2.0], [0, 0, 1, 1])
    yield isotonic("closer than the resolution", [0.0, 5e-16, 2e-15, 1.0], [1, 0, 1, 1])


def ece(y, p, equal_width=True):
    edges = np.linspace(0, 1, 11)
    at = np.searchsorted(edges[1:-1], p)
    y, p = np.asarray(y, float), np.asarray(p, float)
    return float(sum(abs(p[at == b].sum() - y[at == b].sum()) for b in range(10)) / len(y))


def none(value):
    return None if np.isnan(value) else float(value)


def binary(name, y, p, threshold=0.5):
    decided = (np.asarray(p) >= threshold).astype(int)
    both = len(set(y)) == 2
    rates, means = calibration_curve(y, p, n_bins=10) if both else ([], [])
    zero = {"zero_division": 0}
    tn, fp, fn, tp = metrics.confusion_matrix(y, decided, labels=[0, 1]).ravel().tolist()
    return {
        "name": name, "target": y, "probability": p, "threshold": threshold,
        "auc": none(metrics.roc_auc_score(y, p)) if both else None,
        "averagePrecision": float(metrics.average_precision_score(y, p)) if 1 in y else None,
        "logLoss": float(metrics.log_loss(y, p, labels=[0, 1])),
        "brier": float(np.mean((np.asarray(p) - np.asarray(y)) ** 2)),
        "ece": ece(y, p),
        "curve": {"rates": list(map(float, rates)), "means": list(map(float, means))} if both else None,
        "counts": {"tp": tp, "fp": fp, "fn": fn, "tn": tn},
        "precision": float(metrics.precision_score(y, decided, **zero)),
        "recall": float(metrics.recall_score(y, decided, **zero)),
        "f1": float(metrics.f1_score(y, decided, **zero)),
        "accuracy": float(metrics.accuracy_score(y, decided)),
        "balancedAccuracy": float(metrics.balanced_accuracy_score(y, decided)) if both else None,
        "mcc": float(metrics.matthews_corrcoef(y, decided)),
    }


def scores(rows, digits, slope=1.5):
    z = rng.normal(size=rows)
    p = [float(f"{1 / (1 + np.exp(-v)):.{digits}f}") for v in z]
    return [int(rng.random() < 1 / (1 + np.exp(-slope * v))) for v in z], p


def binary_cases():
    yield binary("the reference fixture, a tie across classes", [0, 0, 1, 1], [0.1, 0.4, 0.4, 0.8])
    yield binary("the reference fixture, clipped log loss", [1, 0], [0.0, 0.0])
    yield binary("perfect", [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])
    yield binary("backwards", [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9])
    yield binary("all scores equal", [0, 1, 0, 1, 1], [0.3] * 5)
    yield binary("only positives", [1, 1, 1], [0.2, 0.6, 0.9])
    yield binary("only negatives", [0, 0, 0], [0.2, 0.6, 0.9])
    yield binary("one positive row", [1], [0.7])
    yield binary("extremes right and wrong", [0, 1, 0, 1], [0.0, 1.0, 1.0, 0.0])
    yield binary("probabilities on the edges of bins", [0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1], [i / 10 for i in range(11)])
    yield binary("thirds of bins", [0, 1, 1], [0.1 + 0.2, 0.6, 0.7])
    yield binary("nobody reaches the threshold", [0, 1, 1, 0], [0.1, 0.2, 0.3, 0.4], 0.9)
    yield binary("everybody reaches the threshold", [0, 1, 1, 0], [0.1, 0.2, 0.3, 0.4], 0.05)
    for rows, digits in [(20, 1), (30, 2), (100, 6), (300, 2), (500, 10)]:
        yield binary(f"{rows} rows, {digits} digits", *scores(rows, digits))
    yield binary("no signal", *scores(200, 6, 0), 0.4)
    yield binary("strong signal", *scores(200, 6, 8), 0.6)


def regression(name, y, p):
    return {
        "name": name, "target": y, "prediction": p,
        "rmse": float(metrics.root_mean_squared_error(y, p)),
        "mae": float(metrics.mean_absolute_error(y, p)),
        "r2": float(metrics.r2_score(y, p)) if len(set(y)) > 1 else None,
    }


def regression_cases():
    yield regression("scikit-learn's own example", [3, -0.5, 2, 7], [2.5, 0.0, 2, 8])
    yield regression("perfect", [1, 2, 3], [1, 2, 3])
    yield regression("worse than the mean", [1, 2, 3], [3, 2, 1])
    yield regression("a constant target", [2, 2, 2], [2, 2, 3])
    yield regression("one row", [2], [2.5])
    yield regression("far from zero", [1e6 + v for v in draws(50)], [1e6 + v for v in draws(50)])


golden = {
    "made by": "test/golden/learning.py",
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
    "logistic": list(logistic_cases()),
    "ridge": list(ridge_cases()),
    "platt": list(platt_cases()),
    "isotonic": list(isotonic_cases()),
    "binary": list(binary_cases()),
    "regression": list(regression_cases()),
}
path = Path(__file__).with_suffix(".json")
sections = [f"{json.dumps(k)}: " + (
    "[\n" + ",\n".join(json.dumps(case) for case in v) + "\n]" if isinstance(v, list) else json.dumps(v)
) for k, v in golden.items()]
path.write_text("{\n" + ",\n".join(sections) + "\n}\n")
print({k: len(v) for k, v in golden.items() if isinstance(v, list)}, path.stat().st_size)
