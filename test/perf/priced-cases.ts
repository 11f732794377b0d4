/** Cases as pages compute them, from the example specs: one on quotes, one that follows the week with hosts beside it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateWith, type EvaluatedSpec } from '#bench/cases/evaluate-spec.ts';
import { fullSpec } from '#bench/cases/find-spec.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { callCommand } from '../commands/support/recorded-context.ts';

const scenarios = new URL('../../scenarios/', import.meta.url).pathname;
const quotes = ['server-meridian', 'gpu-cloud-northlake', 'colocation-halden', 'api-corvid'];
const at = '2026-11-20';

/** `scenarios/costs/quoted.yaml` with its quotes imported, joined by a router and a cascade of its options to make five. */
export const quotedCase = async (): Promise<EvaluatedSpec> => {
	const folder = mkdtempSync(join(tmpdir(), 'bench-perf-'));
	const url = `file:${join(folder, 'bench.db')}`;
	const opened: Database[] = [];
	try {
		for (const name of quotes) {
			const { error } = await callCommand('quote', [
				...['import', `${scenarios}quotes/${name}.yaml`, '--db', url]
			]);
			if (error) throw error;
		}
		const { spec, ...rest } = await fullSpec(`${scenarios}costs/quoted.yaml`);
		const hybrid = (mode: 'router' | 'cascade', local: string) => ({
			...{ id: `${mode}-${local}`, kind: 'hybrid' as const, mode, local, api: 'corvid' },
			apiShare: {
				value: '0.2',
				spread: { kind: 'triangular' as const, low: '0.15', high: '0.3' },
				source: null,
				asOf: null
			},
			acceptShare: { value: '0.93', spread: null, source: null, asOf: null },
			other: []
		});
		const options = [...spec.options, hybrid('router', 'own'), hybrid('cascade', 'northlake')];
		return await evaluateWith(
			() => Promise.resolve({ ...rest, spec: { ...spec, options } }),
			{ at },
			async () => {
				const database = await openDatabase(url);
				opened.push(database);
				return database;
			}
		);
	} finally {
		for (const database of opened) await database.close();
		rmSync(folder, { recursive: true });
	}
};

/** `scenarios/costs/support-triage.yaml`: rented nodes by the hour, own servers, a router, an API and two hosts. */
export const weeklyCase = (): Promise<EvaluatedSpec> =>
	evaluateWith(
		() => fullSpec(`${scenarios}costs/support-triage.yaml`),
		{ at },
		() => Promise.reject(new Error('this spec refers to no database'))
	);
