"""One contender of learn.ts: logistic regression by scikit-learn's lbfgs. Arguments: file, rows, columns, tolerance."""
import json
import resource
import sys
import time

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression

path, rows, columns, tolerance = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
data = numpy.fromfile(path).reshape(columns + 1, rows)
X, y = numpy.ascontiguousarray(data[:-1].T), data[-1].copy()
del data
start, cpu = time.perf_counter(), time.process_time()
model = LogisticRegression(C=1.0, solver="lbfgs", tol=tolerance, max_iter=1000).fit(X, y)
report = {
    "stages": {"fit": {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}},
    "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "versions": f"scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}",
    "weights": [float(model.intercept_[0]), *map(float, model.coef_[0])],
    "iterations": int(model.n_iter_[0]),
}
print(json.dumps(report))
