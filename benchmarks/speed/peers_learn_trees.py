"""One contender of learn-trees.ts. Arguments: file, rows, rows held back, columns, threads, lightgbm or sklearn."""
import json
import os
import resource
import sys
import time

path, rows, held, columns, threads = sys.argv[1], *map(int, sys.argv[2:6])
os.environ["OMP_NUM_THREADS"] = str(threads)

import numpy
from sklearn.metrics import log_loss

data = numpy.fromfile(path).reshape(columns + 1, rows + held)
X, y = numpy.ascontiguousarray(data[:-1, :rows].T), data[-1, :rows].copy()
test, truth = numpy.ascontiguousarray(data[:-1, rows:].T), data[-1, rows:].copy()
del data
stages = {}
start, cpu = time.perf_counter(), time.process_time()


def stage(name):
    global start, cpu
    stages[name] = {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}
    start, cpu = time.perf_counter(), time.process_time()


if sys.argv[6] == "lightgbm":
    import lightgbm

    versions = f"LightGBM {lightgbm.__version__}"
    params = {"objective": "binary", "num_threads": threads, "verbose": -1}
    training = lightgbm.Dataset(X, y, params=params).construct()
    stage("bin")
    model = lightgbm.train(params, training, 100)
    stage("boost")
    shares = model.predict(test)
else:
    import sklearn
    from sklearn.ensemble import HistGradientBoostingClassifier

    versions = f"scikit-learn {sklearn.__version__}"
    model = HistGradientBoostingClassifier(early_stopping=False).fit(X, y)
    stage("bin and boost")
    shares = model.predict_proba(test)[:, 1]
report = {
    "stages": stages,
    "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "versions": versions,
    "logLoss": float(log_loss(truth, shares)),
}
print(json.dumps(report))
