/** What the report of a use case says beside its charts: sources with their dates, qualities, and what was changed. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { Assumption } from '#bench/economics/case/assumptions.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import { countByBasis, numbersOfCase } from '#bench/economics/case/numbers-of-case.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import type { Basis, Parameter } from '#bench/economics/option/parameter.ts';
import { ownerTitle } from '#bench/economics/uncertainty/owner-title.ts';
import { formatParameter } from '../format-parameter.ts';
import { formatShare } from '../format.ts';
import { gateInWords } from '../gate-in-words.ts';

export interface EvidenceSource {
	source: string;
	/** YYYY-MM-DD; null where the source has no date. */
	asOf: string | null;
	/** How many numbers come from it. */
	numbers: number;
}

export interface ReportEvidence {
	/** Measured, quoted or from a book; the most numbers first. */
	sources: EvidenceSource[];
	/** Numbers that nobody measured or offered: typed, or assumed by us. */
	assumedNumbers: number;
}

const evidenceBases = new Set<Basis>(['measured', 'quote', 'price-book', 'hardware-book']);

export interface ReportNumberGroup {
	/** Title of the option that the numbers belong to; null for those that touch several. */
	owner: string | null;
	parameters: Parameter[];
}

/** The same by the option that they belong to, those that touch several first. */
export const reportNumberGroups = (costCase: CostCase): ReportNumberGroup[] => {
	const groups = new Map<string | null, Parameter[]>([[null, []]]);
	for (const entry of numbersOfCase(costCase)) {
		const owner = ownerTitle(entry, costCase.options);
		groups.set(owner, [...(groups.get(owner) ?? []), entry.parameter]);
	}
	return [...groups].map(([owner, parameters]) => ({ owner, parameters }));
};

export const reportEvidence = (costCase: CostCase): ReportEvidence => {
	const numbers = numbersOfCase(costCase).map(({ parameter }) => parameter);
	const found = new Map<string, EvidenceSource>();
	for (const { basis, source, asOf } of numbers) {
		if (!evidenceBases.has(basis)) continue;
		const key = `${source}\n${asOf ?? ''}`;
		const before = found.get(key);
		found.set(key, { source, asOf, numbers: (before?.numbers ?? 0) + 1 });
	}
	return {
		sources: [...found.values()].sort((a, b) => b.numbers - a.numbers),
		assumedNumbers: numbers.filter(({ basis }) => !evidenceBases.has(basis)).length
	};
};

const saidBy: Record<Basis, string> = {
	measured: 'measured',
	quote: 'quoted',
	'price-book': 'from a price book',
	'hardware-book': 'from a hardware book',
	scenario: 'from the scenario',
	user: 'typed in',
	default: 'our defaults',
	definition: 'by definition'
};

/** `It rests on 40 numbers: 10 measured (25 %), 20 quoted (50 %), 10 our defaults (25 %).` */
export const numbersInWords = (costCase: CostCase): string => {
	const numbers = numbersOfCase(costCase).map(({ parameter }) => parameter);
	const counts = countByBasis(numbers).map(
		({ basis, numbers: count }) =>
			`${String(count)} ${saidBy[basis]} (${formatShare(count / numbers.length)})`
	);
	return `It rests on ${String(numbers.length)} numbers: ${counts.join(', ')}.`;
};

/** A sentence for each option: how often it is right, and how it compares. */
export const qualityInWords = (costCase: CostCase, { gates }: Decision): string[] =>
	costCase.options.map((option) => {
		const share = costCase.quality[option.id]?.acceptShare?.value ?? null;
		const right =
			share === null ? 'nobody knows how often it is right' : `right in ${formatShare(share)}`;
		const gate = gates[option.id];
		return `${optionTitle(option)}: ${right}${gate ? `; ${gateInWords(gate)}` : ''}.`;
	});

/** What a reader put in place of the numbers of the case, each with what it was. */
export const changesInWords = (
	assumptions: readonly Assumption[],
	overrides: Readonly<Record<string, string>>
): string[] =>
	assumptions.flatMap(({ id, label, owner, unit, value }) => {
		const changed = overrides[id];
		if (changed === undefined) return [];
		const name = owner === null ? label : `${label} (${owner})`;
		return [
			`${name}: ${formatParameter(changed, unit)} in place of ${formatParameter(value, unit)}`
		];
	});
