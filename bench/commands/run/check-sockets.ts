/** Whether this process may hold as many connections as a plan needs, before anything is sent. */
import { certainConnections } from '#core/connection-limit.ts';
import { BenchError } from '#core/errors.ts';
import { readSocketLimits, socketProblem } from '#bench/telemetry/socket-limits.ts';
import type { Plan } from './plan.ts';

/** Throws E_CONFIG where a load has more users than the machine lets this process have connections. */
export const checkSockets = async ({ cells }: Pick<Plan, 'cells'>): Promise<void> => {
	const most = Math.max(
		0,
		...cells.flatMap(({ loads }) => loads.map((load) => certainConnections(load) ?? 0))
	);
	const problem = socketProblem(most, await readSocketLimits());
	if (problem) throw new BenchError('E_CONFIG', problem.message, { hint: problem.hint });
};
