import { apiClient, bodyOf } from '#lib/api.ts';
import type { PageLoad } from './$types.d.ts';

const choices = ['include', 'exclude'] as const;

export const load: PageLoad = async ({ url, fetch }) => {
	const text = url.searchParams.get('emulated');
	const emulated = choices.find((choice) => choice === text);
	const portfolio = await bodyOf(
		apiClient(url.origin, fetch).portfolio.$get({ query: emulated ? { emulated } : {} })
	);
	return {
		...portfolio,
		emulated: emulated ?? null,
		problem:
			text !== null && !emulated
				? `"emulated" is "${text}" in this address; expected include or exclude. It is shown as the site was started.`
				: null,
		nowUtc: new Date().toISOString()
	};
};
