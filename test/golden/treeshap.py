"""Golden values for TreeSHAP, from LightGBM's pred_contrib. Writes treeshap.json beside this file.

Run with: python3 -m venv v && v/bin/pip install lightgbm==4.7.0 numpy==2.4.6 && v/bin/python test/golden/treeshap.py
"""

import json
from pathlib import Path

import lightgbm
import numpy as np

rng = np.random.default_rng(20260106)
MISSING_LEFT, CATEGORY = 1, 2


def forest_of(model):
    lists = ("roots", "feature", "threshold", "flags", "left", "right", "leaves", "sets")
    forest = {"base": 0, **{name: [] for name in lists}}
    cover = {"nodes": [], "leaves": []}

    def add(node):
        if "leaf_value" in node:
            forest["leaves"].append(node["leaf_value"])
            cover["leaves"].append(node["leaf_count"])
            return -len(forest["leaves"])
        at = len(forest["feature"])
        forest["feature"].append(node["split_feature"])
        if node["decision_type"] == "==":
            forest["threshold"].append(len(forest["sets"]))
            forest["sets"].append(sorted(int(c) for c in node["threshold"].split("||")))
            forest["flags"].append(CATEGORY)
        else:
            forest["threshold"].append(node["threshold"])
            forest["flags"].append(MISSING_LEFT if node["default_left"] else 0)
        cover["nodes"].append(node["internal_count"])
        forest["left"].append(0)
        forest["right"].append(0)
        forest["left"][at] = add(node["left_child"])
        forest["right"][at] = add(node["right_child"])
        return at

    forest["roots"] = [add(tree["tree_structure"]) for tree in model.dump_model()["tree_info"]]
    return forest, cover


def case(name, objective, x, y, leaves, trees, categories=()):
    data = lightgbm.Dataset(x, y, categorical_feature=list(categories))
    options = {
        "objective": objective,
        "num_leaves": leaves,
        "learning_rate": 0.3,
        "min_data_in_leaf": 5,
        "cat_smooth": 1,
        "min_data_per_group": 5,
        "max_cat_to_onehot": 1,
        "verbose": -1,
        "seed": 1,
        "deterministic": True,
    }
    model = lightgbm.train(options, data, trees)
    rows = x[:25]
    forest, cover = forest_of(model)
    contributions = model.predict(rows, pred_contrib=True)
    return {
        "name": name,
        "forest": forest,
        "cover": cover,
        "rows": [[None if np.isnan(v) else v for v in row] for row in rows.tolist()],
        "contributions": contributions[:, :-1].tolist(),
        "base": contributions[0, -1],
        "margins": model.predict(rows, raw_score=True).tolist(),
    }


def numbers(rows, columns):
    return np.round(rng.normal(size=(rows, columns)), 4)


def binary(margin):
    return (rng.random(len(margin)) < 1 / (1 + np.exp(-margin))).astype(int)


x = numbers(600, 5)
plain = case("numbers", "regression", x, x[:, 0] * x[:, 1] + np.sin(3 * x[:, 2]) + 5, 12, 8)

x = numbers(800, 6)
y = binary(2 * x[:, 0] + x[:, 1] * x[:, 2])
x[rng.random(x.shape) < 0.15] = np.nan
missing = case("missing values", "binary", x, y, 10, 12)

x = numbers(1000, 4)
x[:, 1] = rng.integers(0, 40, 1000)
x[:, 3] = rng.integers(0, 6, 1000)
y = binary(np.where(x[:, 1] % 3 == 0, 1.5, -1) + (x[:, 3] == 2) * x[:, 0] * 2)
x[rng.random(1000) < 0.1, 1] = np.nan
categories = case("categories", "binary", x, y, 8, 10, (1, 3))

x = numbers(700, 2)
deep = case("inputs asked again and again", "regression", x, np.sin(4 * x[:, 0]) * np.cos(3 * x[:, 1]), 40, 3)

versions = {"lightgbm": lightgbm.__version__, "numpy": np.__version__}
golden = {"versions": versions, "cases": [plain, missing, categories, deep]}
path = Path(__file__).with_name("treeshap.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
