"""Trains breakeven-tiny: `python train.py --out DIR`. See README.md beside this file."""

import argparse
import json
import os
import time
from pathlib import Path

import torch

from batches import Source, make_tokenizer, system_prompt
from export import read_shape, read_tokenizer, read_weights, write_gguf
from losses import exact_share, packed_loss, task_loss
from model import Llama, Shape, fitting_attention
from muon import Muon


PROBES = [
    ("support-triage", "Subject: Payslips\n\nThe export to our payroll office has been empty since Tuesday."),
    ("support-triage", "Subject: Hallo\n\nIch habe mein Passwort vergessen und komme nicht mehr hinein."),
    ("support-triage", "Subject: 解約\n\n来月末で契約を終了したいです。"),
    ("invoice-extraction", "Ashmere Tools Ltd\n4 Mill Lane, Leeds\n\nINVOICE\nInvoice number: 20417\nDate: 5 May 2026\n\nNet 100.00\nVAT 20% 20.00\nTotal £120.00"),
]


def describe(model, stage):
    """What a file says of the model in it."""
    millions = sum(p.numel() for p in model.parameters()) / 1e6
    return f"A language model of {millions:.1f} million parameters, {stage}, for the scenarios support-triage and invoice-extraction of breakeven."


@torch.no_grad()
def write_probes(path, model, tokenizer, prefixes):
    """Tokens and the likeliest next tokens with their probabilities, to compare the exported file with."""
    model.eval().float()
    probes = []
    for scenario, user in PROBES:
        kind = "triage" if scenario == "support-triage" else "invoice"
        tokens = prefixes[kind] + tokenizer.encode(user) + tokenizer.turn()
        device = model.embedding.weight.device
        logits = model.logits(model(torch.tensor([tokens], device=device), dtype=torch.float32))[0, -1]
        share, best = logits.float().softmax(-1).topk(5)
        probes.append({"scenario": scenario, "user": user, "tokens": tokens, "best": best.tolist(), "probabilities": [round(p, 5) for p in share.tolist()]})
    Path(path).write_text(json.dumps(probes, ensure_ascii=False), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, help="folder for the models, the tokenizer and the log")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--base-minutes", type=float, default=2.2)
    parser.add_argument("--tune-minutes", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    parser.add_argument("--vocabulary", type=int, default=5120)
    parser.add_argument("--batch-tokens", type=int, default=49_152)
    parser.add_argument("--triage-tokens", type=int, default=16_384, help="tokens of a batch of mails, without the prompt")
    parser.add_argument("--bfloat16", action="store_true", help="on a CPU too, to try it out")
    parser.add_argument("--from-model", help="skip the first stage and go on from this GGUF file of an earlier run, with its tokenizer")
    parser.add_argument("--invoice-every", type=int, default=1, help="papers only at every n-th step of the second stage")
    parser.add_argument("--triage-only", action="store_true")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--matrix-rate", type=float, default=0.02)
    parser.add_argument("--rest-rate", type=float, default=2e-3)
    parser.add_argument("--tune-rate", type=float, default=0.6, help="rates of the second stage, as a share of the first's")
    parser.add_argument("--triage-weight", type=float, default=1.0)
    options = parser.parse_args()

    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    began = time.time()
    log_file = open(out / "log.txt", "a", encoding="utf-8")

    def log(*words):
        text = f"{time.time() - began:7.1f} s  " + " ".join(map(str, words))
        print(text, flush=True)
        print(text, file=log_file, flush=True)

    if options.from_model:
        tokenizer = read_tokenizer(options.from_model)
    else:
        tokenizer = make_tokenizer(options.seed, options.vocabulary)
        log("learned a tokenizer of", tokenizer.size)
    path = str(out / "tokenizer.json")
    tokenizer.save(path)

    prefixes = {kind: tokenizer.prefix(system_prompt(name)) for kind, name in (("triage", "support-triage"), ("invoice", "invoice-extraction"))}
    log("prompt prefixes, tokens:", {k: len(p) for k, p in prefixes.items()})
    longest = {kind: Shape.context - len(p) for kind, p in prefixes.items()}
    workers, tokens = options.workers, options.batch_tokens
    kinds = ["triage"] if options.triage_only else ["triage", "invoice"]
    base_stage = options.from_model is None
    # All workers start before the GPU is touched; their queues are short, so that those who are not needed yet wait.
    parts = {"triage": (max(1, workers // 4), options.triage_tokens), "invoice": (max(1, workers * 3 // 4), tokens)}
    sources = {kind: Source(kind, parts[kind][0], options.seed, path, parts[kind][1], longest[kind]) for kind in kinds}
    held = {kind: Source(kind, 1, options.seed, path, tokens // 2, longest[kind], True) for kind in kinds}
    if base_stage:
        sources["packed"] = Source("packed", workers, options.seed, path, tokens, 0)

    device = "cuda" if torch.cuda.is_available() else "cpu"
    dtype = torch.bfloat16 if device == "cuda" or options.bfloat16 else torch.float32
    torch.manual_seed(options.seed)
    torch.backends.cuda.matmul.allow_tf32 = True
    model = Llama(read_shape(options.from_model) if options.from_model else Shape(tokenizer.size))
    if options.from_model:
        read_weights(options.from_model, model)
    model = model.to(device)
    log("device", device, torch.cuda.get_device_name() if device == "cuda" else "", "parameters", sum(p.numel() for p in model.parameters()))
    prefix = {kind: torch.tensor(p, device=device) for kind, p in prefixes.items()}
    if dtype == torch.bfloat16:
        model.attend, gap = fitting_attention(device)
        log("attention:", model.attend.__name__, "largest gap:", gap)

    def stage(name, minutes, losses, rate):
        optimizer = Muon(model, 0.05)
        start, step, total, saved = time.time(), 0, {}, time.time()
        while (progress := (time.time() - start) / (minutes * 60)) < 1:
            factor = rate * min(1, (step + 1) / 100) * (min(1, (1 - progress) / 0.6) if name != "base" else min(1, (1 - progress) / 0.25 + 0.3))
            for kind, loss_of in losses.items():
                if kind == "invoice" and step % options.invoice_every:
                    continue
                loss = loss_of()
                loss.backward()
                if step % 20 == 0:
                    total[kind] = round(loss.item(), 4)
            optimizer.step(options.matrix_rate * factor, options.rest_rate * factor)
            step += 1
            if step % 100 == 0 or step == 1 or step == 10:
                log(name, "step", step, "rate", round(factor, 3), total)
            if time.time() - saved > (75 if device == "cuda" else 300):
                write_gguf(out / f"{name}.gguf", model, tokenizer, "breakeven-tiny", describe(model, "not fully trained"))
                if name == "tuned":
                    report(name)
                saved = time.time()
        log(name, "done after", step, "steps,", round(time.time() - start), "s")

    checks = {}

    def report(name):
        if not checks:
            for kind in kinds:
                checks[kind] = [held[kind].take(device) for _ in range(12 if device == "cuda" else 6)]
                held[kind].stop()
        log(name, "whole answers right on phrasings held out:", {k: round(exact_share(model, checks[k], prefix[k], dtype), 4) for k in kinds})

    model.train()
    if base_stage:
        stage("base", options.base_minutes, {"packed": lambda: packed_loss(model, sources["packed"].take(device)[0], dtype)}, 1.0)
        sources["packed"].stop()
        write_gguf(out / "base.gguf", model, tokenizer, "breakeven-tiny-base", describe(model, "after the first stage of its training"))
        report("base")
    take = lambda kind: sources[kind].take(device)
    losses = {"triage": lambda: options.triage_weight * task_loss(model, take("triage"), prefix["triage"], dtype, options.dropout, 0.05, 0.15, 0.3)}
    if not options.triage_only:
        losses["invoice"] = lambda: task_loss(model, take("invoice"), prefix["invoice"], dtype, 0.0, 0.0, 0.05, 0.05)
    stage("tuned", options.tune_minutes, losses, options.tune_rate)
    for kind in kinds:
        sources[kind].stop()
    write_gguf(out / "tuned.gguf", model, tokenizer, "breakeven-tiny", describe(model, "trained for two tasks"))
    report("tuned")
    write_probes(out / "probes.json", model, tokenizer, prefixes)
    log("done")


if __name__ == "__main__":
    main()
