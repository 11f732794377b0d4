/** The one site of this process, made when it is first asked for, and its API: whole, and without confidential quotes. */
import { readerMay, type Reader } from './access/reader.ts';
import { createApi, type Api } from './api/index.ts';
import { logFault } from './log.ts';
import { readSettings } from './settings.ts';
import { createSite, openSiteOf, type Site } from './site.ts';

let made: { site: Site; whole: Api; open: Api } | null = null;

const running = (): NonNullable<typeof made> => {
	if (!made) {
		const site = createSite(readSettings(process.env));
		const log = logFault;
		made = { site, whole: createApi(site, { log }), open: createApi(openSiteOf(site), { log }) };
	}
	return made;
};

export const site = (): Site => running().site;

/** The API as a reader may see it. */
export const apiFor = (reader: Reader): Api =>
	readerMay(reader, 'quotes') ? running().whole : running().open;
