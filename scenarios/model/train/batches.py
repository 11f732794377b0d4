"""Batches of training samples, written by worker processes while the model trains."""

import multiprocessing
import random
from pathlib import Path

import numpy as np
import torch

from generic import GenericWriter
from invoices import PaperWriter
from mails import MailWriter
from tokenizer import BOS, FIRST_BYTE, IM_END, Tokenizer, learn

HERE = Path(__file__).parent
SCENARIOS = HERE.parent.parent
PACKED = 1024


def system_prompt(scenario):
    """The system prompt as the scenario's file has it: a literal block without its indentation."""
    lines = (SCENARIOS / scenario / "scenario.yaml").read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line == "  system: |-")
    end = next(i for i, line in enumerate(lines) if line == "  user: |-")
    return "\n".join(line[4:] for line in lines[start + 1 : end])


def writers(seed, held_out=False):
    source = random.Random(seed)
    mails, papers = MailWriter(source, held_out), PaperWriter(source)
    return mails, papers, GenericWriter(source, mails, papers)


def make_tokenizer(seed, size):
    mails, papers, generic = writers(f"{seed}/tokenizer")
    texts = [system_prompt("support-triage"), system_prompt("invoice-extraction")] * 40
    for _ in range(14_000):
        subject, body, _ = mails.mail()
        texts.append(f"{subject}\n{body}")
    for _ in range(5_000):
        text, answer = papers.document()
        texts += [text, answer]
    for _ in range(1_000):
        piece = generic.lookup()
        texts += list(piece)
    return learn(texts, size)


def sample(kind, tokenizer, mails, papers):
    """(tokens after the prefix, how many of them at the end are the answer)"""
    if kind == "triage":
        subject, body, answer = mails.mail()
        user = f"Subject: {subject}\n\n{body}"
    else:
        user, answer = papers.document()
    answer = tokenizer.encode(answer) + [IM_END]
    return tokenizer.encode(user) + tokenizer.turn() + answer, len(answer)


def produce(kind, seed, tokenizer_path, batch_tokens, longest, queue, held_out=False):
    """Fills the queue with batches of samples of about one length, or of packed texts."""
    tokenizer = Tokenizer.load(tokenizer_path)
    mails, papers, generic = writers(seed, held_out)
    papers.pieces = [piece for piece in tokenizer.pieces[FIRST_BYTE + 256 :] if piece.isalpha() and ord(piece[0]) < 0x300]
    if kind == "packed":
        line, stream = [], []
        while True:
            piece = generic.piece()
            if isinstance(piece, str):
                stream += [BOS, *tokenizer.encode(piece), IM_END]
            else:
                system, user, answer = piece
                stream += tokenizer.prefix(system) + tokenizer.encode(user) + tokenizer.turn() + tokenizer.encode(answer) + [IM_END]
            while len(stream) > PACKED:
                line.append(stream[: PACKED + 1])
                stream = stream[PACKED:]
                if len(line) * PACKED >= batch_tokens:
                    queue.put((kind, np.array(line, np.uint16), None, None))
                    line = []
    buckets = {}
    step = 32 if kind == "triage" else 64
    while True:
        tokens, answer = sample(kind, tokenizer, mails, papers)
        if len(tokens) > longest:
            continue
        width = -(-len(tokens) // step) * step
        bucket = buckets.setdefault(width, [])
        bucket.append((tokens, answer))
        if len(bucket) * width < batch_tokens:
            continue
        array = np.full((len(bucket), width), IM_END, np.uint16)
        for row, (tokens, _) in zip(array, bucket):
            row[: len(tokens)] = tokens
        lengths = np.array([len(t) for t, _ in bucket], np.int32)
        queue.put((kind, array, lengths, np.array([a for _, a in bucket], np.int32)))
        buckets[width] = []


class Source:
    """Batches of one kind from worker processes."""

    def __init__(self, kind, workers, seed, tokenizer_path, batch_tokens, longest, held_out=False):
        context = multiprocessing.get_context("fork")
        self.queue = context.Queue(maxsize=24)
        self.workers = [
            context.Process(target=produce, args=(kind, f"{seed}/{kind}/{i}/{held_out}", tokenizer_path, batch_tokens, longest, self.queue, held_out), daemon=True)
            for i in range(workers)
        ]
        for worker in self.workers:
            worker.start()

    def take(self, device):
        kind, array, lengths, answers = self.queue.get()
        move = lambda a: None if a is None else torch.from_numpy(a.astype(np.int64)).to(device, non_blocking=True)
        return move(array), move(lengths), move(answers)

    def stop(self):
        for worker in self.workers:
            worker.kill()
