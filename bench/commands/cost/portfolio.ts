/** `bench cost portfolio SPEC…`: several use cases on the same nodes, and what sharing saves. */
import { BenchError, type Problem } from '#core/errors.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { portfolioOf } from '#bench/economics/case/portfolio.ts';
import { sharingProblems } from '#bench/economics/fleet/shared-fleet.ts';
import { renderPortfolio } from '#bench/report/portfolio-report.ts';
import type { CommandContext } from '../context.ts';
import type { EvaluatedSpec } from '#bench/cases/evaluate-spec.ts';
import { evaluateSpec, type CaseCommandOptions } from './evaluate-command.ts';
import { fullSpec } from '#bench/cases/find-spec.ts';
import {
	billingOf,
	nodeOptionOf,
	portfolioNotes,
	portfolioUseOf
} from '#bench/cases/portfolio-uses.ts';

export interface PortfolioOptions extends CaseCommandOptions {
	/** Id of the option whose nodes are shared, in every spec; the compared make option of each where absent. */
	option?: string;
}

interface Member {
	file: string;
	evaluated: EvaluatedSpec;
	option: CostOption | null;
}

/** Why a spec has no option to share, in a sentence. */
const missingOption = ({ evaluated, file }: Member, wanted: string | undefined): Problem => {
	const { costCase } = evaluated;
	const named = (id: string): boolean => id === wanted;
	const out = costCase.excluded.find(({ option }) => named(option.id));
	const lacking = costCase.unavailable.find(({ id }) => named(id));
	const message =
		wanted === undefined
			? 'no option of it is made on own nodes; expected one, or name it with --option'
			: out
				? `option "${wanted}" may not be used: ${out.reasons.join('; ')}`
				: lacking
					? `option "${wanted}" cannot be computed: ${lacking.reason}. ${lacking.remedy}`
					: `it has no option "${wanted}"; it has ${costCase.options.map(({ id }) => id).join(', ')}`;
	return { file, line: null, path: 'options', message };
};

const memberOf = async (
	file: string,
	options: PortfolioOptions,
	context: CommandContext
): Promise<Member> => {
	const { spec } = await fullSpec(file);
	const evaluated = await evaluateSpec(spec, file, options, context);
	return { file, evaluated, option: nodeOptionOf(evaluated, options.option) };
};

/** Throws E_USAGE for fewer than two specs and E_CONFIG where their nodes cannot be shared. */
export const portfolio = async (
	files: readonly string[],
	options: PortfolioOptions,
	context: CommandContext
): Promise<void> => {
	if (files.length < 2) {
		throw new BenchError('E_USAGE', 'a portfolio needs two cost specs or more', {
			hint: 'For one use case: bench cost --spec FILE'
		});
	}
	if (options.volume !== undefined) {
		throw new BenchError('E_USAGE', 'one --volume cannot hold for several use cases', {
			hint: 'Change "demand.requestsPerMonth" in the specs.'
		});
	}
	const members: Member[] = [];
	for (const file of files) members.push(await memberOf(file, options, context));
	const fail = (problems: readonly Problem[], hint: string): never => {
		throw new BenchError('E_CONFIG', 'these use cases cannot share nodes', { problems, hint });
	};
	const lacking = members.filter(({ option }) => !option);
	if (lacking.length > 0) {
		fail(
			lacking.map((member) => missingOption(member, options.option)),
			'See what was left out and why: bench cost --spec FILE'
		);
	}
	const seen = new Map<string, string>();
	const repeated = members.flatMap(({ file, evaluated }): Problem[] => {
		const { useCase } = evaluated.costCase;
		const earlier = seen.get(useCase);
		seen.set(useCase, earlier ?? file);
		return earlier === undefined
			? []
			: [
					{
						file,
						line: null,
						path: 'useCase',
						message: `"${useCase}" is already that of ${earlier}; expected another use case`
					}
				];
	});
	if (repeated.length > 0) fail(repeated, 'Each spec is one use case of the portfolio.');
	const ready = members.flatMap((member) =>
		member.option ? [{ ...member, option: member.option }] : []
	);
	const uses = ready.map(portfolioUseOf);
	const differing = sharingProblems(uses);
	if (differing.length > 0) {
		fail(
			differing.map((message) => ({ file: files.join(', '), line: null, path: '', message })),
			'Shared nodes have one price: give the option the same node, rent and staff in every spec, or name another with --option.'
		);
	}
	const result = portfolioOf(uses, billingOf(ready));
	const notes = portfolioNotes(ready);
	context.print(
		options.json
			? JSON.stringify({ ...result, notes }, null, '\t')
			: renderPortfolio(result, { notes, maxWidth: context.outputColumns })
	);
};
