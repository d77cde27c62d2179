"""Processor seconds of one epoch of torchnep on one core, from the difference between twelve epochs and two.
usage: train-peer.py FRAMES.xyz FOLDER"""
import contextlib, os, sys, time
import torch
from torchnep import train_nep
torch.set_num_threads(1)
frames, folder = sys.argv[1:]


def run(epochs):
    config = os.path.join(folder, f"nep-{epochs}.in")
    with open(config, "w") as f:
        f.write("type 6 Li B O Mn Co Ni\nversion 4\nzbl 2.5\nuse_typewise_cutoff_zbl 0.65\ncutoff 5 4\nn_max 6 5\nbasis_size 7 7\nl_max 4 2 0\nneuron 32\n"
                f"batch 8\nepoch {epochs}\nlambda_e 10\nlambda_f 1\nlambda_v 0.3\n")
    start = time.process_time()
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
        train_nep(config, frames, output_dir=os.path.join(folder, f"out-{epochs}"), device="cpu", valid_ratio=0.01, restart=False, run_seed=1, prediction_interval=0,
                  checkpoint_interval=1000, use_compile=False)
    return time.process_time() - start


short = run(2)
print((run(12) - short) / 10)
