/** What some graders need beyond the text. Graders only say what is to be run; who creates them gives what runs it. */
import { BenchError } from '#core/errors.ts';
import type { SandboxOutcome, SandboxResults, SandboxTask } from './sandbox-tasks.ts';

/** What a program of the user wrote, or why there is nothing. */
export type CommandOutcome = { output: string } | { problem: string };

export interface GradingTools {
	/** Runs a task shut in and ends it hard at its deadline, ms. Never throws. */
	runSandboxed<Task extends SandboxTask>(
		task: Task,
		deadlineMs: number
	): Promise<SandboxOutcome<SandboxResults[Task['kind']]>>;
	/** Runs a program with an input and ends it at its deadline, ms; null where the user has not allowed it. */
	runCommand:
		| ((command: readonly string[], input: string, deadlineMs: number) => Promise<CommandOutcome>)
		| null;
}

/** For what grades nothing, such as the check of references. */
export const noGradingTools: GradingTools = {
	runSandboxed: () => {
		throw new BenchError('E_INTERNAL', 'this grader needs a sandbox, and was made without one');
	},
	runCommand: null
};
