/** The one site of this process, made when it is first asked for, and its API: whole, and without confidential quotes. */
import { BenchError } from '#core/errors.ts';
import { siteProcess } from '#bench/operation/site-process.ts';
import { readerMay, type Reader } from './access/reader.ts';
import { createApi, type Api } from './api/index.ts';
import { createLog, type SiteLog } from './log.ts';
import { readSettings } from './settings.ts';
import { createSite, openSiteOf, type Site } from './site.ts';

let made: { site: Site; whole: Api; open: Api; log: SiteLog } | null = null;

const running = (): NonNullable<typeof made> => {
	if (!made) {
		const settings = readSettings(process.env);
		const site = createSite(settings, {
			onBusy: () => {
				siteProcess.databaseBusyRetries++;
			}
		});
		siteProcess.onClose(() => site.close());
		const { accessToken, databaseToken, oidc } = settings;
		const secrets = [accessToken, databaseToken, oidc?.clientSecret ?? null];
		const log = createLog(settings.log, secrets, (text) => {
			process.stderr.write(text);
		});
		const options = { log: log.fault };
		const [whole, open] = [createApi(site, options), createApi(openSiteOf(site), options)];
		made = { site, whole, open, log };
	}
	return made;
};

export const site = (): Site => running().site;

/** The API as a reader may see it. Throws E_AUTH without one: the hook has let nobody so far. */
export const apiFor = (reader: Reader | null): Api => {
	if (reader === null) throw new BenchError('E_AUTH', 'this site asks who you are');
	return readerMay(reader, 'quotes') ? running().whole : running().open;
};

export const log = (): SiteLog => running().log;
