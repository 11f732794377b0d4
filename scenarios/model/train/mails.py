"""Writes support mails with their label from the hand-written grammars in material/mails-*.txt."""

import re
import zlib
from pathlib import Path

LABELS = (
    "outage privacy-security cancellation billing-dispute refund-request payment-method invoice-document plan-change "
    "login-access integration bug-report feature-request how-to sales-inquiry out-of-scope"
).split()
MATERIAL = Path(__file__).parent / "material"
LANGUAGES = {"en": 46, "de": 11, "fr": 8, "es": 7, "it": 6, "nl": 6, "ja": 6, "pt": 6, "pl": 6}
CURRENCIES = ["{} EUR", "EUR {}", "€{}", "{} €", "£{}", "${}", "{}"]
HELD_OUT_ONE_IN = 14


def compile_phrase(text):
    """`a [b|c [d|e]]` as a nested list: a string stands for itself, a tuple for one of its members."""

    def sequence(i, stop):
        out, start = [], i
        while i < len(text) and text[i] not in stop:
            if text[i] == "[":
                out.append(text[start:i])
                choices = []
                while text[i] != "]":
                    part, i = sequence(i + 1, "|]")
                    choices.append(part)
                out.append(tuple(choices))
                start = i + 1
            i += 1
        out.append(text[start:i])
        return [part for part in out if part != ""], i

    return sequence(0, "")[0]


def expand(node, random):
    if isinstance(node, str):
        return node
    if isinstance(node, tuple):
        return expand(random.choice(node), random)
    return "".join([expand(part, random) for part in node])


def read_material(language):
    """Sections of one file: of labels as (subjects, cores), of surroundings as lists."""
    sections, name = {}, None
    files = sorted(MATERIAL.glob(f"mails-{language}*.txt"))
    for line in "\n".join(file.read_text(encoding="utf-8") for file in files).splitlines():
        if line.startswith("== "):
            name = line[3:]
            sections.setdefault(name, [] if name.startswith("@") else ([], []))
        elif line.strip() and name.startswith("@"):
            sections[name].append(compile_phrase(line))
        elif line.strip():
            is_subject = line.startswith("S ")
            sections[name][0 if is_subject else 1].append((line, compile_phrase(line[2:] if is_subject else line)))
    return sections


def is_held_out(line):
    return zlib.crc32(line.encode()) % HELD_OUT_ONE_IN == 0


class MailWriter:
    def __init__(self, random, held_out=False):
        self.random, self.held_out = random, held_out
        self.material = {language: read_material(language) for language in LANGUAGES}

    def pick(self, language, section):
        material = self.material[language]
        options = material.get(section) or self.material["en"][section]
        return self.fill(expand(self.random.choice(options), self.random), language)

    def fill(self, text, language):
        while "{" in text:
            text = re.sub(r"\{(\w+)\}", lambda m: self.slot(m[1], language), text, count=1)
        return text

    def slot(self, name, language):
        r = self.random
        if name == "n":
            return str(r.choice([r.randint(2, 30), r.randint(5, 120), r.randint(100, 900)]))
        if name == "amt":
            amount = r.choice([f"{r.randint(9, 900)}", f"{r.randint(9, 999)}.{r.randint(0, 99):02d}", f"{r.randint(1, 4)},{r.randint(0, 999):03d}"])
            if language not in ("en", "ja"):
                amount = amount.translate(str.maketrans(".,", ",."))
            return f"{amount}円" if language == "ja" else r.choice(CURRENCIES).format(amount)
        if name == "inv":
            return r.choice([f"TW-{r.randint(2023, 2027)}-{r.randint(1000, 999999)}", f"INV{r.randint(1000, 99999)}", f"{r.randint(100000, 999999)}"])
        if name == "time":
            return f"{r.randint(0, 23)}:{r.randint(0, 59):02d}" if r.random() < 0.7 else f"{r.randint(1, 12)}{r.choice(['am', 'pm']) if language == 'en' else ''}"
        if name == "last4":
            return f"{r.randint(1000, 9999)}"
        if name == "d":
            return str(r.randint(1, 28))
        if name == "mm":
            return f"{r.randint(1, 12):02d}"
        if name == "y":
            return str(r.randint(2023, 2027))
        if name == "name":
            first, last = self.pick(language, "@first"), self.pick(language, "@last")
            if language == "ja":
                return last + first
            return r.choice([f"{first} {last}", first, f"{first} {last}"])
        return self.pick(language, "@" + name)

    def core(self, language, label):
        pool = [p for line, p in self.material[language][label][1] if is_held_out(line) == self.held_out]
        if not pool:
            pool = [p for _, p in self.material[language][label][1]]
        return self.fill(expand(self.random.choice(pool), self.random), language)

    def signature(self, language):
        r = self.random
        lines = [self.pick(language, "@bye"), self.fill("{name}", language)]
        if r.random() < 0.5:
            lines.append(self.pick(language, "@role"))
        if r.random() < 0.5:
            lines.append(self.pick(language, "@org"))
        if r.random() < 0.3:
            lines.append(f"Tel. +{r.randint(1, 99)} {r.randint(10, 999)} {r.randint(1000, 9999)} {r.randint(10, 999)}")
        return "\n".join(lines)

    def mail(self, language=None, label=None):
        """(subject, body, label)"""
        r = self.random
        language = language or r.choices(list(LANGUAGES), LANGUAGES.values())[0]
        label = label or r.choice(LABELS)
        glue = "" if language == "ja" else " "
        cores = [(label, self.core(language, label))]
        main = label
        personal = label != "out-of-scope" or r.random() < 0.5
        share = r.random()
        below = [each for each in LABELS[LABELS.index(label) + 1 : -1] if each != "sales-inquiry"]
        if share < 0.25:
            cores.append((label, self.core(language, label)))
        elif share < 0.36 and below and label != "sales-inquiry":
            # The other matter stands lower in the list, so that every label stays as frequent as it was drawn.
            other = r.choice(below)
            extra = self.core(language, other)
            if r.random() < 0.5:
                extra = self.pick(language, "@also") + glue + extra[:1].lower() + extra[1:]
            cores.append((other, extra))
        # The main matter usually comes first; the subject speaks of either.
        if len(cores) > 1 and r.random() < 0.4:
            cores.reverse()
        parts = [text for _, text in cores]
        subject_of = r.choice(cores)[0] if r.random() < 0.9 else main
        if r.random() < (0.3 if label != "out-of-scope" else 0.05):
            parts.insert(0, self.pick(language, "@neutral"))
        elif r.random() < 0.08 and label != "out-of-scope":
            parts.append(self.pick(language, "@neutral"))
        if personal and label not in ("cancellation", "sales-inquiry") and r.random() < 0.07:
            parts.append(self.pick(language, "@threat"))
        if r.random() < 0.4:
            parts.append(self.pick(language, "@tail"))
        if r.random() < 0.3:
            parts = [self.drop_words(p) if language != "ja" else p for p in parts]
        parts = [re.sub("  +", " ", part).strip() for part in parts]
        if language == "es" and r.random() < 0.7:
            parts = [re.sub(r"(^|[.?!] )([^.?!]+\?)", r"\1¿\2", part) for part in parts]
        body = r.choice([glue, glue, glue, "\n", "\n\n"]).join(parts)
        if r.random() < 0.5:
            body = self.pick(language, "@greet") + r.choice(["\n\n", "\n", glue]) + body
        subjects = self.material[language][subject_of][0]
        choice = r.random()
        if choice < 0.62 and subjects:
            subject = self.fill(expand(r.choice(subjects)[1], r), language)
        elif choice < 0.8:
            subject = self.pick(language, "@generic")
        else:
            words = cores[0][1].split(" ")
            subject = " ".join(words[: r.randint(2, 6)]).rstrip(",;:.") if language != "ja" else cores[0][1][: r.randint(4, 14)]
        if r.random() < 0.25:
            body = self.typos(body) if language != "ja" else body
        style = r.random()
        if style < 0.07:
            body, subject = body.lower(), subject.lower()
        elif style < 0.1:
            body = body.upper()
        elif style < 0.14:
            subject = subject.upper()
        elif style < 0.19:
            body = body.replace(". ", r.choice(["!! ", "! ", " ... ", ".. "]))
        elif style < 0.22:
            body = re.sub(r"[.,;:']", "", body)
        if r.random() < 0.35:
            body += "\n\n" + self.signature(language)
        elif r.random() < 0.2:
            body += r.choice(["\n\n", "\n"]) + self.fill("{first}", language)
        if r.random() < 0.1:
            body += "\n\n" + self.pick(language, "@device")
        if r.random() < 0.08:
            body += "\n\n" + self.pick(language, "@disclaimer")
        if personal and r.random() < 0.2:
            older = [self.pick(language, "@quote")]
            if r.random() < 0.35:
                older = [self.core(language, r.choice(LABELS))]
            lines = glue.join(older)
            body += "\n\n" + self.pick(language, "@quotehead") + "\n> " + lines
            if r.random() < 0.6:
                subject = r.choice(["Re: ", "RE: ", "AW: " if language == "de" else "Re: "]) + subject
        elif r.random() < 0.04:
            # The newest message is below a header of forwarding: the sender only passes it on.
            body = self.pick(language, "@greet") + "\n\n" + self.pick(language, "@fwd") + "\n" + body
            subject = "Fwd: " + subject
        return subject, body, label

    def drop_words(self, text):
        share, words = self.random.uniform(0.03, 0.25), text.split(" ")
        return " ".join(w for w in words if self.random.random() > share) or text

    def typos(self, text):
        r = self.random
        words = [m for m in re.finditer(r"[^\W\d_]{5,}", text)]
        for match in sorted(r.sample(words, min(len(words), r.randint(1, 4))), key=lambda m: -m.start()):
            word, at = match[0], r.randint(1, len(match[0]) - 3)
            a, b = word[at], word[at + 1]
            new = r.choice([word[:at] + b + a + word[at + 2 :], word[:at] + word[at + 1 :], word[:at] + a + word[at:], word[:at] + chr(97 + r.randint(0, 25)) + word[at + 1 :]])
            text = text[: match.start()] + new + text[match.end() :]
        return text
