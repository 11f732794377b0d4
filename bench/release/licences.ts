/** The licence of everything that is installed, why it is there, and whether it may be: what is passed on, and what only develops. */
import { renderTable } from '#bench/report/format.ts';
import type { Installed } from './lockfile.ts';

/** Ask for no more than that the notice is kept: whoever passes breakeven on under MIT may pass these on too. */
const permissive = [
	'0BSD',
	'Apache-2.0',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'BlueOak-1.0.0',
	'ISC',
	'MIT',
	'Zlib'
];

/** Also hold what is changed in their own files. Fine for tools that are not passed on. */
const weakCopyleft = ['MPL-2.0'];

/** Whether one choice of an SPDX expression consists of allowed licences: of `A OR B` one side, of `A AND B` both. */
export const isAllowed = (expression: string, allowed: readonly string[]): boolean => {
	const plain = expression.trim().replace(/^\(([^()]*)\)$/u, '$1');
	return plain
		.split(' OR ')
		.some((choice) => choice.split(' AND ').every((licence) => allowed.includes(licence.trim())));
};

export interface LicenceRow {
	name: string;
	version: string;
	/** `none` where the package says nothing. */
	licence: string;
	/** Whether the package breakeven needs it to run, may use it, or only a checkout that develops does. */
	use: 'runs' | 'optional' | 'develops';
	/** The names from a direct dependency down to it, such as `svelte-check > chokidar`; over packages of the same use where they lead to it. */
	why: string;
	/** Null where it may be used as it is; else what is wrong. */
	problem: string | null;
}

const useOf = ({ dev, optional, devOptional }: Installed): LicenceRow['use'] => {
	if (dev) return 'develops';
	return optional || devOptional ? 'optional' : 'runs';
};

/** How a package comes to be there over packages of these uses: the names from a direct dependency down to it. */
const chainsOver = (
	installed: readonly Installed[],
	uses: readonly LicenceRow['use'][]
): ReadonlyMap<string, readonly string[]> => {
	const byPlace = new Map(installed.map((each) => [each.place, each]));
	const chains = new Map<string, readonly string[]>([['', []]]);
	// Breadth first, so that the shortest way is found.
	for (const [place, chain] of chains) {
		for (const needed of byPlace.get(place)?.needs ?? []) {
			const next = byPlace.get(needed);
			if (!next || chains.has(needed) || !uses.includes(useOf(next))) continue;
			chains.set(needed, [...chain, next.name]);
		}
	}
	return chains;
};

const problemOf = (licence: string | undefined, use: LicenceRow['use']): string | null => {
	if (licence === undefined) return 'says no licence';
	const allowed = use === 'develops' ? [...permissive, ...weakCopyleft] : permissive;
	return isAllowed(licence, allowed) ? null : `${licence} is not known to allow this use`;
};

/** A row for each package and version, by name. */
export const licenceRows = (installed: readonly Installed[]): LicenceRow[] => {
	// What runs is there because something that runs needs it, even where a tool needs it too.
	const chains = ([['runs'], ['runs', 'optional'], ['runs', 'optional', 'develops']] as const).map(
		(uses) => chainsOver(installed, uses)
	);
	const rows = new Map<string, LicenceRow>();
	for (const each of installed) {
		const { place, name, version, license } = each;
		const use = useOf(each);
		const key = `${name} ${version} ${use}`;
		if (place === '' || rows.has(key)) continue;
		rows.set(key, {
			name,
			version,
			licence: license ?? 'none',
			use,
			why:
				chains.flatMap((each) => each.get(place)?.join(' > ') ?? [])[0] ?? 'not needed by anything',
			problem: problemOf(license, use)
		});
	}
	return [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** The rows as a table for people. */
export const renderLicences = (rows: readonly LicenceRow[]): string =>
	renderTable(
		['name', 'version', 'licence', 'use', 'why'].map((title) => ({ title, align: 'left' })),
		rows.map(({ name, version, licence, use, why }) => [name, version, licence, use, why])
	);
