/** The process in which tasks run. One at a time; whoever sent a task ends the process where it takes too long. */
import { errorMessage } from '#core/errors.ts';
import { runPattern } from './run-pattern.ts';
import { runSql } from './run-sql.ts';
import { runWorld } from './run-world.ts';
import { runUnitTests } from './run-unit-tests.ts';
import type { SandboxResults, SandboxTask } from '#bench/graders/sandbox-tasks.ts';

/** From the process: it can take a task, or what came of one. */
export type SandboxMessage =
	{ ready: true } | { result: SandboxResults[SandboxTask['kind']] } | { error: string };

const run = async (task: SandboxTask): Promise<SandboxResults[SandboxTask['kind']]> => {
	switch (task.kind) {
		case 'pattern':
			return runPattern(task);
		case 'unit-tests':
			return runUnitTests(task);
		case 'sql':
			return runSql(task);
		case 'world':
			return runWorld(task);
	}
};

const send = (message: SandboxMessage): void => {
	process.send?.(message);
};

process.on('message', (task: SandboxTask) => {
	run(task).then(
		(result) => {
			send({ result });
		},
		(error: unknown) => {
			send({ error: errorMessage(error) });
		}
	);
});
send({ ready: true });
