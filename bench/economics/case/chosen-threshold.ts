/** A case whose hybrid sends requests by another threshold than the one that it was built with. */
import { toDecimal } from '#core/decimal.ts';
import type { FrontierPoint } from '../hybrid/frontier-points.ts';
import { isSentLine, measuredHybrid } from '../hybrid/measured-hybrid.ts';
import { ruleInWords } from '../hybrid/rule-in-words.ts';
import { optionTitle } from '../option/option-title.ts';
import type { CostOption } from '../option/option.ts';
import { withParameters } from '../option/with-parameter.ts';
import type { CostCase } from './cost-case.ts';
import { decimalProblem, type RefusedOverride } from './refused-override.ts';

/** The point of a frontier that is nearest to a threshold. */
const nearestPoint = (
	points: readonly FrontierPoint[],
	threshold: string
): FrontierPoint | undefined => {
	const distance = (point: FrontierPoint) => toDecimal(point.threshold).minus(threshold).abs();
	return points.reduce<FrontierPoint | undefined>(
		(best, point) => (best && distance(best).lte(distance(point)) ? best : point),
		undefined
	);
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** The case with another point of a frontier; null where the hybrid has none. The note is null where the case was built with this one. */
const withThreshold = (
	costCase: CostCase,
	optionId: string,
	threshold: string
): { costCase: CostCase; note: string | null } | null => {
	const frontier = costCase.frontiers[optionId];
	const point = frontier && nearestPoint(frontier.points, threshold);
	const options = [...costCase.options, ...costCase.excluded.map(({ option }) => option)];
	const hybrid = options.find(({ id }) => id === optionId);
	if (!frontier || !point || !hybrid?.blend) return null;
	if (point.threshold === frontier.chosenThreshold) return { costCase, note: null };
	const { measured, rule, n } = point;
	const { api } = hybrid.blend;
	const { apiShare, acceptShare, lines } = measuredHybrid(optionId, api, measured, {
		...frontier.stated,
		source: `${frontier.stated.source}: threshold chosen here, ${ruleInWords(rule)}. On all ${n.toLocaleString('en-US')} items ${percent(measured.apiShare.value)} go to the API and ${percent(measured.quality.value)} are right`
	});
	const withLines = (option: CostOption): CostOption =>
		option === hybrid
			? { ...option, lines: [...lines, ...option.lines.filter((line) => !isSentLine(line))] }
			: option;
	const pair = `${optionId}|${api.id}`;
	const { outcomes } = measured;
	const moved = withParameters(
		{
			...costCase,
			options: costCase.options.map(withLines),
			excluded: costCase.excluded.map((each) => ({ ...each, option: withLines(each.option) }))
		},
		(parameter) => {
			if (parameter.basis !== 'measured') return parameter;
			if (parameter.id === apiShare.id) return apiShare;
			return parameter.id === acceptShare.id ? acceptShare : parameter;
		}
	);
	return {
		costCase: {
			...moved,
			paired: costCase.paired[pair]
				? {
						...costCase.paired,
						[pair]: {
							bothRight: outcomes.bothRight,
							onlyMake: outcomes.onlyLocal,
							onlyBuy: outcomes.onlyApi,
							bothWrong: outcomes.bothWrong
						}
					}
				: costCase.paired
		},
		note: `${optionTitle(hybrid)}: its threshold is chosen here, looking at all items; the best of many looks is a little too good, unlike that of the spec, which is chosen on one half of them and reported on the other`
	};
};

/**
 * The case with measured hybrids (by id) at the points of their frontiers that are nearest to thresholds, decimal text: the share that
 * is sent, the share that is right, what the requests that are sent cost, and the paired counts follow. A share that was typed stays.
 */
export const withThresholds = (
	costCase: CostCase,
	thresholds: Readonly<Record<string, string>>
): { costCase: CostCase; refused: RefusedOverride[]; notes: string[] } => {
	let chosenCase = costCase;
	const refused: RefusedOverride[] = [];
	const notes: string[] = [];
	for (const [id, value] of Object.entries(thresholds)) {
		const problem = decimalProblem(value.trim());
		const chosen = problem === null ? withThreshold(chosenCase, id, value.trim()) : null;
		if (!chosen) {
			const reason = problem ?? 'this case has no hybrid of this name whose threshold was measured';
			refused.push({ id, value, reason });
			continue;
		}
		chosenCase = chosen.costCase;
		if (chosen.note !== null) notes.push(chosen.note);
	}
	return {
		costCase:
			notes.length === 0 ? chosenCase : { ...chosenCase, notes: [...chosenCase.notes, ...notes] },
		refused,
		notes
	};
};
