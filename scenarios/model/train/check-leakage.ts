/**
 * `node scenarios/model/train/check-leakage.ts [samples.jsonl]`: prints what the training material shares with the measured
 * items, and fails if that is anything. `samples.jsonl` is the output of `dump.py`: whole samples as the model saw them.
 */
import { readFileSync } from 'node:fs';
import { findLeaks, gramWords, readItems, readMaterial, templateWords } from './leakage.ts';

const [file] = process.argv.slice(2);
const samples =
	file === undefined
		? []
		: readFileSync(file, 'utf8')
				.trim()
				.split('\n')
				.map((line) => (JSON.parse(line) as { text: string }).text);
const leaks = findLeaks([...readMaterial(1, 40), ...samples], readItems());
process.stdout.write(
	`${String(leaks.texts)} training texts against ${String(leaks.items)} items: ` +
		`${String(leaks.grams.length)} shared runs of ${String(gramWords)} words, ` +
		`${String(leaks.templates.length)} shared sentences of ${String(templateWords)} words or more\n`
);
for (const found of [...leaks.grams, ...leaks.templates]) process.stdout.write(`  ${found}\n`);
process.exitCode = leaks.grams.length + leaks.templates.length === 0 ? 0 : 1;
