import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ProbeReport } from '#core/probe.ts';
import { createRawServer } from '../load/support/raw-server.ts';
import { createSelfSignedCertificate } from '../load/support/self-signed-certificate.ts';
import { runBench } from './support/bench-process.ts';
import { openWorkplace, checkOf, errorOf } from './support/probe.ts';
import { response } from './support/raw-server.ts';
import { callCommand } from './support/recorded-context.ts';

describe('bench probe over TLS', () => {
	const answer =
		'{"model":"m","choices":[{"index":0,"message":{"content":"ok"},"finish_reason":"stop"}]}';
	let certificate: { key: string; cert: string };
	beforeAll(() => {
		certificate = createSelfSignedCertificate('probe.test', true);
	});

	it('with a certificate that nobody vouches for is refused with the reason', async () => {
		await using server = await createRawServer(() => undefined, { tls: certificate });
		const recorded = await callCommand('probe', [
			`https://127.0.0.1:${String(server.port)}`,
			'--model',
			'm'
		]);
		const error = errorOf(recorded);
		expect(error).toMatchObject({ code: 'E_UNREACHABLE', exitCode: 5 });
		expect(error.message).toMatch(/self-signed certificate/);
		expect(error.hint).toMatch(/NODE_EXTRA_CA_CERTS/);
		expect(server.requests).toHaveLength(0);
	});

	it('that is trusted is told with its version and the end of the certificate', async () => {
		const workplace = openWorkplace();
		writeFileSync(workplace.file('ca.pem'), certificate.cert);
		await using server = await createRawServer(
			({ socket }) => {
				socket.write(response('200 OK', {}, answer));
			},
			{ tls: certificate }
		);
		const ended = await runBench(
			[
				...['probe', `https://127.0.0.1:${String(server.port)}`, '--model', 'm'],
				...['--no-max-context-probe', '--json']
			],
			{ workplace, env: { NODE_EXTRA_CA_CERTS: workplace.file('ca.pem') } }
		);
		expect(ended.stderr).not.toMatch(/error/u);
		const report = JSON.parse(ended.stdout) as ProbeReport;
		expect(ended.code).toBe(0);
		expect(checkOf(report, 'tls')).toMatchObject({
			status: 'ok',
			facts: { version: 'TLSv1.3', certificateValidTo: '2049-12-31' }
		});
		expect(report.floor.tls.n).toBe(3);
		expect(report.floor.tls.minMs!).toBeGreaterThan(0);
		// It answers in one piece whatever is asked.
		expect(checkOf(report, 'streams')).toMatchObject({ status: 'differs' });
	});
});
