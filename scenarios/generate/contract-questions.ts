/**
 * Makes seven contracts out of hand-written clauses and schedules that are drawn from hand-written words, and the questions about
 * them. Numbers of clauses and values of schedules in the references are those that the text was given.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CitedReference } from '#core/grader-spec/cited-answer.ts';
import { createRandom, shuffle, type RandomSource } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';
import { fill, writeContract, type ContractText } from './contract-questions/contract-text.ts';
import { condition, units } from './contract-questions/property-schedules.ts';
import type { Schedule } from './contract-questions/schedule.ts';
import {
	assets,
	dataRoom,
	limits,
	parts,
	subprocessors
} from './contract-questions/trade-schedules.ts';
import { dayRates, workOrders } from './contract-questions/work-orders.ts';
import { spellingsOf } from './spellings.ts';
import { citedQuestionSchema } from './cited-question.ts';

const seed = 20_260_915;
const folder = new URL('./contract-questions/', import.meta.url);
const schedules: Record<string, (random: RandomSource) => Schedule> = {
	...{ assets, condition, dataRoom, dayRates, limits, parts, subprocessors, units, workOrders }
};

/** Labels of definitions, and of rules on which part prevails: an answer may always lead back to them. */
const alwaysCitable = /^(?:def|prec)\./u;

/** Contracts, by the names of their files. */
const names = [
	'cresswell-retail',
	'ellery-thorncote-nda',
	'harrowgate-facility',
	'norrfield-castellan',
	'sandholm-rotorvale-supply',
	'tarrant-lane-lease',
	'verrigan-cloud'
];

const asked = {
	ask: z.string(),
	tags: z.array(z.string()).default([]),
	/** What looks like an answer, with labels of clauses in braces. */
	wrong: z.array(z.string()).min(1)
};
const questionSchema = citedQuestionSchema(asked);
const materialSchema = z.strictObject({
	title: z.string(),
	today: z.iso.date(),
	params: z.record(z.string(), z.string()),
	questions: z.array(questionSchema)
});

const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

/** Throws a RangeError for a label that no clause has. */
const numbersOf = (labels: readonly string[], contract: ContractText): string[] =>
	labels.map((label) => {
		const number = contract.numberOf.get(label);
		if (number === undefined) throw new RangeError(`no clause has the label ${label}`);
		return number;
	});

interface Written {
	file: string;
	text: string;
	items: Omit<ScenarioItem, 'id'>[];
}

const write = (name: string): Written => {
	const material = materialSchema.parse(parse(read(`${name}.yaml`)));
	const markup = read(`${name}.txt`);
	const drawn = new Map(
		[...markup.matchAll(/^<<! (\w+)$/gmu)].map(([, each = '']) => {
			const draw = schedules[each];
			if (draw === undefined) throw new RangeError(`there is no schedule ${each}`);
			return [each, draw(createRandom(seed, `${name}/${each}`))];
		})
	);
	const values = Object.assign(
		{},
		material.params,
		...[...drawn.values()].map((schedule) => schedule.values)
	) as Record<string, string>;
	const contract = writeContract(markup, {
		include: (key) => drawn.get(key)?.markup ?? read(`common/${key}.txt`),
		values,
		footer: material.title
	});
	const filled = (text: string): string => fill(text, values, contract.numberOf);
	const always = [...contract.numberOf].flatMap(([label, number]) =>
		alwaysCitable.test(label) ? [number] : []
	);
	const referenceOf = (question: z.infer<typeof questionSchema>): CitedReference => {
		const wrong = question.wrong.map(filled);
		if (question.none) return { answerable: false, wrong };
		const spellings = (list: readonly string[]): string[] => [
			...new Set(list.map(filled).flatMap(spellingsOf))
		];
		return {
			answerable: true,
			facts: question.facts.map(spellings),
			forbidden: question.not.map(filled),
			cite: question.cite.map((labels) => numbersOf(labels, contract)),
			mayCite: [...new Set([...numbersOf(question.may, contract), ...always])],
			answer: filled(question.answer),
			wrong
		};
	};
	const file = `${name}.md`;
	const items = material.questions.map((question) => ({
		input: { today: material.today, question: filled(question.ask) },
		documents: { contract: file },
		reference: referenceOf(question),
		language: 'en',
		tags: [...question.tags, ...(question.none ? ['unanswerable'] : [])].sort()
	}));
	return { file, text: contract.text, items };
};

/** The items of `contract-questions` and the contracts that they are about, always the same. */
export const generateContractQuestions = (): {
	items: ScenarioItem[];
	documents: Record<string, string>;
} => {
	const written = names.map(write);
	const items = shuffle(
		createRandom(seed, 'order'),
		written.flatMap((each) => each.items)
	).map((item, index) => ({ id: `question-${String(index + 1).padStart(3, '0')}`, ...item }));
	const documents = Object.fromEntries(written.map(({ file, text }) => [file, text]));
	return { items, documents };
};
