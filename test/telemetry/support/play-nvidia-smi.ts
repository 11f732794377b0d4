/**
 * Stands in for nvidia-smi: prints the recorded rows of an H200 under one request at a time, at the pace of `-lms`, again and again
 * until it is ended. `--refuse FIELD` makes it an older one that does not know a field; `--end-after N` ends it after N rows.
 */
import { recordedText } from '../recordings.ts';

const valueAfter = (flag: string): string | null => {
	const at = process.argv.indexOf(flag);
	return at < 0 ? null : (process.argv[at + 1] ?? null);
};

const refused = valueAfter('--refuse');
const asked = process.argv.find((word) => word.startsWith('--query-gpu=')) ?? '';
if (refused !== null && asked.includes(refused)) {
	process.stdout.write(`Field "${refused}" is not a valid field to query.\n\n`);
	process.exitCode = 2;
} else {
	const [header = '', ...rows] = recordedText('engine/smi-100ms.csv.gz').trim().split('\n');
	// The load with one request at a time was from 02:49:35.924 to 02:49:51.428.
	const loaded = rows.filter((row) => row >= '2026/11/26 02:49:38' && row < '2026/11/26 02:49:51');
	const rowsToPrint = Number(valueAfter('--end-after') ?? Infinity);
	process.stdout.write(`${header}\n`);
	let printed = 0;
	const timer = setInterval(
		() => {
			process.stdout.write(`${loaded[printed++ % loaded.length] ?? ''}\n`);
			if (printed < rowsToPrint) return;
			clearInterval(timer);
			process.exitCode = 6;
		},
		Number(valueAfter('-lms') ?? 100)
	);
	// Like the real one, it ends when nobody reads any more.
	process.stdout.on('error', () => process.kill(process.pid, 'SIGTERM'));
}
