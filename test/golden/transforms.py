"""Golden values for transforms, from scikit-learn and NumPy. Writes transforms.json beside this file.

Run with: python3 -m venv v && v/bin/pip install scikit-learn==1.9.1 && v/bin/python test/golden/transforms.py

A case: `transforms` as Sluice writes them; `train` and `apply`, positions in `columns` of the values (null is missing)
to fit on and to transform; for encodings by the target also `target` and `folds`. `features`: per feature a position in
`columns` of the outputs, null where it is missing; of indicators the position of the 1, or -1. `names`: the number of
columns of a one-hot block. `training`: the cross-fitted encoding of the training rows.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20261124)
nan = float("nan")
cases = []


def rounded(values, digits=7):
    return [None if v != v else float(f"{v:.{digits}g}") for v in values]


def gaps(values, share=0.2):
    return [None if rng.random() < share else v for v in values]


pool = []
columns = {
    "small": [1, 2, 3, None, 10],
    "even": [1, 2, 4, 10],
    "ties": [2, 2, 2, 1, 1, 3, 3, None, None, 5, 5, 5, 5],
    "negative": [-5, -1.5, 0, None, 2.25, 7],
    "constant": [5, 5, 5],
    "constant with gaps": [5, None, 5, None],
    "zeros": [0, 0, 0, 0],
    "one row": [3.5],
    "two rows": [1, 4],
    "nearly constant at 1e8": [1e8, 1e8 + 1e-8, 1e8 + 2e-8],
    "offset 1e9": [1e9 + v for v in (0, 1, 2, 3, 5, 8, 13, 21)],
    "offset 1e9, small spread": [float(1e9 + v) for v in rng.normal(size=200)],
    "offset -1e12": [-1e12 + v for v in range(50)],
    "tiny": [1e-12, 3e-12, 2e-12, None, 9e-12],
    "large": [1e120, -3e120, 2.5e120, 0, None],
    "heavy tail": rounded(np.exp(rng.normal(0, 3, 300))),
    "mostly zero": [0.0] * 90 + rounded(rng.exponential(20, 10)),
    "normal with gaps": gaps(rounded(rng.normal(3, 2, 500))),
    "integers": [int(v) for v in rng.integers(-20, 20, 257)],
    "outlier": [1.0] * 60 + [2.0] * 39 + [1e9],
}
beyond = [-1e6, -1, 0, 0.5, 1, 2, 2.5, 3, 4.999, 5, 6, 7.5, 100, 1e9, 1e9 + 4, None]


def column(values):
    return np.array([nan if v is None else v for v in values], float)[:, None]


def pooled(values):
    values = [float(v) if isinstance(v, (int, float)) and not isinstance(v, bool) else v for v in values]
    found = next((i for i, known in enumerate(pool) if json.dumps(known) == json.dumps(values)), None)
    if found is not None:
        return found
    pool.append(values)
    return len(pool) - 1


def jsonable(values):
    return [None if v != v else float(v) for v in np.asarray(values, float)]


def add(name, transforms, train, apply, outputs, **more):
    """outputs: a list of features, each a list of values."""
    cases.append({
        "name": name,
        "type": more.pop("type", "number"),
        "transforms": transforms,
        "train": pooled(train),
        "apply": pooled(apply),
        "features": [pooled(jsonable(o)) for o in outputs],
        **{k: pooled(v) if isinstance(v, list) else v for k, v in more.items()},
    })


def applied(values):
    # Values of training again, and ones it did not have.
    return list(values)[:25] + beyond


def scalers():
    both = {
        "mean": (SimpleImputer(), {"kind": "impute", "by": "mean", "indicator": False}),
        "median": (SimpleImputer(strategy="median"), {"kind": "impute", "by": "median", "indicator": False}),
        "most frequent": (
            SimpleImputer(strategy="most_frequent"),
            {"kind": "impute", "by": "most-frequent", "indicator": False},
        ),
        "constant": (
            SimpleImputer(strategy="constant", fill_value=7.5),
            {"kind": "impute", "by": {"constant": 7.5}, "indicator": False},
        ),
        "standardize": (StandardScaler(), {"kind": "standardize"}),
        "min-max": (MinMaxScaler(), {"kind": "min-max", "range": [0, 1], "clip": False}),
        "min-max, range and clip": (
            MinMaxScaler(feature_range=(-1, 2), clip=True),
            {"kind": "min-max", "range": [-1, 2], "clip": True},
        ),
        "robust": (RobustScaler(), {"kind": "robust", "unitVariance": False}),
        "robust, unit variance": (
            RobustScaler(unit_variance=True),
            {"kind": "robust", "unitVariance": True},
        ),
        "log1p": (FunctionTransformer(np.log1p), {"kind": "log1p"}),
    }
    for label, (transformer, transform) in both.items():
        for kind, train in columns.items():
            if label == "log1p" and kind not in ("small", "mostly zero", "tiny", "heavy tail"):
                continue
            apply = applied(train)
            if label == "log1p":
                apply = [v for v in apply if v is None or v > -1]
            with np.errstate(all="ignore"):
                out = transformer.fit(column(train)).transform(column(apply))
            add(f"{label}: {kind}", [transform], train, apply, out.T)


def indicators():
    for kind in ("small", "ties", "even", "normal with gaps"):
        train = columns[kind]
        apply = applied(train)
        imputer = SimpleImputer(strategy="median", add_indicator=True).fit(column(train))
        out = imputer.transform(column(apply)).T
        features = [out[0]] + ([np.where(out[1] == 1, 0, -1)] if len(out) > 1 else [])
        add(f"median with indicator: {kind}", [{"kind": "impute", "by": "median", "indicator": True}], train, apply, features)


class Clip:
    """numpy.quantile, which scikit-learn has no transformer for."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    def fit(self, x, y=None):
        self.bounds = np.nanquantile(x[:, 0], [self.low, self.high])
        return self

    def transform(self, x):
        return np.clip(x, *self.bounds)


def clips():
    for low, high in ((0.01, 0.99), (0.1, 0.75), (0, 1)):
        for kind, train in columns.items():
            apply = applied(train)
            out = Clip(low, high).fit(column(train)).transform(column(apply))
            add(f"clip {low} {high}: {kind}", [{"kind": "clip", "low": low, "high": high}], train, apply, out.T)


def chains():
    clip = {"kind": "clip", "low": 0.05, "high": 0.9}
    scale = {"kind": "standardize"}
    for by, strategy, filled in (
        ("median", "median", {}),
        ("mean", "mean", {}),
        ("most-frequent", "most_frequent", {}),
        ({"constant": -3}, "constant", {"fill_value": -3.0}),
    ):
        imputer = SimpleImputer(strategy=strategy, **filled)
        for kind in ("small", "ties", "constant with gaps", "negative", "normal with gaps", "large", "one row"):
            train = columns[kind]
            apply = applied(train)
            x = imputer.fit(column(train)).transform(column(train))
            clipper = Clip(0.05, 0.9).fit(x)
            z = StandardScaler().fit(clipper.transform(x))
            out = z.transform(clipper.transform(imputer.transform(column(apply))))
            impute = {"kind": "impute", "by": by, "indicator": False}
            add(f"impute {json.dumps(by)}, clip, standardize: {kind}", [impute, clip, scale], train, apply, out.T)
    for kind in ("small", "mostly zero", "heavy tail"):
        train = columns[kind]
        apply = [v for v in applied(train) if v is None or v > -1]
        imputer = SimpleImputer(strategy="median").fit(column(train))
        x = np.log1p(imputer.transform(column(train)))
        applied_x = np.log1p(imputer.transform(column(apply)))
        impute = {"kind": "impute", "by": "median", "indicator": False}
        for scaler, transform in (
            (RobustScaler(), {"kind": "robust", "unitVariance": False}),
            (StandardScaler(), scale),
            (MinMaxScaler(), {"kind": "min-max", "range": [0, 1], "clip": False}),
        ):
            out = scaler.fit(x).transform(applied_x)
            add(f"median, log1p, {transform['kind']}: {kind}", [impute, {"kind": "log1p"}, transform], train, apply, out.T)


def bins():
    without_gaps = {k: v for k, v in columns.items() if None not in v}
    extra = {
        "one to eight": list(range(1, 9)),
        "90 zeros, 10 ones": [0] * 90 + [1] * 10,
        "edges": [0, 1, 1, 2, 2, 2, 3, 3, 4, 9],
        "uniform noise": rounded(rng.random(1000)),
    }
    for strategy in ("quantile", "uniform", "kmeans"):
        for count in (2, 4, 5, 10):
            for kind, train in {**without_gaps, **extra}.items():
                # k-means with more centres than values, or with empty clusters among ties, is a matter of chance.
                if strategy == "kmeans" and (len(set(train)) < 2 * count or kind in ("outlier", "mostly zero", "heavy tail")):
                    continue
                # Edges between neighbouring doubles are equal: scikit-learn counts them twice, Sluice once.
                if strategy == "uniform" and kind == "nearly constant at 1e8":
                    continue
                apply = [v for v in applied(train) if v is not None]
                k = KBinsDiscretizer(count, encode="ordinal", strategy=strategy, quantile_method="averaged_inverted_cdf", subsample=None)
                out = k.fit(column(train)).transform(column(apply))
                transform = {"kind": "bins", "count": count, "strategy": strategy, "encode": "ordinal"}
                add(f"{count} {strategy} bins: {kind}", [transform], train, apply, out.T)
    for kind in ("edges", "90 zeros, 10 ones"):
        train = extra[kind]
        apply = [v for v in applied(train) if v is not None]
        k = KBinsDiscretizer(4, encode="onehot-dense", strategy="quantile", quantile_method="averaged_inverted_cdf", subsample=None)
        out = k.fit(column(train)).transform(column(apply))
        transform = {"kind": "bins", "count": 4, "strategy": "quantile", "encode": "one-hot"}
        add(f"4 one-hot bins: {kind}", [transform], train, apply, [out.argmax(1)])


texts = {
    "plain": list("aabbbc"),
    "with gaps": ["a", "a", "b", "b", "z", "y", None, None],
    "all distinct": list("dcba"),
    "one value": ["a", "a"],
    "one row": ["x"],
    "equal counts": list("abcdabcd"),
    "code points": ["z", "\uff21", "\U0001f600", "é", "Z", "", " ", "z", "\U0001f600"],
    "skewed": ["v%d" % v for v in rng.zipf(1.5, 300) % 40],
    "skewed with gaps": [None if rng.random() < 0.02 else "v%d" % v for v in rng.zipf(1.5, 300) % 40],
}
unseen = ["q", "A", "", None, "a "]


def objects(values):
    return np.array(values, dtype=object)[:, None]


def codes(matrix):
    matrix = np.asarray(matrix)
    if matrix.shape[1] == 0:
        return np.full(matrix.shape[0], -1)
    return np.where(matrix.any(1), matrix.argmax(1), -1)


def one_hots():
    options = (
        {},
        {"minFrequency": 2},
        {"minFrequency": 3},
        {"minFrequency": 0.1},
        {"minFrequency": 0.3},
        {"maxCategories": 3},
        {"maxCategories": 1},
        {"minFrequency": 2, "maxCategories": 4},
    )
    for unknown, handling in (("bucket", "infrequent_if_exist"), ("zeros", "ignore")):
        for option in options:
            for kind, train in texts.items():
                apply = train + unseen
                encoder = OneHotEncoder(
                    handle_unknown=handling,
                    min_frequency=option.get("minFrequency"),
                    max_categories=option.get("maxCategories"),
                    sparse_output=False,
                ).fit(objects(train))
                transform = {"kind": "one-hot", **option, "unknown": unknown}
                shown = ", ".join(f"{k} {v}" for k, v in option.items())
                add(
                    f"one-hot {shown}, unknown {unknown}: {kind}",
                    [transform], train, apply, [codes(encoder.transform(objects(apply)))],
                    type="text", names=len(encoder.get_feature_names_out()),
                )
    for kind in ("ties", "integers", "small"):
        train = columns[kind]
        apply = [v for v in applied(train)]
        encoder = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=2, sparse_output=False)
        out = codes(encoder.fit(column(train)).transform(column(apply)))
        add(f"one-hot of numbers: {kind}", [{"kind": "one-hot", "minFrequency": 2, "unknown": "bucket"}], train, apply, [out], names=len(encoder.get_feature_names_out()))
    flags = [True, False, True, None, None, True]
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(objects(flags))
    add("one-hot of booleans", [{"kind": "one-hot", "unknown": "zeros"}], flags, flags, [codes(encoder.transform(objects(flags)))], type="boolean", names=3)


def ordinals():
    for kind, train in texts.items():
        apply = train + unseen
        encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1).fit(objects(train))
        out = encoder.transform(objects(apply))
        add(f"ordinal: {kind}", [{"kind": "ordinal", "unknown": -1}], train, apply, out.T, type="text")


def targets():
    given = {
        "reference page": (list("aaabbbbccd"), [1, 0, 1, 1, 0, 0, 1, 0, 1, 1]),
        "pure": (list("aabbccdd"), [1, 1, 0, 0, 1, 1, 0, 0]),
        "one category": (list("aaaa"), [1, 0, 0, 1]),
        "with gaps": (["a", None, "b", "a", None, "b", "a", "c"], [1, 0, 0, 1, 1, 0, 0, 1]),
        "skewed": (texts["skewed with gaps"], [int(v) for v in rng.integers(0, 2, 300)]),
        "money": (texts["skewed"], rounded(rng.exponential(50, 300))),
        "money at 1e9": (texts["skewed"], [1e9 + v for v in rounded(rng.normal(0, 5, 300))]),
        "outlier": (list("abcd" * 25), [0.0] * 99 + [1e6]),
    }
    for kind, (train, y) in given.items():
        binary = set(y) <= {0, 1}
        for smooth in ("auto", 2, 0, 10.5):
            if smooth == 0 and kind == "pure":
                continue
            folds = [int(f) for f in rng.integers(0, 3, len(train))]
            folds[:3] = [0, 1, 2]
            encoder = TargetEncoder(smooth=smooth, target_type="continuous").fit(objects(train), y)
            apply = train + unseen
            # scikit-learn's own cross-fitting: each fold from an encoder of the other folds.
            training = np.empty(len(train))
            at = np.array(folds)
            for fold in sorted(set(folds)):
                other = TargetEncoder(smooth=smooth, target_type="continuous").fit(
                    objects(train)[at != fold], np.array(y)[at != fold]
                )
                training[at == fold] = other.transform(objects(train)[at == fold])[:, 0]
            if binary:
                same = TargetEncoder(smooth=smooth, target_type="binary").fit(objects(train), y)
                assert np.allclose(same.transform(objects(apply)), encoder.transform(objects(apply)), rtol=1e-12)
            add(
                f"target, smooth {smooth}: {kind}", [{"kind": "target", "smooth": smooth}], train, apply,
                encoder.transform(objects(apply)).T, type="text", target=[float(v) for v in y], folds=folds,
                training=jsonable(training),
            )


def dropped():
    for transform in (
        {"kind": "impute", "by": "mean", "indicator": False},
        {"kind": "impute", "by": "median", "indicator": False},
        {"kind": "impute", "by": "most-frequent", "indicator": False},
    ):
        strategy = transform["by"].replace("-", "_")
        out = SimpleImputer(strategy=strategy).fit(column([None, None])).transform(column([1, None]))
        assert out.shape[1] == 0
        add(f"{transform['by']}: all missing", [transform], [None, None], [1, None], [])
    kept = SimpleImputer(strategy="constant", fill_value=2.0).fit(column([None, None])).transform(column([1, None]))
    add("constant: all missing", [{"kind": "impute", "by": {"constant": 2}, "indicator": False}], [None, None], [1, None], kept.T if kept.shape[1] else [[1, 2]])


for part in (scalers, indicators, clips, chains, bins, one_hots, ordinals, targets, dropped):
    part()

versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
head = {"script": "test/golden/transforms.py", "versions": versions, "columns": pool, "cases": cases}
text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).replace('{"name"', '\n{"name"')
Path(__file__).with_suffix(".json").write_text(text + "\n")
print(len(cases), "cases", versions, len(text))
