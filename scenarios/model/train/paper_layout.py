"""Lays out a paper as text, in one of many ways, and scans it badly."""

import datetime
import re

from paper_facts import PaperFacts

MISREAD = [("rn", "m"), ("m", "rn"), ("l", "1"), ("I", "l"), ("o", "0"), ("O", "0"), ("S", "5"), ("cl", "d"), ("ü", "u"), ("ä", "a"), ("é", "e"), ("ó", "o"), ("ł", "l"), ("e", "c"), ("i", "l"), ("h", "b"), ("B", "8")]


class PaperLayout(PaperFacts):
    def customer(self, page):
        r, w, country = self.r, page["w"], page["country"]
        other = self.vendor(country, r.choice(["business", "business", "till", "freelancer"]))
        block = [other]
        if r.random() < 0.4:
            block.append(r.choice(w["people"]))
        return block + self.address(country)

    def quantity(self, halves, page):
        return str(halves // 2) if halves % 2 == 0 else f"{halves // 2}{page['decimal']}5"

    def table(self, page, width):
        r, pick, plain, money, sign = self.r, page["pick"], page["plain"], page["money"], page["sign"]
        style = r.choices(["columns", "columns", "dash", "short", "numbered", "amountOnly"], [30, 20, 18, 8, 14, 10])[0]
        out, carried = [], 0
        rule = r.choice(["-", "-", "=", "_"]) * width if r.random() < 0.85 else ""
        name_width = width - 32
        breaking = r.randint(2, 3) if len(page["lines"]) >= 4 and r.random() < 0.35 else None
        if style in ("columns", "numbered"):
            head = f"{pick('description').ljust(name_width)}{pick('quantity').rjust(6)} {pick('unitPrice').rjust(11)} {pick('amount').rjust(12)}"
            out += [head, rule] if r.random() < 0.9 else [rule]
        for i, (name, halves, price, amount, rate) in enumerate(page["lines"], 1):
            q, a = self.quantity(halves, page), amount * sign
            if style == "numbered":
                name = f"{i} {name}"
            if style in ("columns", "numbered"):
                out.append(f"{name.ljust(name_width)}{q.rjust(6)} {plain(price).rjust(11)} {plain(a).rjust(12)}")
            elif style == "dash":
                out += [f"- {name}", f"    {q} x {money(price)} = {money(a)}"]
            elif style == "short":
                out.append(f"{q} x {name}  {plain(price)}  {plain(a)}")
            else:
                out.append(self.spread(name if q == "1" else f"{name} ({q})", plain(a), width))
            carried += a
            if i == breaking:
                label = pick("carried")
                out += [self.spread(label, money(carried), width), "", pick("page").replace("{page}", "1").replace("{pages}", "2"), "\f"]
                out += [self.spread(page["vendor"], pick("page").replace("{page}", "2").replace("{pages}", "2"), width) if r.random() < 0.7 else "", ""]
                out.append(self.spread(label, money(carried), width))
        return out + ([rule] if rule else [""])

    @staticmethod
    def spread(left, right, width):
        return left + " " * max(2, width - len(left) - len(right)) + right

    def totals(self, page, width):
        indent = self.r.choice([0, 0, width // 3, width // 2 - 6, 24]) if width > 40 else 0
        style = self.r.random()
        out = []
        for label, value in page["rows"]:
            if value is None:
                out.append(label)
            elif style < 0.8:
                out.append(self.spread(" " * indent + label, page["money"](value), width))
            else:
                out.append(" " * indent + f"{label}: {page['money'](value)}")
        return out

    def letter(self, page):
        r, gap = self.r, page["gap"]
        vendor, title = page["vendor"], page["title"]
        width = r.choice([56, 60, 64, 68, 70, 72, 76, 80])
        address = self.address(page["country"])
        w = page["w"]
        tax_id = self.digits(r.choice(w.get("taxId_" + page["country"]) or w["taxId"]))
        joiner = r.choice([" · ", ", ", " - ", " | ", " * "])
        customer = self.customer(page) if r.random() < 0.93 else []
        meta = [f"{label}{gap}{value}" for label, value in page["meta"]]
        head_style = r.random()
        if head_style < 0.3:
            head = [vendor, joiner.join(address)] + ([tax_id] if r.random() < 0.6 else [])
        elif head_style < 0.55:
            head = [vendor, *address] + ([tax_id] if r.random() < 0.6 else [])
        elif head_style < 0.75:
            head = [self.spread(vendor, title, width)]
            title = None
        elif head_style < 0.85:
            head = [joiner.join([vendor, *address])]
        elif head_style < 0.93:
            head = [line.center(width).rstrip() for line in [vendor, *address]]
        else:
            head = [title, "", vendor, joiner.join(address)]
            title = None
        if customer and r.random() < 0.55:
            label = page["pick"]("billTo")
            customer = [label + r.choice([":", ""])] + customer
        body_style = r.random()
        if body_style < 0.3:
            column = r.choice([30, 34, 36, 40])
            label_width = r.choice([14, 18, 20, 22])
            right = [f"{label.ljust(label_width)} {value}" for label, value in page["meta"]]
            left = customer
            rows = max(len(left), len(right))
            middle = [((left[i] if i < len(left) else "").ljust(column) + (right[i] if i < len(right) else "")).rstrip() for i in range(rows)]
            if title:
                middle = [title, ""] + middle if r.random() < 0.5 else middle + ["", title]
        else:
            if body_style < 0.55:
                block = meta
            elif body_style < 0.72:
                column = r.choice([30, 36, 40])
                block = [(meta[i].ljust(column) + (meta[i + 1] if i + 1 < len(meta) else "")).rstrip() for i in range(0, len(meta), 2)]
            elif body_style < 0.84:
                reach = r.choice([40, 44, 48, 52])
                block = [self.spread(label, value, reach) for label, value in page["meta"]]
            elif body_style < 0.92:
                block = ["  ".join(meta[i : i + 2]) for i in range(0, len(meta), 2)]
            else:
                widths = [max(len(label), len(value)) + 2 for label, value in page["meta"]]
                block = ["".join(label.ljust(n) for (label, _), n in zip(page["meta"], widths)).rstrip(), "".join(value.ljust(n) for (_, value), n in zip(page["meta"], widths)).rstrip()]
            titled = [title] if title else []
            middle = customer + [""] + titled + block if r.random() < 0.8 else titled + block + [""] + customer
        if page["kind"] == "utility" and r.random() < 0.9:
            start, end = page["after"](-r.randint(33, 100)), page["after"](-r.randint(1, 9))
            middle.append(self.spread(page["pick"]("period"), f"{page['show'](start)} - {page['show'](end)}", 48) if r.random() < 0.6 else f"{page['pick']('period')}: {page['show'](start)} - {page['show'](end)}")
        narrow = r.random() < 0.15
        out = head + [""] + middle + [""] + self.table(page, width) + ([""] if r.random() < 0.3 else []) + self.totals(page, 36 if narrow else width) + [""] + page["foot"]
        if head_style >= 0.55 and r.random() < 0.75 or r.random() < 0.1:
            out += ["", joiner.join([vendor, *address, tax_id])]
        elif r.random() < 0.2:
            out.append(tax_id)
        return "\n".join(out)

    def receipt(self, page):
        r, pick, plain, money = self.r, page["pick"], page["plain"], page["money"]
        width = r.choice([30, 32, 34, 36, 40])
        center = r.random() < 0.7
        place = lambda text: (" " * max(0, (width - len(text)) // 2) + text) if center else text
        w = page["w"]
        tax_id = self.digits(r.choice(w.get("taxId_" + page["country"]) or w["taxId"]))
        out = [place(page["vendor"])] + [place(a) for a in self.address(page["country"])]
        if r.random() < 0.8:
            out.append(place(tax_id))
        issued = page["show"](page["issued"])
        label, number = page["number"]
        clock = f"{r.randint(7, 22)}:{r.randint(0, 59):02d}"
        lines = [page["title"]] if r.random() < 0.8 else []
        lines += [f"{label}{page['gap']}{number}", r.choice([f"{issued}  {clock}", f"{issued} {clock}", f"{pick('date')} {issued}", self.spread(issued, clock, width)])]
        if r.random() < 0.3:
            lines.reverse()
        rule = r.choice(["=", "-", "*"]) * width
        out += [""] + lines + [rule]
        for name, halves, price, amount, rate in page["lines"]:
            q = self.quantity(halves, page)
            text = name if q == "1" else r.choice([f"{q} x {name}", f"{name} x{q}", f"{q} {name}"])
            out.append(self.spread(text, plain(amount), width))
        out.append(rule if r.random() < 0.5 else "-" * width)
        if page["taxing"] == "added":
            out += self.totals(page, width)
        else:
            label, grand = next((l, v) for l, v in page["rows"] if v == page["grand"])
            out.append(self.spread(label.upper() if r.random() < 0.5 else label, money(grand), width))
            included = pick("taxIncluded")
            taxes = [self.spread(included.replace("{rate}", page["rate_text"](rate)), plain(tax), width) for rate, _, tax in page["taxes"]]
            if page["taxing"] == "included" and page["prints_net"]:
                taxes.insert(0 if r.random() < 0.4 else len(taxes), self.spread(pick("net"), plain(page["net"]), width))
            out += taxes
        if r.random() < 0.5:
            step = r.choice([100, 500, 1000]) if page["minor"] == 1 else r.choice([100, 500, 1000, 5000])
            given = -(-(page["grand"] + 1) // step) * step
            out += [self.spread(pick("cash"), plain(given), width), self.spread(pick("change"), plain(given - page["grand"]), width)]
        else:
            out.append(self.spread(pick("card").replace("{digits}", self.digits("{4}")), plain(page["grand"]), width))
        return "\n".join(out + ["", pick("thanks")])

    def scan(self, text, vendor, issued):
        r = self.r
        if r.random() < 0.4:
            share = r.uniform(0.04, 0.2)
            kept = set(re.findall(r"[^\W\d_]+", vendor)) | {m.lower() for ms in self.months.values() for m in ms}

            def misread(match):
                word = match[0]
                if word in kept or word.lower() in kept or r.random() > share:
                    return word
                possible = [pair for pair in MISREAD if pair[0] in word]
                return word.replace(*r.choice(possible), 1) if possible else word

            text = re.sub(r"(?<![\w/#-])[^\W\d_]{5,}(?![\w/#-])", misread, text)
        if r.random() < 0.3:
            text = re.sub(r"(?<=\S) {3,}(?=\S)", r.choice(["  ", "  ", " "]), text)
        if r.random() < 0.25:
            lines = text.split("\n")
            for _ in range(r.randint(1, 4)):
                lines.insert(r.randint(1, len(lines)), r.choice(["  .  '", "~ -", "|", " : .", "_ _ _", "·", "'", ". .", "/ -"]))
            text = "\n".join(lines)
        if r.random() < 0.15:
            day = issued + datetime.timedelta(days=r.randint(1, 20))
            stamp = r.choice(["SCANNED", "Received", "Eingang", "scanned", "COPIER 7", "Posteingang", "in:", "ENTRADA", "Reçu le"])
            text = f"{stamp} {day.isoformat()} {r.randint(0, 23):02d}:{r.randint(0, 59):02d}\n{text}"
        return text
