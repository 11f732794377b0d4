/**
 * Turns hand-written passages and questions into items: what a search by words finds for the question among the passages of the
 * same company, with those that it is about and those that mislead, in an order that says nothing.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CitedReference } from '#core/grader-spec/cited-answer.ts';
import { createRandom, randomInt, shuffle } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';
import { spellingsOf } from './spellings.ts';
import { rankPassages } from './rag-answers/rank-passages.ts';
import { citedQuestionSchema } from './cited-question.ts';

const seed = 20_260_518;
const folder = new URL('./rag-answers/', import.meta.url);
const fewest = 4;
const most = 8;

const passageSchema = z.strictObject({
	id: z.string(),
	title: z.string(),
	changed: z.iso.date(),
	text: z.string()
});

const asked = {
	ask: z.string(),
	/** Where it is not that of the passages. */
	language: z.string().optional(),
	/** Passages that must be among those found, as they mislead. */
	with: z.array(z.string()).default([]),
	/** Passages that the search has missed. */
	without: z.array(z.string()).default([]),
	tags: z.array(z.string()).default([]),
	wrong: z.array(z.string()).min(1)
};

const questionSchema = citedQuestionSchema(asked);

const materialSchema = z.strictObject({
	company: z.string(),
	language: z.string(),
	today: z.iso.date(),
	passages: z.array(passageSchema),
	questions: z.array(questionSchema)
});

type Passage = z.infer<typeof passageSchema>;
type Question = z.infer<typeof questionSchema>;
type Material = z.infer<typeof materialSchema>;

const referenceOf = (question: Question): CitedReference =>
	question.none
		? { answerable: false, wrong: question.wrong }
		: {
				answerable: true,
				facts: question.facts.map((fact) => [...new Set(fact.flatMap(spellingsOf))]),
				forbidden: question.not,
				cite: question.cite,
				mayCite: question.may,
				answer: question.answer,
				wrong: question.wrong
			};

const render = ({ id, title, changed, text }: Passage): string =>
	`[${id}] ${title} (last changed ${changed})\n${text.trim()}`;

/** Throws a RangeError for an id that no passage has. */
const find = (passages: readonly Passage[], id: string): Passage => {
	const found = passages.find((passage) => passage.id === id);
	if (found === undefined) throw new RangeError(`no passage has the id ${id}`);
	return found;
};

const toItem = (material: Material, question: Question): Omit<ScenarioItem, 'id'> => {
	const random = createRandom(seed, question.ask);
	const { passages } = material;
	const about = question.none ? [] : [...question.cite.flat(), ...question.may];
	const misleading = [...question.wrong.join(' ').matchAll(/\[([A-Z]+-\d+)\]/gu)].map(
		([, id = '']) => id
	);
	const needed = [...new Set([...about, ...question.with, ...misleading])].map((id) =>
		find(passages, id)
	);
	const missed = question.without.map((id) => find(passages, id));
	const count = Math.max(needed.length, fewest + randomInt(random, most - fewest + 1));
	const hint = needed.map(({ title, text }) => `${title} ${text}`).join(' ');
	const ranked = rankPassages(passages, question.ask, hint);
	const found = [...new Set([...needed, ...ranked])]
		.filter((passage) => !missed.includes(passage))
		.slice(0, count);
	const language = question.language ?? material.language;
	const tags = [
		...question.tags,
		...(question.none ? ['unanswerable'] : []),
		...(missed.length > 0 ? ['not-retrieved'] : []),
		...(language === material.language ? [] : ['cross-lingual'])
	];
	return {
		input: {
			company: material.company,
			today: material.today,
			passages: shuffle(random, found).map(render).join('\n\n'),
			question: question.ask
		},
		reference: referenceOf(question),
		language,
		tags: tags.sort()
	};
};

/** Passages and questions of each company, in the order of their files. */
export const ragMaterials = (): Material[] =>
	readdirSync(folder)
		.filter((name) => name.endsWith('.yaml'))
		.sort()
		.map((name) => materialSchema.parse(parse(readFileSync(new URL(name, folder), 'utf8'))));

/** The items of `rag-answers`, always the same. */
export const generateRagAnswers = (): ScenarioItem[] => {
	const items = ragMaterials().flatMap((material) =>
		material.questions.map((question) => toItem(material, question))
	);
	return shuffle(createRandom(seed, 'order'), items).map((item, index) => ({
		id: `question-${String(index + 1).padStart(3, '0')}`,
		...item
	}));
};
