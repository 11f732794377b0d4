/** The one site of this process, made when it is first asked for. */
import { siteProcess } from '#bench/operation/site-process.ts';
import { createApi, type Api } from './api/index.ts';
import { createLog, type SiteLog } from './log.ts';
import { readSettings } from './settings.ts';
import { createSite, type Site } from './site.ts';

let made: { site: Site; api: Api; log: SiteLog } | null = null;

const running = (): { site: Site; api: Api; log: SiteLog } => {
	if (!made) {
		const settings = readSettings(process.env);
		const site = createSite(settings, {
			onBusy: () => {
				siteProcess.databaseBusyRetries++;
			}
		});
		siteProcess.onClose(() => site.close());
		const log = createLog(settings.log, [settings.accessToken, settings.databaseToken], (text) => {
			process.stderr.write(text);
		});
		made = { site, api: createApi(site, { log: log.fault }), log };
	}
	return made;
};

export const site = (): Site => running().site;
export const api = (): Api => running().api;
export const log = (): SiteLog => running().log;
