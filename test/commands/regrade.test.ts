/** `bench regrade`: kept answers of a real run under another grader and other references. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import { createWorkplace, runBench, type Ended, type Workplace } from './support/bench-process.ts';
import { writeConfig } from './support/run-json.ts';
import {
	coloursConfig,
	itemCount,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

interface Regraded {
	run: string;
	dryRun: boolean;
	cells: {
		answers: number;
		nowRight: string[];
		nowWrong: string[];
		before: number | null;
		after: number | null;
	}[];
}

/** A run over all items, all of them right. */
const measure = async (workplace: Workplace): Promise<string> => {
	const server = await serveColours();
	onTestFinished(() => server.close());
	writeScenario(workplace);
	writeConfig(
		workplace,
		coloursConfig([selfHosted(server.port)], {
			loads: [{ kind: 'closed', concurrency: 2, requests: itemCount }]
		})
	);
	const { code, stdout, stderr } = await runBench(['run', '--json'], { workplace });
	// How busy this machine is decides whether its timings can be trusted, which is not asked here.
	expect([0, 4], stderr).toContain(code);
	return (JSON.parse(stdout) as { run: { id: string } }).run.id;
};
const jsonOf = ({ code, stdout, stderr }: Ended): Regraded => {
	expect(code, stderr).toBe(0);
	return JSON.parse(stdout) as Regraded;
};
const summaryOf = async ({ databaseUrl }: Workplace, run: string) => {
	const database = await openDatabase(databaseUrl);
	try {
		const [stage] = await stagesOfRun(database, run);
		return stage!.summary!;
	} finally {
		await database.close();
	}
};

describe('bench regrade', () => {
	it('changes nothing of answers that are graded as before, and grades by a mended reference once that is allowed', async () => {
		using workplace = createWorkplace();
		const run = await measure(workplace);
		const regrade = (...args: string[]) =>
			runBench(['regrade', run.slice(0, 13), '--json', ...args], { workplace });
		const before = await summaryOf(workplace, run);
		expect(jsonOf(await regrade()).cells).toEqual([
			expect.objectContaining({
				answers: itemCount,
				nowRight: [],
				nowWrong: [],
				before: 1,
				after: 1
			})
		]);
		expect(await summaryOf(workplace, run)).toEqual(before);

		// Two references were wrong.
		const file = join(workplace.file('colours'), 'items.jsonl');
		const lines = readFileSync(file, 'utf8').split('\n');
		for (const nth of [0, 2]) lines[nth] = lines[nth]!.replace('"red"', '"green"');
		writeFileSync(file, lines.join('\n'));
		const refused = await regrade();
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain('is not what run');
		expect(refused.stderr).toContain('--accept-changed');

		const tried = jsonOf(await regrade('--accept-changed', '--dry-run'));
		expect(tried.dryRun).toBe(true);
		expect([...tried.cells[0]!.nowWrong].sort()).toEqual(['thing-0', 'thing-2']);
		expect((await summaryOf(workplace, run)).passRate?.successes).toBe(itemCount);

		const done = jsonOf(await regrade('--accept-changed'));
		expect(done.cells[0]!.after).toBeCloseTo((itemCount - 2) / itemCount, 12);
		const after = await summaryOf(workplace, run);
		expect(after.passRate).toMatchObject({ successes: itemCount - 2, n: itemCount });
		expect(after.goodputPerS! / before.goodputPerS!).toBeCloseTo((itemCount - 2) / itemCount, 9);
		const { passRate, goodputPerS } = before;
		expect({ ...after, passRate, goodputPerS }).toEqual(before);
		// From now on they are answers to the new version.
		expect(jsonOf(await regrade()).cells[0]).toMatchObject({ nowRight: [], nowWrong: [] });
	});

	it('says which run, folder or item it lacks', async () => {
		using workplace = createWorkplace();
		const run = await measure(workplace);
		const unknown = await runBench(['regrade', 'nope'], { workplace });
		expect(unknown.code).toBe(2);
		const file = join(workplace.file('colours'), 'items.jsonl');
		writeFileSync(file, readFileSync(file, 'utf8').split('\n').slice(1).join('\n'));
		const short = await runBench(['regrade', run, '--accept-changed'], { workplace });
		expect(short.code).toBe(2);
		expect(short.stderr).toContain('has no item thing-0 any more');
		const elsewhere = await runBench(['regrade', run, '--scenario', './nowhere'], { workplace });
		expect(elsewhere.code).toBe(2);
	});
});
