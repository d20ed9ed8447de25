"""Seconds of each epoch of the benchmark's autoencoder in PyTorch on one thread, as JSON.

Usage: train_pytorch.py EPOCHS < rows of 784 bytes each
"""

import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
pixels = torch.frombuffer(bytearray(sys.stdin.buffer.read()), dtype=torch.uint8).reshape(-1, 784)
model = nn.Sequential(
    nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 32), nn.ReLU(),
    nn.Linear(32, 128), nn.ReLU(), nn.Linear(128, 784),
)
optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
loss = nn.BCEWithLogitsLoss()


def epoch():
    for rows in torch.randperm(len(pixels)).split(256):
        batch = pixels[rows].float() / 255
        optimiser.zero_grad()
        loss(model(batch), batch).backward()
        optimiser.step()


seconds = []
for _ in range(int(sys.argv[1]) + 1):
    start = time.perf_counter()
    epoch()
    seconds.append(time.perf_counter() - start)
print(json.dumps(seconds[1:]))
