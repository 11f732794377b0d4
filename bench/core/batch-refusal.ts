/** What batch mode cannot be used for, known before anything is sent. */
import { noProxy } from './proxy-setting.ts';
import type { Target } from './target.ts';

/** Why batch mode cannot reach a target through a proxy, as the end of a sentence. */
export const behindProxy =
	'its driver opens connections of its own, which would go past the proxy: use a closed loop, or "proxy: none"';

export interface BatchUse {
	target: Pick<Target, 'kind'> & {
		baseUrl?: string | undefined;
		credentials?: { kind: string } | undefined;
		proxy?: string | undefined;
		parameters?: { promptCache?: string | undefined };
	};
	/** Whether an item takes several requests. */
	converses: boolean;
}

/** Why batch mode cannot measure this, as the end of a sentence; null if it can. */
export const whyNoBatch = ({ target, converses }: BatchUse): string | null => {
	if (target.kind === 'measured-api') {
		return 'it costs money by the request, and the throughput of a bought API is the limit of an account';
	}
	if (target.baseUrl !== undefined && new URL(target.baseUrl).protocol === 'https:') {
		return 'its driver does not check certificates, so that a key or a prompt could go to anybody: over TLS use a closed loop';
	}
	if (target.proxy !== undefined && target.proxy !== noProxy) return behindProxy;
	if (target.credentials?.kind === 'aws') {
		return 'its requests are signed as they are sent, and batch mode sends them as they are: use a closed loop';
	}
	if (target.parameters?.promptCache === 'defeat') {
		return 'each of its requests gets a nonce as it is sent, and batch mode sends them as they are: use a closed loop';
	}
	return converses
		? 'an item takes several requests, each made of the answer before: use a closed loop'
		: null;
};
