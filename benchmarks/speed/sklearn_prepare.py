"""One contender of prepare.ts: the same preparation by scikit-learn. Arguments: the Parquet file, and `check`.

Prints one JSON line: seconds of its stages, peak memory, versions and, when asked, checksums of the columns.
"""
import json
import resource
import sys
import time

import numpy
import pandas
import sklearn
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

path, check = sys.argv[1], "check" in sys.argv[2:]
numeric = [f"n{i}" for i in range(10)]
categorical = [f"c{i}" for i in range(4)]


class Clip(TransformerMixin, BaseEstimator):
    """Clips at training quantiles; scikit-learn has no such transformer."""

    def fit(self, X, y=None):
        self.low_, self.high_ = numpy.quantile(X, [0.01, 0.99], axis=0)
        return self

    def transform(self, X):
        return numpy.clip(X, self.low_, self.high_)


def checksums(out, ids):
    weight = (ids % 997) / 997
    return [[float(column.sum()), float(column @ column), float(column @ weight)] for column in out.T]


stages, last = {}, (time.perf_counter(), time.process_time())


def stage(name):
    global last
    now = (time.perf_counter(), time.process_time())
    stages[name] = {"seconds": now[0] - last[0], "cpuSeconds": now[1] - last[1]}
    last = now


frame = pandas.read_parquet(path)
stage("read")
prepare = ColumnTransformer([
    ("numeric", make_pipeline(SimpleImputer(strategy="median"), Clip(), StandardScaler()), numeric),
    ("category", OneHotEncoder(min_frequency=0.01, handle_unknown="infrequent_if_exist", sparse_output=False), categorical),
])
# As in use: fitting gives the prepared training rows too, so that nothing is computed twice.
out = prepare.fit_transform(frame)
stage("fit and apply")
print(json.dumps({
    "stages": stages,
    "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "versions": f"scikit-learn {sklearn.__version__}, pandas {pandas.__version__}, NumPy {numpy.__version__}",
    **({"checksums": checksums(out, frame["id"].to_numpy())} if check else {}),
}))
