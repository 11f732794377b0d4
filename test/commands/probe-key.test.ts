import { describe, expect, it } from 'vitest';
import { usageOf } from './support/chat-server.ts';
import { chatServer, probe, errorOf } from './support/probe.ts';

describe('the key of a target that is probed', () => {
	const key = 'canary-9f3b1c77d2aa';

	it('is in nothing that is printed, wherever an endpoint sends it back', async () => {
		const server = await chatServer(({ head, body }) => {
			const sent = /bearer (\S+)/iu.exec(head)?.[1] ?? '';
			if (body['model'] !== 'm') {
				return {
					status: '400 Bad Request',
					headers: { 'x-echo': sent, 'openai-model': sent },
					raw: JSON.stringify({ error: { message: `no model for ${sent}`, code: sent } })
				};
			}
			return {
				// Over several pieces, as no single one holds it.
				text: sent.split('').join(' ').replaceAll(' ', ''),
				finish: sent,
				headers: { 'server-timing': sent, 'x-ratelimit-limit-requests': '5' },
				usage: { ...usageOf(9, 3), [sent]: 1 }
			};
		});
		for (const more of [['--json'], []]) {
			const recorded = await probe(server.port, ['--api-key-env', 'KEY', ...more], { KEY: key });
			expect(recorded.error).toBe(null);
			expect(recorded.stdout).toMatch(/redacted|\*{8}/u);
			expect(recorded.stdout + recorded.stderr).not.toContain(key);
		}
	});

	it('is in no error either', async () => {
		const server = await chatServer(({ head }) => ({
			status: '401 Unauthorized',
			raw: JSON.stringify({ error: { message: `bad: ${head}` } })
		}));
		const recorded = await probe(server.port, ['--api-key-env', 'KEY'], { KEY: key });
		const error = errorOf(recorded);
		expect(error.code).toBe('E_AUTH');
		expect(`${error.message} ${error.hint ?? ''}${recorded.stderr}`).not.toContain(key);
	});
});
