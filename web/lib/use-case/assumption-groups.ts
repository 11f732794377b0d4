/** Assumptions in the order in which a reader looks for them: what moves the answer most, then everything by what it is about. */
import type { Assumption } from '#bench/economics/case/assumptions.ts';

export const groupTitles = {
	demand: 'Demand',
	nodes: 'Own or rented nodes',
	api: 'API prices and use',
	quality: 'Quality and rework',
	finance: 'Finance and how prices move'
} as const;

export type AssumptionGroup = keyof typeof groupTitles;

/** How many stand first, unfolded. */
export const mostDecisive = 8;

const apiUnit = /^USD\/(?:Mtok|request|\d)|^tokens|^requests\/answer|\/request$/u;

/** What an assumption is about. */
export const groupOf = ({ id, unit }: Pick<Assumption, 'id' | 'unit'>): AssumptionGroup => {
	if (id.startsWith('demand.') || id === 'peakToAverage') return 'demand';
	if (id.startsWith('drift.') || id === 'discountRatePerYear') return 'finance';
	if (id.startsWith('quality.') || id.endsWith('.acceptShare')) return 'quality';
	if (apiUnit.test(unit) || /\.(?:apiShare|commitUsdPerMonth|contractShare)$/u.test(id)) {
		return 'api';
	}
	return 'nodes';
};

export interface GroupedAssumptions {
	first: Assumption[];
	rest: { group: AssumptionGroup; title: string; assumptions: Assumption[] }[];
}

/** In the order given, which is that of what moves most; what is changed or first is not repeated below. */
export const groupAssumptions = (assumptions: readonly Assumption[]): GroupedAssumptions => {
	const first = assumptions.slice(0, mostDecisive);
	const rest = assumptions.slice(mostDecisive);
	const groups = Object.keys(groupTitles) as AssumptionGroup[];
	return {
		first,
		rest: groups
			.map((group) => ({
				group,
				title: groupTitles[group],
				assumptions: rest.filter((each) => groupOf(each) === group)
			}))
			.filter((group) => group.assumptions.length > 0)
	};
};

/** Those whose name, option, unit or source holds every word of a search. */
export const searchAssumptions = (
	assumptions: readonly Assumption[],
	text: string
): Assumption[] => {
	const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
	return assumptions.filter(({ id, label, owner, optionTitles, unit, source }) => {
		const all = [id, label, owner ?? '', ...optionTitles, unit, source].join(' ').toLowerCase();
		return words.every((word) => all.includes(word));
	});
};
