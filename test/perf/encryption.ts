/**
 * What encrypting kept texts costs: `npm run perf:encryption`. An answer of 2 kB is sealed and opened again, then attempts with such an answer and a body of
 * 4 kB go through the writer into a real file, with a key and without, in turns. `-- --attempts 5000`, `--rounds 4`.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '#core/random.ts';
import { openDatabase } from '#db/client.server.ts';
import { noDataKeys, type DataKeys } from '#db/data-key.ts';
import { KeptTexts } from '#db/kept-texts.server.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleAnswer,
	sampleEvidence,
	sampleRecord,
	storeRunWithStage
} from '../db/support/samples.ts';

const { values } = parseArgs({
	options: {
		attempts: { type: 'string', default: '4000' },
		rounds: { type: 'string', default: '4' }
	}
});
const [attempts, rounds] = [Number(values.attempts), Number(values.rounds)];

const random = createRandom(1, 'words');
const words = (length: number): string =>
	Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('');
const text = words(2_000);
const body = Buffer.from(words(4_000));

const keys: DataKeys = { current: randomBytes(32), old: null };
const texts = new KeptTexts(keys);
const median = (list: readonly number[]): number =>
	list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;
/** Time of the processor in this process, ms. */
const cpuMs = (): number => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1_000;
};
/** Median over ten rounds, µs of the processor for each: what others run on it does not count. */
const usOf = (times: number, work: (i: number) => void): number =>
	median(
		Array.from({ length: 10 }, () => {
			const beganMs = cpuMs();
			for (let i = 0; i < times; i++) work(i);
			return ((cpuMs() - beganMs) * 1_000) / times;
		})
	);

const sealed = texts.seal(text, 'answers.text of a1');
const sealUs = usOf(5_000, (i) => texts.seal(text, `answers.text of ${String(i)}`));
const openUs = usOf(5_000, () => texts.open(sealed, 'answers.text of a1'));

const usOfWriting = async (dataKeys: DataKeys): Promise<number> => {
	const folder = mkdtempSync(join(tmpdir(), 'breakeven-encryption-'));
	try {
		const database = await openDatabase(`file:${join(folder, 'bench.db')}`, { dataKeys });
		const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
		const writer = createWriter(database);
		const beganMs = cpuMs();
		for (let i = 0; i < attempts; i++) {
			const id = `a${String(i)}`;
			await writer.enqueueAttempt({
				...sampleRecord(id, stageId, cellId, i),
				answer: sampleAnswer(id, cellId, { text }),
				evidence: sampleEvidence(id, body)
			});
		}
		await writer.close();
		const us = ((cpuMs() - beganMs) * 1_000) / attempts;
		await database.close();
		return us;
	} finally {
		rmSync(folder, { recursive: true });
	}
};

const [plain, encrypted]: [number[], number[]] = [[], []];
for (let round = 0; round < rounds; round++) {
	plain.push(await usOfWriting(noDataKeys));
	encrypted.push(await usOfWriting(keys));
}
const shown = (list: readonly number[]): string =>
	`${median(list).toFixed(0)} µs (${Math.min(...list).toFixed(0)} to ${Math.max(...list).toFixed(0)})`;
process.stdout.write(
	[
		`${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
		`a text of 2 kB: ${sealUs.toFixed(1)} µs to encrypt, ${openUs.toFixed(1)} µs to decrypt, of the processor`,
		`an attempt with an answer of 2 kB and a body of 4 kB into a file, median of ${String(rounds)} rounds of ${String(attempts)}: ${shown(plain)} without a key, ${shown(encrypted)} with one`,
		''
	].join('\n')
);
