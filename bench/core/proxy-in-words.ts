/** Through which proxy a measured target was reached, in words. What is stored of a proxy has neither name nor password. */
import type { CellTarget } from './cell-target.ts';
import { noProxy } from './proxy-setting.ts';

/** The proxy of a stored target, such as `http://proxy.example:3128`; null where it was reached directly. */
const proxyOf = (target: CellTarget): string | null =>
	'proxy' in target && target.proxy !== undefined && target.proxy !== noProxy ? target.proxy : null;

/** `directly`, or `through the proxy http://proxy.example:3128`. */
const wayInWords = (proxy: string | null): string =>
	proxy === null ? 'directly' : `through the proxy ${proxy}`;

/** `, reached through the proxy …` behind what is said of a target; empty where it was reached directly. */
export const reachedInWords = (target: CellTarget): string => {
	const proxy = proxyOf(target);
	return proxy === null ? '' : `, reached ${wayInWords(proxy)}`;
};

/** That two targets were not reached the same way, one sentence; null where they were. `title`: of the other. */
export const otherProxyInWords = (
	first: CellTarget,
	other: CellTarget,
	title: string
): string | null => {
	const [a, b] = [proxyOf(first), proxyOf(other)];
	return a === b
		? null
		: `${title} was reached ${wayInWords(b)}, the first target ${wayInWords(a)}: latencies hold what a proxy adds, and requests/s what it lets through.`;
};
