"""The model: a llama of the usual form, in the layout that llama.cpp reads without permuting a weight."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass
class Shape:
    vocabulary: int
    width: int = 384
    layers: int = 6
    heads: int = 3
    # One head of keys for all: after a long prompt the engine writes more than twice as fast.
    key_value_heads: int = 1
    feed_forward: int = 960
    context: int = 2048
    rope_base: float = 10_000.0
    epsilon: float = 1e-5


class Block(nn.Module):
    def __init__(self, shape):
        super().__init__()
        width, inner = shape.width, shape.feed_forward
        self.heads, self.epsilon = shape.heads, shape.epsilon
        key_width = width // shape.heads * shape.key_value_heads
        self.attn_norm = nn.Parameter(torch.ones(width))
        self.ffn_norm = nn.Parameter(torch.ones(width))
        self.attn_q = nn.Linear(width, width, bias=False)
        self.attn_k = nn.Linear(width, key_width, bias=False)
        self.attn_v = nn.Linear(width, key_width, bias=False)
        self.attn_output = nn.Linear(width, width, bias=False)
        self.ffn_gate = nn.Linear(width, inner, bias=False)
        self.ffn_up = nn.Linear(width, inner, bias=False)
        self.ffn_down = nn.Linear(inner, width, bias=False)

    def qkv(self, x, cos, sin):
        b, t, w = x.shape
        h = F.rms_norm(x, (w,), self.attn_norm.to(x.dtype), self.epsilon)
        q, k, v = (apply(f, h).view(b, t, -1, w // self.heads) for f in (self.attn_q, self.attn_k, self.attn_v))
        return rotate(q, cos, sin).transpose(1, 2), rotate(k, cos, sin).transpose(1, 2), v.transpose(1, 2)

    def rest(self, x, attended, dropout):
        b, t, w = x.shape
        y = apply(self.attn_output, attended.transpose(1, 2).reshape(b, t, w))
        x = x + F.dropout(y, dropout, self.training)
        h = F.rms_norm(x, (w,), self.ffn_norm.to(x.dtype), self.epsilon)
        y = apply(self.ffn_down, F.silu(apply(self.ffn_gate, h)) * apply(self.ffn_up, h))
        return x + F.dropout(y, dropout, self.training)


def apply(linear, x):
    """The weights stay in 32 bits; the product is made in the type of the activations."""
    return F.linear(x, linear.weight.to(x.dtype))


def rotate(x, cos, sin):
    """Rotary positions over neighbouring pairs, as llama.cpp does for this architecture."""
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2).to(x.dtype)


def attend_with_mask(q, k, v):
    """Causal attention of the last positions of a longer sequence: query i sees all keys up to its own."""
    mask = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool, device=q.device).tril(k.shape[-2] - q.shape[-2])
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)


def attend_with_flash(q, k, v):
    """The same by the flash kernel, which aligns its causal mask to the last key."""
    return torch.ops.aten._scaled_dot_product_flash_attention(q, k, v, 0.0, True)[0]


def fitting_attention(device):
    """The flash kernel on a GPU where it agrees with the plain way, else the plain way; and the largest gap between them."""
    if device == "cpu":
        return attend_with_mask, None
    q, k, v = (torch.randn(2, 3, n, 128, device=device, dtype=torch.bfloat16) for n in (64, 200, 200))
    try:
        gap = (attend_with_flash(q, k, v) - attend_with_mask(q, k, v)).abs().max().item()
    except (RuntimeError, TypeError) as error:
        return attend_with_mask, str(error)
    return (attend_with_flash if gap < 0.05 else attend_with_mask), gap


def shared(keys, heads):
    """Keys or values as every head of queries sees them."""
    return keys.repeat_interleave(heads // keys.shape[1], 1)


class Llama(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.attend = attend_with_mask
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.output_norm = nn.Parameter(torch.ones(shape.width))
        half = shape.width // shape.heads // 2
        angle = torch.outer(
            torch.arange(shape.context).float(), shape.rope_base ** (-torch.arange(half).float() / half)
        )
        self.register_buffer("cos", angle.cos()[:, None, :], persistent=False)
        self.register_buffer("sin", angle.sin()[:, None, :], persistent=False)
        nn.init.normal_(self.embedding.weight, std=0.02)
        for name, p in self.named_parameters():
            if p.dim() == 2 and "embedding" not in name:
                scale = (2 * shape.layers) ** -0.5 if "output" in name or "down" in name else 1.0
                nn.init.normal_(p, std=scale * p.shape[1] ** -0.5)

    def forward(self, tokens, prefix=None, dropout=0.0, dtype=torch.bfloat16):
        """Hidden states of `tokens`; `prefix` is one sequence that stands before each of them and is computed once."""
        start = 0 if prefix is None else prefix.shape[0]
        end = start + tokens.shape[1]
        cos, sin = self.cos, self.sin
        x = self.embedding(tokens).to(dtype)
        p = None if prefix is None else self.embedding(prefix[None]).to(dtype)
        for block in self.blocks:
            q, k, v = block.qkv(x, cos[start:end], sin[start:end])
            k, v = shared(k, block.heads), shared(v, block.heads)
            if p is None:
                x = block.rest(x, F.scaled_dot_product_attention(q, k, v, is_causal=True), dropout)
                continue
            pq, pk, pv = block.qkv(p, cos[:start], sin[:start])
            pk, pv = shared(pk, block.heads), shared(pv, block.heads)
            wide = (x.shape[0], -1, -1, -1)
            k, v = torch.cat((pk.expand(wide), k), 2), torch.cat((pv.expand(wide), v), 2)
            x = block.rest(x, self.attend(q, k, v), dropout)
            p = block.rest(p, F.scaled_dot_product_attention(pq, pk, pv, is_causal=True), dropout)
        return F.rms_norm(x, (x.shape[-1],), self.output_norm.to(dtype), self.shape.epsilon)

    def logits(self, hidden):
        return F.linear(hidden, self.embedding.weight.to(hidden.dtype))

    def tensors(self):
        """Name in the GGUF file and weight, in the file's order."""
        yield "token_embd.weight", self.embedding.weight
        yield "output_norm.weight", self.output_norm
        for i, block in enumerate(self.blocks):
            for name in ("attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down"):
                weight = getattr(block, name)
                yield f"blk.{i}.{name}.weight", weight if isinstance(weight, nn.Parameter) else weight.weight
