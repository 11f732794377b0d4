/** What graders need to run things, for as long as answers are graded. */
import type { GradingTools } from '#bench/graders/grading-tools.ts';
import { runCommand } from './run-command.ts';
import { Sandbox } from './sandbox.ts';

export interface OpenGradingTools extends GradingTools {
	/** Ends the processes of the sandbox. */
	close(): void;
}

/** `allowCommands`: whether programs that a scenario names may be run. Nothing is started before it is needed. */
export const openGradingTools = ({
	allowCommands
}: {
	allowCommands: boolean;
}): OpenGradingTools => {
	const sandbox = new Sandbox();
	return {
		runSandboxed: (task, deadlineMs) => sandbox.run(task, deadlineMs),
		runCommand: allowCommands ? runCommand : null,
		close: () => {
			sandbox.close();
		}
	};
};
