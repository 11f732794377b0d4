/** Targets that were not reached the same way, in words. */
import type { CellTarget } from './cell-target.ts';
import { noProxy } from './proxy-setting.ts';

/** That two targets were not reached the same way, one sentence; null where they were. What is stored of a proxy has neither name nor password. */
export const otherProxyInWords = (
	first: CellTarget,
	other: CellTarget,
	title: string
): string | null => {
	const proxyOf = (target: CellTarget): string | null =>
		'proxy' in target && target.proxy !== undefined && target.proxy !== noProxy
			? target.proxy
			: null;
	const [a, b] = [proxyOf(first), proxyOf(other)];
	if (a === b) return null;
	const inWords = (proxy: string | null): string =>
		proxy === null ? 'directly' : `through the proxy ${proxy}`;
	return `${title} was reached ${inWords(b)}, the first target ${inWords(a)}: latencies hold what a proxy adds, and requests/s what it lets through.`;
};
