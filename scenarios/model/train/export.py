"""Writes the model as a GGUF file, version 3, matrices in Q8_0 and norms in 32-bit floats; and reads the weights back."""

import struct
from pathlib import Path

import numpy as np
import torch

from model import Shape
from tokenizer import BOS, CONTROL, IM_END, UNK, Tokenizer

CHAT_TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
ALIGNMENT = 32


def q8_0(weight):
    """Blocks of 32: a half-precision scale and 32 signed bytes."""
    blocks = weight.reshape(-1, 32).astype(np.float32)
    scale = np.abs(blocks).max(1) / 127
    inverse = np.divide(1, scale, out=np.zeros_like(scale), where=scale > 0)
    out = np.empty((len(blocks), 34), np.uint8)
    out[:, :2] = scale.astype(np.float16)[:, None].view(np.uint8)
    out[:, 2:] = np.rint(blocks * inverse[:, None]).astype(np.int8).view(np.uint8)
    return out.tobytes()


def _string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(kind, value):
    if kind == STRING:
        return struct.pack("<I", STRING) + _string(value)
    if isinstance(value, list):
        head = struct.pack("<IIQ", ARRAY, kind - 100, len(value))
        if kind - 100 == STRING:
            return head + b"".join(map(_string, value))
        return head + np.asarray(value, np.float32 if kind - 100 == F32 else np.int32).tobytes()
    return struct.pack("<I", kind) + struct.pack({U32: "<I", F32: "<f", BOOL: "<?"}[kind], value)


def write_gguf(path, model, tokenizer, name, description):
    shape = model.shape
    types = [2] + [3] * (len(CONTROL) - 1) + [6] * 256
    types += [1] * (tokenizer.size - len(types))
    metadata = [
        ("general.architecture", STRING, "llama"),
        ("general.name", STRING, name),
        ("general.description", STRING, description),
        ("general.license", STRING, "mit"),
        ("general.file_type", U32, 7),
        ("general.quantization_version", U32, 2),
        ("llama.vocab_size", U32, tokenizer.size),
        ("llama.context_length", U32, shape.context),
        ("llama.embedding_length", U32, shape.width),
        ("llama.block_count", U32, shape.layers),
        ("llama.feed_forward_length", U32, shape.feed_forward),
        ("llama.attention.head_count", U32, shape.heads),
        ("llama.attention.head_count_kv", U32, shape.key_value_heads),
        ("llama.attention.layer_norm_rms_epsilon", F32, shape.epsilon),
        ("llama.rope.dimension_count", U32, shape.width // shape.heads),
        ("llama.rope.freq_base", F32, shape.rope_base),
        ("tokenizer.ggml.model", STRING, "llama"),
        ("tokenizer.ggml.tokens", 100 + STRING, tokenizer.pieces),
        ("tokenizer.ggml.scores", 100 + F32, tokenizer.scores),
        ("tokenizer.ggml.token_type", 100 + I32, types),
        ("tokenizer.ggml.bos_token_id", U32, BOS),
        ("tokenizer.ggml.eos_token_id", U32, IM_END),
        ("tokenizer.ggml.unknown_token_id", U32, UNK),
        ("tokenizer.ggml.add_bos_token", BOOL, True),
        ("tokenizer.ggml.add_space_prefix", BOOL, False),
        ("tokenizer.chat_template", STRING, CHAT_TEMPLATE),
    ]
    tensors, offset = [], 0
    for tensor_name, weight in model.tensors():
        array = weight.detach().float().cpu().numpy()
        data = q8_0(array) if array.ndim == 2 else array.astype(np.float32).tobytes()
        info = _string(tensor_name) + struct.pack("<I", array.ndim)
        info += struct.pack(f"<{array.ndim}Q", *reversed(array.shape))
        info += struct.pack("<IQ", 8 if array.ndim == 2 else 0, offset)
        tensors.append((info, data))
        offset += -(-len(data) // ALIGNMENT) * ALIGNMENT
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    head += b"".join(_string(key) + _value(kind, value) for key, kind, value in metadata)
    head += b"".join(info for info, _ in tensors)
    with open(path, "wb") as file:
        file.write(head + b"\0" * (-len(head) % ALIGNMENT))
        for _, data in tensors:
            file.write(data + b"\0" * (-len(data) % ALIGNMENT))


def _read(data, at, kind):
    """The value of a kind at a place, and the place behind it."""
    if kind == STRING:
        size = struct.unpack_from("<Q", data, at)[0]
        return data[at + 8 : at + 8 + size].decode(), at + 8 + size
    if kind == ARRAY:
        member, count = struct.unpack_from("<IQ", data, at)
        at, values = at + 12, []
        for _ in range(count):
            value, at = _read(data, at, member)
            values.append(value)
        return values, at
    layout = {U32: "<I", I32: "<i", F32: "<f", BOOL: "<?"}[kind]
    return struct.unpack_from(layout, data, at)[0], at + struct.calcsize(layout)


def read_metadata(path):
    """What stands in a GGUF that this script wrote before its weights."""
    data = Path(path).read_bytes()
    at, metadata = 24, {}
    for _ in range(struct.unpack_from("<Q", data, 16)[0]):
        key, at = _read(data, at, STRING)
        metadata[key], at = _read(data, at + 4, struct.unpack_from("<I", data, at)[0])
    return metadata


def read_tokenizer(path):
    """The tokenizer of a GGUF that this script wrote."""
    metadata = read_metadata(path)
    return Tokenizer(metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.scores"])


def read_shape(path):
    """Its shape."""
    of = {key.removeprefix("llama."): value for key, value in read_metadata(path).items()}
    return Shape(
        of["vocab_size"], of["embedding_length"], of["block_count"], of["attention.head_count"], of["attention.head_count_kv"],
        of["feed_forward_length"], of["context_length"], of["rope.freq_base"], of["attention.layer_norm_rms_epsilon"],
    )


def read_weights(path, model):
    """Loads the weights of a GGUF that this script wrote, to go on from it."""
    data = Path(path).read_bytes()
    sizes = [(w.numel() // 32 * 34 if w.ndim == 2 else w.numel() * 4) for _, w in model.tensors()]
    starts, total = [], 0
    for size in sizes:
        starts.append(total)
        total += -(-size // 32) * 32
    base = len(data) - total
    for (name, weight), start, size in zip(model.tensors(), starts, sizes):
        raw = np.frombuffer(data, np.uint8, size, base + start)
        if weight.ndim == 2:
            blocks = raw.reshape(-1, 34)
            scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
            values = (blocks[:, 2:].copy().view(np.int8) * scale).reshape(weight.shape)
        else:
            values = raw.copy().view(np.float32)
        weight.data.copy_(torch.from_numpy(values))
