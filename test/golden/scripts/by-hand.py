"""Writes a LightGBM model of one split by hand: needs no packages. `--mode` makes it misbehave."""

import argparse
import os
import sys
import time

parser = argparse.ArgumentParser()
for name in ("--train", "--output", "--target", "--weight", "--fold", "--mode", "--print"):
    parser.add_argument(name)
options = parser.parse_args()

with open(options.train, "rb") as file:
    assert file.read(4) == b"PAR1", "the training file is not Parquet"
print("environment", " ".join(sorted(os.environ)))
print("arguments", options.target, options.weight, options.fold)
if options.mode == "fail":
    print("line 1", file=sys.stderr)
    raise SystemExit("no convergence")
if options.mode == "sleep":
    os.system("sleep 60 & echo child $!; wait")
if options.mode == "nothing":
    raise SystemExit(0)
if options.mode == "noise":
    for i in range(40_000):
        print("noise", i)

objective = "regression" if options.mode == "regression" else "binary sigmoid:1"
tree = """Tree=0
num_leaves=2
num_cat=0
split_feature=1
threshold=0.5
decision_type=2
left_child=-1
right_child=-2
leaf_value=-1.5 2
leaf_count=3 2
internal_count=5
"""
with open(options.output, "w") as file:
    file.write(f"""tree
version=v4
num_class=1
num_tree_per_iteration=1
max_feature_idx=1
objective={objective}
feature_names=spend visits
feature_infos=none none
tree_sizes={len(tree)}

{tree}
end of trees
""")
if options.mode == "cut":
    os.truncate(options.output, 200)
