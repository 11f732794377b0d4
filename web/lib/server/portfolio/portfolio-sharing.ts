/** Which use cases can run on the same nodes, and what that saves. */
import { BenchError } from '#core/errors.ts';
import {
	billingOf,
	nodeOptionOf,
	portfolioNotes,
	portfolioUseOf,
	type PortfolioMember
} from '#bench/cases/portfolio-uses.ts';
import { portfolioOf, type Portfolio } from '#bench/economics/case/portfolio.ts';
import { sharingProblems } from '#bench/economics/fleet/shared-fleet.ts';
import type { PortfolioCase } from './portfolio-entry.ts';
import type { PortfolioSharing } from './portfolio-schema.ts';

const crossing = (found: { permanentCrossover: number | null } | null): number | null =>
	found?.permanentCrossover ?? null;

const groupOf = (result: Portfolio): PortfolioSharing['groups'][number] => ({
	separateNodes: result.separateNodes,
	sharedNodes: result.sharedNodes,
	separateUsdPerMonth: result.separateUsdPerMonth,
	sharedUsdPerMonth: result.sharedUsdPerMonth,
	savingUsdPerMonth: result.savingUsdPerMonth,
	buyUsdPerMonth: result.buyUsdPerMonth,
	uses: result.uses.map((use) => ({
		id: use.id,
		title: use.title,
		separateUsdPerMonth: use.separateUsdPerMonth,
		sharedUsdPerMonth: use.sharedUsdPerMonth,
		savingUsdPerMonth: use.savingUsdPerMonth,
		crossoverAlone: crossing(use.alone),
		crossoverWithin: crossing(use.within)
	}))
});

/** Members that can share with the first of their group; each joins the first group that takes it. */
const grouped = (members: readonly PortfolioMember[]): PortfolioMember[][] => {
	const groups: PortfolioMember[][] = [];
	for (const member of members) {
		const group = groups.find(
			([first]) =>
				first && sharingProblems([portfolioUseOf(first), portfolioUseOf(member)]).length === 0
		);
		if (group) group.push(member);
		else groups.push([member]);
	}
	return groups;
};

const sharedGroup = (members: readonly PortfolioMember[]): Portfolio | string => {
	try {
		return portfolioOf(members.map(portfolioUseOf), billingOf(members));
	} catch (error) {
		// Hours or billing that do not fit together; anything else is a fault.
		if (error instanceof RangeError || error instanceof BenchError) return error.message;
		throw error;
	}
};

/** Groups the use cases that can share, and says of the others why not. */
export const sharingOf = (cases: readonly PortfolioCase[]): PortfolioSharing => {
	const alone: PortfolioSharing['alone'] = [];
	const members = cases.flatMap(({ of, evaluated }): PortfolioMember[] => {
		const spec = { spec: of.spec, costCase: of.costCase, evaluated };
		const option = nodeOptionOf(spec);
		if (option?.fleet) return [{ evaluated: spec, option }];
		const { id, title } = of.source;
		const reason = option
			? `${option.title} runs no nodes of its own by itself.`
			: 'It has no option that is made on own nodes.';
		alone.push({ id, title, reason });
		return [];
	});
	const groups: PortfolioSharing['groups'] = [];
	const notes: string[] = [];
	const leave = ({ evaluated: { costCase } }: PortfolioMember, reason: string): void => {
		alone.push({ id: costCase.useCase, title: costCase.title, reason });
	};
	for (const group of grouped(members)) {
		const [first] = group;
		if (first && group.length === 1) {
			const other = members.find((each) => each !== first);
			const problems = other ? sharingProblems([portfolioUseOf(other), portfolioUseOf(first)]) : [];
			leave(first, problems[0] ?? 'No other use case runs nodes.');
			continue;
		}
		const result = sharedGroup(group);
		if (typeof result === 'string') for (const member of group) leave(member, result);
		else {
			groups.push(groupOf(result));
			notes.push(...portfolioNotes(group));
		}
	}
	return { groups, alone, notes: [...new Set(notes)] };
};
