import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReference } from '#bench/graders/index.ts';
import { hasPhrase, spacedWords } from '#bench/graders/phrases.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { rowsReferenceSchema } from '#core/grader-spec/json-rows.ts';
import { generateMeetingNotes } from '../../scenarios/generate/meeting-notes.ts';
import {
	dayOf,
	spellingsOfDay,
	spokenDay
} from '../../scenarios/generate/meeting-notes/calendar.ts';

const { items } = await loadScenario('scenarios/meeting-notes', { checkReference });
const notes = items.map((item) => {
	const transcript = item.input['transcript'] ?? '';
	return {
		...item,
		transcript,
		held: /^Day: \S+, (\S+)$/mu.exec(transcript)?.[1] ?? '',
		people: [...transcript.matchAll(/^- ([^(]+) \(/gmu)].map(([, name = '']) => name),
		agenda: [...transcript.matchAll(/^\d+\. (.+)$/gmu)].map(([, title = '']) => title),
		reference: rowsReferenceSchema.parse(item.reference)
	};
});
const tasks = notes.flatMap((note) =>
	(note.reference.lists['tasks'] ?? []).map((task) => ({ ...note, ...task }))
);
const decisions = notes.flatMap((note) =>
	(note.reference.lists['decisions'] ?? []).map((decision) => ({ ...note, ...decision }))
);

describe('the transcripts of meeting-notes', () => {
	it('are what the generator writes', async () => {
		for (const [file, text] of Object.entries(generateMeetingNotes().documents)) {
			expect((await readFile(`scenarios/meeting-notes/documents/${file}`, 'utf8')) === text).toBe(
				true
			);
		}
	});

	it('have from 2,000 to 8,000 tokens of four characters, and nothing unfilled', () => {
		for (const { id, transcript } of notes) {
			expect(transcript.length / 4, id).toBeGreaterThan(2_000);
			expect(transcript.length / 4, id).toBeLessThan(8_000);
			expect(transcript, id).not.toMatch(/[{}~|]|^=|^---/mu);
		}
	});

	it('let only people of the meeting speak', () => {
		for (const { id, transcript, people } of notes) {
			const speakers = [
				...transcript.matchAll(/^(?:\[\d\d:\d\d:\d\d\] )?([\p{L}-]+): .*$/gmu)
			].flatMap(([, name = '']) => (name === 'Day' ? [] : [name]));
			expect(speakers.length, id).toBeGreaterThan(60);
			const first = people.map((name) => name.split(' ')[0]);
			expect(
				[...new Set(speakers)].filter((name) => !first.includes(name)),
				id
			).toEqual([]);
		}
	});

	it('never say of a day what weekday it is not', () => {
		// Weekday before or behind a spoken day: "Monday the 6th of July", "lunes 2 de febrero".
		for (const { transcript, held } of notes.filter(({ language }) => language === 'en')) {
			const named = [...transcript.matchAll(/(\w+day),? the (\d+)\w\w of (January|[A-Z][a-z]+)/gu)];
			for (const [, weekday, day = '', month = ''] of named) {
				const date = new Date(`${day} ${month} ${held.slice(0, 4)} UTC`);
				expect(date.toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' })).toBe(
					weekday
				);
			}
		}
	});
});

describe('the references of meeting-notes', () => {
	it('give every task to somebody of the meeting, for a day from that of the meeting on', () => {
		expect(tasks.length).toBeGreaterThan(100);
		for (const { id, people, held, fields } of tasks) {
			expect(people, id).toContain(fields['owner']);
			const due = fields['due'];
			if (typeof due !== 'string') continue;
			expect(due >= held, `${id} ${due}`).toBe(true);
			expect(Date.parse(due) - Date.parse(held), id).toBeLessThan(40 * 86_400_000);
		}
	});

	it('have an outcome for every point of the agenda, and open ones in plenty', () => {
		for (const { id, agenda, reference } of notes) {
			const rows = reference.lists['decisions'];
			if (rows === undefined) continue;
			const points = rows.flatMap(({ fields }) => fields['item'] ?? []);
			expect(points, id).toEqual(agenda.map((_, index) => index + 1));
		}
		const count = (outcome: string) =>
			decisions.filter(({ fields }) => fields['outcome'] === outcome).length;
		expect(count('open')).toBeGreaterThan(decisions.length / 7);
		expect(count('not discussed')).toBeGreaterThanOrEqual(4);
	});

	it('turn on figures, days and names that were said', () => {
		for (const { id, transcript, says, language, text } of decisions) {
			const words = spacedWords(transcript);
			for (const spellings of says) {
				const day = spellings.find((each) => /^\d{4}-\d{2}-\d{2}$/u.test(each));
				const said = day === undefined ? spellings : [spokenDay(day, language)];
				expect(
					said.some((each) => hasPhrase(words, each)),
					`${id} ${text ?? ''}: ${said.join(', ')}`
				).toBe(true);
			}
		}
	});

	it('forbid what was said, so that a word of it is a leak', () => {
		for (const { id, transcript, reference } of notes) {
			for (const each of reference.forbidden) {
				expect(hasPhrase(spacedWords(transcript), each), id).toBe(true);
			}
		}
	});

	it('differ between the two meetings of a company', () => {
		const byList = new Map<string, string[]>();
		for (const { input, reference } of notes) {
			const key = `${input['company'] ?? ''} ${input['wanted'] ?? ''}`;
			byList.set(key, [...(byList.get(key) ?? []), JSON.stringify(reference.lists)]);
		}
		for (const [key, both] of byList) expect(new Set(both).size, key).toBe(2);
	});
});

describe('a day as it is named', () => {
	it.each([
		['fri/0', '2026-03-03', '2026-03-06'],
		['fri/1', '2026-03-03', '2026-03-13'],
		['mon/1', '2026-03-08', '2026-03-09'],
		['sun/0', '2026-03-03', '2026-03-08'],
		['+1', '2026-02-28', '2026-03-01'],
		['eom', '2028-02-10', '2028-02-29'],
		['eom', '2026-12-31', '2026-12-31'],
		['fonm', '2026-12-31', '2027-01-01'],
		['2026-05-05', '2026-03-03', '2026-05-05']
	])('%s of a meeting on %s is %s', (expression, held, day) => {
		expect(dayOf(expression, held)).toBe(day);
	});

	it('lies in the week that it names, and is the weekday', () => {
		const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
		fc.assert(
			fc.property(
				fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
				fc.nat(6),
				fc.nat(4),
				(date, weekday, weeks) => {
					const held = date.toISOString().slice(0, 10);
					const monday = dayOf('mon/0', held);
					const day = dayOf(`${days[weekday] ?? ''}/${String(weeks)}`, held);
					expect((new Date(day).getUTCDay() + 6) % 7).toBe(weekday);
					expect((Date.parse(day) - Date.parse(monday)) / 86_400_000).toBe(weekday + 7 * weeks);
					const since = (Date.parse(held) - Date.parse(monday)) / 86_400_000;
					expect(since).toBeGreaterThanOrEqual(0);
					expect(since).toBeLessThan(7);
				}
			)
		);
	});

	it('may be written in other ways', () => {
		expect(spellingsOfDay('2026-03-03', 'en')).toEqual(
			expect.arrayContaining(['2026-03-03', '3 March', 'March 3', '3rd of March'])
		);
		expect(spellingsOfDay('2026-06-01', 'de')).toEqual(
			expect.arrayContaining(['1. Juni', '01.06.2026', '1.6.2026'])
		);
		expect(() => dayOf('someday', '2026-03-03')).toThrow(RangeError);
	});
});
