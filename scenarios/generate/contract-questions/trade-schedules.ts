/** Schedules of parts, of charged assets, of limits, of sub-processors, and the index of a data room. */
import { pick, randomInt, shuffle, type RandomSource } from '#core/random.ts';
import { between, grouped, type Schedule } from './schedule.ts';
import {
	assetKinds,
	folderKinds,
	limitKinds,
	makers,
	partKinds,
	platformModules,
	processorNames,
	purposes,
	steps
} from './trade-words.ts';

const partCount = 170;

export const parts = (random: RandomSource): Schedule => {
	const numbers = shuffle(
		random,
		Array.from({ length: partCount }, (_, index) => 40_110 + 37 * index)
	);
	const cents = shuffle(
		random,
		Array.from({ length: partCount }, (_, index) => 1_840 + 265 * index)
	);
	const roleOf: Record<number, string> = { 22: 'changed', 41: 'plain', 58: 'lead', 73: 'other' };
	const values: Record<string, string> = {};
	const lines = numbers.map((number, index) => {
		const role = roleOf[index];
		const kind = partKinds[index % partKinds.length] ?? '';
		const weeks = between(random, 5, 12);
		const smallest = between(random, 20, 260, 10) + (role === 'other' ? 300 : 0);
		const price = ((cents[index] ?? 0) / 100).toFixed(2);
		const no = `SH-${String(number)}`;
		if (role !== undefined) {
			Object.assign(values, {
				[`part.${role}.no`]: no,
				[`part.${role}.price`]: `€${price}`,
				[`part.${role}.newPrice`]: `€${(Number(price) + 6.35).toFixed(2)}`,
				[`part.${role}.min`]: String(smallest),
				[`part.${role}.newWeeks`]: String(weeks + 4),
				[`part.${role}.total`]: String(weeks + 7),
				[`part.${role}.oldTotal`]: String(weeks + 3)
			});
		}
		const mark = role === undefined ? '' : `{#part.${role}.label} `;
		const tool = random() < 0.4 ? 'Tools are the property of the {C}.' : 'Tools belong to the {P}.';
		return `${mark}Part ${no}: ${kind}, drawing ${String(between(random, 7100, 9800))} issue ${pick(random, ['B', 'C', 'D', 'F'])}, ${pick(random, ['steel', 'iron', 'bronze'])}. Price €${price}; Lead Time ${String(weeks)} weeks; smallest Call-off ${String(smallest)} pieces${random() < 0.3 ? '; S' : ''}. ${tool} ${pick(random, steps)}`;
	});
	return { markup: lines.join('\n'), values };
};

export const assets = (random: RandomSource): Schedule => {
	const names = shuffle(
		random,
		assetKinds.flatMap((kind) =>
			['Skelby', 'Aldthorpe', 'Wansford', 'Kirkmoor', 'Garton', 'Lund Bridge'].map(
				(place) => `${kind}, ${place}`
			)
		)
	);
	const amounts = shuffle(
		random,
		names.map((_, index) => 21_400 + 8_150 * index)
	);
	const values: Record<string, string> = {};
	const lines = names.map((name, index) => {
		const value = `£${grouped(amounts[index] ?? 0)}`;
		const mark = index === 43 ? '{#asset.label} ' : index === 29 ? '{#asset.otherLabel} ' : '';
		if (index === 43) Object.assign(values, { 'asset.name': name, 'asset.value': value });
		if (index === 29) values['asset.otherValue'] = value;
		return `${mark}${name}: ${value}. ${pick(random, makers)}, inventory number ${String(between(random, 3100, 8900))}, put to use in ${String(between(random, 2009, 2023))}. ${pick(random, ['Free of rights of others.', 'Maintained under contract.', 'Fixed to the building.', 'Movable.'])}`;
	});
	return { markup: lines.join('\n'), values };
};

export const limits = (random: RandomSource): Schedule => {
	const all = shuffle(
		random,
		platformModules.flatMap((module) => limitKinds.map((kind) => ({ module, ...kind })))
	);
	const numbers = shuffle(
		random,
		all.map((_, index) => 120 + 35 * index)
	);
	const values: Record<string, string> = {};
	const lines = all.map(({ module, what, note }, index) => {
		const value = grouped(numbers[index] ?? 0);
		const mark = index === 31 ? '{#limit.label} ' : index === 12 ? '{#limit.otherLabel} ' : '';
		if (index === 31) {
			Object.assign(values, { 'limit.module': module, 'limit.what': what, 'limit.value': value });
		}
		if (index === 12) values['limit.otherValue'] = value;
		return `${mark}Interface of the Module ${module}: ${value} ${what}. ${note}`;
	});
	return { markup: lines.join('\n'), values };
};

export const subprocessors = (random: RandomSource): Schedule => ({
	markup: processorNames
		.map(
			({ name, place }) =>
				`${name}, ${place}: ${pick(random, purposes)} Personal data concerned: ${pick(random, ['names and contact data', 'claims files without health data', 'claims files with health data', 'log-in data of Authorised Users', 'none that are readable, as they are encrypted'])}. Used since ${String(between(random, 2017, 2023))}.`
		)
		.join('\n'),
	values: {}
});

export const dataRoom = (random: RandomSource): Schedule => {
	const all = shuffle(
		random,
		folderKinds.flatMap(({ topic, pieces, tiers }) =>
			pieces.flatMap((piece) =>
				['Ellery', 'Thorncote'].map((party) => ({
					name: `${party}, ${topic}: ${piece}`,
					tier: pick(random, tiers)
				}))
			)
		)
	);
	const fromB = all.flatMap(({ name, tier }, index) =>
		tier === 'B' && name.startsWith('Ellery') ? [index] : []
	);
	const [asked, moved] = [fromB[5] ?? 0, fromB[11] ?? 0];
	const values: Record<string, string> = {};
	const lines = all.map(({ name, tier }, index) => {
		const role = index === asked ? 'b' : index === moved ? 'moved' : undefined;
		if (role !== undefined) {
			Object.assign(values, { [`dr.${role}.name`]: name, [`dr.${role}.tier`]: tier });
		}
		const mark = role === undefined ? '' : `{#dr.${role}.label} `;
		return `${mark}${name}. Tier ${tier}. ${String(4 + randomInt(random, 60))} documents, ${pick(random, ['read only', 'read only, without printing', 'download by counsel only', 'download permitted'])}. ${pick(random, ['Names of customers are replaced by numbers.', 'Figures from the financial year 2022/23 on.', 'Old versions have been removed.', 'Partly in German, with a summary in English.', 'Supplements are expected.'])}`;
	});
	return { markup: lines.join('\n'), values };
};
