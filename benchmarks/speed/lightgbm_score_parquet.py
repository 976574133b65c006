"""Scores a Parquet file with LightGBM into another, for score-parquet.ts. Arguments: model, input, output, threads."""
import json
import resource
import sys
import time

import lightgbm
import numpy
import pyarrow
import pyarrow.parquet

model_file, source, target, threads = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
pyarrow.set_cpu_count(threads)
pyarrow.set_io_thread_count(threads)
model = lightgbm.Booster(model_file=model_file)

start, cpu = time.perf_counter(), time.process_time()
table = pyarrow.parquet.read_table(source, use_threads=threads > 1)
ids = table.column("id")
x = numpy.column_stack([column.to_numpy(zero_copy_only=False) for column in table.drop_columns("id").columns])
margin = model.predict(x, raw_score=True, num_threads=threads)
probability = 1 / (1 + numpy.exp(-margin))
scored = pyarrow.table({"id": ids, "margin": margin, "probability": probability, "decision": margin >= 0})
pyarrow.parquet.write_table(scored, target, compression="zstd")
stage = {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}

print(
    json.dumps(
        {
            "stages": {"score": stage},
            "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "versions": f"LightGBM {lightgbm.__version__}, PyArrow {pyarrow.__version__}",
        }
    )
)
