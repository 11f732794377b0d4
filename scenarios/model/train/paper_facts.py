"""What stands on business papers: how countries write, and names, numbers and addresses of companies that do not exist."""

import re

from mails import MATERIAL, expand, read_material

# Country: language, currency, number style (group, decimal), date patterns, tax rates in hundredths of a percent.
COUNTRIES = {
    "GB": ("en", "GBP", ",.", ["DD/MM/YYYY", "D MMMM YYYY", "DD-MMM-YY", "DD MMM YYYY", "D/M/YYYY", "DD/MM/YY"], [2000, 500, 0]),
    "IE": ("en", "EUR", ",.", ["DD/MM/YYYY", "D MMMM YYYY", "DD MMM YYYY"], [2300, 1350]),
    "US": ("en", "USD", ",.", ["MM/DD/YYYY", "MMMM D, YYYY", "MMM D, YYYY", "M/D/YYYY", "MM/DD/YY"], [825, 600, 725, 0]),
    "CA": ("en", "CAD", ",.", ["YYYY-MM-DD", "MMMM D, YYYY"], [1300, 1500, 500]),
    "SE": ("en", "SEK", " ,", ["YYYY-MM-DD"], [2500, 1200]),
    "DE": ("de", "EUR", ".,", ["DD.MM.YYYY", "D. MMMM YYYY", "DD.MM.YY", "D.M.YYYY"], [1900, 700]),
    "AT": ("de", "EUR", ".,", ["DD.MM.YYYY", "D. MMMM YYYY"], [2000, 1000]),
    "CH": ("de", "CHF", "’.", ["DD.MM.YYYY", "D. MMMM YYYY"], [810, 260]),
    "FR": ("fr", "EUR", " ,", ["DD/MM/YYYY", "D MMMM YYYY", "DD/MM/YY"], [2000, 1000, 550]),
    "BE": ("fr", "EUR", ".,", ["DD/MM/YYYY", "D MMMM YYYY"], [2100, 600]),
    "BN": ("nl", "EUR", ".,", ["DD/MM/YYYY", "D MMMM YYYY"], [2100, 600]),
    "ES": ("es", "EUR", ".,", ["DD/MM/YYYY", "D de MMMM de YYYY", "DD-MM-YYYY"], [2100, 1000, 400]),
    "IT": ("it", "EUR", ".,", ["DD/MM/YYYY", "D MMMM YYYY", "DD.MM.YYYY"], [2200, 1000, 400]),
    "NL": ("nl", "EUR", ".,", ["DD-MM-YYYY", "D MMMM YYYY"], [2100, 900]),
    "PL": ("pl", "PLN", " ,", ["DD.MM.YYYY", "YYYY-MM-DD", "D MMMM YYYY"], [2300, 800, 500]),
    "PT": ("pt", "EUR", ".,", ["DD/MM/YYYY", "D de MMMM de YYYY", "DD-MM-YYYY", "YYYY-MM-DD"], [2300, 1300, 600]),
    "BR": ("pt", "BRL", ".,", ["DD/MM/YYYY"], [1700, 1200]),
    "JP": ("ja", "JPY", ",.", ["YYYY年M月D日", "YYYY/MM/DD", "YYYY-MM-DD"], [1000, 800]),
}
WEIGHTS = {"GB": 12, "US": 10, "DE": 12, "FR": 8, "IT": 8, "ES": 8, "NL": 7, "PL": 8, "JP": 9, "PT": 6, "BR": 4, "CH": 4, "AT": 4, "CA": 4, "SE": 4, "IE": 4, "BE": 3, "BN": 2}
MARKS = {
    "EUR": ["{} €", "{} €", "{} EUR", "€ {}", "€{}", "EUR {}"], "GBP": ["£{}", "£{}", "GBP {}", "£ {}"],
    "USD": ["${}", "${}", "USD {}", "$ {}"], "CAD": ["CA${}", "CA${}", "C${}", "CAD {}", "{} CAD"],
    "SEK": ["{} SEK", "{} kr", "SEK {}"], "CHF": ["CHF {}", "CHF {}", "{} CHF", "Fr. {}"],
    "PLN": ["{} zł", "{} zł", "{} PLN"], "BRL": ["R${}", "R$ {}", "R${}"], "JPY": ["¥{}", "¥{}", "{}円", "￥{}"],
}
BBAN = {
    "DE": "18", "AT": "16", "CH": "17", "FR": "23", "BE": "12", "BN": "12", "ES": "20", "IT": "A22", "NL": "AAAA10", "PL": "24",
    "PT": "21", "GB": "AAAA14", "IE": "AAAA14", "SE": "20",
}
SYLLABLES = {
    "en": "bar wick ton mere hol lan der ford ash win del mar kes brook ham ley stan cor wel pen tor hurst dun fair",
    "de": "berg hof stein wald lin kel bach mann rich eich mül krä schö burg feld thal hein vog zim win dorf bru kirch",
    "fr": "beau mont la vel ri gi che ron du val mar tin fo let lé blan che ni cour dé gau tier bris saint",
    "es": "ra mo cas ti llo ven tu ro al me ri sol pe ña va lle do min gue zor lu na ber to",
    "it": "ros sel li mon te ver di fio ra bel lu ca gio va zan ni pa do van ce sar bri gno la",
    "nl": "van der ho eks tra maas veld kuip oever zand wijk sluis boom hout dijk meer loo berg vliet",
    "pl": "kow al ski wi śni jas no wy bor ze lin dą br brzo gór ska mar cin łu ka sz pol",
    "pt": "sil vei ra cas tro mar ques al me ida fon te ribei ro são joã cor rei nun ce lou",
    "ja": "山 川 田 中 東 西 北 南 大 小 松 竹 高 森 石 原 井 上 野 島 橋 本 村 光 和 日 新 明",
}
LINKS = {
    "en": "& of and the", "de": "am zum und im &", "fr": "de du la & des", "es": "del de la y", "it": "di del e &", "nl": "de van & het",
    "pl": "i pod na &", "pt": "do da & e",
}


def read_words():
    words, language = {}, None
    for line in (MATERIAL / "papers.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            language = words.setdefault(line[3:].strip(), {})
        elif ":" in line:
            key, values = line.split(":", 1)
            language[key] = [v.strip() for v in values.split(" | ")]
    return words


class PaperFacts:
    def __init__(self, random):
        self.r = random
        # Words and pieces of words of all languages: names are put together from them too, so that any piece can be copied.
        texts = " ".join(path.read_text(encoding="utf-8") for path in sorted(MATERIAL.glob("*.txt")))
        self.any_words = sorted({word for word in re.findall(r"[^\W\d_]{2,14}", texts)})
        self.latin_words = [word for word in self.any_words if ord(word[0]) < 0x300]
        self.japanese = sorted({c for c in texts if "\u3040" <= c <= "\u9fff"})
        self.pieces = []
        self.words = read_words()
        self.months = {language: [expand(m, random) for m in read_material(language)["@month"]] for language in self.words}

    def name(self, language, count=None):
        if language != "ja" and self.r.random() < 0.15:
            language = self.r.choice([other for other in SYLLABLES if other != "ja"])
        parts = SYLLABLES[language].split()
        word = "".join(self.r.choice(parts) for _ in range(count or self.r.randint(2, 3)))
        return word[:1].upper() + word[1:]

    def digits(self, pattern):
        return re.sub(r"\{(\d+)\}", lambda m: "".join(str(self.r.randint(0, 9)) for _ in range(int(m[1]))), pattern)

    def number(self, year):
        r = self.r
        pattern = r.choice([
            "RE-{y}-####", "######", "#####", "####", "{y}-###", "{yy}/####", "INV-#####", "F{yy}-#####", "FV/####/{y}", "{y}####",
            "A-######", "X#######", "##-####", "### ### ###", "## #### ####", "{y}/###", "####/{y}", "Q{yy}.####", "VK ######",
            "L/##/####", "#######-#", "000.###.###", "{y}-##", "LL#####", "LL-{yy}-###", "LLL{y}-###", "####/######", "L-####/{yy}", "{yy}####-L",
        ])
        text = pattern.replace("{yy}", year[2:]).replace("{y}", year)
        text = re.sub("L", lambda _: chr(65 + r.randint(0, 25)), text)
        return re.sub("#+", lambda m: str(r.randint(1, 9)) + "".join(str(r.randint(0, 9)) for _ in m[0][1:]), text)

    def day(self, date, pattern, language):
        name = self.months[language][date.month - 1]
        parts = {"YYYY": f"{date.year}", "YY": f"{date.year % 100:02d}", "MMMM": name, "MMM": name[:3], "MM": f"{date.month:02d}", "M": str(date.month), "DD": f"{date.day:02d}", "D": str(date.day)}
        return re.sub(r"YYYY|YY|MMMM|MMM|MM|M|DD|D", lambda m: parts[m[0]], pattern)

    def iban(self, country):
        code = "BE" if country == "BN" else country
        bban = re.sub(r"\d+", lambda m: self.digits("{" + m[0] + "}"), BBAN[country])
        return code + self.digits("{2}") + re.sub("A", lambda _: chr(65 + self.r.randint(0, 25)), bban)

    def odd_word(self, language):
        """A word that no list has: joined of random pieces, of random letters, or cut out of ordinary words."""
        r = self.r
        if language == "ja" and r.random() < 0.8:
            return "".join(r.choice(self.japanese) for _ in range(r.randint(1, 5)))
        share = r.random()
        if share < 0.45 and self.pieces:
            word = "".join(r.choice(self.pieces) for _ in range(r.randint(1, 4)))
        elif share < 0.8:
            word = r.choice(self.latin_words)
        elif share < 0.9:
            a, b = r.choice(self.latin_words), r.choice(self.latin_words)
            word = a[: r.randint(1, len(a))] + b[r.randint(0, len(b) - 1) :]
        else:
            word = "".join(r.choice("aeiouaeiouáéíóúäöüåæøñçłąęśźbcdfghjklmnpqrstvwxyz") for _ in range(r.randint(2, 9)))
        return word[:1].upper() + word[1:] if r.random() < 0.9 else word

    def vendor(self, country, kind):
        r, language = self.r, COUNTRIES[country][0]
        w = self.words[language]
        if r.random() < 0.5:
            form = r.choice(w.get("forms_" + country) or [""]) if kind == "business" or r.random() < 0.2 else ""
            words = [self.odd_word(language) for _ in range(r.choice([1, 2, 2, 2, 3, 3, 4]))]
            if language == "ja":
                return r.choice([form + "".join(words[:2]), "".join(words[:2]) + form, "".join(words[:2]) + " " + words[-1]])
            if len(words) > 1 and r.random() < 0.4:
                words.insert(r.randint(1, len(words) - 1), r.choice(["&", "and", "of", "de", "la", "du", "des", "del", "di", "van", "zum", "y", "e", "i", "do", "the", "-", "+"]))
            name = " ".join(words)
            if r.random() < 0.15:
                name = r.choice(["The ", "L'", "La ", "Der ", "O ", "St. ", "D'"]) + name
            if r.random() < 0.12:
                name += r.choice([", ", " - ", " "]) + r.choice(w["jobs"] + w["trades"])
            if r.random() < 0.06:
                name = name.upper()
            return name + ("" if form.startswith(",") or not form else r.choice([" ", " ", " ", ", "])) + form
        trade, form = r.choice(w["trades"]), r.choice(w.get("forms_" + country) or [""])
        if language == "ja":
            base = self.name("ja") + trade
            name = r.choice([form + base, base + form]) if kind != "freelancer" else self.name("ja", 4) + r.choice(["", " " + r.choice(w["jobs"])])
            if kind == "till":
                name = self.name("ja") + r.choice(["商店", "食堂", "堂", "珈琲店", " 本店"])
            return name
        join = "" if form.startswith(",") else " "
        a, b = self.name(language), self.name(language)
        if kind != "freelancer" and r.random() < 0.2:
            # Ordinary words in a row, as many houses and shops are called.
            pool = [word for key in ("goods", "streets", "trades") for text in w[key] for word in text.split() if word.isalpha()]
            small = r.choice(LINKS[language].split())
            picked = [word[:1].upper() + word[1:] for word in r.sample(pool, 3)]
            name = r.choice([" ".join(picked[:2]), f"{picked[0]} {small} {picked[1]}", f"{picked[0]} {small} {a}", f"{picked[0]} {picked[1]} {small} {b}", " ".join(picked)])
            return f"{name}{join if form and kind != 'till' else ''}{form if kind != 'till' else ''}".strip()
        if kind == "freelancer":
            return r.choice([f"{a} {b}, {r.choice(w['jobs'])}", f"{a} {b}", f"{a} {b} {r.choice(w['jobs'])}"])
        if kind == "till":
            return r.choice([f"{trade} {a}", f"{a} {trade}", f"The {a} {trade}" if language == "en" else f"{trade} {a} {b}", f"{a} & {b}", f"{trade} {a} {form}".strip()])
        style = r.random()
        if style < 0.3:
            name = f"{a} {trade}"
        elif style < 0.45:
            name = f"{trade} {a}" if language != "de" else f"{a}{trade if trade.islower() else ' ' + trade}"
        elif style < 0.6:
            name = f"{a} & {b}"
        elif style < 0.72:
            name = f"{a} {b} {trade}"
        elif style < 0.85:
            name = f"{a} {trade} {r.choice(['&', '+', 'und' if language == 'de' else '&'])} {r.choice(w['trades'])}"
        else:
            name = f"{a}-{b}" if r.random() < 0.5 else a
        return f"{name}{join if form else ''}{form}".strip()

    def address(self, country):
        r, language = self.r, COUNTRIES[country][0]
        w = self.words[language]
        city = r.choice(w.get("cities_" + country) or w["cities"])
        if r.random() < 0.5 and language != "ja":
            city = re.sub(r"\b\d{5}\b", lambda _: self.digits("{5}"), city)
        street, no = r.choice(w["streets"]), str(r.randint(1, 180))
        if r.random() < 0.4 and language != "ja":
            street = self.name(language) + (" " if language in ("en", "pl") else "") + r.choice(["Street", "weg", "straat", "gasse", " Rd"] if language in ("en", "de", "nl") else [""])
        line = street if language == "ja" else (f"{no} {street}" if language in ("en", "fr") else f"{street} {no}")
        return [line, city]
