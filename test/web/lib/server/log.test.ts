import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog, type LogForm } from '#lib/server/log.ts';

const written = (form: LogForm, secrets: string[] = []) => {
	const lines: string[] = [];
	return { lines, log: createLog(form, secrets, (text) => void lines.push(text)) };
};

const request = {
	requestId: 'r-1',
	method: 'GET',
	route: '/runs/[id]',
	path: '/runs/20261120',
	status: 200,
	durationMs: 12.5
};

describe('the log of the site', () => {
	it('is one JSON object a line for machines, with what the request was and how it went', () => {
		const { lines, log } = written('json');
		log.request(request);
		expect(lines).toHaveLength(1);
		expect(lines[0]).toMatch(/^[^\n]+\n$/u);
		expect(JSON.parse(lines[0]!)).toEqual({
			level: 'info',
			time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u) as string,
			...request,
			msg: 'request'
		});
	});

	it('is a line to read for people, and holds faults alone unless requests are asked for', () => {
		const pretty = written('pretty');
		pretty.log.request(request);
		expect(pretty.lines[0]).toMatch(/^\S+Z GET \/runs\/20261120 200 12.5 ms, request r-1\n$/u);
		const faults = written('faults');
		faults.log.request(request);
		expect(faults.lines).toEqual([]);
		faults.log.fault('f-1', new Error('broken'));
		expect(faults.lines[0]).toMatch(/^\S+Z fault f-1: Error: broken\n/u);
	});

	it('puts a fault beside the request in which it came up', async () => {
		const { lines, log } = written('json');
		await log.within('r-2', async () => {
			await Promise.resolve();
			log.fault('f-2', 'no error object');
		});
		expect(JSON.parse(lines[0]!)).toMatchObject({
			level: 'error',
			fault: 'f-2',
			requestId: 'r-2',
			error: 'no error object'
		});
	});

	it('never holds a secret, wherever in a text it stands', () => {
		const token = fc.stringMatching(/^[A-Za-z0-9]{16,40}$/u);
		fc.assert(
			fc.property(token, fc.string(), fc.string(), (secret, before, after) => {
				fc.pre(!`${before}${after}`.includes(secret));
				const { lines, log } = written('json', [secret]);
				log.fault('f', new Error(`${before}${secret}${after}${secret}`));
				log.request({ ...request, path: `/runs/${secret}` });
				expect(lines).toHaveLength(2);
				expect(lines.join('')).not.toContain(secret);
			})
		);
	});
});
