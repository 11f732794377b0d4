"""A SentencePiece-style tokenizer of the project's own, in the form that llama.cpp's "llama" vocabulary reads.

Letters merge first and a leading space last, so that a rare name has the same pieces with and without a space
before it: that is what makes copying a name from a document into JSON easy. Digits never merge.
"""

import json
import re
from collections import Counter, defaultdict

SPACE = "\u2581"
CONTROL = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"]
UNK, BOS, EOS, IM_START, IM_END = range(5)
FIRST_BYTE = len(CONTROL)

# Merges never cross the border of such a unit, because no piece does.
UNIT = re.compile(
    f"{SPACE}*[^\\W\\d_]+|{SPACE}+|-+|=+|\\.+|\\*+|[\"':,{{}}\\[\\]]+|.|\\n", re.DOTALL
)
# Runs that layouts and JSON are full of; each is the join of two shorter ones.
RUNS = [SPACE * 2, SPACE * 4, SPACE * 8, SPACE * 16]
RUNS += [c * n for c in "-=" for n in (2, 4, 8, 16, 32)] + ["..", "....", "**", "****"]
RUNS += ['":', '":"', '",', '","', ',"', '{"', '"}', "',", "['"]


def units(text):
    return UNIT.findall(text.replace(" ", SPACE))


class Tokenizer:
    def __init__(self, pieces, scores):
        self.pieces, self.scores = pieces, scores
        self.ids = {piece: i for i, piece in enumerate(pieces)}
        self.cache = {}

    @property
    def size(self):
        return len(self.pieces)

    def _unit(self, unit):
        """Joins the neighbours whose piece has the highest score, the leftmost of equals, until none is left."""
        symbols = list(unit)
        while len(symbols) > 1:
            best, at = None, -1
            for i in range(len(symbols) - 1):
                token = self.ids.get(symbols[i] + symbols[i + 1])
                if token is not None and (best is None or self.scores[token] > best):
                    best, at = self.scores[token], i
            if at < 0:
                break
            symbols[at : at + 2] = [symbols[at] + symbols[at + 1]]
        out = []
        for symbol in symbols:
            token = self.ids.get(symbol)
            if token is None:
                out.extend(FIRST_BYTE + byte for byte in symbol.encode())
            else:
                out.append(token)
        return out

    def encode(self, text):
        out, cache = [], self.cache
        for unit in units(text):
            tokens = cache.get(unit)
            if tokens is None:
                tokens = self._unit(unit)
                if len(cache) < 400_000:
                    cache[unit] = tokens
            out.extend(tokens)
        return out

    def decode(self, tokens):
        out = bytearray()
        for token in tokens:
            if FIRST_BYTE <= token < FIRST_BYTE + 256:
                out.append(token - FIRST_BYTE)
            elif token >= FIRST_BYTE + 256:
                out.extend(self.pieces[token].replace(SPACE, " ").encode())
        return out.decode("utf-8", "replace")

    def prefix(self, system):
        """What stands before the user's text, as the engine's ChatML template renders it."""
        line = self.encode("\n")
        return (
            [BOS, IM_START, *self.encode("system\n"), *self.encode(system), IM_END, *line]
            + [IM_START, *self.encode("user\n")]
        )

    def turn(self):
        """What stands between the user's text and the answer."""
        return [IM_END, *self.encode("\n"), IM_START, *self.encode("assistant\n")]

    def save(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"pieces": self.pieces, "scores": self.scores}, file, ensure_ascii=False)

    @staticmethod
    def load(path):
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        return Tokenizer(data["pieces"], data["scores"])


def learn(texts, size, spaced=700):
    """A vocabulary of `size` pieces: characters, letter pieces by byte-pair encoding, runs, and whole words with a space."""
    words, characters, spaced_words = Counter(), Counter(), Counter()
    for text in texts:
        for unit in units(text):
            characters.update(unit)
            letters = unit.lstrip(SPACE)
            if letters and letters[0].isalpha():
                words[letters] += 1
                if len(letters) < len(unit):
                    spaced_words[letters] += 1
    alphabet = sorted({chr(c) for c in range(33, 127)} | {c for c, n in characters.items() if n >= 8 and c.isprintable()})
    alphabet = [SPACE] + [c for c in alphabet if c not in (SPACE, " ")]
    room = size - FIRST_BYTE - 256 - len(alphabet) - len(RUNS) - spaced

    symbols = {word: list(word) for word in words}
    counts, holders = Counter(), defaultdict(set)
    for word, parts in symbols.items():
        for pair in zip(parts, parts[1:]):
            counts[pair] += words[word]
            holders[pair].add(word)
    pieces, known = [], set(alphabet)
    while len(pieces) < room and counts:
        pair = max(counts, key=lambda p: (counts[p], p))
        if counts[pair] < 2:
            break
        joined = pair[0] + pair[1]
        if joined not in known:
            known.add(joined)
            pieces.append(joined)
        for word in list(holders.pop(pair)):
            parts = symbols[word]
            for old in zip(parts, parts[1:]):
                counts[old] -= words[word]
                if counts[old] <= 0:
                    del counts[old]
            merged, i = [], 0
            while i < len(parts):
                if i + 1 < len(parts) and (parts[i], parts[i + 1]) == pair:
                    merged.append(joined)
                    i += 2
                else:
                    merged.append(parts[i])
                    i += 1
            symbols[word] = merged
            for new in zip(merged, merged[1:]):
                counts[new] += words[word]
                holders[new].add(word)
        counts.pop(pair, None)
    whole = [w for w, _ in spaced_words.most_common() if w in known][:spaced]
    texts_ = pieces + RUNS + [SPACE + w for w in whole] + alphabet
    head = CONTROL + [f"<0x{b:02X}>" for b in range(256)]
    return Tokenizer(head + texts_, [0.0] * len(head) + [float(-i) for i in range(len(texts_))])
