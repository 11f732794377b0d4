/**
 * What would lose data, money or trust, tried again and again on the real command line: `npm run torture`, which prints a table and exits with 1 where
 * a figure is missed. `-- --only kill-resume,stall`, `-- --times 20`, `-- --seed 7`, `-- --json`. The whole takes about half an hour.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { canaries } from './canaries.ts';
import { clockJump } from './clock.ts';
import { diskFull, readOnly } from './disk.ts';
import { hostile } from './hostile.ts';
import { killResume } from './kill-resume.ts';
import { killStorm } from './kill-storm.ts';
import { locked } from './locked.ts';
import { readers } from './readers.ts';
import { serverAway } from './server-away.ts';
import { spendKilled, spendSimulated } from './spend.ts';
import { arrivals, stall } from './timing.ts';
import type { Trial, TrialResult } from './trial.ts';

const trials: readonly Trial[] = [
	spendSimulated,
	canaries,
	hostile,
	arrivals,
	stall,
	locked,
	diskFull,
	readOnly,
	clockJump,
	serverAway,
	readers,
	spendKilled,
	killResume,
	killStorm
];

interface Options {
	chosen: readonly Trial[];
	times: number | null;
	seed: number;
	json: boolean;
}

const wholeNumber = (name: string, text: string): number => {
	if (/^[1-9]\d*$/u.test(text)) return Number(text);
	throw new Error(`--${name}: expected a whole number above 0, got "${text}"`);
};

/** Throws with words for the one who typed them. */
const readOptions = (): Options => {
	const { values } = parseArgs({
		options: {
			only: { type: 'string' },
			times: { type: 'string' },
			seed: { type: 'string', default: '1' },
			json: { type: 'boolean', default: false }
		}
	});
	const names = values.only?.split(',') ?? trials.map(({ name }) => name);
	const unknown = names.filter((name) => trials.every((trial) => trial.name !== name));
	if (unknown.length > 0) throw new Error(`there is no trial ${unknown.join(', ')}`);
	return {
		chosen: trials.filter(({ name }) => names.includes(name)),
		times: values.times === undefined ? null : wholeNumber('times', values.times),
		seed: wholeNumber('seed', values.seed),
		json: values.json
	};
};

const tryAll = async ({ chosen, times, seed, json }: Options): Promise<void> => {
	const rows: (TrialResult & { name: string; what: string; wanted: string; tookS: number })[] = [];
	for (const trial of chosen) {
		process.stderr.write(`${trial.name}: ${trial.what}\n`);
		const beganMs = performance.now();
		const result = await trial.run({
			times: times ?? trial.times,
			seed,
			note: (line) => process.stderr.write(`  ${line}\n`)
		});
		const tookS = Math.round((performance.now() - beganMs) / 1_000);
		rows.push({ name: trial.name, what: trial.what, wanted: trial.wanted, tookS, ...result });
		process.stderr.write(`  ${result.isMet ? 'met' : 'MISSED'}: ${result.seen}\n`);
	}

	if (json) process.stdout.write(`${JSON.stringify(rows, null, '\t')}\n`);
	else {
		const machine = `${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`;
		process.stdout.write(
			[
				machine,
				'',
				'| trial | wanted | seen | |',
				'| --- | --- | --- | --- |',
				...rows.map(
					({ what, wanted, seen, isMet, tookS }) =>
						`| ${what} | ${wanted} | ${seen} | ${isMet ? 'met' : '**missed**'}, ${String(tookS)} s |`
				),
				'',
				...rows.flatMap(({ table }) => (table === undefined ? [] : [table, '']))
			].join('\n')
		);
	}
	process.exitCode = rows.every(({ isMet }) => isMet) ? 0 : 1;
};

let options: Options | null = null;
try {
	options = readOptions();
} catch (error) {
	process.stderr.write(
		`${(error as Error).message}\nusage: npm run torture -- [--only NAME,NAME] [--times N] [--seed N] [--json]\ntrials: ${trials.map(({ name }) => name).join(', ')}\n`
	);
	process.exitCode = 2;
}
if (options) await tryAll(options);
