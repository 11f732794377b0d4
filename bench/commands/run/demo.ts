/** The demo: a config of this project, and the random-weight model that it serves. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import type { Target } from '#core/target.ts';
import { engineProblem } from '#bench/telemetry/machine-check.ts';
import { writeRandomGguf } from '#bench/endpoints/llama/random-gguf.ts';

/** Relative to nothing: the demo runs from any folder. */
export const demoConfigFile = fileURLToPath(
	new URL('../../../scenarios/demo.yaml', import.meta.url)
);

const demoSeed = 1;

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

/**
 * Writes the model of every embedded target that has no file yet. The vocabulary is drawn from the texts of the scenarios, so that
 * a token stands for about as many characters as in a real model. Returns the files that were written.
 */
export const ensureDemoModels = async (
	targets: readonly Target[],
	scenarios: Iterable<LoadedScenario>
): Promise<string[]> => {
	const written: string[] = [];
	const texts = [...scenarios].flatMap(({ scenario, items }) => [
		scenario.prompt.system,
		scenario.prompt.user,
		...items.flatMap(({ input }) => Object.values(input))
	]);
	for (const target of targets) {
		if (target.kind !== 'embedded') continue;
		const file = resolve(dirname(demoConfigFile), target.modelFile);
		if (existsSync(file)) continue;
		// A file that is whole or not there, even where two demos start at once or one is killed.
		const part = `${file}.${randomUUID()}.part`;
		try {
			mkdirSync(dirname(file), { recursive: true });
			try {
				await writeRandomGguf(part, { seed: demoSeed, corpus: texts.join('\n') });
				renameSync(part, file);
			} finally {
				rmSync(part, { force: true });
			}
		} catch (cause) {
			throw new BenchError(
				'E_FILE',
				`the model of the demo cannot be written: ${errorMessage(cause)}`,
				{ hint: 'The demo keeps it beside the program; make that folder writable once.', cause }
			);
		}
		written.push(file);
	}
	return written;
};

const emulatedRemark =
	'EMULATED: a GPU deployment and a frontier API, whose timings, answers and prices are chosen, not measured.';

/** What the newcomer must know before looking at a figure. */
export const demoRemark = (hasEngine: boolean): string =>
	hasEngine
		? `This is a demo. Real: the load engine, HTTP on loopback, the grading, and a llama.cpp engine whose speed is that of this machine.
Its model has random weights, so its answers are noise. ${emulatedRemark}`
		: `This is a demo. Real: the load engine, HTTP on loopback, and the grading. ${emulatedRemark}`;
