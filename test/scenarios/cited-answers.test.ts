import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { citedReferenceSchema, type CitedReference } from '#core/grader-spec/cited-answer.ts';
import { generateContractQuestions } from '../../scenarios/generate/contract-questions.ts';

const load = async (id: string) => {
	const { items } = await loadScenario(`scenarios/${id}`, { checkReference });
	return items.map((item) => ({ ...item, reference: citedReferenceSchema.parse(item.reference) }));
};

/** Places that a reference asks for or allows. */
const placesOf = (reference: CitedReference): string[] =>
	reference.answerable ? [...reference.cite.flat(), ...reference.mayCite] : [];

/** The longest run of answerable or of unanswerable items. */
const longestRun = (items: readonly { reference: CitedReference }[]): number => {
	let longest = 0;
	let run = 0;
	for (const [index, { reference }] of items.entries()) {
		run = reference.answerable === items[index - 1]?.reference.answerable ? run + 1 : 1;
		longest = Math.max(longest, run);
	}
	return longest;
};

describe('the questions of rag-answers', () => {
	it('come with four to eight passages, among them every one that an answer cites, right or wrong', async () => {
		for (const { id, input, reference } of await load('rag-answers')) {
			const passages = [...(input['passages'] ?? '').matchAll(/^\[([A-Z]{2}-\d{3,4})\]/gmu)];
			const found = passages.map(([, place]) => place);
			expect(new Set(found).size, id).toBe(found.length);
			expect(found.length, id).toBeGreaterThanOrEqual(4);
			expect(found.length, id).toBeLessThanOrEqual(8);
			const wrong = [...reference.wrong.join(' ').matchAll(/\[([^\]]+)\]/gu)].map(([, p]) => p);
			expect(found, id).toEqual(expect.arrayContaining([...placesOf(reference), ...wrong]));
		}
	});

	it('are for a quarter not answerable, in no order', async () => {
		const items = await load('rag-answers');
		const share = items.filter((item) => !item.reference.answerable).length / items.length;
		expect(items.length).toBeGreaterThanOrEqual(80);
		expect(share).toBeGreaterThan(0.2);
		expect(share).toBeLessThan(0.3);
		expect(longestRun(items)).toBeLessThan(20);
	});

	it('do not have the cited passage at one place of the list', async () => {
		const items = (await load('rag-answers')).filter((item) => item.reference.answerable);
		const atFirst = items.filter(({ input, reference }) =>
			placesOf(reference).includes(/^\[([^\]]+)\]/u.exec(input['passages'] ?? '')?.[1] ?? '')
		);
		expect(atFirst.length / items.length).toBeLessThan(0.35);
	});
});

describe('the contracts of contract-questions', () => {
	const { documents } = generateContractQuestions();

	it('are what the generator writes', async () => {
		for (const [file, text] of Object.entries(documents)) {
			const kept = await readFile(`scenarios/contract-questions/documents/${file}`, 'utf8');
			expect(kept === text, file).toBe(true);
		}
	});

	it('have from 8,000 to 62,000 tokens of four characters', () => {
		for (const [file, text] of Object.entries(documents)) {
			expect(text.length / 4, file).toBeGreaterThan(7_900);
			expect(text.length / 4, file).toBeLessThan(62_000);
		}
	});

	it('number every clause once, and refer to none that is not there', () => {
		for (const [file, text] of Object.entries(documents)) {
			const numbers = [...text.matchAll(/^((?:[A-Z]?\d+)\.\d+) /gmu)].map(([, number]) => number);
			expect(new Set(numbers).size, file).toBe(numbers.length);
			const named = [...text.matchAll(/(?:clauses?|paragraph) ([A-Z]?\d+\.\d+)/gu)];
			expect(numbers, file).toEqual(expect.arrayContaining(named.map(([, number]) => number)));
			expect(text, file).not.toMatch(/[{}]/u);
		}
	});

	it('hold every clause that an answer cites, right or wrong', async () => {
		for (const { id, input, reference } of await load('contract-questions')) {
			const wrong = [...reference.wrong.join(' ').matchAll(/\[([^\]]+)\]/gu)].map(([, p]) => p);
			for (const place of [...placesOf(reference), ...wrong]) {
				expect(input['contract']?.includes(`\n${place ?? ''} `), `${id} ${place ?? ''}`).toBe(true);
			}
		}
	});

	it('leave about one question in six open, in no order', async () => {
		const items = await load('contract-questions');
		const share = items.filter((item) => !item.reference.answerable).length / items.length;
		expect(items.length).toBeGreaterThanOrEqual(48);
		expect(share).toBeGreaterThan(0.12);
		expect(share).toBeLessThan(0.2);
		expect(longestRun(items)).toBeLessThan(25);
	});
});
