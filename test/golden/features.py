"""Golden values for transforms that change the shape of features, from scikit-learn and NumPy. Writes features.json.

Run with: python3 -m venv v && v/bin/pip install scikit-learn==1.9.1 && v/bin/python test/golden/features.py

Cases are as in transforms.py. With `products` there are columns x and y, `trainY` and `applyY` the values of y, and
`transforms` are those of the products. `tolerance` where a case allows more than the 1e-12 of the test.
"""

import calendar
import hashlib
import json
import warnings
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import scipy
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import (
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    StandardScaler,
    QuantileTransformer,
    SplineTransformer,
)

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20261125)
nan = float("nan")
cases = []
pool = []


def rounded(values, digits=7):
    return [None if v != v else float(f"{v:.{digits}g}") for v in values]


def gaps(values, share=0.2):
    return [None if rng.random() < share else v for v in values]


columns = {
    "tiny": [1e-12, 3e-12, 2e-12, 9e-12, 4e-12],
    "offset 1e9": [1e9 + v for v in (0, 1, 2, 3, 5, 8, 13, 21)],
    "reference page": [1, 2, 2, 2, 3],
    "small": [1, 2, 3, None, 10],
    "ties": [2, 2, 2, 1, 1, 3, 3, None, None, 5, 5, 5, 5],
    "negative": [-5, -1.5, 0, None, 2.25, 7],
    "constant": [5, 5, 5],
    "one row": [3.5],
    "two rows": [1, 4],
    "outlier of power": [1, 2, 3, 4, 50],
    "heavy tail": rounded(np.exp(rng.normal(0, 1.5, 300))),
    "mostly zero": [0.0] * 90 + rounded(rng.exponential(20, 10)),
    "normal with gaps": gaps(rounded(rng.normal(3, 2, 500))),
    "below zero": rounded(-rng.exponential(3, 120) - 0.5),
    "integers": [int(v) for v in rng.integers(-20, 20, 257)],
    "many rows": rounded(rng.gamma(2, 3, 2500), 5),
    "counts": [int(v) for v in rng.poisson(3, 400)],
}
beyond = [-1e3, -1, 0, 0.5, 1, 2, 2.5, 3, 4.999, 5, 6, 7.5, 100, 1e4, None]


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


def quantiles():
    for output in ("uniform", "normal"):
        for count in (1000, 10, 5):
            for kind, train in columns.items():
                # The only quantile of one row has the share 0 in scikit-learn, above it too.
                if kind == "one row" and output == "uniform":
                    continue
                apply = applied(train)
                transformer = QuantileTransformer(n_quantiles=count, output_distribution=output, subsample=None)
                out = transformer.fit(column(train)).transform(column(apply))
                transform = {"kind": "quantile", "quantiles": count, "output": output}
                add(f"{count} quantiles, {output}: {kind}", [transform], train, apply, out.T)


def powers():
    scale = {"kind": "standardize"}
    for method in ("yeo-johnson", "box-cox"):
        for kind, train in columns.items():
            # Of one value, of two, and of values that hardly differ from a line no power is more likely than another.
            if kind in ("tiny", "offset 1e9"):
                continue
            if kind in ("one row", "two rows", "constant") and method == "box-cox" or kind == "two rows":
                continue
            known = [v for v in train if v is not None]
            if method == "box-cox" and min(known) <= 0:
                continue
            apply = [v for v in applied(train) if v is None or method == "yeo-johnson" or v > 0]
            for standardize in (False, True):
                transformer = PowerTransformer(method, standardize=standardize).fit(column(train))
                out = transformer.transform(column(apply))
                transforms = [{"kind": "power", "method": method}] + ([scale] if standardize else [])
                shown = "standardized" if standardize else "bare"
                add(f"power, {method}, {shown}: {kind}", transforms, train, apply, out.T, tolerance=1e-6)


texts = {
    "plain": list("aabbbc"),
    "with gaps": ["a", "a", "b", "b", "z", "y", None, None],
    "all distinct": list("dcba"),
    "one value": ["a", "a"],
    "code points": ["z", "\uff21", "\U0001f600", "é", "Z", "", " ", "z", "\U0001f600"],
    "skewed with gaps": [None if rng.random() < 0.02 else "v%d" % v for v in rng.zipf(1.5, 300) % 40],
}
unseen = ["q", "A", "", None, "a "]


def objects(values):
    return np.array([nan if v is None else v for v in values], dtype=object)[:, None]


def codes():
    options = ({}, {"minFrequency": 2}, {"minFrequency": 0.1}, {"maxCategories": 3}, {"minFrequency": 2, "maxCategories": 4})
    for option in options:
        for kind, train in texts.items():
            apply = train + unseen
            encoder = OrdinalEncoder(
                handle_unknown="use_encoded_value",
                unknown_value=-1,
                encoded_missing_value=-2,
                min_frequency=option.get("minFrequency"),
                max_categories=option.get("maxCategories"),
            ).fit(objects(train))
            out = encoder.transform(objects(apply))[:, 0]
            # Unknown categories are no codes in scikit-learn; Sluice puts them with the rare ones where there are any.
            rare = encoder.infrequent_categories_[0] if option else None
            last = out.max() if rare is not None else -1
            out = [-1 if given is None else last if v == -1 else v for given, v in zip(apply, out)]
            shown = ", ".join(f"{k} {v}" for k, v in option.items())
            add(f"codes {shown}: {kind}", [{"kind": "codes", **option}], train, apply, [out], type="text")


def splines():
    given = {k: v for k, v in columns.items() if None not in v and len(set(v)) > 1}
    options = (
        {},
        {"degree": 1, "extrapolation": "linear"},
        {"degree": 2, "knots": 3, "includeBias": False},
        {"knots": 4, "extrapolation": "linear"},
        {"knots": 6, "degree": 5, "extrapolation": "continue"},
        {"placement": "quantile", "knots": 4},
    )
    for option in options:
        for kind, train in given.items():
            transform = {
                "kind": "spline", "knots": 5, "placement": "uniform", "degree": 3, "extrapolation": "constant",
                "includeBias": True, **option,
            }
            # Between equal quantiles scikit-learn has empty pieces; Sluice has a knot less.
            edges = np.percentile(train, np.linspace(0, 100, transform["knots"]))
            if transform["placement"] == "quantile" and len(set(edges)) < len(edges):
                continue
            apply = [v for v in applied(train) if v is not None]
            if transform["extrapolation"] == "continue" or kind == "tiny":
                # Far outside the outer polynomial is so large that its last digits say nothing.
                spread = max(train) - min(train)
                apply = [v for v in apply if min(train) - min(1, spread) <= v <= max(train) + min(1, spread)]
            transformer = SplineTransformer(
                n_knots=transform["knots"], degree=transform["degree"], knots=transform["placement"],
                extrapolation=transform["extrapolation"], include_bias=transform["includeBias"],
            ).fit(column(train))
            shown = ", ".join(f"{k} {v}" for k, v in option.items())
            out = transformer.transform(column(apply))
            add(f"spline {shown}: {kind}", [transform], train, apply, out.T, tolerance=1e-9 if "continue" in shown else 1e-11)


def cycles():
    for period in (7, 24, 365.25, 1):
        for kind in ("small", "negative", "integers", "normal with gaps"):
            train = columns[kind]
            angle = 2 * np.pi * (column(applied(train))[:, 0] / period)
            add(f"cycle of {period}: {kind}", [{"kind": "cyclic", "period": period}], train, applied(train), [np.sin(angle), np.cos(angle)])


instants = [datetime(1899, 12, 25, 13) + timedelta(hours=int(h)) for h in rng.integers(0, 24 * 366 * 250, 300)] + [
    datetime(y, m, d, 23, 59) for y in range(1970, 2030) for m, d in ((1, 1), (12, 31), (2, 28))
] + [datetime(2000, 2, 29), datetime(1900, 2, 28), datetime(2024, 2, 29, 12, 30)]
epoch = datetime(1970, 1, 1)
parts = {
    "year": lambda d: d.year,
    "quarter": lambda d: (d.month + 2) // 3,
    "month": lambda d: d.month,
    "weekOfYear": lambda d: d.isocalendar().week,
    "dayOfMonth": lambda d: d.day,
    "dayOfWeek": lambda d: d.isoweekday(),
    "dayOfYear": lambda d: d.timetuple().tm_yday,
    "hour": lambda d: d.hour,
    "minute": lambda d: d.minute,
    "daysInMonth": lambda d: calendar.monthrange(d.year, d.month)[1],
    "isWeekend": lambda d: d.isoweekday() > 5,
    "isMonthStart": lambda d: d.day == 1,
    "isMonthEnd": lambda d: d.day == calendar.monthrange(d.year, d.month)[1],
}


def dates():
    at = [(d - epoch) / timedelta(microseconds=1) for d in instants] + [None]

    def per_instant(value):
        return [float(value(d)) for d in instants] + [nan]

    for part, value in parts.items():
        add(f"{part} of dates", [{"kind": "date-parts", "parts": [part]}], at, at, [per_instant(value)], type="timestamp")
    for part, period in (("month", 12), ("dayOfWeek", 7), ("hour", 24), ("dayOfYear", 365.2425), ("quarter", 4)):
        angle = np.array([2 * np.pi * v / period for v in per_instant(parts[part])])
        add(f"cycle of {part}", [{"kind": "date-cycles", "parts": [part]}], at, at, [np.sin(angle), np.cos(angle)], type="timestamp")
    for days in (["2000-02-29"], ["1969-12-25", "1970-01-01", "1999-12-31", "2000-01-01", "2026-12-25"]):
        known = [datetime.fromisoformat(d) for d in days]

        def since(d):
            return min([(d - h).days for h in known if h <= d] + [30])

        def until(d):
            midnight = datetime(d.year, d.month, d.day)
            return min([(h - midnight).days for h in known if h >= midnight] + [30])

        out = [per_instant(lambda d: d.date() in [h.date() for h in known]), per_instant(since), per_instant(until)]
        add(f"{len(days)} holidays", [{"kind": "holidays", "dates": days, "within": 30}], at, at, out, type="timestamp")


def products():
    pairs = {
        "integers": ("integers", rounded(rng.normal(0, 2, 257))),
        "few": ("outlier of power", [0.5, -1, 2, 0, 3]),
        "counts": ("counts", rounded(rng.exponential(3, 400))),
    }
    for degree in (2, 3, 4, 5):
        for interaction_only in (False, True):
            for kind, (x, y) in pairs.items():
                train = np.column_stack([columns[x], y]).astype(float)
                for transforms in ([], [{"kind": "standardize"}]):
                    polynomial = PolynomialFeatures(degree, interaction_only=interaction_only, include_bias=False)
                    out = polynomial.fit_transform(train)
                    if transforms:
                        out = StandardScaler().fit_transform(out)
                    add(
                        f"products of {degree}{', different' * interaction_only}{', standardized' * len(transforms)}: {kind}",
                        transforms, train[:, 0].tolist(), train[:25, 0].tolist(), out[:25].T,
                        trainY=train[:, 1].tolist(), applyY=train[:25, 1].tolist(),
                        products={"degree": degree, "interactionOnly": interaction_only},
                        tolerance=1e-11,
                    )


def pooled_targets():
    """Empirical Bayes as scikit-learn's, but with the mean variance inside all categories; computed here with NumPy."""
    given = {
        "reference page": (list("aaabbbbccd"), [1, 0, 1, 1, 0, 0, 1, 0, 1, 1]),
        "singletons": (list("abcdefgh"), [1, 0, 1, 1, 0, 0, 1, 0]),
        "pure": (list("aabbccdd"), [1, 1, 0, 0, 1, 1, 0, 0]),
        "skewed": (["v%d" % v for v in rng.zipf(1.5, 300) % 40], [int(v) for v in rng.integers(0, 2, 300)]),
        "money": (["v%d" % v for v in rng.zipf(1.5, 300) % 40], rounded(rng.exponential(50, 300))),
    }
    for kind, (train, y) in given.items():
        names, at = np.unique(train, return_inverse=True)
        target = np.array(y, float)
        counts = np.bincount(at)
        means = np.bincount(at, target) / counts
        within = np.mean((target - means[at]) ** 2)
        weight = target.var() * counts / (target.var() * counts + within)
        encoded = dict(zip(names, weight * means + (1 - weight) * target.mean()))
        apply = train[:25] + unseen
        out = [encoded.get(v, target.mean()) for v in apply]
        add(
            f"target, pooled: {kind}", [{"kind": "target", "smooth": "pooled"}], train, apply, [out], type="text",
            target=[float(v) for v in y], folds=[0.0] * len(train),
        )


titles = {
    "reference page": ["the cat sat", "the dog", "A é cat"],
    "capitals and accents": ["Café CAFÉ Été", "ÉTÉ à Paris", "paris café", "ŽIŽEK Žižek", "Привет ПРИВЕТ", "καλή ΚΑΛΗ"],
    "marks between words": ["don't stop_me-now", "e-mail: a.b@c.de", "100% – “sure”", "x=1;y=22", "\u00bd cup, 2\u00b2 cm"],
    "gaps": ["red shoes", None, "", "blue shoes", "   ", "red red red hat"],
    "pictures": ["hot \U0001f525 deal", "deal\U0001f600deal", "日本語 テスト", "日本語・テスト"],
    "words again and again": ["yes yes no", "no yes no yes", "maybe maybe yes", "no"],
    "made up": [
        " ".join("w%d" % w for w in rng.zipf(1.6, int(rng.integers(0, 8))) % 60) for _ in range(200)
    ],
}


def runs_over_themselves(term):
    words = term.split(" ")
    return len(words) > 1 and words[0] == words[-1]


def tfidfs():
    unknown = ["the unknown", "CAT!", "w1 w2 w3 w1", "shoes shoes", "", None, "a b c"]
    for kind, train in titles.items():
        for minimum, ngrams in ((1, (1, 1)), (2, (1, 1)), (0.3, (1, 1)), (1, (1, 2)), (1, (2, 3))):
            documents = [v or "" for v in train]
            vectorizer = TfidfVectorizer(min_df=minimum, ngram_range=ngrams)
            try:
                vectorizer.fit(documents)
            except ValueError:
                continue  # no terms
            kept = [t for t in vectorizer.get_feature_names_out() if not runs_over_themselves(t)]
            if len(kept) > 200 or len(kept) == 0:
                continue
            vectorizer = TfidfVectorizer(min_df=minimum, ngram_range=ngrams, vocabulary=kept).fit(documents)
            apply = train[:25] + unknown
            out = vectorizer.transform([v or "" for v in apply]).toarray()
            transform = {"kind": "tfidf", "maxTerms": 200, "minFrequency": minimum, "ngrams": list(ngrams)}
            add(f"tf-idf from {minimum}, runs of {ngrams}: {kind}", [transform], train, apply, out.T, type="text")
    train = [" ".join(["often"] * 3 + ["seldom"] * 2 + ["once"])] * 2
    out = TfidfVectorizer(max_features=2).fit(train).transform(train + ["once", "often once"]).toarray()
    transform = {"kind": "tfidf", "maxTerms": 2, "minFrequency": 1, "ngrams": [1, 1]}
    add("tf-idf of the two most frequent", [transform], train, train + ["once", "often once"], out.T, type="text")


def hashes():
    given = texts["skewed with gaps"][:40] + texts["code points"] + ["é" * 100, "x" * 55, "x" * 56, "x" * 64]
    for buckets in (2, 7, 64, 1000):
        def bucket(value):
            if value is None:
                return -1
            return int(hashlib.md5(value.encode()).hexdigest()[:8], 16) % buckets

        apply = given + unseen
        add(f"hash to {buckets}", [{"kind": "hash", "buckets": buckets}], given, apply, [[bucket(v) for v in apply]], type="text", names=buckets)


for part in (quantiles, powers, codes, splines, cycles, dates, products, pooled_targets, tfidfs, hashes):
    part()

versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
head = {"script": "test/golden/features.py", "versions": versions, "columns": pool, "cases": cases}
text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).replace('{"name"', '\n{"name"')
Path(__file__).with_suffix(".json").write_text(text + "\n")
print(len(cases), "cases", versions, len(text))
