/**
 * The bill of materials of the lockfile. Form: CycloneDX 1.6, JSON reference, read 2026-11-26; package URLs: purl specification, type
 * npm, read 2026-11-26.
 */
import type { Installed } from './lockfile.ts';

const purlOf = ({ name, version }: Installed): string =>
	`pkg:npm/${name.replace('@', '%40')}@${version}`;

/** An integrity of a lockfile as a hash in hexadecimal. */
const hashOf = (integrity: string): { alg: string; content: string } => {
	const [algorithm = '', base64 = ''] = integrity.split('-');
	return {
		alg: algorithm.replace(/^sha/u, 'SHA-'),
		content: Buffer.from(base64, 'base64').toString('hex')
	};
};

/** A name of the SPDX list, or an expression of such names. */
const licencesOf = ({ license }: Installed): object[] => {
	if (license === undefined) return [];
	return / (OR|AND|WITH) /u.test(license)
		? [{ expression: license }]
		: [{ license: { id: license } }];
};

const scopes = ['required', 'optional', 'excluded'] as const;

/** `excluded` is what is only there for development and tests. */
const scopeOf = ({ dev, optional, devOptional }: Installed): (typeof scopes)[number] => {
	if (dev) return 'excluded';
	return optional || devOptional ? 'optional' : 'required';
};

/**
 * The bill for what is installed, the project first. The same lockfile gives the same bill: it carries no time and no serial number,
 * which CycloneDX leaves open.
 */
export const sbomOf = (installed: readonly Installed[]): Record<string, unknown> => {
	const [project, ...others] = installed;
	if (!project) throw new RangeError('a lockfile without its project');
	const refOf = new Map(installed.map((each) => [each.place, purlOf(each)]));
	// Of a version that lies there twice, the one that is needed most stands for both.
	const ranked = [...others].sort(
		(a, b) => scopes.indexOf(scopeOf(b)) - scopes.indexOf(scopeOf(a))
	);
	const unique = [...new Map(ranked.map((each) => [purlOf(each), each])).values()];
	const needsOf = new Map<string, Set<string>>();
	for (const each of installed) {
		const needs = needsOf.get(purlOf(each)) ?? new Set<string>();
		for (const place of each.needs) needs.add(refOf.get(place) ?? place);
		needsOf.set(purlOf(each), needs);
	}
	return {
		$schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
		bomFormat: 'CycloneDX',
		specVersion: '1.6',
		version: 1,
		metadata: {
			component: {
				type: 'application',
				'bom-ref': purlOf(project),
				name: project.name,
				version: project.version,
				licenses: licencesOf(project)
			}
		},
		components: unique.map((each) => ({
			type: 'library',
			'bom-ref': purlOf(each),
			name: each.name,
			version: each.version,
			scope: scopeOf(each),
			purl: purlOf(each),
			hashes: each.integrity === undefined ? [] : [hashOf(each.integrity)],
			licenses: licencesOf(each)
		})),
		dependencies: [...needsOf].map(([ref, needs]) => ({ ref, dependsOn: [...needs].sort() }))
	};
};
