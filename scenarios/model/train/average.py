"""The weighted mean of models of one shape, and its probes: `python average.py --out DIR before.gguf=0.3 after.gguf=0.7`. See README.md beside this file."""

import argparse
from pathlib import Path

import torch

from batches import system_prompt
from export import read_shape, read_tokenizer, read_weights, write_gguf
from model import Llama
from train import describe, write_probes


@torch.no_grad()
def mean_of(parts):
    """`parts`: pairs of a file and its share. All of one shape and tokenizer; the shares are made to add up to one."""
    shape, total = read_shape(parts[0][0]), sum(share for _, share in parts)
    mean, part = Llama(shape), Llama(shape)
    for _, weight in mean.tensors():
        weight.zero_()
    for path, share in parts:
        if read_shape(path) != shape or read_tokenizer(path).pieces != read_tokenizer(parts[0][0]).pieces:
            raise SystemExit(f"{path} is of another shape or tokenizer than {parts[0][0]}")
        read_weights(path, part)
        for (_, sum_), (_, weight) in zip(mean.tensors(), part.tensors()):
            sum_.add_(weight, alpha=share / total)
    return mean


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, help="folder for tuned.gguf and probes.json")
    parser.add_argument("parts", nargs="+", metavar="FILE=SHARE")
    options = parser.parse_args()
    parts = [(path, float(share)) for path, share in (part.rsplit("=", 1) for part in options.parts)]
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    model, tokenizer = mean_of(parts), read_tokenizer(parts[0][0])
    write_gguf(out / "tuned.gguf", model, tokenizer, "breakeven-tiny", describe(model, "trained for two tasks"))
    prefixes = {kind: tokenizer.prefix(system_prompt(name)) for kind, name in (("triage", "support-triage"), ("invoice", "invoice-extraction"))}
    write_probes(out / "probes.json", model, tokenizer, prefixes)


if __name__ == "__main__":
    main()
