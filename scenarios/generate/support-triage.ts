/**
 * Turns the hand-written tickets into items: adds signatures, footers, older messages and typing slips, as they come with
 * real mail, and numbers the items after a shuffle, so that neither id nor position says anything about the label.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRandom, pick, randomInt, shuffle, type RandomSource } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';
import { monthNames } from './month-names.ts';
import { surroundings, type Surroundings } from './support-triage/surroundings.ts';
import { readTickets, type WrittenTicket } from './ticket-material.ts';
import { withTypos } from './typos.ts';

const seed = 20_260_314;
const folder = new URL('./support-triage/', import.meta.url);

/** Kinds of mail that are not written on a phone. */
const noDevice = ['spam', 'autoreply', 'forwarded', 'long'];

/** Kinds of mail that nobody signs properly. */
const unsigned = ['short', 'informal', 'employee', 'spam', 'autoreply', 'forwarded'];

const renderDate = (around: Surroundings, language: string, random: RandomSource): string =>
	around.date
		.replace('{d}', String(1 + randomInt(random, 28)))
		.replace('{month}', pick(random, monthNames[language] ?? []))
		.replace('{y}', String(2025 + randomInt(random, 2)));

const fillSlots = (
	text: string,
	around: Surroundings,
	language: string,
	random: RandomSource
): string => {
	const invoice = `TW-${String(2025 + randomInt(random, 2))}-${String(100_000 + randomInt(random, 900_000))}`;
	const header = around.forwardHeader
		.replace('{name}', pick(random, around.names))
		.replace('{date}', renderDate(around, language, random));
	return text
		.replaceAll('<inv>', invoice)
		.replaceAll('<fwd>', header)
		.replaceAll('<date>', renderDate(around, language, random));
};

/** Whether the text already ends with the name of its writer: a last paragraph of a few words. */
const isSigned = (body: string): boolean => {
	const last = body.split(/\n+/u).at(-1) ?? '';
	return /^[\p{L},. ]{2,24}$/u.test(last) || /(?:^|[.!?] )\p{Lu}\p{Ll}+$/u.test(last);
};

const signature = (around: Surroundings, random: RandomSource): string => {
	const lines = [pick(random, around.closings), pick(random, around.names)];
	if (random() < 0.6) lines.push(pick(random, around.roles));
	if (random() < 0.7) lines.push(pick(random, around.organisations));
	if (random() < 0.4) lines.push(`Tel. ${pick(random, around.phones)}`);
	return `\n\n${lines.join('\n')}`;
};

const quoted = (around: Surroundings, language: string, random: RandomSource): string => {
	const header = around.quoteHeader.replace('{date}', renderDate(around, language, random));
	return `\n\n${header}\n> ${pick(random, around.quotes)}`;
};

interface Mail {
	subject: string;
	body: string;
	tags: string[];
}

const decorate = (ticket: WrittenTicket, around: Surroundings, random: RandomSource): Mail => {
	const tags = new Set(ticket.tags);
	const { language } = ticket;
	let { subject } = ticket;
	let body = fillSlots(ticket.body, around, language, random);
	subject = fillSlots(subject, around, language, random);
	const isPersonal = ticket.label !== 'out-of-scope' && !unsigned.some((tag) => tags.has(tag));
	// The older messages that get quoted are answers to a customer.
	const mayQuote = isPersonal && ticket.label !== 'sales-inquiry' && !tags.has('forwarded');
	// Every share below is a guess at what an ordinary inbox looks like.
	if (random() < (isPersonal ? 0.2 : 0.1) && ticket.language !== 'ja') {
		body = withTypos(body, 1 + randomInt(random, 3), random);
		tags.add('typos');
	}
	if (isPersonal && !isSigned(body) && random() < 0.65) body += signature(around, random);
	else if (!noDevice.some((tag) => tags.has(tag)) && random() < 0.2) {
		body += `\n\n${around.device}`;
	}
	if (isPersonal && random() < 0.08) body += `\n\n${around.disclaimer}`;
	if (tags.has('quoted') || (mayQuote && random() < 0.18)) {
		if (!/^re:/iu.test(subject) && random() < 0.7) subject = `Re: ${subject}`;
		body += quoted(around, language, random);
		tags.add('quoted');
	}
	if (ticket.label === 'out-of-scope') tags.add('out-of-scope');
	return { subject, body, tags: [...tags].sort() };
};

/** The items of `support-triage`, always the same. */
export const generateSupportTriage = (): ScenarioItem[] => {
	const tickets = readdirSync(folder)
		.filter((name) => name.endsWith('.txt'))
		.sort()
		.flatMap((name) => {
			const language = name.slice('tickets-'.length, -'.txt'.length);
			return readTickets(readFileSync(new URL(name, folder), 'utf8'), language);
		});
	return shuffle(createRandom(seed, 'order'), tickets).map((ticket, index) => {
		const around = surroundings[ticket.language];
		if (around === undefined) throw new RangeError(`no surroundings for "${ticket.language}"`);
		// A stream per ticket: a new ticket leaves the others as they are.
		const random = createRandom(seed, `${ticket.language}/${ticket.subject}/${ticket.body}`);
		const { subject, body, tags } = decorate(ticket, around, random);
		return {
			id: `ticket-${String(index + 1).padStart(3, '0')}`,
			input: { subject, body },
			reference: ticket.label,
			language: ticket.language,
			tags
		};
	});
};
