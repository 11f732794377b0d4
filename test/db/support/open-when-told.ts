/** Child process: opens the database in argv[2] as soon as a line arrives, with the migrations of argv[3] where that is given, and prints how many tables it has. */
import { once } from 'node:events';
import { openDatabase } from '#db/client.server.ts';
import { textOf } from '#db/sql-value.ts';

process.stdout.write('ready\n');
await once(process.stdin, 'data');
const [, , url = '', migrationsFolder] = process.argv;
const database = await openDatabase(
	url,
	migrationsFolder === undefined ? {} : { migrationsFolder }
);
const [row] = await database.readSql("SELECT count(*) FROM sqlite_master WHERE type = 'table'");
process.stdout.write(`tables ${textOf(row?.[0])}\n`);
await database.close();
process.stdin.destroy();
