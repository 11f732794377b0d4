/** A transcript as a machine writes it: topics in turn, what is said of them later, talk that leads to nothing, slips of the tongue. */
import { pick, randomInt, shuffle, type RandomSource } from '#core/random.ts';
import type { Chatter } from './material.ts';
import { weekdayName } from './calendar.ts';
import { breakMark, firstNameOf, linesOf, type Held } from './talk.ts';

/** Length of a transcript before slips and times, characters: drawn between these. */
const shortest = 8_500;
const longest = 16_000;

type Section = string[];

/** Puts people into `{1}`, `{2}`, `{3}`; the first may be given. */
const spoken = (text: string, people: readonly string[], random: RandomSource, first?: string) => {
	const others = shuffle(
		random,
		people.filter((each) => each !== first)
	);
	const cast = first === undefined ? others : [first, ...others];
	return text
		.trim()
		.replaceAll(/\{(\d)\}/gu, (_, nth: string) => cast[Number(nth) - 1] ?? '')
		.split('\n');
};

/** The order of the topics: mostly that of the agenda, now and then with two in the middle swapped. */
const order = (count: number, random: RandomSource): number[] => {
	const places = Array.from({ length: count }, (_, index) => index);
	if (count > 4 && random() < 0.4) {
		const at = 1 + randomInt(random, count - 4);
		[places[at], places[at + 1]] = [places[at + 1] ?? 0, places[at] ?? 0];
	}
	return places;
};

const sectionsOf = (held: Held, chatter: Chatter, random: RandomSource): Section[] => {
	const people = held.meeting.people.map(firstNameOf);
	const chair = people[0];
	const topics = held.meeting.topics.map((topic) => linesOf(topic, held));
	const places = order(topics.length, random);
	const interruptions = shuffle(random, chatter.interruptions);
	const withInterruptions = (lines: readonly string[]): Section =>
		lines.flatMap((line) => {
			if (line !== breakMark) return [line];
			const said = random() < 0.6 ? interruptions.pop() : undefined;
			return said === undefined ? [] : spoken(said, people, random);
		});
	// After which of the places what is said later comes: never right behind its own topic, but for the last.
	const laterAt = new Map<number, number[]>();
	places.forEach((topic, at) => {
		if ((topics[topic]?.later.length ?? 0) === 0) return;
		const from = Math.min(at + 1, places.length - 1);
		const slot = from + randomInt(random, places.length - from);
		laterAt.set(slot, [...(laterAt.get(slot) ?? []), topic]);
	});
	const idle = shuffle(random, chatter.chatter);
	const nextIdle = (): Section => {
		const text = idle.pop();
		return text === undefined ? [] : spoken(text, people, random);
	};
	const sections: Section[] = [spoken(pick(random, chatter.openings), people, random, chair)];
	places.forEach((topic, at) => {
		sections.push(withInterruptions(topics[topic]?.first ?? []));
		for (const later of laterAt.get(at) ?? []) {
			if (later === topic) sections.push(nextIdle());
			sections.push(topics[later]?.later ?? []);
		}
	});
	const length = (): number => sections.flat().join('\n').length;
	const wanted = shortest + random() * (longest - shortest);
	const gaps = shuffle(
		random,
		Array.from({ length: sections.length - 1 }, (_, index) => index + 1)
	);
	const inserted = new Map<number, Section[]>();
	let added = 0;
	for (let nth = 0; length() + added < wanted && idle.length > 0; nth++) {
		const section = nextIdle();
		const gap = gaps[nth % gaps.length] ?? 1;
		inserted.set(gap, [...(inserted.get(gap) ?? []), section]);
		added += section.join('\n').length;
	}
	return [
		...sections.flatMap((section, index) => [...(inserted.get(index) ?? []), section]),
		spoken(pick(random, chatter.closings), people, random, chair)
	];
};

/** A turn with a filler or a doubled short word; numbers, names and everything else stay. */
const stumble = (words: string, chatter: Chatter, random: RandomSource): string => {
	let said = words;
	if (random() < 0.15) {
		const short = new RegExp(`(?<= )(?:${chatter.stutters.join('|')})(?= \\p{L})`, 'gu');
		const places = [...said.matchAll(short)];
		const { index, 0: word } = places.length === 0 ? { index: 0, 0: '' } : pick(random, places);
		if (word !== '') said = `${said.slice(0, index)}${word} ${said.slice(index)}`;
	}
	if (random() < 0.25) {
		const filler = pick(random, chatter.fillers);
		const comma = said.indexOf(', ');
		said =
			comma > 0 && random() < 0.6
				? `${said.slice(0, comma)}, ${filler}${said.slice(comma)}`
				: `${filler.slice(0, 1).toUpperCase()}${filler.slice(1)}... ${said}`;
	}
	if (random() < 0.12) said = said.replace(/\.$/u, '');
	return said;
};

const clock = (seconds: number): string =>
	[seconds / 3_600, (seconds / 60) % 60, seconds % 60]
		.map((part) => String(Math.floor(part)).padStart(2, '0'))
		.join(':');

/** Day, people, agenda and all that was said. */
export const writeTranscript = (held: Held, chatter: Chatter, random: RandomSource): string => {
	const { meeting, day } = held;
	const hasClock = random() < 0.5;
	const misheard = Object.entries(meeting.misheard);
	let seconds = 3 + randomInt(random, 20);
	const turns = sectionsOf(held, chatter, random)
		.flat()
		.flatMap((line) => {
			const colon = line.indexOf(': ');
			let words = stumble(line.slice(colon + 2), chatter, random);
			for (const [name, wrong] of misheard) {
				if (random() < 0.4) words = words.replace(new RegExp(`\\b${name}\\b`, 'u'), wrong);
			}
			const label = hasClock ? `[${clock(seconds)}] ` : '';
			seconds += 2 + Math.ceil(words.split(' ').length / 2.4);
			const turn = `${label}${line.slice(0, colon)}: ${words}`;
			return random() < 0.02 ? [turn, '[crosstalk]'] : [turn];
		});
	const agenda = meeting.topics.flatMap(({ agenda: title }) => title ?? []);
	return [
		`# ${meeting.meeting}, ${meeting.company}`,
		'',
		`Day: ${weekdayName(day, meeting.language)}, ${day}`,
		'',
		'People:',
		...meeting.people.map((person) => `- ${person}`),
		'',
		'Agenda:',
		...agenda.map((title, index) => `${String(index + 1)}. ${title}`),
		'',
		'Transcript:',
		'',
		...turns,
		''
	].join('\n');
};
