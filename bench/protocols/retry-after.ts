/** How long an endpoint asks to wait before the next request. */
import { headerOf } from '#core/recorded-response.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { msToS } from '#core/units.ts';

/** Plain decimal numbers only: `Number` would also take '', ' ' and '0x10'. */
const numberOf = (text: string | null): number | null =>
	text !== null && /^\s*\d{1,15}(?:\.\d{1,15})?\s*$/.test(text) ? Number(text) : null;

/** An HTTP date (RFC 9110, section 5.6.7), ms since 1970; null for the zone-less obsolete form and anything else. */
const httpDateMs = (text: string | null): number | null => {
	if (text === null || text.length > 64 || !/^[A-Z][a-z]+, .* GMT$/.test(text.trim())) return null;
	const parsedMs = Date.parse(text);
	return Number.isNaN(parsedMs) ? null : parsedMs;
};

/**
 * Seconds from the response until a retry is welcome: `retry-after-ms`, else `retry-after` in seconds or as a date, which is
 * read against the response's own `date` header, as clocks differ. 0 for a date that has passed; null where neither
 * header can be read, or a date comes without a `date`.
 */
export const retryAfterS = (response: Pick<RecordedResponse, 'headers'>): number | null => {
	const waitMs = numberOf(headerOf(response, 'retry-after-ms'));
	if (waitMs !== null) return msToS(waitMs);
	const header = headerOf(response, 'retry-after');
	const waitS = numberOf(header);
	if (waitS !== null) return waitS;
	const untilMs = httpDateMs(header);
	const nowMs = httpDateMs(headerOf(response, 'date'));
	return untilMs === null || nowMs === null ? null : Math.max(0, msToS(untilMs - nowMs));
};
