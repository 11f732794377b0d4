// The modules of drizzle-orm find each other without Node's resolver, which reads the package's long list of exports anew for each
// of them: half of the time in which a command starts (Node 24.21, drizzle-orm's package.json of 180 kB, 380 modules).
import module from 'node:module';

module.registerHooks({
	resolve(specifier, context, nextResolve) {
		const { parentURL } = context;
		// Its relative imports are whole file names of ES modules.
		if (/^\.{1,2}\/.*\.js$/.test(specifier) && parentURL?.includes('/node_modules/drizzle-orm/')) {
			return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
		}
		return nextResolve(specifier, context);
	}
});
