"""What is trained for, and how often a whole answer is right."""

import torch
import torch.nn.functional as F


def answer_mask(tokens, lengths, answers):
    """Which positions predict a token of the answer."""
    at = torch.arange(tokens.shape[1] - 1, device=tokens.device)[None]
    return (at >= (lengths - answers - 1)[:, None]) & (at < (lengths - 1)[:, None])


def packed_loss(model, tokens, dtype):
    hidden = model(tokens[:, :-1], dtype=dtype)
    return F.cross_entropy(model.logits(hidden).float().flatten(0, 1), tokens[:, 1:].flatten())


def task_loss(model, batch, prefix, dtype, dropout, smoothing, text_share, text_weight):
    tokens, lengths, answers = batch
    hidden = model(tokens[:, :-1], prefix, dropout, dtype)
    target = tokens[:, 1:]
    mask = answer_mask(tokens, lengths, answers)
    logits = model.logits(hidden[mask]).float()
    loss = F.cross_entropy(logits, target[mask], label_smoothing=smoothing)
    if text_weight > 0:
        at = torch.arange(target.shape[1], device=target.device)[None]
        text = (at < (lengths - answers - 1)[:, None]) & (torch.rand(target.shape, device=target.device) < text_share)
        loss = loss + text_weight * F.cross_entropy(model.logits(hidden[text]).float(), target[text])
    return loss


@torch.no_grad()
def exact_share(model, batches, prefix, dtype):
    """Share of samples whose whole answer greedy decoding would give."""
    model.eval()
    right = total = 0
    for tokens, lengths, answers in batches:
        hidden = model(tokens[:, :-1], prefix, 0.0, dtype)
        mask = answer_mask(tokens, lengths, answers)
        best = torch.zeros_like(tokens[:, 1:])
        best[mask] = model.logits(hidden[mask]).argmax(-1)
        right += ((best == tokens[:, 1:]) | ~mask).all(1).sum().item()
        total += tokens.shape[0]
    model.train()
    return right / max(1, total)
