/** Runs the tools of a simulated world in QuickJS: no files, no network, no clock and no chance, bounded memory and time. */
import { getQuickJS, shouldInterruptAfterDeadline } from 'quickjs-emscripten';
import { errorMessage } from '#core/errors.ts';
import { isObject, parseJson } from '#core/json.ts';
import { checkValue, renderPath } from '#core/schema-problems.ts';
import { worldStateSchema, type WorldState } from '#core/state-changes.ts';
import type { WorldCallResult, WorldResult, WorldTask } from '#bench/graders/sandbox-tasks.ts';
import { worldHarness, worldPrelude } from './world-harness.ts';

const stackBytes = 256 * 1_024;
const mib = 1_024 * 1_024;

const messageOf = (dumped: unknown): string => {
	if (isObject(dumped) && typeof dumped['message'] === 'string') return dumped['message'];
	return typeof dumped === 'string' ? dumped : JSON.stringify(dumped);
};

/** The state with its shape checked; a sentence that says what is wrong with it. */
const checkedState = (value: unknown): WorldState | string => {
	const checked = checkValue(value, worldStateSchema);
	if (checked.ok) return checked.value;
	const [first] = checked.problems;
	return `the state is not made of tables of rows: ${first ? `${renderPath(first.path)}: ${first.message}` : ''}`;
};

const resultOf = (output: unknown): WorldResult => {
	if (!isObject(output)) return { failure: 'the world gave nothing' };
	if (typeof output['failure'] === 'string') return { failure: output['failure'] };
	const [before, state] = [checkedState(output['before']), checkedState(output['state'])];
	if (typeof before === 'string') return { failure: before };
	if (typeof state === 'string') return { failure: state };
	return { before, state, results: output['results'] as WorldCallResult[] };
};

/** Never throws for code; where the engine itself gives up, that is the failure. */
export const runWorld = async (task: WorldTask): Promise<WorldResult> => {
	const quickJs = await getQuickJS();
	try {
		const runtime = quickJs.newRuntime();
		runtime.setMemoryLimit(task.memoryMib * mib);
		runtime.setMaxStackSize(stackBytes);
		runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + task.deadlineMs));
		const context = runtime.newContext();
		context.unwrapResult(context.evalCode(worldPrelude, 'prelude.js')).dispose();
		// Taken before the world can change anything.
		const harness = context.unwrapResult(context.evalCode(worldHarness, 'harness.js'));
		const loaded = context.evalCode(task.code, 'world.js', { type: 'module' });
		if (loaded.error) {
			return { failure: `world.js cannot be loaded: ${messageOf(context.dump(loaded.error))}` };
		}
		const { given, state, calls } = task;
		const input = context.newString(JSON.stringify({ given, state, calls }));
		const output = context.callFunction(harness, context.undefined, loaded.value, input);
		// Then not disposed of: a broken runtime may take the host down with it.
		if (output.error) {
			return { failure: `world.js broke off: ${messageOf(context.dump(output.error))}` };
		}
		const text = context.getString(output.value);
		// The process is used again, for thousands of turns.
		for (const handle of [output.value, input, loaded.value, harness]) handle.dispose();
		context.dispose();
		runtime.dispose();
		return resultOf(parseJson(text));
	} catch (error) {
		return { failure: errorMessage(error) };
	}
};
