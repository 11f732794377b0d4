/**
 * Child process: appends a transaction of so many bytes for each argument after the file, and prints for each whether it was kept. With `stay` for the last
 * one it goes on living until its stdin ends.
 */
import { once } from 'node:events';
import { BenchError } from '#core/errors.ts';
import { Spool } from '#db/spool.server.ts';

// A file that may grow no further then answers with an error, as a full disk does.
process.on('SIGXFSZ', () => undefined);
const [file = '', ...sizes] = process.argv.slice(2);
const spool = new Spool(file, 'http://server');
for (const [index, size] of sizes.entries()) {
	if (size === 'stay') {
		process.stdout.write('ready\n');
		process.stdin.resume();
		await once(process.stdin, 'end');
		break;
	}
	try {
		spool.append({
			id: `b${String(index)}`,
			statements: [{ sql: 'x', args: ['a'.repeat(Number(size))] }]
		});
		process.stdout.write('kept\n');
	} catch (error) {
		process.stdout.write(`${error instanceof BenchError ? error.code : String(error)}\n`);
	}
}
