"""A forest of LightGBM and its peers' scoring times for score-trees.ts. Arguments: command, folder, rows, columns.

prepare: writes rows column by column (little-endian doubles), the forest as JSON and LightGBM's margins.
measure: times single rows and batches of LightGBM and, where it is installed, of onnxruntime; prints JSON.
"""
import json
import sys
import time

import lightgbm
import numpy

command, folder, rows, columns = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
trees, leaves, training_rows = 100, 31, 200_000
single_rows = 5_000


def make_rows():
    rng = numpy.random.default_rng(11)
    x = rng.normal(size=(rows, columns))
    margin = x[:, 0] * x[:, 1] + numpy.sin(2 * x[:, 2]) + 0.5 * x[:, 3 : columns // 2].sum(axis=1)
    y = (rng.random(rows) < 1 / (1 + numpy.exp(-margin))).astype(int)
    # A third of the columns has missing values.
    for column in range(0, columns, 3):
        x[rng.random(rows) < 0.05, column] = numpy.nan
    return x, y


def forest_of(model):
    """Our form: nodes before their children, leaves below zero."""
    forest = {name: [] for name in ("roots", "feature", "threshold", "flags", "left", "right", "leaves", "sets")}

    def add(node):
        if "leaf_value" in node:
            forest["leaves"].append(node["leaf_value"])
            return -len(forest["leaves"])
        assert node["decision_type"] == "<="
        at = len(forest["feature"])
        forest["feature"].append(node["split_feature"])
        forest["threshold"].append(node["threshold"])
        forest["flags"].append(1 if node["default_left"] else 0)
        forest["left"].append(0)
        forest["right"].append(0)
        forest["left"][at] = add(node["left_child"])
        forest["right"][at] = add(node["right_child"])
        return at

    forest["roots"] = [add(tree["tree_structure"]) for tree in model.dump_model()["tree_info"]]
    return {"base": 0, **forest}


def prepare():
    x, y = make_rows()
    training = lightgbm.Dataset(x[:training_rows], y[:training_rows])
    options = {"objective": "binary", "num_leaves": leaves, "learning_rate": 0.1, "verbose": -1, "seed": 1}
    model = lightgbm.train(options, training, trees)
    model.save_model(f"{folder}/model.txt")
    numpy.ascontiguousarray(x.T).tofile(f"{folder}/rows.bin")
    model.predict(x, raw_score=True).tofile(f"{folder}/margins.bin")
    with open(f"{folder}/forest.json", "w") as file:
        json.dump(forest_of(model), file)


def percentiles(predict, x):
    for i in range(200):
        predict(x[i : i + 1])
    micros = []
    for i in range(single_rows):
        start = time.perf_counter()
        predict(x[i : i + 1])
        micros.append((time.perf_counter() - start) * 1e6)
    return [float(numpy.percentile(micros, share)) for share in (50, 99)]


def per_second(predict, x, rounds=3):
    """Rows per second, and per second of the processor."""
    best, least = float("inf"), float("inf")
    for _ in range(rounds):
        start, cpu = time.perf_counter(), time.process_time()
        predict(x)
        best = min(best, time.perf_counter() - start)
        least = min(least, time.process_time() - cpu)
    return {"rowsPerSecond": len(x) / best, "rowsPerCpuSecond": len(x) / least}


def onnx_predict(threads):
    import onnxmltools
    import onnxruntime
    from onnxmltools.convert.common.data_types import FloatTensorType

    model = lightgbm.Booster(model_file=f"{folder}/model.txt")
    shape = [("x", FloatTensorType([None, columns]))]
    converted = onnxmltools.convert_lightgbm(model, initial_types=shape, zipmap=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(converted.SerializeToString(), options)
    return lambda x: session.run(None, {"x": x}), f"onnxruntime {onnxruntime.__version__}"


def measure():
    x = numpy.ascontiguousarray(numpy.fromfile(f"{folder}/rows.bin").reshape(columns, rows).T)
    model = lightgbm.Booster(model_file=f"{folder}/model.txt")
    found = []
    for threads in (1, 2):
        predict = lambda batch: model.predict(batch, raw_score=True, num_threads=threads)
        found.append(
            {
                "name": f"LightGBM, {threads} thread{'' if threads == 1 else 's'}",
                "row": percentiles(predict, x) if threads == 1 else None,
                **per_second(predict, x),
            }
        )
    versions = f"LightGBM {lightgbm.__version__}, NumPy {numpy.__version__}"
    try:
        floats = x.astype(numpy.float32)
        for threads in (1, 2):
            predict, version = onnx_predict(threads)
            found.append(
                {
                    "name": f"onnxruntime, {threads} thread{'' if threads == 1 else 's'}",
                    "row": percentiles(predict, floats) if threads == 1 else None,
                    **per_second(predict, floats),
                }
            )
        versions = f"{versions}, {version}"
    except ImportError:
        pass
    print(json.dumps({"contenders": found, "versions": versions}))


prepare() if command == "prepare" else measure()
