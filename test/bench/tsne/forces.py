"""openTSNE's repulsive forces on given points, by its interpolation with its defaults: POINTS FORCES."""

import sys

import numpy as np
from openTSNE import _tsne

points = np.fromfile(sys.argv[1], np.float32).reshape(-1, 2).astype(np.float64)
forces = np.zeros_like(points)
# It adds the negative of the force, divided by the normaliser.
_tsne.estimate_negative_gradient_fft_2d(points, forces, n_interpolation_points=3, min_num_intervals=50, ints_in_interval=1, dof=1)
(-forces).tofile(sys.argv[2])
