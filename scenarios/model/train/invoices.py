"""Writes invoices, receipts, credit notes and utility bills in random layouts, with the JSON that reads them."""

import datetime
import json

from paper_facts import BBAN, COUNTRIES, MARKS, WEIGHTS
from paper_layout import PaperLayout


class PaperWriter(PaperLayout):
    def document(self):
        """(text, answer)"""
        r = self.r
        country = r.choices(list(WEIGHTS), WEIGHTS.values())[0]
        language, currency, style, patterns, rates = COUNTRIES[country]
        w = self.words[language]
        pick = lambda key: r.choice(w[key])
        kind = r.choices(["invoice", "credit", "receipt", "utility", "freelancer"], [50, 14, 16, 10, 10])[0]
        vendor_kind = {"receipt": "till", "freelancer": "freelancer"}.get(kind, "business")
        vendor = self.vendor(country, vendor_kind)
        minor = 1 if currency == "JPY" else 100
        group, decimal = style

        def plain(value):
            whole, part = divmod(abs(value), minor)
            text = f"{whole:,}".replace(",", group)
            return ("-" if value < 0 else "") + text + (f"{decimal}{part:02d}" if minor == 100 else "")

        use_mark = r.random() < 0.92
        if use_mark and minor == 100 and r.random() < 0.15:
            # Some bill in a foreign currency: the mark decides, not the address.
            currency = r.choice([other for other in MARKS if other != "JPY"])
        mark = r.choice(MARKS[currency])

        def money(value):
            if not use_mark:
                return plain(value)
            text = mark.format(plain(abs(value)))
            return ("-" + text) if value < 0 else text

        pattern = r.choice(patterns)
        issued = datetime.date(2023, 1, 1) + datetime.timedelta(days=r.randint(0, 1800))
        show = lambda date: self.day(date, pattern, language)
        after = lambda days: issued + datetime.timedelta(days=days)
        number = self.number(str(issued.year))

        # Lines and totals
        taxing = "none" if kind == "freelancer" and r.random() < 0.9 or r.random() < 0.02 else ("included" if kind == "receipt" and country != "US" else "added")
        reverse = kind in ("invoice", "credit") and taxing == "added" and r.random() < 0.05
        rate_pool = r.sample(rates, 1) if r.random() < 0.5 else rates[:2]
        rate_pool = [0] if reverse else rate_pool
        count = r.choices([1, 2, 3, 4, 5, 6, 8], [14, 20, 20, 18, 12, 10, 6])[0]
        lines = []
        for _ in range(count):
            halves = 2 * r.choice([1, 1, 2, 3, r.randint(1, 30)]) + (1 if r.random() < 0.08 else 0)
            price = int(10 ** r.uniform(1.7, 5.2) if minor == 100 else 10 ** r.uniform(2, 4.7)) * 2
            if kind == "receipt":
                price, halves = int(10 ** r.uniform(2, 3.6)) if minor == 100 else int(10 ** r.uniform(2, 3.6)), 2 * r.randint(1, 4)
            if r.random() < 0.5:
                price = max(10, price // 10 * 10)
            price += (price * halves) % 2
            goods = pick("goods") + ("" if r.random() < 0.6 else r.choice([f" {r.randint(2, 90)} cm", f" {self.name(language)}", f", {r.choice('kg m l h Std pcs'.split())}", f" {self.name(language)} {r.randint(2, 900)}"]))
            lines.append((goods, halves, price, halves * price // 2, r.choice(rate_pool)))
        gross_lines = sum(l[3] for l in lines)
        one_rate = len({l[4] for l in lines}) == 1
        percent = r.choice([2, 3, 5, 10, 15, 20])
        discount = (gross_lines * percent + 50) // 100 if one_rate and kind in ("invoice", "credit") and r.random() < 0.16 else 0
        taxes = []
        if taxing != "none":
            for rate in sorted({l[4] for l in lines}, reverse=True):
                base = sum(l[3] for l in lines if l[4] == rate) - discount
                tax = (base * rate + 5000) // 10000 if taxing == "added" else (base * rate * 2 + 10000 + rate) // (2 * (10000 + rate))
                taxes.append((rate, base if taxing == "added" else base - tax, tax))
        tax_total = sum(t[2] for t in taxes)
        net = gross_lines - discount - (tax_total if taxing == "included" else 0)
        grand = net + tax_total
        credit = kind == "credit"
        sign = -1 if credit and r.random() < 0.5 else 1
        prints_net = taxing == "added" or (taxing == "included" and r.random() < 0.45)

        due = None
        terms_days = None
        if kind in ("invoice", "freelancer", "utility"):
            share = r.random() * (0.6 if kind == "utility" else 1)
            days = r.choice([7, 8, 10, 14, 15, 20, 21, 28, 30, 30, 45, 60, 90])
            if share < 0.55:
                due = after(days)
            elif share < 0.82:
                terms_days = days
        po = None
        if kind in ("invoice", "credit", "freelancer") and r.random() < 0.5:
            po = r.choice(["45{8}", "PO-{5}", "B{4}/{2}", "EK-{6}", "{7}", "PO{6}", "BE-{4}-{3}", "K{5}", "4500{6}", "{4}-{4}", "{6}"])
            po = self.digits(po)
        iban = self.iban(country) if country in BBAN and kind != "receipt" and r.random() < 0.72 else None

        # References with labels
        gap = r.choice([": ", ": ", " ", "  "]) if language != "ja" else r.choice([":", ": ", " "])
        meta = [(pick("creditNo" if credit else "receiptNo" if kind == "receipt" else "invoiceNo"), number), (pick("date"), show(issued))]
        numbered = meta[0]
        if r.random() < 0.55:
            meta.append((pick("customer"), str(r.randint(1000, 99999)) if r.random() < 0.8 else self.digits("K{5}")))
        if kind != "utility" and r.random() < 0.45:
            meta.append((pick("delivery"), show(after(-r.randint(0, 14)))))
        if r.random() < 0.45:
            meta.append((pick("order"), r.choice(["A", "SO", "10-", "", "AB-", "J"]) + self.digits("{" + str(r.randint(4, 7)) + "}")))
        if po:
            meta.append((pick("po"), po))
        if due and r.random() < 0.94:
            meta.append((pick("due"), show(due)))
            due_in_foot = False
        else:
            due_in_foot = due is not None
        if r.random() < 0.3:
            head, rest = meta[:2], meta[2:]
            r.shuffle(rest)
            if r.random() < 0.4:
                head.reverse()
            meta = head + rest if r.random() < 0.7 else rest[:1] + head + rest[1:]

        # Rows of totals
        rows = []
        if discount:
            if r.random() < 0.4:
                rows.append((pick("sum"), gross_lines))
            rows.append((pick("discount").replace("{percent}", str(percent)), -discount))
        rate_text = lambda rate: f"{rate / 100:g}".replace(".", decimal)
        tax_key = {"US": "taxUS", "CA": "taxCA"}.get(country, "tax")
        if taxing == "added":
            rows.append((pick("net"), net))
            tax_label = pick(tax_key)
            for rate, base, tax in taxes:
                rows.append((tax_label.replace("{rate}", rate_text(rate)).replace("{base}", plain(base * sign)), tax))
        rows.append((pick("totalCredit") if credit else pick("total"), grand))
        if taxing == "none" and r.random() < 0.9:
            rows.append((pick("noTax"), None))
        if reverse:
            rows.append((pick("reverse"), None))
        if kind == "invoice" and r.random() < 0.18:
            paid = grand * r.choice([10, 20, 25, 30, 50]) // 100
            rows += [(pick("prepaid"), -paid), (pick("balance"), grand - paid)]
        if kind == "utility" and r.random() < 0.55:
            previous = r.randint(900, 30000) * (1 if minor == 100 else 1)
            rows += [(pick("previous"), previous), (pick("amountDue"), grand + previous)]
        rows = [(label, None if value is None else value * sign) for label, value in rows]

        foot = []
        if credit and r.random() < 0.9:
            original = after(-r.randint(5, 60))
            foot.append(pick("original").replace("{number}", self.number(str(original.year))).replace("{date}", show(original)))
        if terms_days:
            foot.append(pick("terms").replace("{days}", str(terms_days)))
        if due_in_foot:
            foot.append(f"{pick('due')} {show(due)}")
        if kind == "invoice" and r.random() < 0.15:
            foot.append(pick("cashDiscount").replace("{date}", show(after(r.choice([5, 7, 8, 10, 14])))).replace("{percent}", r.choice(["2", "3"])))
        if currency != "EUR" and r.random() < 0.15:
            foot.append(pick("converted").replace("{amount}", r.choice(["EUR {}", "{} EUR", "USD {}"]).format(int(grand * r.uniform(0.1, 1.2) / minor))))
        if iban:
            printed = " ".join(iban[i : i + 4] for i in range(0, len(iban), 4)) if r.random() < 0.8 else iban
            bank_name = r.choice([vendor, vendor, self.name(language) + " Bank"])
            block = [f"{pick('bank')}: {bank_name}"] if r.random() < 0.75 else []
            block.append(r.choice(["IBAN ", "IBAN: ", "IBAN "]) + printed + (f"  BIC {self.digits('ABCDDE{2}')}" if r.random() < 0.1 else ""))
            foot += block
        if r.random() < 0.5:
            foot.append(pick("thanks"))
        if r.random() < 0.2 and not iban:
            r.shuffle(foot)

        answer = self.answer(vendor, number, issued, due, currency, minor, net if prints_net else None, tax_total if taxing != "none" else None, grand, -1 if credit else 1, po, iban)
        title = pick("credit" if credit else "receipt" if kind == "receipt" else "invoice")
        page = dict(number=numbered, r=r, w=w, pick=pick, language=language, country=country, vendor=vendor, kind=kind, title=title, meta=meta, gap=gap, lines=lines, rows=rows, foot=foot, plain=plain, money=money, sign=sign, decimal=decimal, minor=minor, grand=grand, show=show, issued=issued, after=after, taxes=taxes, taxing=taxing, net=net, prints_net=prints_net, rate_text=rate_text)
        text = self.receipt(page) if kind == "receipt" and r.random() < 0.85 else self.letter(page)
        return self.scan(text, vendor, issued), answer

    @staticmethod
    def answer(vendor, number, issued, due, currency, minor, net, tax, grand, sign, po, iban):
        def amount(value):
            if value is None:
                return "null"
            text = f"{value // minor}.{value % minor:02d}" if minor == 100 else str(value)
            return ("-" if sign < 0 and value else "") + text

        text = lambda value: json.dumps(value, ensure_ascii=False)
        fields = {
            "vendor": text(vendor), "invoiceNumber": text(number), "issueDate": text(issued.isoformat()),
            "dueDate": text(due.isoformat() if due else None), "currency": text(currency), "netTotal": amount(net),
            "taxTotal": amount(tax), "grandTotal": amount(grand), "purchaseOrder": text(po), "iban": text(iban),
        }
        return "{" + ",".join(f'"{key}":{value}' for key, value in fields.items()) + "}"
