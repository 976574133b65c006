"""Peer of benchmarks/speed/prepare.ts: the same preparation by scikit-learn from the same Parquet file.

Prints one JSON line: seconds of reading, of fit, of transform, peak memory, versions.
"""
import json, resource, sys, time

import pandas, sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
import numpy

path = sys.argv[1]
numeric = [f"n{i}" for i in range(10)]
categorical = [f"c{i}" for i in range(4)]


class Clip:
    """Clips at training quantiles; scikit-learn has no such transformer."""

    def fit(self, X, y=None):
        self.low_, self.high_ = numpy.quantile(X, [0.01, 0.99], axis=0)
        return self

    def transform(self, X):
        return numpy.clip(X, self.low_, self.high_)

    def fit_transform(self, X, y=None):
        return self.fit(X).transform(X)


t0 = time.perf_counter()
frame = pandas.read_parquet(path)
t1 = time.perf_counter()
prepare = ColumnTransformer([
    ("numeric", make_pipeline(SimpleImputer(strategy="median"), Clip(), StandardScaler()), numeric),
    ("category", OneHotEncoder(min_frequency=0.01, handle_unknown="infrequent_if_exist", sparse_output=False), categorical),
])
prepare.fit(frame)
t2 = time.perf_counter()
out = prepare.transform(frame)
t3 = time.perf_counter()
print(json.dumps({
    "read": t1 - t0, "fit": t2 - t1, "transform": t3 - t2, "total": t3 - t0, "columns": out.shape[1],
    "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "sklearn": sklearn.__version__, "checksum": float(numpy.nansum(numpy.abs(out))),
}))
