"""Trains LightGBM on the training file, with its categories and its weights."""

import argparse

import lightgbm
import pandas

parser = argparse.ArgumentParser()
for name in ("--train", "--output", "--target", "--weight", "--fold"):
    parser.add_argument(name)
options = parser.parse_args()
rows = pandas.read_parquet(options.train)
roles = [name for name in (options.target, options.weight, options.fold) if name]
features = rows.drop(columns=roles)
for name in features.columns:
    if features[name].dtype == object or str(features[name].dtype).startswith("str"):
        features[name] = features[name].astype("category")
data = lightgbm.Dataset(features, rows[options.target], weight=rows[options.weight] if options.weight else None)
parameters = {"objective": "binary", "num_leaves": 4, "min_data_in_leaf": 5, "verbose": -1, "num_threads": 1}
model = lightgbm.train(parameters, data, 5)
model.save_model(options.output)
print("raw", " ".join(f"{value:.17g}" for value in model.predict(features, raw_score=True)))
