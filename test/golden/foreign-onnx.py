"""Golden ONNX models with their predictions by onnxruntime. Writes foreign/onnx-*.onnx and their rows beside this file.

Run with: python3 -m venv v && v/bin/pip install scikit-learn==1.9.1 skl2onnx==1.20.0 onnxmltools==1.16.0 \
            onnx==1.23.2 onnxruntime==1.32.0 lightgbm==4.7.0 xgboost==3.2.0 pandas==3.1.1
          v/bin/python test/golden/foreign-onnx.py
"""

import json
import warnings
from pathlib import Path

import lightgbm as lgb
import numpy as np
import onnx
import onnxmltools
import onnxruntime as ort
import pandas as pd
import xgboost as xgb
from onnx import TensorProto, helper
from onnxmltools.convert.common.data_types import FloatTensorType as ToolFloat
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, Normalizer, OneHotEncoder, OrdinalEncoder, RobustScaler, StandardScaler
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType

warnings.filterwarnings("ignore")
out = Path(__file__).parent / "foreign"
out.mkdir(exist_ok=True)
rng = np.random.default_rng(20261126)
n = 300
f32 = np.float32
X = pd.DataFrame({"a": rng.normal(size=n).astype(f32), "b": rng.normal(size=n).astype(f32),
                  "c": rng.choice(["red", "green", "ünï"], n)})
X.loc[::7, "a"] = np.nan
z = X.a.fillna(0.5) + (X.c == "red") - 0.5 * X.b
binary = (z + rng.normal(size=n) > 0).astype(int)
three = np.digitize(z, [-0.5, 1])
number = z.to_numpy()

test = X.iloc[:60].copy().reset_index(drop=True)
test.loc[0:5, "a"] = np.nan
test.loc[6:9, "c"] = "unknown"


def cell(v):
    if v is None or (isinstance(v, (float, np.floating)) and np.isnan(v)):
        return None
    return v.item() if hasattr(v, "item") else v


def outputs_of(model, feeds):
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return dict(zip([o.name for o in session.get_outputs()], session.run(None, feeds)))


def write(name, model, rows, feeds, output, **more):
    (out / f"onnx-{name}.onnx").write_bytes(model.SerializeToString())
    value = outputs_of(model, feeds)[output]
    if isinstance(value, list):
        value = [list(row.values()) for row in value]
    value = np.asarray(value, float).reshape(len(rows), -1)
    golden = {"tool": f"onnxruntime {ort.__version__}", "rows": [{k: cell(v) for k, v in row.items()} for row in rows],
              "output": output, "predicted": value.tolist(), **more}
    (out / f"onnx-{name}.rows.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")


columns = [("a", FloatTensorType([None, 1])), ("b", FloatTensorType([None, 1])), ("c", StringTensorType([None, 1]))]
feeds = {"a": test[["a"]].to_numpy(f32), "b": test[["b"]].to_numpy(f32), "c": test[["c"]].to_numpy(str).astype(object)}
rows = test.to_dict("records")


def prepared(scaler, encoder):
    return ColumnTransformer([
        ("n", make_pipeline(SimpleImputer(strategy="median"), scaler), ["a", "b"]),
        ("c", encoder, ["c"]),
    ])


hot = OneHotEncoder(handle_unknown="ignore")
codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
mixed = {
    "logistic": (StandardScaler(), hot, LogisticRegression(), binary),
    "multinomial": (RobustScaler(), hot, LogisticRegression(), three),
    "forest": (StandardScaler(), codes, RandomForestClassifier(4, max_depth=4, random_state=1), binary),
    "boosted": (StandardScaler(), hot, GradientBoostingClassifier(n_estimators=8, random_state=1), binary),
    "boosted-classes": (MinMaxScaler(), hot, GradientBoostingClassifier(n_estimators=4, random_state=1), three),
    "ridge": (StandardScaler(), hot, Ridge(), number),
    "forest-regression": (StandardScaler(), hot, RandomForestRegressor(4, max_depth=4, random_state=1), number),
}
for name, (scaler, encoder, estimator, target) in mixed.items():
    pipeline = Pipeline([("p", prepared(scaler, encoder)), ("m", estimator)]).fit(X, target)
    model = to_onnx(pipeline, initial_types=columns, target_opset=18)
    output = model.graph.output[-1].name
    write(name, model, rows, feeds, output)

for name, estimator, target in [("double-logistic", make_pipeline(StandardScaler(), LogisticRegression()), binary),
                                ("double-ridge", make_pipeline(MinMaxScaler(), Ridge()), number)]:
    d = X[["a", "b"]].fillna(0).to_numpy(float) * 1.1
    estimator.fit(d, target)
    options = {id(estimator): {"zipmap": False}} if hasattr(estimator, "predict_proba") else None
    model = to_onnx(estimator, initial_types=[("X", DoubleTensorType([None, 2]))], options=options,
                    target_opset={"": 18, "ai.onnx.ml": 3})
    t = test[["a", "b"]].fillna(0).to_numpy(float) * 1.1
    write(name, model, [{"X[0]": r[0], "X[1]": r[1]} for r in t], {"X": t}, model.graph.output[-1].name)

numeric = X[["a", "b"]].to_numpy(f32)
t = test[["a", "b"]].to_numpy(f32)
vector_rows = [{"X[0]": r[0], "X[1]": r[1]} for r in t]
light = lgb.LGBMClassifier(n_estimators=6, num_leaves=6, verbose=-1, n_jobs=1).fit(numeric, binary)
model = onnxmltools.convert_lightgbm(light, initial_types=[("X", ToolFloat([None, 2]))], target_opset=15)
write("lightgbm", model, vector_rows, {"X": t}, model.graph.output[-1].name)
extreme = xgb.XGBClassifier(n_estimators=6, max_depth=3, n_jobs=1).fit(numeric, binary)
try:
    model = onnxmltools.convert_xgboost(extreme, initial_types=[("X", ToolFloat([None, 2]))], target_opset=15)
    write("xgboost", model, vector_rows, {"X": t}, model.graph.output[-1].name)
except Exception as error:
    print("xgboost", error)
light = lgb.LGBMRegressor(n_estimators=6, num_leaves=6, verbose=-1, n_jobs=1).fit(numeric, number)
model = onnxmltools.convert_lightgbm(light, initial_types=[("X", ToolFloat([None, 2]))], target_opset=15)
write("lightgbm-regression", model, vector_rows, {"X": t}, model.graph.output[-1].name)


def graph(nodes, initializers, inputs, outputs, ml=3):
    built = helper.make_graph(nodes, "g", inputs, outputs, initializers)
    return helper.make_model(built, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", ml)],
                             ir_version=8)


def tensor(name, kind=TensorProto.FLOAT, width=2):
    return helper.make_tensor_value_info(name, kind, [None, width])


# Every mode of a split, each with missing values to both sides, at the thresholds and beside them.
modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]
trees = [(mode, cut, tracks) for mode in modes for cut in (0.1, 2.0) for tracks in (0, 1)
         if cut == 2.0 or mode not in ("BRANCH_EQ", "BRANCH_NEQ")]
per = dict(nodes_treeids=[], nodes_nodeids=[], nodes_featureids=[], nodes_values=[], nodes_modes=[],
           nodes_truenodeids=[], nodes_falsenodeids=[], nodes_missing_value_tracks_true=[])
leaf = dict(target_treeids=[], target_nodeids=[], target_ids=[], target_weights=[])
for k, (mode, cut, tracks) in enumerate(trees):
    for node in range(3):
        per["nodes_treeids"].append(k)
        per["nodes_nodeids"].append(node)
        per["nodes_featureids"].append(k % 2)
        per["nodes_values"].append(cut if node == 0 else 0.0)
        per["nodes_modes"].append(mode if node == 0 else "LEAF")
        per["nodes_truenodeids"].append(1 if node == 0 else 0)
        per["nodes_falsenodeids"].append(2 if node == 0 else 0)
        per["nodes_missing_value_tracks_true"].append(tracks if node == 0 else 0)
    leaf["target_treeids"].append(k)
    leaf["target_nodeids"].append(1)
    leaf["target_ids"].append(0)
    leaf["target_weights"].append(float(2 ** k))
node = helper.make_node("TreeEnsembleRegressor", ["X"], ["Y"], domain="ai.onnx.ml", n_targets=1, **per, **leaf)
model = graph([node], [], [tensor("X")], [tensor("Y", width=1)])
beside = []
for cut in (0.1, 2.0):
    f = f32(cut)
    low, high = np.nextafter(f, f32(-9)), np.nextafter(f, f32(9))
    for x in (float(low), float(f), float(high), (float(low) + float(f)) / 2, (float(f) + float(high)) / 2, 0.1, 2.5, np.nan):
        beside.append([x, x])
beside = np.asarray(beside)
write("modes", model, [{"X[0]": r[0], "X[1]": r[1]} for r in beside], {"X": beside.astype(f32)}, "Y")

# One score for two classes: what the two columns are depends on the signs of the weights and on post_transform.
def classifier(weights, transform, ids, base=()):
    return helper.make_node(
        "TreeEnsembleClassifier", ["X"], ["L", "P"], domain="ai.onnx.ml", post_transform=transform,
        classlabels_int64s=[0, 1], nodes_treeids=[0] * 3, nodes_nodeids=[0, 1, 2], nodes_featureids=[0] * 3,
        nodes_values=[0.0] * 3, nodes_modes=["BRANCH_LEQ", "LEAF", "LEAF"], nodes_truenodeids=[1, 0, 0],
        nodes_falsenodeids=[2, 0, 0], nodes_hitrates=[1.0] * 3, class_treeids=[0] * len(ids),
        class_nodeids=[1 + i % 2 for i in range(len(ids))], class_ids=ids, class_weights=weights,
        **({"base_values": list(base)} if base else {}))


labels = helper.make_tensor_value_info("L", TensorProto.INT64, [None])
for name, node in {
    **{f"one-{sign}-{transform.lower()}-{id}": classifier(weights, transform, [id, id], base)
       for sign, weights, base in (("positive", [0.2, 0.7], ()), ("signed", [-0.2, 0.7], ()), ("based", [-0.2, 0.7], [0.3]))
       for transform in ("NONE", "LOGISTIC") for id in (0, 1)},
    "two-none": classifier([0.2, 0.7, 0.8, 0.3], "NONE", [0, 0, 1, 1]),
    "two-logistic": classifier([0.2, 0.7, 0.8, -0.3], "LOGISTIC", [0, 0, 1, 1], [0.1, 0.2]),
    "two-softmax": classifier([0.2, 0.7, 0.8, -0.3], "SOFTMAX", [0, 0, 1, 1]),
    "linear-one": helper.make_node("LinearClassifier", ["X"], ["L", "P"], domain="ai.onnx.ml", coefficients=[1.5, -2.0],
                                   intercepts=[0.25], classlabels_ints=[0, 1], post_transform="LOGISTIC"),
    "linear-one-none": helper.make_node("LinearClassifier", ["X"], ["L", "P"], domain="ai.onnx.ml",
                                        coefficients=[1.5, -2.0], intercepts=[0.25], classlabels_ints=[0, 1],
                                        post_transform="NONE"),
    "linear-two-softmax": helper.make_node("LinearClassifier", ["X"], ["L", "P"], domain="ai.onnx.ml",
                                           coefficients=[1.5, -2.0, 0.5, 1.0], intercepts=[0.25, 0.0],
                                           classlabels_ints=[0, 1], post_transform="SOFTMAX"),
}.items():
    few = np.array([[-1, 0.5], [0, 0], [2, -1]], f32)
    try:
        write(f"class-{name}", graph([node], [], [tensor("X")], [labels, tensor("P")]),
              [{"X[0]": r[0], "X[1]": r[1]} for r in few], {"X": few}, "P")
    except Exception as error:
        print(name, error)

# A small network and a chain of plain operators.
w1, w2 = rng.normal(size=(2, 3)).astype(f32), rng.normal(size=(3, 1)).astype(f32)
initial = [onnx.numpy_helper.from_array(a, name) for name, a in
           [("w1", w1), ("b1", np.array([0.1, -0.2, 0.3], f32)), ("w2", w2), ("b2", np.array([0.5], f32)),
            ("two", np.array(2, f32)), ("shape", np.array([-1, 1], np.int64))]]
nodes = [helper.make_node("Gemm", ["X", "w1", "b1"], ["h"]), helper.make_node("Relu", ["h"], ["r"]),
         helper.make_node("MatMul", ["r", "w2"], ["m"]), helper.make_node("Add", ["m", "b2"], ["s"]),
         helper.make_node("Div", ["s", "two"], ["d"]), helper.make_node("Sigmoid", ["d"], ["p"]),
         helper.make_node("Reshape", ["p", "shape"], ["q"]), helper.make_node("Identity", ["q"], ["Y"])]
model = graph(nodes, initial, [tensor("X")], [tensor("Y", width=1)])
full = np.nan_to_num(t)
write("network", model, [{"X[0]": r[0], "X[1]": r[1]} for r in full], {"X": full}, "Y")
model = graph([helper.make_node("Tanh", ["X"], ["t"], name="squash"),
               helper.make_node("Erf", ["t"], ["Y"], name="tail")], [], [tensor("X")], [tensor("Y")])
(out / "onnx-unsupported.onnx").write_bytes(model.SerializeToString())
print(sorted((p.name, p.stat().st_size) for p in out.glob("onnx-*.onnx")))
