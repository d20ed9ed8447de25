"""Loads a file as a float32 matrix with NumPy or pandas; prints seconds, the sum of the values and peak memory as JSON.

Usage: read.py npy|csv|parquet PATH, or nothing to see which of pandas and pyarrow are there
"""

import importlib.util
import json
import resource
import sys
import time

import numpy
import pandas

if len(sys.argv) > 1:
    kind, path = sys.argv[1:]
    started, used = time.perf_counter(), time.process_time()
    if kind == "npy":
        values = numpy.load(path).astype(numpy.float32)
    elif kind == "parquet":
        values = pandas.read_parquet(path).to_numpy(dtype=numpy.float32)[:, 1:]
    else:
        values = pandas.read_csv(path, dtype=numpy.float32).to_numpy()[:, 1:]
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - used
    print(json.dumps({
        "seconds": seconds,
        "cpuSeconds": cpu_seconds,
        "sum": int(values.sum(dtype=numpy.float64)),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))
else:
    print(json.dumps({"pyarrow": importlib.util.find_spec("pyarrow") is not None}))
