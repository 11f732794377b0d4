/**
 * A database as large as the dashboard must stay quick with: 200 runs and 1,000,000 attempts, drawn from a seed, summed up and priced
 * by the project's own code. `npm run perf:database -- --db file:large.db` builds it where it is not there, then times every query of
 * a page on it. Prints figures; judges nothing.
 */
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BenchError } from '#core/errors.ts';
import { bytesToMib, msToS } from '#core/units.ts';
import { openDatabase } from '#db/client.server.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { openBulkInserts } from './large-database/bulk-insert.ts';
import { drawScenario, type DrawnScenario } from './large-database/draw-attempts.ts';
import { insertDesk } from './large-database/insert-desk.ts';
import { insertPlannedRun, insertsInto } from './large-database/insert-run.ts';
import { planRuns } from './large-database/run-plans.ts';
import { timeQueries } from './large-database/time-queries.ts';

export interface LargeDatabaseOptions {
	runs: number;
	attempts: number;
	seed: number;
}

export const largeDatabaseDefaults: LargeDatabaseOptions = {
	runs: 200,
	attempts: 1_000_000,
	seed: 1
};

const scenarioIds = ['support-triage', 'invoice-extraction'];

/**
 * Builds the database in a file that must not exist yet. The same options give the same rows. Throws `E_USAGE` where the file
 * exists or there are fewer attempts than stages.
 */
export const buildLargeDatabase = async (
	path: string,
	options: LargeDatabaseOptions = largeDatabaseDefaults
): Promise<void> => {
	if (existsSync(path)) {
		throw new BenchError('E_USAGE', `${path} exists already`, {
			hint: 'Give the path of a new file.'
		});
	}
	const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url));
	const scenarios: DrawnScenario[] = [];
	for (const id of scenarioIds) {
		const loaded = await loadScenario(`${folder}${id}`, {
			checkReference
		});
		scenarios.push(drawScenario(loaded, options.seed));
	}
	await (await openDatabase(`file:${path}`)).close();
	const bulk = openBulkInserts(path);
	const inserts = insertsInto(bulk);
	for (const planned of planRuns(
		scenarios.map(({ loaded }) => loaded),
		options
	)) {
		insertPlannedRun(inserts, planned, scenarios, options.seed);
	}
	bulk.close();
	const database = await openDatabase(`file:${path}`);
	try {
		await insertDesk(database, 'support-triage', options.seed);
	} finally {
		await database.close();
	}
};

const main = async (): Promise<void> => {
	const { values } = parseArgs({
		options: {
			db: { type: 'string', default: 'file:large.db' },
			runs: { type: 'string', default: String(largeDatabaseDefaults.runs) },
			attempts: { type: 'string', default: String(largeDatabaseDefaults.attempts) },
			seed: { type: 'string', default: String(largeDatabaseDefaults.seed) },
			json: { type: 'boolean', default: false }
		}
	});
	const location = parseDatabaseUrl(values.db);
	if (location.kind !== 'file') throw new BenchError('E_USAGE', '--db must be a file: URL');
	const { path } = location;
	const isNew = !existsSync(path);
	const startedMs = performance.now();
	if (isNew) {
		await buildLargeDatabase(path, {
			runs: Number(values.runs),
			attempts: Number(values.attempts),
			seed: Number(values.seed)
		});
	}
	const buildS = isNew ? msToS(performance.now() - startedMs) : null;
	const sizeMib = bytesToMib(statSync(path).size);
	const timings = await timeQueries(values.db);
	if (values.json) {
		console.log(JSON.stringify({ path, buildS, sizeMib, timings }, null, '\t'));
		return;
	}
	console.log(
		`${path}: ${sizeMib.toFixed(0)} MiB${buildS === null ? ', as it was there' : `, built in ${buildS.toFixed(1)} s`}`
	);
	console.log('median ms    p95    CPU');
	for (const { name, medianMs, p95Ms, cpuMs } of timings) {
		const figures = [medianMs, p95Ms, cpuMs].map((ms) => ms.toFixed(2).padStart(6));
		console.log(`   ${figures.join(' ')}  ${name}`);
	}
};

if (import.meta.main) await main();
