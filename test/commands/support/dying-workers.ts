/** Load workers that die in the middle of their work, as they would of a fault of their own. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Workplace } from './bench-process.ts';

export interface DyingWorkers {
	/** Environment of the command whose workers are to die. */
	env: Record<string, string>;
	/** Lets all of them die that run now. */
	die: () => void;
}

export const dyingWorkers = (workplace: Workplace): DyingWorkers => {
	const [module, sign] = [workplace.file('dying.mjs'), workplace.file('dying')];
	writeFileSync(
		module,
		`import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
const look = () => { if (existsSync(${JSON.stringify(sign)})) throw new Error('a worker dies'); };
if (!isMainThread) setInterval(look, 5).unref();
`
	);
	return {
		env: { NODE_OPTIONS: `--import=${pathToFileURL(module).href}` },
		die: () => {
			writeFileSync(sign, '');
		}
	};
};
