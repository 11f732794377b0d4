/**
 * Turns the hand-written questions into items: writes out what their queries share, makes the slips of a hurried reader from them,
 * and numbers the items after a shuffle.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { createRandom, shuffle } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';

const seed = 20_261_014;
const folder = new URL('./sql-from-questions/', import.meta.url);

/** The lines of all orders that count as sales, with their amounts in EUR: what `{sale}` in a query stands for. */
const sale = `sale AS (
  SELECT o.*, l.product_id, l.quantity, (l.quantity * l.unit_price_cents - coalesce(l.discount_cents, 0)) / 100.0 * coalesce(r.eur_per_unit, 1) AS eur
  FROM orders o JOIN order_lines l ON l.order_id = o.id
  LEFT JOIN exchange_rates r ON r.month = substr(o.ordered_on, 1, 7) AND r.currency = o.currency
  WHERE o.status <> 'cancelled'
)`;

/** What is easily got wrong in it: the text that is replaced, and by what. */
const slips = {
	cancelled: ["\n  WHERE o.status <> 'cancelled'", ''],
	'own currency': [' * coalesce(r.eur_per_unit, 1)', ''],
	'foreign only': ['LEFT JOIN exchange_rates', 'JOIN exchange_rates'],
	'discounted only': ['coalesce(l.discount_cents, 0)', 'l.discount_cents'],
	'no discount': [' - coalesce(l.discount_cents, 0)', ''],
	'discount a piece': [
		'l.quantity * l.unit_price_cents - coalesce(l.discount_cents, 0)',
		'l.quantity * (l.unit_price_cents - coalesce(l.discount_cents, 0))'
	]
} as const;
const slipNames = Object.keys(slips) as (keyof typeof slips)[];

const questionSchema = z.strictObject({
	question: z.string(),
	language: z.enum(['en', 'de', 'fr']).default('en'),
	tags: z.array(z.string()),
	ordered: z.boolean().default(false),
	sql: z.string(),
	/** A slip in `{sale}`; a text of the query and what stands in its place; or a whole query. */
	wrong: z.array(z.union([z.enum(slipNames), z.tuple([z.string(), z.string()]), z.string()])).min(1)
});

type Question = z.infer<typeof questionSchema>;

const replaced = (text: string, from: string, to: string): string => {
	if (!text.includes(from)) throw new RangeError(`"${from}" is not in: ${text}`);
	return text.replaceAll(from, to);
};

const wrongQuery = (sql: string, wrong: Question['wrong'][number]): string => {
	if (typeof wrong !== 'string') return replaced(sql, ...wrong).replaceAll('{sale}', sale);
	const name = slipNames.find((each) => each === wrong);
	return name === undefined
		? wrong.trim().replaceAll('{sale}', sale)
		: replaced(sql, '{sale}', replaced(sale, slips[name][0], slips[name][1]));
};

const readQuestions = (file: string): Question[] =>
	z.array(questionSchema).parse(parse(readFileSync(new URL(file, folder), 'utf8')));

/** The items of `sql-from-questions`, always the same. */
export const generateSqlFromQuestions = (): ScenarioItem[] => {
	const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
	const questions = files.sort().flatMap((file) => {
		const desk = file.replace('.yaml', '');
		return readQuestions(file).map((each) => ({ ...each, tags: [desk, ...each.tags] }));
	});
	return shuffle(createRandom(seed, 'order of questions'), questions).map((each, index) => {
		const sql = each.sql.trim();
		return {
			id: `question-${String(index + 1).padStart(3, '0')}`,
			input: { question: each.question.trim() },
			reference: {
				sql: sql.replaceAll('{sale}', sale),
				ordered: each.ordered,
				wrong: each.wrong.map((wrong) => wrongQuery(sql, wrong))
			},
			language: each.language,
			tags: each.tags
		};
	});
};
