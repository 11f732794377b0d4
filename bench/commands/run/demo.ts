/** The demo: a config of this project, with the model in the box beside two emulated endpoints. */
import { fileURLToPath } from 'node:url';
import type { Target } from '#core/target.ts';
import { engineProblem } from '#bench/telemetry/machine-check.ts';

/** Relative to nothing: the demo runs from any folder. */
export const demoConfigFile = fileURLToPath(
	new URL('../../../scenarios/demo.yaml', import.meta.url)
);

/**
 * The targets that the demo can serve here: an installed package has no engine unless it was installed beside it. `note` says what is
 * left out; null where nothing is. `problem` is why there is no engine.
 */
export const servableTargets = (
	targets: readonly Target[],
	problem = engineProblem()
): { targets: Target[]; note: string | null } => {
	const kept = targets.filter(({ kind }) => problem === null || kind !== 'embedded');
	if (kept.length === targets.length) return { targets: kept, note: null };
	const left = targets.filter((target) => !kept.includes(target)).map(({ id }) => id);
	return {
		targets: kept,
		note:
			`left out ${left.join(', ')}: ${problem ?? ''}\n` +
			'Without it every endpoint of this demo is EMULATED.'
	};
};

const emulatedRemark =
	'EMULATED: a GPU deployment and a frontier API, whose timings, answers and prices are chosen, not measured.';

/** What the newcomer must know before looking at a figure. */
export const demoRemark = (hasEngine: boolean): string =>
	hasEngine
		? `This is a demo. Real: the load engine, HTTP on loopback, the grading, and a llama.cpp engine with a model of 11 million parameters that
was trained for these two use cases: its speed is that of this machine, its answers are its own. ${emulatedRemark}`
		: `This is a demo. Real: the load engine, HTTP on loopback, and the grading. ${emulatedRemark}`;
