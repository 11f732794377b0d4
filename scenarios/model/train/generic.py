"""The mixture of the first stage: plain mails and papers, and small tasks of copying, looking up, adding and converting.

Nothing here carries a label of support-triage or asks in the words of a scenario's prompt.
"""

import datetime
import json

from paper_facts import COUNTRIES, SYLLABLES

KEYS = "name code date price size owner city colour weight ref status phone user count rate item place batch".split()
SYSTEMS = ["Read the text and answer with JSON.", "Give the asked values as JSON.", "Find these keys: {keys}.", "Keys: {keys}", "{keys}"]


class GenericWriter:
    def __init__(self, random, mails, papers):
        self.r, self.mails, self.papers = random, mails, papers

    def word(self):
        language = self.r.choice(list(SYLLABLES))
        word = self.papers.name(language) if self.r.random() < 0.4 else self.papers.odd_word(language)
        return word if self.r.random() < 0.6 else word.lower()

    def value(self):
        r = self.r
        kind = r.random()
        if kind < 0.4:
            return " ".join(self.word() for _ in range(r.randint(1, 4)))
        if kind < 0.7:
            return self.papers.number(str(r.randint(2020, 2029)))
        return str(r.randint(0, 10 ** r.randint(1, 9)))

    def lookup(self):
        """A list of labelled values and a question for some of them."""
        r = self.r
        keys = r.sample(KEYS, r.randint(3, 10))
        pairs = [(key, self.value()) for key in keys]
        gap = r.choice([": ", " ", "  ", " = ", " - ", ":\n", "    "])
        lines = [f"{r.choice([key, key.upper(), key.capitalize()])}{gap}{value}" for key, value in pairs]
        for _ in range(r.randint(0, 4)):
            lines.insert(r.randint(0, len(lines)), " ".join(self.word() for _ in range(r.randint(2, 8))))
        asked = r.sample(keys, r.randint(1, len(keys)))
        if r.random() < 0.4:
            asked.append(r.choice([k for k in KEYS if k not in keys]))
        answer = json.dumps({key: dict(pairs).get(key) for key in asked}, ensure_ascii=False, separators=(",", ":"))
        return r.choice(SYSTEMS).replace("{keys}", ", ".join(asked)), "\n".join(lines), answer

    def arithmetic(self):
        r = self.r
        low = r.choice([2, 3, 4, 5, 6])
        a, b = r.randint(0, 10**low), r.randint(0, 10 ** r.randint(1, low))
        if r.random() < 0.35:
            a, b = a + b, b
            op, result = "-", a - b
        else:
            op, result = "+", a + b
        if r.random() < 0.3:
            return f"{a} {op} {b} = {result}"
        text = lambda v: f"{v // 100}.{v % 100:02d}"
        form = r.random()
        if form < 0.5:
            return f"{text(a)} {op} {text(b)} = {text(result)}"
        comma = f"{text(a)} {op} {text(b)}".replace(".", ",")
        return f"{comma} = {text(result)}"

    def conversion(self):
        r = self.r
        country = r.choice(list(COUNTRIES))
        language, _, style, patterns, _ = COUNTRIES[country]
        if r.random() < 0.6:
            date = datetime.date(2020, 1, 1) + datetime.timedelta(days=r.randint(0, 3600))
            return f"{country} {self.papers.day(date, r.choice(patterns), language)} -> {date.isoformat()}"
        value = r.randint(0, 10 ** r.randint(3, 8))
        whole = f"{value // 100:,}".replace(",", style[0])
        return f"{whole}{style[1]}{value % 100:02d} -> {value // 100}.{value % 100:02d}"

    def copying(self):
        words = " ".join(self.value() for _ in range(self.r.randint(1, 6)))
        return self.r.choice([f"{words}\n{words}", f"{words} | {words}", f" {words}\n{json.dumps(words, ensure_ascii=False)}", f"{words}\n{words}\n{words}"])

    def piece(self):
        """(system, user, answer) of a conversation, or a plain text."""
        r = self.r
        share = r.random()
        if share < 0.3:
            subject, body, _ = self.mails.mail()
            if r.random() < 0.5:
                return f"Subject: {subject}\n\n{body}"
            return "Write the subject.", body, subject
        if share < 0.5:
            return self.papers.document()[0]
        if share < 0.62:
            text, answer = self.papers.document()
            fields = json.loads(answer.replace(".00,", ".0,"))
            asked = r.sample(list(fields), r.randint(1, 4))
            parts = answer[1:-1]
            raw = {}
            for key in fields:
                start = parts.index(f'"{key}":') + len(key) + 3
                ends = [parts.index(f',"{k}":', start) for k in fields if f',"{k}":' in parts[start:]]
                raw[key] = parts[start : min(ends)] if ends else parts[start:]
            return "Keys: " + ", ".join(asked), text, "{" + ",".join(f'"{k}":{raw[k]}' for k in asked) + "}"
        if share < 0.77:
            return self.lookup()
        maker = self.arithmetic if share < 0.89 else self.conversion if share < 0.95 else self.copying
        return "\n".join(maker() for _ in range(r.randint(2, 10)))
