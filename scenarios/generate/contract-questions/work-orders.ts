/** Day rates and work orders of the master services agreement. */
import { pick, randomInt, shuffle, type RandomSource } from '#core/random.ts';
import { between, firstDay, grouped, lastDay, some, twoDigits, type Schedule } from './schedule.ts';
import {
	customerDuties,
	leads,
	limitsOfScope,
	reports,
	sites,
	topics
} from './work-order-words.ts';

const roles = [
	...['Architect', 'Developer', 'Tester', 'Database administrator', 'Network engineer'],
	...['Service desk agent', 'Project manager', 'Security analyst', 'Data engineer']
];
const levels = ['junior', 'experienced', 'Senior Resource'];

export const dayRates = (random: RandomSource): Schedule => {
	const lines = roles.flatMap((role) => {
		let rate = between(random, 330, 450, 10);
		return levels.map((level) => {
			const line = `${role}, ${level}: £${String(rate)} on site, £${String(rate - 20)} remote.`;
			rate += between(random, 90, 190, 10);
			return line;
		});
	});
	return { markup: lines.join('\n'), values: {} };
};

const specials = [
	'There are no deviations from the clauses of the agreement.',
	'In deviation from clause {@warranty}, the warranty for the Deliverables of this Work Order lasts 18 months from acceptance.',
	'In deviation from clause {@accept}, the {C} may test the Deliverables of this Work Order for 30 Business Days.',
	'Expenses are contained in the charges and are not refunded in addition.',
	'The {C} may extend this Work Order once by six months on unchanged terms, by notice of two months.',
	'If the peak season from October to December requires more staff, the {P} provides up to three further persons on ten Business Days’ notice.',
	'The {P} may use a subcontractor for the cabling at the site, which it shall name beforehand.',
	'In deviation from clause {@insure.proof}, certificates of insurance for this Work Order are supplied without a request, each January.'
];

/** Work orders that questions are about; the others differ in the same ways. */
interface Asked {
	label: string;
	special: string;
	values: Record<string, string>;
}

const asked: readonly Asked[] = [
	{
		label: 'wo.invalid',
		special:
			'Invoices under this Work Order are payable within 21 days of the day on which the {C} receives them.',
		values: { 'wo.invalid.days': '21' }
	},
	{
		label: 'wo.valid',
		special:
			'In deviation from clause {@pay}, invoices under this Work Order are payable within 14 days of the day on which the {C} receives them.',
		values: { 'wo.valid.days': '14' }
	},
	{ label: 'wo.fee', special: specials[0] ?? '', values: {} },
	{ label: 'wo.other', special: specials[3] ?? '', values: {} },
	{
		label: 'wo.alsoInvalid',
		special:
			'Invoices under this Work Order are payable within ten days if the {P} grants a discount of 1%, which it does.',
		values: {}
	},
	{
		label: 'wo.alsoValid',
		special:
			'In deviation from clause {@pay}, invoices under this Work Order are payable within 75 days of the day on which the {C} receives them.',
		values: {}
	}
];

const count = 150;

interface Written {
	lines: string[];
	values: Record<string, string>;
}

const workOrder = (
	number: number,
	subject: { topic: (typeof topics)[number]; site: string; amount: number },
	special: Asked | undefined,
	random: RandomSource
): Written => {
	const { topic, site, amount } = subject;
	const label = special?.label;
	const mark = (name: string): string => (label === undefined ? '' : `{#${label}.${name}} `);
	const year = between(random, 2023, 2025);
	// What is asked about runs on.
	const years = label === undefined ? between(random, 2, 4) : 2028 - year;
	const end = lastDay(year + years, 1 + randomInt(random, 12));
	const isFixed = label === 'wo.fee' || label === 'wo.other' || random() < 0.6;
	const persons = between(random, 2, 11);
	const charge = isFixed
		? `The {C} shall pay a fixed charge of £${grouped(amount)} a month. It covers up to ${String(between(random, 20, 90, 5))} requests of Priority 4 a month; further ones are charged by time.`
		: `The work is charged by time. The budget is £${grouped(amount * 9)} in each Contract Year, which must not be exceeded without the {C}'s written approval; the {P} shall give a warning when ${String(between(random, 70, 85, 5))}% of it have been used.`;
	const lines = [
		`# W${twoDigits(number)}|Work Order ${String(number)}: ${topic.title}, ${site}`,
		`${topic.scope} The place of performance is ${site}. ${pick(random, limitsOfScope)}`,
		`${mark('term')}This Work Order begins on ${firstDay(year, 1 + randomInt(random, 12))} and runs until ${end.day}. It is not renewed by silence.`,
		`${mark('charge')}${charge}`,
		`The {P} assigns ${String(persons)} persons, of whom at least ${String(1 + randomInt(random, Math.ceil(persons / 3)))} are Senior Resources. ${pick(random, leads)} leads the work and is key personnel.`,
		`Service time is from ${String(between(random, 5, 8))} a.m. to ${String(between(random, 5, 10))} p.m. on ${pick(random, ['Business Days', 'Monday to Saturday', 'all days of the year', 'all days but 25 December'])}.`,
		`${pick(random, topic.results)} ${pick(random, reports)}`,
		some(random, customerDuties, 2).join(' '),
		`${mark('special')}${special?.special ?? pick(random, specials)}`
	];
	const values: Record<string, string> =
		label === undefined
			? {}
			: {
					...special?.values,
					[`${label}.n`]: String(number),
					[`${label}.amount`]: `£${grouped(amount)}`,
					[`${label}.end`]: end.day,
					[`${label}.end.us`]: end.us
				};
	return { lines, values };
};

export const workOrders = (random: RandomSource): Schedule => {
	const pairs = shuffle(
		random,
		topics.flatMap((topic) => sites.map((site) => ({ topic, site })))
	).slice(0, count);
	const amounts = shuffle(
		random,
		Array.from({ length: count }, (_, index) => 6_200 + 350 * index)
	);
	const places = shuffle(
		random,
		Array.from({ length: count - 10 }, (_, index) => index + 5)
	);
	const written = pairs.map((pair, index) =>
		workOrder(
			index + 1,
			{ ...pair, amount: amounts[index] ?? 0 },
			asked[places.indexOf(index)],
			random
		)
	);
	return {
		markup: written.flatMap(({ lines }) => lines).join('\n'),
		values: Object.assign({}, ...written.map(({ values }) => values)) as Record<string, string>
	};
};
