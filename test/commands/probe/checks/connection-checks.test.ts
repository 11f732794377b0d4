import { describe, expect, it } from 'vitest';
import type { ProbeCheck } from '#core/probe.ts';
import { targetSchema } from '#core/target.ts';
import { connectionChecks } from '#bench/commands/probe/checks/connection-checks.ts';
import type { OpenedConnection } from '#bench/load/sequential-client.ts';
import { protocols } from '#bench/protocols/index.ts';
import { capabilitiesOf } from '#bench/protocols/target-capabilities.ts';

const target = targetSchema.parse({
	id: 't',
	kind: 'self-hosted',
	protocol: 'openai-chat',
	baseUrl: 'https://llm.example/v1',
	model: 'm'
});

const tlsCheck = (opened: OpenedConnection[], now: string, isTls = true): ProbeCheck => {
	const findings = {
		target,
		protocol: protocols['openai-chat'],
		can: capabilitiesOf({ kind: 'self-hosted', protocol: 'openai-chat' }),
		exchanges: new Map(),
		notAsked: new Map(),
		whyStopped: null,
		isTls,
		opened,
		nowUtcMs: Date.parse(now)
	};
	const found = connectionChecks.map((check) => check(findings)).find(({ id }) => id === 'tls');
	if (!found) throw new Error('there is no check of TLS');
	return found;
};

const openedWith = (certificateEnd: string | null): OpenedConnection => ({
	tcpMs: 1,
	tlsMs: 2,
	tls: {
		version: 'TLSv1.2',
		cipher: null,
		certificateEndUtcMs: certificateEnd === null ? null : Date.parse(certificateEnd)
	}
});

describe('the check of TLS', () => {
	it('warns of a certificate in the fortnight before its end', () => {
		const end = '2027-03-01T00:00:00Z';
		expect(tlsCheck([openedWith(end)], '2027-02-15T00:00:00Z')).toMatchObject({
			status: 'ok',
			facts: { certificateDaysLeft: 14 }
		});
		expect(tlsCheck([openedWith(end)], '2027-02-15T00:00:01Z')).toMatchObject({
			status: 'differs',
			came: 'TLSv1.2; the certificate ends on 2027-03-01, in 13 days.'
		});
		expect(tlsCheck([openedWith(end)], '2027-02-27T12:00:00Z').came).toMatch(/in 1 day\.$/);
	});

	it('tells an end that is not named, a connection that failed and an address without TLS', () => {
		const now = '2027-01-01T00:00:00Z';
		expect(tlsCheck([openedWith(null)], now).status).toBe('missing');
		expect(tlsCheck([], now).status).toBe('failed');
		expect(tlsCheck([], now, false)).toMatchObject({ status: 'not asked' });
	});
});
