/** The one site of this process, made when it is first asked for. */
import { createApi, type Api } from './api/index.ts';
import { logFault } from './log.ts';
import { readSettings } from './settings.ts';
import { createSite, type Site } from './site.ts';

let made: { site: Site; api: Api } | null = null;

const running = (): { site: Site; api: Api } => {
	if (!made) {
		const site = createSite(readSettings(process.env));
		made = { site, api: createApi(site, { log: logFault }) };
	}
	return made;
};

export const site = (): Site => running().site;
export const api = (): Api => running().api;
