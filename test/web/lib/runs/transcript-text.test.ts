import { describe, expect, it } from 'vitest';
import { shownAnswerText } from '#lib/runs/transcript-text.ts';

describe('the text shown for an answer', () => {
	it('is a conversation turn by turn, with what was called, what came back and what has changed', () => {
		const transcript = {
			turns: [
				{
					text: 'One moment.',
					calls: [{ name: 'cancel', arguments: '{"id":"b-1"}', result: '{"ok":true}' }]
				}
			],
			message: 'Done.\nBye.',
			changes: {
				bookings: {
					created: { 'b-2': { seats: 2 } },
					changed: { 'b-1': { status: 'cancelled' } },
					removed: ['b-0']
				}
			}
		};
		expect(shownAnswerText(JSON.stringify(transcript))).toBe(
			[
				'Turn 1',
				'  One moment.',
				'  cancel {"id":"b-1"}',
				'    → {"ok":true}',
				'',
				'Last message',
				'  Done.',
				'  Bye.',
				'',
				'What was changed',
				'  bookings: new "b-2": seats = 2',
				'  bookings: "b-1": status = "cancelled"',
				'  bookings: "b-0" is gone'
			].join('\n')
		);
	});

	it('says what is missing of one that did not finish', () => {
		const text = shownAnswerText('{"turns":[],"message":null,"changes":{}}');
		expect(text).toBe('No last message\n\nNothing was changed');
	});

	it('is any other answer as it is', () => {
		for (const text of ['', 'Hello', '{"turns":3}', '{"turns":[', '[]']) {
			expect(shownAnswerText(text)).toBe(text);
		}
	});
});
