/** Turns the hand-written repairs into items, shuffled, so that neither id nor position says anything about the kind of bug. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRandom, shuffle } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';
import { readRepairs } from './repair-material.ts';

const seed = 20_260_521;
const folder = new URL('./code-repair/', import.meta.url);

/** The items of `code-repair`, always the same. */
export const generateCodeRepair = (): ScenarioItem[] => {
	const repairs = readdirSync(folder)
		.filter((name) => name.endsWith('.md'))
		.sort()
		.flatMap((name) => readRepairs(readFileSync(new URL(name, folder), 'utf8'), name));
	return shuffle(createRandom(seed, 'order'), repairs).map((repair, index) => ({
		id: `repair-${String(index + 1).padStart(3, '0')}`,
		input: { report: repair.report, code: repair.buggy },
		reference: {
			solution: repair.solution,
			// In a block of their own: an answer may declare the same names.
			tests: `{\n${repair.tests}\n}`,
			wrong: repair.wrong
		},
		language: 'en',
		tags: [...repair.tags].sort()
	}));
};
