import { readerMay } from '#lib/server/access/reader.ts';
import type { LayoutServerLoad } from './$types.d.ts';

/** Who reads, for the head of each page and for what a page offers. */
export const load: LayoutServerLoad = ({ locals: { reader } }) => ({
	reader: reader && {
		name: reader.name,
		role: reader.role,
		isAccount: reader.kind === 'account',
		/** Whether a browser keeps what lets it in, so that it can sign out. */
		maySignOut: reader.kind === 'account' || reader.kind === 'access-token',
		isGuest: reader.kind === 'guest',
		maySave: readerMay(reader, 'save'),
		mayQuote: readerMay(reader, 'quotes'),
		mayAdminister: readerMay(reader, 'administer')
	}
});
