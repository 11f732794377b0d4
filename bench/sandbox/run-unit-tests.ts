/** Runs JavaScript with its tests in QuickJS: no files, no network, no clock, bounded memory and time. */
import {
	getQuickJS,
	shouldInterruptAfterDeadline,
	type QuickJSContext,
	type QuickJSHandle
} from 'quickjs-emscripten';
import { errorMessage } from '#core/errors.ts';
import { testHarness } from './test-harness.ts';
import type { UnitTestsResult, UnitTestsTask } from '#bench/graders/sandbox-tasks.ts';

const stackBytes = 256 * 1_024;
const mib = 1_024 * 1_024;
/** Jobs of promises that are run before the tests count as hanging. */
const mostJobs = 100_000;

const thrown = (context: QuickJSContext, error: QuickJSHandle): string => {
	const dumped: unknown = context.dump(error);
	error.dispose();
	if (typeof dumped === 'object' && dumped !== null && 'message' in dumped) {
		const { name, message } = dumped as { name?: unknown; message: unknown };
		return `${typeof name === 'string' ? name : 'Error'}: ${String(message)}`;
	}
	return typeof dumped === 'string' ? dumped : JSON.stringify(dumped);
};

/** What stopped the script; null if nothing did. */
const evaluate = (context: QuickJSContext, code: string, file: string): string | null => {
	const result = context.evalCode(code, file);
	if (result.error) return thrown(context, result.error);
	result.value.dispose();
	return null;
};

const runJobs = (context: QuickJSContext): string | null => {
	const result = context.runtime.executePendingJobs(mostJobs);
	if (result.error) return thrown(context, result.error);
	return context.runtime.hasPendingJob() ? 'the tests never end' : null;
};

/** Never throws for code; where the engine itself gives up, that is the failure. */
export const runUnitTests = async ({
	code,
	tests,
	memoryMib,
	deadlineMs
}: UnitTestsTask): Promise<UnitTestsResult> => {
	const quickJs = await getQuickJS();
	const done: UnitTestsResult['tests'] = [];
	try {
		const runtime = quickJs.newRuntime();
		runtime.setMemoryLimit(memoryMib * mib);
		runtime.setMaxStackSize(stackBytes);
		runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + deadlineMs));
		const context = runtime.newContext();
		// The harness takes hold of what it needs before foreign code can change it, and comes back after it.
		const started = context.evalCode(testHarness, 'harness.js');
		const harness = context.unwrapResult(started);
		const report = context.newFunction('report', (name, error) => {
			const message: unknown = context.dump(error);
			done.push({
				name: context.getString(name),
				error: typeof message === 'string' ? message : null
			});
		});
		const install = (): string | null => {
			const result = context.callFunction(harness, context.undefined, report);
			if (result.error) return thrown(context, result.error);
			result.value.dispose();
			return null;
		};
		const failure =
			evaluate(context, code, 'answer.js') ??
			runJobs(context) ??
			install() ??
			evaluate(context, tests, 'tests.js') ??
			runJobs(context);
		// Not disposed of: the process forgets it all, and a broken runtime may take the host down with it.
		return { tests: done, failure };
	} catch (error) {
		return { tests: done, failure: errorMessage(error) };
	}
};
