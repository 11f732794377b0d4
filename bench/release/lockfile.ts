/**
 * What the lockfile says of everything that is installed. Form: package-lock.json of lockfile version 3, npm 11 documentation, read
 * 2026-11-26.
 */
import { z } from 'zod';

const stringMap = z.record(z.string(), z.string());

const lockedSchema = z.object({
	/** Absent where it is that of its folder. */
	name: z.string().optional(),
	version: z.string(),
	/** `sha512-` and the digest of the package's file in base64. */
	integrity: z.string().optional(),
	/** As the package says it, an SPDX expression where it keeps to the rules; absent where it says nothing. */
	license: z.string().optional(),
	/** Whether only development needs it. */
	dev: z.boolean().optional(),
	/** Whether nothing fails without it. */
	optional: z.boolean().optional(),
	/** Whether only development and optional packages need it. */
	devOptional: z.boolean().optional(),
	hasInstallScript: z.boolean().optional(),
	dependencies: stringMap.optional(),
	devDependencies: stringMap.optional(),
	optionalDependencies: stringMap.optional(),
	peerDependencies: stringMap.optional()
});

export type Locked = z.infer<typeof lockedSchema>;

export const lockfileSchema = z.object({
	lockfileVersion: z.literal(3),
	/** By where each lies, from the root of the project, such as `node_modules/a/node_modules/b`; the project itself is ``. */
	packages: z.record(z.string(), lockedSchema)
});

export type Lockfile = z.infer<typeof lockfileSchema>;

/** A package where it is installed. */
export interface Installed extends Locked {
	/** Where it lies, from the root of the project; `` is the project itself. */
	place: string;
	name: string;
	/** Where what it depends on lies, sorted; what is not installed on purpose is left out. */
	needs: readonly string[];
}

const nameOf = (place: string): string => place.replace(/^.*node_modules\//u, '');

/** Where a package finds another: beside it, or above, as Node looks. Null where it is not installed. */
const placeOf = (packages: Lockfile['packages'], from: string, name: string): string | null => {
	for (let at = from; ;) {
		const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
		if (place in packages) return place;
		if (at === '') return null;
		at = at.includes('node_modules/')
			? at.replace(/\/?node_modules\/(?!.*node_modules\/).*$/u, '')
			: '';
	}
};

/** Everything that is installed, the project itself first, then by place. */
export const installedOf = ({ packages }: Lockfile): Installed[] =>
	Object.entries(packages)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([place, locked]) => {
			const { dependencies, devDependencies, optionalDependencies, peerDependencies } = locked;
			const names = Object.keys({
				...dependencies,
				...devDependencies,
				...optionalDependencies,
				...peerDependencies
			});
			const needs = names.flatMap((name) => placeOf(packages, place, name) ?? []).sort();
			return { ...locked, place, name: locked.name ?? nameOf(place), needs };
		});
