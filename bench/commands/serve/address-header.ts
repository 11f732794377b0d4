/** The header in which a proxy names the address of whoever asks, as the environment says. */
import type { IncomingMessage } from 'node:http';
import { BenchError } from '#core/errors.ts';

const prefix = 'BENCH_WEB_';
const headerVariable = `${prefix}ADDRESS_HEADER`;
const depthVariable = `${prefix}XFF_DEPTH`;

export interface AddressHeader {
	/** In small letters; null where no proxy names who asks. */
	name: string | null;
	/** Gives a request that came past the proxy, like a probe of this machine, the address of its connection in the place of that header. */
	fill: (request: IncomingMessage) => void;
}

/** Throws E_USAGE for variables that are misspelt or cannot be read: the site would listen and answer nothing. */
export const addressHeaderOf = (env: NodeJS.ProcessEnv): AddressHeader => {
	const other = Object.keys(env).find(
		(name) => name.startsWith(prefix) && name !== headerVariable && name !== depthVariable
	);
	if (other !== undefined) {
		throw new BenchError('E_USAGE', `bench serve knows no variable ${other}`, {
			hint: `Of ${prefix}… there are ${headerVariable} (a header in which the proxy names who asks) and ${depthVariable} (how many proxies add to it). Correct the name, or take it out of the environment.`
		});
	}
	const depth = env[depthVariable] ?? '1';
	if (!/^[1-9]\d?$/u.test(depth)) {
		throw new BenchError('E_USAGE', `${depthVariable} is "${depth}"`, {
			hint: 'Give the number of proxies that add to the header: 1 to 99.'
		});
	}
	const name = env[headerVariable]?.toLowerCase() ?? '';
	if (name === '') return { name: null, fill: () => undefined };
	return {
		name,
		fill: ({ headers, socket }) => {
			headers[name] ??= Array.from({ length: Number(depth) }, () => socket.remoteAddress).join(',');
		}
	};
};
