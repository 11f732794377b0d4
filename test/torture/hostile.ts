/** Files, endpoints and requests that are made to hurt: nothing of them is let in, nothing falls over, nothing takes long. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import Papa from 'papaparse';
import { BenchError } from '#core/errors.ts';
import { createRandom } from '#core/random.ts';
import { csvText } from '#lib/csv-text.ts';
import { checkReference } from '#bench/graders/index.ts';
import { loadConfig } from '#bench/importers/config-file.ts';
import { readQuoteUpload } from '#bench/importers/quotes/read-quote-upload.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { createWorkplace, runBench, type Workplace } from '../commands/support/bench-process.ts';
import { response, serveRaw, streamOf } from '../commands/support/raw-server.ts';
import { writeConfig } from '../commands/support/run-json.ts';
import { coloursConfig, selfHosted, writeScenario } from '../commands/support/small-scenario.ts';
import { hostileTables, hostileTexts, hostileWorkbooks } from './hostile-files.ts';
import { tryRequests } from './hostile-requests.ts';
import { createTally, type Tally } from './hostile-tally.ts';
import type { Trial } from './trial.ts';

const tryCells = (times: number, seed: number, tally: Tally): void => {
	const random = createRandom(seed, 'cells');
	const starts = [
		'=',
		'+',
		'-',
		'@',
		'\t',
		'\r',
		'\0',
		' ',
		'\n',
		'＝',
		'\u200b',
		"'",
		'"',
		',',
		'1',
		'a'
	];
	const rests = [
		'1+1',
		"cmd|' /C calc'!A0",
		'HYPERLINK("http://x")',
		'5',
		'-5.5',
		';',
		'"',
		'SUM(A1)',
		''
	];
	const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
	const kind = 'cells of CSV';
	for (let i = 0; i < times; i++) {
		const began = process.cpuUsage();
		const text =
			Array.from({ length: Math.floor(random() * 4) }, () => any(starts)).join('') + any(rests);
		const csv = csvText(['a', 'b'], [[text, -5.5]]).replace(/^\uFEFF/u, '');
		const [, row] = Papa.parse<string[]>(csv, { newline: '\r\n' }).data;
		const [cell = '', number] = row ?? [];
		const isNumber = /^-?\d+(?:\.\d+)?$/u.test(cell);
		if (!isNumber && /^[\s\p{Cc}\p{Cf}]*[=+\-@＝]/u.test(cell))
			tally.fault(kind, 'accepted', `${JSON.stringify(text)} is run`);
		if (number !== '-5.5')
			tally.fault(
				kind,
				'others',
				`beside ${JSON.stringify(text)} a number became ${String(number)}`
			);
		if (cell.replace(/^'/u, '') !== text && cell !== text)
			tally.fault(kind, 'others', `${JSON.stringify(text)} became ${JSON.stringify(cell)}`);
		tally.count(kind, { ms: process.cpuUsage(began).user / 1_000, mib: null });
	}
};

const tryFiles = async (workplace: Workplace, tally: Tally): Promise<void> => {
	for (const { what, name, bytes: make } of [
		...hostileWorkbooks(),
		...hostileTables(),
		...hostileTexts()
	]) {
		const bytes = make();
		const kind = `offers, ${name.split('.')[1] ?? ''}`;
		await tally.refuses(kind, what, () =>
			readQuoteUpload(bytes, name, undefined).then((upload) => {
				// A table that was read is shown with its problems, and gives no quote.
				if (upload.state !== 'document' && upload.quote === null)
					throw new BenchError('E_CONFIG', 'no quote');
			})
		);
	}
	for (const [i, { what, bytes }] of hostileTexts().entries()) {
		const file = workplace.file(`hostile-${String(i)}.yaml`);
		writeFileSync(file, bytes());
		await tally.refuses('texts as configs', what, () => loadConfig(file));
		const folder = workplace.file(`hostile-${String(i)}`);
		mkdirSync(folder);
		writeFileSync(join(folder, 'scenario.yaml'), bytes());
		writeFileSync(join(folder, 'items.jsonl'), bytes());
		await tally.refuses('texts as scenarios', what, () => loadScenario(folder, { checkReference }));
	}
};

const tryPaths = async (workplace: Workplace, tally: Tally): Promise<void> => {
	writeScenario(workplace, { id: 'linked' });
	mkdirSync(workplace.file('linked/documents'));
	writeFileSync(workplace.file('secret.txt'), 'a secret of this machine');
	symlinkSync(workplace.file('secret.txt'), workplace.file('linked/documents/secret.txt'));
	for (const name of [
		'secret.txt',
		'../secret.txt',
		'/etc/passwd',
		'..\\secret.txt',
		'%2e%2e/secret.txt',
		'file:///etc/passwd'
	]) {
		const item = {
			id: 'a',
			input: {},
			documents: { thing: name },
			reference: 'red',
			language: 'en'
		};
		writeFileSync(workplace.file('linked/items.jsonl'), `${JSON.stringify(item)}\n`);
		await tally.refuses('paths of documents', name, () =>
			loadScenario(workplace.file('linked'), { checkReference })
		);
	}
};

/** Control characters, a line that looks like one of ours, and markup. */
const evilName =
	'\u001b[2J\u001b]0;taken\u0007\u009b31m\rmake wins<img src=x onerror=alert(1)></script><script>alert(2)</script>';

const endpoints: readonly [what: string, answer: (socket: Socket) => void][] = [
	[
		'a model that calls itself a terminal',
		(socket) => {
			const words = streamOf([evilName], { model: evilName, id: evilName, [evilName]: evilName });
			socket.write(response('200 OK', { 'content-type': 'text/event-stream' }, words));
		}
	],
	[
		'errors with control characters',
		(socket) => {
			socket.write(
				response(
					'400 Bad',
					{ 'content-type': 'application/json' },
					JSON.stringify({ error: { message: evilName, type: evilName } })
				)
			);
		}
	],
	[
		'a head without end',
		(socket) => {
			socket.write('HTTP/1.1 200 OK\r\n');
			const line = `x-${'a'.repeat(1_000)}: ${'b'.repeat(60_000)}\r\n`;
			const more = (): void => {
				if (!socket.destroyed && socket.write(line)) setImmediate(more);
				else socket.once('drain', more);
			};
			more();
		}
	],
	[
		'a body without end',
		(socket) => {
			socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
			const event = `data: ${JSON.stringify({ choices: [{ delta: { content: 'a'.repeat(30_000) } }] })}\n\n`;
			const more = (): void => {
				if (!socket.destroyed && socket.write(event)) setImmediate(more);
				else socket.once('drain', more);
			};
			more();
		}
	],
	[
		'an event without end',
		(socket) => {
			socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ');
			const more = (): void => {
				if (!socket.destroyed && socket.write('a'.repeat(60_000))) setImmediate(more);
				else socket.once('drain', more);
			};
			more();
		}
	],
	[
		'a chunk of four billion gigabytes',
		(socket) => {
			socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n');
		}
	],
	[
		'JSON that is nested 100,000 deep',
		(socket) => {
			socket.write(
				response(
					'200 OK',
					{ 'content-type': 'text/event-stream' },
					`data: ${'['.repeat(100_000)}\n\n`
				)
			);
		}
	],
	[
		'the prototype of all',
		(socket) => {
			const chunk =
				'{"__proto__":{"polluted":true},"choices":[{"delta":{"content":"red","__proto__":{"polluted":true}}}],"usage":{"__proto__":{"polluted":1}}}';
			socket.write(
				response(
					'200 OK',
					{ 'content-type': 'text/event-stream' },
					`data: ${chunk}\n\ndata: [DONE]\n\n`
				)
			);
		}
	],
	[
		'two lengths',
		(socket) => {
			socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 500\r\n\r\nhello');
		}
	],
	[
		'no HTTP',
		(socket) => {
			socket.write('\x16\x03\x01\0\0'.repeat(100));
		}
	]
];

const tryEndpoints = async (tally: Tally, note: (line: string) => void): Promise<void> => {
	const kind = 'endpoints';
	let reports = 0;
	for (const [what, answer] of endpoints) {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const server = await serveRaw(answer);
		const limits = { idleTimeoutS: 2, totalTimeoutS: 4, drainS: 4, maxResponseMib: 2 };
		const target = selfHosted(server.port, { title: 'ours <img src=x onerror=alert(3)>' });
		writeConfig(workplace, coloursConfig([target], { limits }));
		const beganMs = performance.now();
		const run = await runBench(['run'], { workplace });
		const tookS = (performance.now() - beganMs) / 1_000;
		const shown = await runBench(['runs', 'list', '--json'], { workplace });
		const report = await runBench(['report', 'colours', '--html', 'r.html'], { workplace });
		await server.close();
		// Of the process that measures, the clock is what others on the machine leave of it.
		tally.count(kind, { ms: tookS * 1_000, mib: null });
		const html = existsSync(workplace.file('r.html'))
			? readFileSync(workplace.file('r.html'), 'utf8')
			: '';
		if (/<img src=x|<script>alert/u.test(html))
			tally.fault(kind, 'accepted', `${what}: markup in the report`);
		reports += html === '' ? 0 : 1;
		const printed = [run, shown, report].map(({ stdout, stderr }) => stdout + stderr).join('');
		if (/internal error|E_INTERNAL|heap out of memory/u.test(printed))
			tally.fault(kind, 'crashes', `${what}: ${printed.slice(0, 300)}`);
		if (/[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)/u.test(printed))
			tally.fault(kind, 'accepted', `${what}: printed control characters`);
		if (tookS > 60) tally.fault(kind, 'others', `${what}: took ${tookS.toFixed(0)} s`);
		note(
			`${what}: exit ${String(run.code)} after ${tookS.toFixed(1)} s, ${String(tally.faults().length)} faults so far`
		);
	}
	if (reports === 0) tally.fault(kind, 'others', 'none brought a report to look through');
};

export const hostile: Trial = {
	name: 'hostile',
	what: 'cells that spreadsheets run, bombs, paths, prototypes, endpoints that lie, and requests of every kind to the site',
	wanted: '0 accepted, 0 fallen over, 0 run, memory and time bounded',
	times: 10_000,
	run: async ({ times, seed, note }) => {
		const tally = createTally();
		tryCells(times, seed, tally);
		note(`${String(tally.tried())} cells, ${String(tally.faults().length)} faults`);
		using workplace = createWorkplace();
		await tryFiles(workplace, tally);
		note(`${String(tally.tried())} cells and files, ${String(tally.faults().length)} faults`);
		await tryPaths(workplace, tally);
		await tryRequests(Math.ceil(times / 10), seed, tally, note);
		await tryEndpoints(tally, note);
		for (const fault of tally.faults().slice(0, 20)) note(fault);
		return {
			seen: `${tally.tried().toLocaleString('en-US')} tried: ${String(tally.faults().length)} faults`,
			isMet: tally.isMet(),
			table: tally.table()
		};
	}
};
