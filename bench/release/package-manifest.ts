/** The package.json of what is packed, from that of the checkout. */
import { z } from 'zod';

const stringMap = z.record(z.string(), z.string());

/** Of a checkout's package.json, what the package takes over; everything else in it is about the checkout. */
export const checkoutManifestSchema = z.object({
	name: z.string(),
	version: z.string(),
	description: z.string(),
	license: z.string(),
	private: z.boolean().optional(),
	type: z.literal('module'),
	bin: stringMap,
	dependencies: stringMap,
	optionalDependencies: stringMap
});

export type CheckoutManifest = z.infer<typeof checkoutManifestSchema>;

/**
 * The oldest Node that the package is tried on. A checkout needs a newer one, as it runs TypeScript and the tools that build the
 * site; the built package was run on 22.18.0 and 24.21.0.
 */
export const packageNode = '>=22.18';

/**
 * The embedded engine. A checkout replaces its GPU builds (more than 600 MB) by an empty package, which a package cannot do for who
 * installs it: so it is installed by who wants it.
 */
const engine = 'node-llama-cpp';

/**
 * The manifest of the package. It has no scripts: installing it runs nothing. Of the optional dependencies those that bring Node
 * along are dropped: who installs a package has one.
 */
export const packageManifest = (checkout: CheckoutManifest): Record<string, unknown> => {
	const { name, version, description, license, type, bin, dependencies, optionalDependencies } =
		checkout;
	return {
		name,
		version,
		description,
		license,
		...(checkout.private === undefined ? {} : { private: checkout.private }),
		type,
		bin,
		engines: { node: packageNode },
		// A command line: nothing of it is meant to be imported.
		exports: { './package.json': './package.json' },
		// The sources name each other as they lie in a checkout.
		imports: {
			'#core/*.ts': './bench/core/*.js',
			'#bench/*.ts': './bench/*.js',
			'#db/*.ts': './db/*.js'
		},
		files: [
			'bench',
			'build',
			'build-report',
			'db',
			'scenarios',
			'web',
			'CHANGELOG.md',
			'CONTRIBUTING.md'
		],
		dependencies,
		peerDependencies: { [engine]: optionalDependencies[engine] },
		peerDependenciesMeta: { [engine]: { optional: true } }
	};
};
