/** Plans whose users would need more connections than a process can have. */
import { describe, expect, it } from 'vitest';
import { checkSockets } from '#bench/commands/run/check-sockets.ts';
import type { PlannedCell } from '#bench/commands/run/plan.ts';

const cellOf = (...loads: PlannedCell['loads']): PlannedCell => ({ loads }) as PlannedCell;
const closed = (concurrency: number) => ({ kind: 'closed', concurrency, requests: 1 }) as const;

describe('the connections of a plan', () => {
	it('are no matter where users are few, or requests come at a rate', async () => {
		const poisson = { kind: 'poisson', ratePerS: 1_000_000, durationS: 1 } as const;
		await expect(
			checkSockets({ cells: [cellOf(closed(4)), cellOf(poisson)] })
		).resolves.toBeUndefined();
	});

	// No machine has ports for so many to one address.
	it.runIf(process.platform === 'linux')(
		'end it before anything is sent where no machine has so many',
		async () => {
			const cells = [cellOf(closed(4)), cellOf(closed(2), closed(3_000_000_000))];
			await expect(checkSockets({ cells })).rejects.toMatchObject({
				code: 'E_CONFIG',
				message: expect.stringMatching(/^3000000000 connections .*need/) as string,
				hint: expect.stringMatching(/ulimit -n|LimitNOFILE|ip_local_port_range/) as string
			});
		}
	);
});
