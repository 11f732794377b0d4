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
if (unknown.length > 0) {
	throw new Error(
		`there is no trial ${unknown.join(', ')}; there are ${trials.map(({ name }) => name).join(', ')}`
	);
}

const rows: (TrialResult & { name: string; what: string; wanted: string; tookS: number })[] = [];
for (const trial of trials.filter(({ name }) => names.includes(name))) {
	process.stderr.write(`${trial.name}: ${trial.what}\n`);
	const beganMs = performance.now();
	const result = await trial.run({
		times: values.times === undefined ? trial.times : Number(values.times),
		seed: Number(values.seed),
		note: (line) => process.stderr.write(`  ${line}\n`)
	});
	const tookS = Math.round((performance.now() - beganMs) / 1_000);
	rows.push({ name: trial.name, what: trial.what, wanted: trial.wanted, tookS, ...result });
	process.stderr.write(`  ${result.isMet ? 'met' : 'MISSED'}: ${result.seen}\n`);
}

if (values.json) process.stdout.write(`${JSON.stringify(rows, null, '\t')}\n`);
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
