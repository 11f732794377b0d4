/** What must hold of a scenario out of logs before it is written. */
import { BenchError } from '#core/errors.ts';
import { checkReference } from '#bench/graders/index.ts';
import { importedGraders } from '#bench/importers/dataset/choose-grading.ts';
import type { Deidentifier } from '#bench/importers/de-identify.ts';
import type { TraceProposal } from '#bench/importers/trace/propose-trace.ts';
import { doubtsOf } from './proposed-folder.ts';

/** The proposal without the items that its own grader is in doubt about, so that what is written is valid. */
export const withoutDoubts = async ({
	proposed,
	clusters
}: TraceProposal): Promise<TraceProposal & { doubted: number }> => {
	const { scenario } = proposed;
	const usable = proposed.items.filter(
		({ reference }) => checkReference(scenario.grader, reference) === null
	);
	const doubts = await doubtsOf({ scenario, items: usable });
	const doubted = new Set(doubts.map(({ itemId }) => itemId));
	const items = usable.filter(({ id }) => !doubted.has(id));
	if (items.length === 0) {
		throw new BenchError(
			'E_CONFIG',
			`no logged answer can be graded by "${scenario.grader.kind}": ${doubts[0]?.message ?? 'none has the form that it compares with'}; nothing was imported`,
			{ hint: `Name another with --grader (${importedGraders.join(', ')}).` }
		);
	}
	const { quick, ...rest } = scenario;
	const kept = quick?.filter((id) => items.some((item) => item.id === id)) ?? [];
	return {
		proposed: {
			...proposed,
			items,
			scenario: kept.length === 0 ? rest : { ...rest, quick: kept }
		},
		clusters,
		doubted: proposed.items.length - items.length
	};
};

/** Every text in a value. */
const textsIn = function* (value: unknown): Generator<string> {
	if (typeof value === 'string') yield value;
	else if (typeof value === 'number') yield String(value);
	else if (typeof value === 'object' && value !== null) {
		for (const [name, each] of Object.entries(value)) {
			yield name;
			yield* textsIn(each);
		}
	}
};

/** Throws where something to take out is still in what is about to be written. */
export const checkNothingIsLeft = (
	identities: Deidentifier,
	{ proposed: { scenario, items } }: TraceProposal
): void => {
	const places: [string, unknown][] = [
		['the system prompt', scenario.prompt.system],
		...items.map(({ id, input, reference }): [string, unknown] => [id, [input, reference]])
	];
	const problems = places.flatMap(([place, value]) => {
		const kinds = new Set([...textsIn(value)].flatMap((text) => identities.find(text)));
		return kinds.size === 0
			? []
			: [{ file: place, line: null, path: '', message: `still has: ${[...kinds].join(', ')}` }];
	});
	if (problems.length === 0) return;
	throw new BenchError(
		'E_INTERNAL',
		'identifiers are left after they were taken out; nothing was imported',
		{
			problems,
			hint: 'Please report this with the rule that is named, without the text.'
		}
	);
};
