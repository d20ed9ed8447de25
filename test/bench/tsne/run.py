"""One run of one t-SNE program for the benchmark: NAME ROWS THREADS INPUT OUTPUT."""

import json
import re
import resource
import sys
import time

import numpy as np

name, rows, threads, source, target = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
data = np.fromfile(source, np.float32).reshape(rows, 32)


def open_tsne():
    from openTSNE import TSNE

    model = TSNE(n_jobs=threads, random_state=1, negative_gradient_method="fft")
    return np.asarray(model.fit(data))


def scikit_learn():
    from sklearn.manifold import TSNE

    return TSNE(n_jobs=threads, random_state=1, n_iter=750, init="pca", learning_rate="auto").fit_transform(data)


def peak_bytes():
    # ru_maxrss would count the parent's on Linux, where a child begins as a copy of it.
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) * 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


start = time.perf_counter()
embedding = {"openTSNE": open_tsne, "scikit-learn": scikit_learn}[name]()
seconds = time.perf_counter() - start
np.asarray(embedding, np.float32).tofile(target)
print(json.dumps({"seconds": seconds, "peakBytes": peak_bytes()}))
