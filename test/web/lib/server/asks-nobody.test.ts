/**
 * The site asks no other host: no page and no route takes an address to ask, and no code that it can reach opens a connection, but for that to a
 * database on a server, whose address is given by who starts it. Whoever adds one meets this list, and has to think of link-local addresses,
 * names that lead to loopback, and redirects.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../../../package.json' with { type: 'json' };
import { createApi } from '#lib/server/api/index.ts';
import { readSettings } from '#lib/server/settings.ts';
import { createSite } from '#lib/server/site.ts';

const aliases = Object.entries(packageJson.imports).map(
	([from, to]) => [from.replace('*', ''), to.replace('*', '')] as const
);

/** File of an import; null for a package, or for what Kit makes. */
const fileOf = (name: string, from: string): string | null => {
	const alias = aliases.find(([prefix]) => name.startsWith(prefix));
	const path = alias
		? resolve(alias[1] + name.slice(alias[0].length))
		: name.startsWith('.')
			? join(dirname(from), name)
			: null;
	return path !== null && existsSync(path) ? path : null;
};

const importPattern =
	/(?:^|\n)\s*(?:import|export)\s(?!type\b)[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'|new URL\(\s*'(\.[^']+\.ts)'\s*,\s*import\.meta\.url/gu;

/** Everything that runs on the server of the site, by file, with the packages that it imports. */
const reachable = (): Map<string, Set<string>> => {
	const found = new Map<string, Set<string>>();
	const left = readdirSync('web', { recursive: true, encoding: 'utf8' })
		.filter(
			(file) =>
				/(?:^|\/)(?:hooks\.server|\+(?:page|layout)(?:\.server)?|\+server)\.ts$/u.test(file) ||
				(file.startsWith('lib/server/') && file.endsWith('.ts'))
		)
		.map((file) => resolve('web', file));
	for (let file = left.pop(); file !== undefined; file = left.pop()) {
		if (found.has(file)) continue;
		const packages = new Set<string>();
		found.set(file, packages);
		for (const [, ...names] of readFileSync(file, 'utf8').matchAll(importPattern)) {
			const name = names.find(Boolean) ?? '';
			const next = fileOf(name, file);
			if (next === null) packages.add(name);
			else left.push(next);
		}
	}
	return found;
};

const opensConnections =
	/^(?:node:)?(?:https?|http2|net|tls|dgram|dns(?:\/promises)?|child_process)$|^(?:undici|@libsql\/client(?:\/.*)?|playwright-core|ws)$/u;

test('No code of the site opens a connection, but for that to a database on a server.', () => {
	const graph = reachable();
	expect(graph.size).toBeGreaterThan(200);
	const opening = [...graph].flatMap(([file, packages]) => {
		const names = [...packages].filter((name) => opensConnections.test(name));
		const source = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, '');
		// What Kit hands to a page asks this site; a function of that name that nobody was given is the one of Node.
		const isGiven = /[{,(]\s*fetch\b\s*[,:})]|\bfetch\??:/u.test(source);
		if (/(?<![.\w])fetch\(/u.test(source) && !isGiven) names.push('fetch');
		return names.map((name) => `${relative('.', file)}: ${name}`);
	});
	expect(opening.sort()).toEqual([
		// Asks git, at start, from which commit this runs.
		'bench/telemetry/host-facts.ts: node:child_process',
		// The database: a file, or the server that `bench serve` was started with.
		'db/client.server.ts: @libsql/client',
		'db/client.server.ts: @libsql/client/sqlite3',
		// Files alone: the copy beside one that is upgraded.
		'db/copy-before-migration.server.ts: @libsql/client/sqlite3',
		'db/database-error.ts: @libsql/client/sqlite3',
		// Asks `ps`, where there is no /proc, whether the process that writes a file still lives.
		'db/spool-owner.server.ts: node:child_process'
	]);
});

interface Described {
	paths: Record<string, Record<string, { parameters?: { name: string }[]; requestBody?: unknown }>>;
}

test('No route of the API takes an address: none of its parameters and fields is one by its name or form.', async () => {
	const api = createApi(createSite(readSettings({})), { log: () => undefined });
	const document = (await (await api.request('/api/openapi.json')).json()) as Described;
	const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation }))
	);
	expect(operations.length).toBeGreaterThan(30);
	const address = /^(?:url|uri|href|endpoint|webhook|callback|host|base_?url|address)$|Url$/iu;
	const taken = operations.flatMap(({ name, operation: { parameters = [], requestBody = {} } }) => {
		const fields = [...JSON.stringify(requestBody).matchAll(/"(\w+)":\{/gu)].map(
			([, field]) => field ?? ''
		);
		const isUri = /"format":"uri"/u.test(JSON.stringify([parameters, requestBody]));
		return [
			...[...parameters.map((parameter) => parameter.name), ...fields]
				.filter((field) => address.test(field))
				.map((field) => `${name}: ${field}`),
			...(isUri ? [`${name}: an address by its form`] : [])
		];
	});
	expect(taken).toEqual([]);
});
