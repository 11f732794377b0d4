/** What would change a decision: the number that is nearest to turning it, what a bad year would do, and what to find out first. */
import { toDecimal } from '#core/decimal.ts';
import { breakEven } from '#bench/economics/break-even/break-even.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { EvaluatedCase } from '#bench/economics/case/evaluate-case.ts';
import { stressTests } from '#bench/economics/stress/stress.ts';
import { ownerTitle } from '#bench/economics/uncertainty/case-parameters.ts';
import { uncertainCase } from '#bench/economics/uncertainty/draw-case.ts';
import { nextMeasurement } from '#bench/economics/uncertainty/next-measurement.ts';
import { sensitivityOf, type Swing } from '#bench/economics/uncertainty/sensitivity.ts';
import type { SimulationWithDraws } from '#bench/economics/uncertainty/simulate.ts';
import { formatParameter } from '../../format-parameter.ts';

/** Numbers that are solved for: the strongest, as solving takes time. */
const solvedNumbers = 8;
/** Roles that a month's cost does not depend on. */
const laterRoles = new Set<Swing['role']>(['volume', 'growth', 'drift', 'discount']);

interface Turning {
	/** How far the value is from today's, as a share of it. */
	distance: number;
	sentence: string;
}

const turningOf = (
	{ parameter, optionIds }: Swing,
	costCase: CostCase,
	{ compared, requestsPerMonth }: EvaluatedCase
): Turning | null => {
	if (!compared) return null;
	const answer = breakEven({
		option: compared.make.option,
		rival: compared.buy.option,
		parameterId: parameter.id,
		requestsPerMonth
	});
	if (answer.state !== 'found') return null;
	const [value, today] = [toDecimal(answer.value), toDecimal(answer.today)];
	if (today.eq(0) || value.eq(today)) return null;
	const owner = ownerTitle({ parameter, optionIds }, costCase.options);
	const isRising = value.gt(today);
	const makeWins = (answer.cheaperWhen === 'above') === isRising;
	const verb = isRising ? 'rises above' : 'falls below';
	return {
		distance: value.minus(today).div(today).abs().toNumber(),
		sentence: `${makeWins ? 'Making' : 'Buying'} becomes the cheaper one if ${parameter.label}${owner === null ? '' : ` of ${owner}`} ${verb} ${formatParameter(answer.value, parameter.unit)} (today ${formatParameter(answer.today, parameter.unit)}).`
	};
};

/** The strongest reasons first, one sentence each; empty where nothing is compared. */
export const wouldChange = (
	costCase: CostCase,
	evaluated: EvaluatedCase,
	drawn: SimulationWithDraws | null
): string[] => {
	const uncertain = uncertainCase(costCase, evaluated);
	if (!uncertain || !drawn) return [];
	const { swings } = sensitivityOf(uncertain);
	const [nearest] = swings
		.filter(({ role }) => !laterRoles.has(role))
		.slice(0, solvedNumbers)
		.flatMap((swing) => turningOf(swing, costCase, evaluated) ?? [])
		.sort((a, b) => a.distance - b.distance);
	const flip = stressTests(costCase, evaluated).find(({ flips }) => flips);
	const next = nextMeasurement(uncertain, drawn, { seed: costCase.seed, swings });
	const [first] = next.state === 'ranked' ? next.measurements : [];
	return [
		...(nearest ? [nearest.sentence] : []),
		...(flip ? [flip.sentence] : []),
		...(first ? [`To find out first: ${first.advice}`] : [])
	];
};
