"""Golden models of LightGBM and XGBoost with their predictions. Writes foreign/*.txt, *.json beside this file.

Run with: python3 -m venv v && v/bin/pip install lightgbm==4.7.0 xgboost==3.2.0 pandas==3.1.1 scikit-learn==1.9.1
          v/bin/python test/golden/foreign-trees.py
"""

import json
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
import xgboost as xgb

out = Path(__file__).parent / "foreign"
out.mkdir(exist_ok=True)
rng = np.random.default_rng(20261125)
colours = ["red", "green", "blue", "ünï"]


def frame(n, text=True):
    x = pd.DataFrame({
        "a": rng.normal(size=n),
        "b": np.round(rng.normal(size=n), 1),
        "c": rng.choice(colours, n),
        "d": rng.integers(0, 40, n),
        "z": np.where(rng.random(n) < 0.4, 0.0, rng.normal(size=n)),
    })
    x.loc[rng.random(n) < 0.15, "a"] = np.nan
    if text:
        x["c"] = pd.Categorical(x.c, categories=sorted(colours))
    else:
        x["c"] = x.c.map({c: i for i, c in enumerate(sorted(colours))})
    return x


def target(x, kind):
    code = x.c.cat.codes.to_numpy() if str(x.c.dtype) == "category" else x.c.to_numpy()
    z = np.where(np.isnan(x.a), 0.7, x.a) + (code == 2) * 1.5 - (x.d % 7 == 3) + 0.5 * (x.z == 0) + 0.3 * x.b
    z = z.to_numpy()
    noise = rng.normal(size=len(x))
    if kind == "binary":
        return (z + noise > 0.5).astype(int)
    if kind == "count":
        return rng.poisson(np.exp(np.clip(z / 2, -3, 2)))
    if kind == "class":
        return np.digitize(z + noise, [0, 1.2])
    return z + 0.2 * noise


def cell(v):
    if v is None or v is pd.NA or (isinstance(v, float) and np.isnan(v)):
        return None
    return v.item() if hasattr(v, "item") else v


def rows_of(x):
    return [{name: cell(v) for name, v in row.items()} for row in x.to_dict("records")]


def write(name, tool, x, raw, predicted, **more):
    raw, predicted = np.asarray(raw, float), np.asarray(predicted, float)
    golden = {"tool": tool, "rows": rows_of(x), "raw": raw.tolist(), "predicted": predicted.tolist(), **more}
    (out / f"{name}.rows.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")


def test_rows(text=True):
    """Rows that the training rows do not have: missing, unknown, fractions, zeros, thresholds."""
    x = frame(60, text)
    x.loc[0:9, "a"] = np.nan
    x.loc[10:14, "z"] = [0.0, -0.0, 1e-36, -1e-36, 1e-34]
    x.loc[15:19, "b"] = np.nan
    x.loc[20:24, "z"] = np.nan
    x["d"] = x.d.astype(float)
    x.loc[25:27, "d"] = np.nan
    x.loc[28:29, "d"] = [-3, 41000]
    if text:
        x.loc[30:33, "c"] = None
    else:
        x["c"] = x.c.astype(float)
        x.loc[30:35, "c"] = [np.nan, -1, 77, 2.6, -0.4, 3]
    return x


light = {"verbose": -1, "num_leaves": 8, "min_data_in_leaf": 5, "min_data_per_group": 5, "cat_smooth": 1,
         "max_cat_to_onehot": 2, "num_threads": 1, "deterministic": True, "seed": 1}
lightgbm_cases = {
    "binary": ("binary", {"objective": "binary"}, 30),
    "sigmoid": ("binary", {"objective": "binary", "sigmoid": 2.5, "is_unbalance": True}, 10),
    "zero-missing": ("binary", {"objective": "binary", "zero_as_missing": True}, 15),
    "no-missing": ("binary", {"objective": "binary", "use_missing": False}, 15),
    "regression": ("number", {"objective": "regression"}, 25),
    "sqrt": ("number", {"objective": "regression", "reg_sqrt": True}, 8),
    "l1": ("number", {"objective": "regression_l1"}, 8),
    "quantile": ("number", {"objective": "quantile", "alpha": 0.8}, 8),
    "poisson": ("count", {"objective": "poisson"}, 15),
    "multiclass": ("class", {"objective": "multiclass", "num_class": 3}, 8),
    "multiclassova": ("class", {"objective": "multiclassova", "num_class": 3}, 6),
    "forest": ("binary", {"objective": "binary", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, 9),
    "forest-regression": ("number", {"objective": "regression", "boosting": "rf", "bagging_freq": 1,
                                     "bagging_fraction": 0.6}, 9),
    "dart": ("binary", {"objective": "binary", "boosting": "dart"}, 10),
    "stump": ("binary", {"objective": "binary", "min_data_in_leaf": 1000}, 3),
}
for name, (kind, options, rounds) in lightgbm_cases.items():
    for text in (True, False):
        if not text and name not in ("binary", "no-missing"):
            continue
        x = frame(600, text)
        data = lgb.Dataset(x, target(x, kind), categorical_feature=["c", "d"])
        if text:
            data = lgb.Dataset(x, target(x, kind), categorical_feature="auto")
        model = lgb.train({**light, **options}, data, rounds)
        full = f"lightgbm-{name}" + ("" if text else "-codes")
        model.save_model(out / f"{full}.txt")
        test = test_rows(text)
        contributions = {}
        if name in ("binary", "regression"):
            contributions = {"contributions": model.predict(test, pred_contrib=True).tolist()}
        write(full, f"lightgbm {lgb.__version__}", test, model.predict(test, raw_score=True), model.predict(test),
              **contributions)

deep = {"max_depth": 4, "eta": 0.3, "nthread": 1, "seed": 1, "max_cat_to_onehot": 2}
xgboost_cases = {
    "binary": ("binary", {"objective": "binary:logistic"}, 15),
    "base": ("binary", {"objective": "binary:logistic", "base_score": 0.2, "scale_pos_weight": 2}, 5),
    "hinge-raw": ("binary", {"objective": "binary:logitraw"}, 5),
    "regression": ("number", {"objective": "reg:squarederror"}, 15),
    "absolute": ("number", {"objective": "reg:absoluteerror"}, 5),
    "poisson": ("count", {"objective": "count:poisson"}, 10),
    "softprob": ("class", {"objective": "multi:softprob", "num_class": 3}, 5),
    "parallel": ("binary", {"objective": "binary:logistic", "num_parallel_tree": 3, "subsample": 0.7}, 3),
    "linear": ("number", {"objective": "reg:squarederror", "booster": "gblinear"}, 5),
    # XGBoost 3.2 cuts names of categories that are not ASCII.
    "cut-names": ("binary", {"objective": "binary:logistic"}, 1),
    "pruned": ("binary", {"objective": "binary:logistic", "gamma": 3}, 6),
    "dart": ("binary", {"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.5}, 5),
}
for name, (kind, options, rounds) in xgboost_cases.items():
    x = frame(600)
    y = target(x, kind)
    test = test_rows()
    if name != "cut-names":
        x["c"], test["c"] = (f.c.cat.rename_categories({"ünï": "grey"}) for f in (x, test))
    if name == "linear":
        x, test = x[["a", "b", "z"]].fillna(0), test[["a", "b", "z"]].fillna(0)
        options = {key: value for key, value in options.items()}
    data = xgb.DMatrix(x, y, enable_categorical=True)
    params = {k: v for k, v in deep.items() if name != "linear" or k in ("eta", "nthread", "seed")}
    model = xgb.train({**params, **options}, data, rounds)
    model.save_model(out / f"xgboost-{name}.json")
    if name in ("binary", "softprob"):
        model.save_model(out / f"xgboost-{name}.ubj")
    # Values at the thresholds and beside them, where rounding to float32 decides.
    if name == "binary":
        trees = json.loads((out / f"xgboost-{name}.json").read_text())["learner"]["gradient_booster"]["model"]["trees"]
        cuts = [(t["split_indices"][i], t["split_conditions"][i]) for t in trees
                for i in range(len(t["split_indices"])) if t["left_children"][i] >= 0 and t["split_type"][i] == 0]
        for column, cut in cuts[:40]:
            feature = x.columns[column]
            if feature == "d":
                continue
            f = np.float32(cut)
            half = (float(f) + float(np.nextafter(f, np.float32(-np.inf)))) / 2
            for value in (float(f), float(np.nextafter(f, np.float32(-np.inf))), half, np.nextafter(half, -np.inf),
                          np.nextafter(half, np.inf)):
                extra = test.iloc[[40]].copy()
                extra[feature] = value
                test = pd.concat([test, extra], ignore_index=True)
    d = xgb.DMatrix(test, enable_categorical=True)
    write(f"xgboost-{name}", f"xgboost {xgb.__version__}", test, model.predict(d, output_margin=True),
          model.predict(d))
