"""Prints samples of the training material, one JSON object a line: `python dump.py --mails 20000 --papers 5000`."""

import argparse
import json
import random

from invoices import PaperWriter
from mails import MailWriter

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--mails", type=int, default=1000)
parser.add_argument("--papers", type=int, default=300)
parser.add_argument("--seed", default="dump")
options = parser.parse_args()

source = random.Random(options.seed)
mails, papers = MailWriter(source), PaperWriter(source)
for _ in range(options.mails):
    subject, body, label = mails.mail()
    print(json.dumps({"text": f"{subject}\n\n{body}", "answer": label}, ensure_ascii=False))
for _ in range(options.papers):
    text, answer = papers.document()
    print(json.dumps({"text": text, "answer": answer}, ensure_ascii=False))
