import { whyRefused } from '#lib/server/access/refused.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = ({ url, isSubRequest }) => ({
	why: whyRefused(url, isSubRequest)
});
