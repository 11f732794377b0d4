/** Schedules of leases: a record of condition, particulars of shops. */
import { pick, randomInt, shuffle, type RandomSource } from '#core/random.ts';
import { between, grouped, lastDay, type Schedule } from './schedule.ts';

const parts = [
	{
		name: 'floor',
		findings: [
			'crack {n} cm long and up to 3 mm wide, filled once and open again',
			'joint broken out over {n} cm on the side of the aisle',
			'oil stain of about {n} cm across, not removable with cleaner',
			'coating worn through over {n} cm along the lane of the forklifts'
		]
	},
	{
		name: 'outer wall',
		findings: [
			'panel dented {n} cm above the floor, coating intact',
			'sealant of the joint missing over {n} cm',
			'scratch of {n} cm through to the metal, without rust',
			'four fixing holes of former racking, closed with plugs, {n} cm above the floor'
		]
	},
	{
		name: 'column',
		findings: [
			'guard bent, paint off over {n} cm',
			'spalling of the edge over {n} cm, reinforcement not visible',
			'fire protection board chipped {n} cm from the base',
			'number plate missing; glue marks of {n} cm'
		]
	},
	{
		name: 'roof light',
		findings: [
			'one pane clouded over {n} cm from the northern edge',
			'water mark of {n} cm on the frame, dry on the day',
			'closing rod bent {n} cm from the handle'
		]
	},
	{
		name: 'sprinkler pipe',
		findings: [
			'surface rust over {n} cm at the coupling',
			'bracket loose, pipe sagging over {n} cm',
			'paint drops on a length of {n} cm'
		]
	},
	{
		name: 'dock leveller',
		findings: [
			'lip scored over {n} cm, function without fault',
			'rubber buffer torn over {n} cm on the left',
			'lip bent, gap of {n} mm at the right-hand corner when lowered'
		]
	}
];
const remarks = [
	'Photograph taken.',
	'Both parties agree on the finding.',
	'The tenant’s surveyor asks for observation in the coming winter.',
	'No action is considered necessary.',
	'The landlord’s surveyor holds this for ordinary wear.',
	'Seen by torchlight only.'
];

export const condition = (random: RandomSource): Schedule => {
	const places = ['A', 'B', 'C', 'D', 'E', 'F'].flatMap((bay) =>
		Array.from({ length: 24 }, (_, index) => `bay ${bay}, position ${String(index + 1)}`)
	);
	// Each measure once, so that a finding is known by it.
	const measures = shuffle(
		random,
		Array.from({ length: places.length }, (_, index) => 22 + 2 * index)
	);
	const values: Record<string, string> = {};
	const lines = places.map((place, index) => {
		const part = parts[index % parts.length] ?? { name: '', findings: [] };
		const finding = pick(random, part.findings).replace('{n}', String(measures[index] ?? 0));
		const label = index === 51 ? '{#cond.label} ' : index === 37 ? '{#cond.otherLabel} ' : '';
		if (index === 51) {
			values['cond.place'] = `the ${part.name} at ${place}`;
			values['cond.fact'] = finding;
			values['cond.measure'] = String(measures[index] ?? 0);
			values['cond.metres'] = ((measures[index] ?? 0) / 100).toFixed(2);
		}
		if (index === 37) values['cond.otherFact'] = finding;
		return `${label}Bay ${place.slice(4)}, ${part.name}: ${finding}. ${pick(random, remarks)}`;
	});
	return { markup: lines.join('\n'), values };
};

const centres = [
	...['Abbeygate', 'Brookfields', 'Castle Mall', 'Drapers Yard', 'Eastgate', 'Ferry Quays'],
	...['Granary Walk', 'Highcross Row', 'Kingsmead', 'Long Acre', 'Market Place', 'Northgate']
];
const notes = [
	'The Unit has a store in the basement, for which no separate rent is due.',
	'The {C} may place two display tables in front of the shop, leaving a way of two metres.',
	'Deliveries are made through the rear corridor before 10 a.m.',
	'The shop front of the former tenant may be kept until the first refit.',
	'The {P} has contributed £18,000 to the fitting out, which is repaid in full if the Unit is given up in its first three years.',
	'The passenger lift is shared with the adjoining café, whose tenant bears a third of its maintenance.',
	'The alarm is connected to the control room of the centre at no charge.',
	'A sign at right angles to the front is allowed if it is no lower than 2.6 metres.'
];
const roles = ['plain', 'two1', 'two2', 'cap', 'break', 'hours'];
const unitCount = 110;

export const units = (random: RandomSource): Schedule => {
	const places = shuffle(
		random,
		Array.from({ length: unitCount - 8 }, (_, index) => index + 5)
	).slice(0, roles.length);
	const rents = shuffle(
		random,
		Array.from({ length: unitCount }, (_, index) => 31_500 + 1_250 * index)
	);
	const values: Record<string, string> = {};
	const lines = rents.flatMap((rent, index) => {
		const number = String(index + 1).padStart(2, '0');
		const role = roles[places.indexOf(index)];
		const mark = (name: string): string =>
			role === undefined ? '' : `{#unit.${role}.label.${name}} `;
		const start = between(random, 2021, 2023);
		const end = lastDay(start + 10, 9);
		const breakDay = lastDay(
			role === 'break' ? 2028 : start + between(random, 5, 7),
			1 + randomInt(random, 12)
		);
		const percent = String(between(random, 6, 10) + (random() < 0.5 ? 0.5 : 0));
		const cap = between(random, 38, 58);
		const peak = between(random, 7, 8);
		const hasPeak = role === 'hours' || random() < 0.2;
		const breakText =
			role === 'break' || random() < 0.6
				? `Break date: ${breakDay.day}.`
				: 'There is no break date.';
		if (role !== undefined) {
			Object.assign(values, {
				[`unit.${role}.n`]: `U${number}`,
				[`unit.${role}.rent`]: `£${grouped(rent)}`,
				[`unit.${role}.pct`]: percent,
				[`unit.${role}.less`]: String(Number(percent) - 1),
				[`unit.${role}.cap`]: String(cap),
				[`unit.${role}.date`]: breakDay.day,
				[`unit.${role}.dateUs`]: breakDay.us,
				[`unit.${role}.close`]: String(peak),
				[`unit.${role}.close24`]: String(peak + 12)
			});
		}
		return [
			`# U${number}|Particulars of Unit U${number}, ${pick(random, centres)}`,
			`Area: ${String(between(random, 84, 420))} square metres on ${role === 'two1' || role === 'two2' ? 'two floors' : 'one floor'}; frontage ${String(between(random, 6, 18))} metres. Plan number ${String(between(random, 2100, 2980))}.`,
			`${mark('term')}Term: from 1 October ${String(start)} to ${end.day}. ${breakText}`,
			`${mark('rent')}Base Rent: £${grouped(rent)} a year.`,
			`${mark('turnover')}Turnover rent: ${percent}% of Net Sales.`,
			`${mark('sc')}Service charge: cap of £${String(cap)} for each square metre in a calendar year, adjusted by the retail prices index each January only where a side letter says so.`,
			`${mark('hours')}Hours: Monday to Saturday from ${String(between(random, 8, 10))} a.m. to ${String(between(random, 5, 6))} p.m., Sunday from 11 a.m. to 4 p.m.${hasPeak ? ` In the Peak Weeks until ${String(peak)} p.m. from Monday to Friday.` : ''}`,
			pick(random, notes)
		];
	});
	return { markup: lines.join('\n'), values };
};
