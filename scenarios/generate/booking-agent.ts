/**
 * Turns the hand-written requests into items: works out by the policy what is charged and paid back, writes the conversation that does
 * it and those that look right and are not, and refuses material that contradicts the policy.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ConversationScript, FinalStateReference } from '#core/grader-spec/final-state.ts';
import { createRandom, shuffle } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';
import {
	chargeOf,
	hoursBefore,
	isDouble,
	refundOf,
	type Booking,
	type Departure
} from './booking-agent/policy.ts';
import { replyIn, replyLanguages } from './booking-agent/replies.ts';

const seed = 20_261_126;
const folder = new URL('./booking-agent/', import.meta.url);

const actionSchema = z.union([
	z.strictObject({
		cancel: z.string(),
		/** Only where the policy gives none: what a careless agent would pay back. */
		refund: z.number().optional(),
		because: z.literal('double').optional()
	}),
	z.strictObject({ change: z.string(), to: z.string(), charge: z.number().optional() }),
	z.strictObject({
		book: z.string(),
		fare: z.enum(['saver', 'standard', 'flex']),
		seats: z.int().positive()
	})
]);

const requestSchema = z.strictObject({
	language: z.enum(replyLanguages),
	tags: z.array(z.string()).default([]),
	email: z.string(),
	/** UTC */
	received: z.string(),
	bookings: z
		.record(
			z.string(),
			z.strictObject({
				departure: z.string(),
				fare: z.enum(['saver', 'standard', 'flex']),
				seats: z.int().positive(),
				/** EUR; the fare of today where absent. */
				paid: z.number().optional(),
				booked: z.string(),
				email: z.string().optional()
			})
		)
		.default({}),
	left: z.record(z.string(), z.int().nonnegative()).optional(),
	message: z.string(),
	/** What is to be done; or why it is declined; or what has to be asked. */
	do: z.array(actionSchema).min(1).optional(),
	decline: z.enum(['not_owner', 'not_refundable', 'too_late', 'outside_policy']).optional(),
	ask: z.enum(['sold_out', 'ambiguous', 'missing_information']).optional(),
	/** References that a refusal has to name. */
	about: z.array(z.string()).default([]),
	/** References or departures that a question has to name. */
	fits: z.array(z.string()).default([]),
	/** What an agent might do that should not. */
	else: z.array(actionSchema).optional()
});

type Request = z.infer<typeof requestSchema>;
type Action = z.infer<typeof actionSchema>;
type Call = ConversationScript['turns'][number][number];
type Fact = FinalStateReference['facts'][number];

const { departureById } = (await import(
	new URL('../booking-agent/world.js', import.meta.url).href
)) as { departureById: (id: string) => Departure | null };

const call = (name: string, args: Call['arguments']): Call => ({ name, arguments: args });

/** The references that the system gives to the first bookings that are made. */
const newReferences = ['QW4T7N', 'QX8D2K'];

/** Ways to write a time of day. */
const timeFact = (local: string): Fact => {
	const [hour = '', minute = ''] = local.slice(-5).split(':');
	const short = String(Number(hour));
	const twelve = String(Number(hour) % 12 || 12);
	const half = Number(hour) < 12 ? 'am' : 'pm';
	return [...new Set([hour, short])]
		.flatMap((each) => [':', '.', 'h', ' h ', 'u'].map((mark) => `${each}${mark}${minute}`))
		.concat(
			[`${twelve}:${minute} ${half}`, `${twelve}:${minute}${half}`, `${twelve}.${minute}${half}`],
			minute === '00' ? [`${short} h`, `${short}h`, `${twelve} ${half}`, `${twelve}${half}`] : []
		);
};

/** Where the policy says no: what was asked for must really be against it. */
const mustBe = (holds: boolean, { email }: Request, what: string): void => {
	if (!holds) throw new RangeError(`the request of ${email}: ${what}`);
};

/** Writes one request out. */
class Case {
	readonly request: Request;
	readonly bookings: Record<string, Booking>;
	readonly world: ScenarioItem['world'];

	constructor(request: Request) {
		this.request = request;
		this.bookings = Object.fromEntries(
			Object.entries(request.bookings).map(([reference, { paid, booked, email, ...rest }]) => {
				const price = this.departure(rest.departure)[rest.fare] * rest.seats;
				const booking: Booking = {
					email: email ?? request.email,
					...rest,
					paid_eur: paid ?? price,
					booked_utc: booked.includes('T') ? booked.replace('T', ' ') : `${booked} 10:00`
				};
				return [reference, booking];
			})
		);
		this.world = {
			now: request.received,
			bookings: this.bookings as never,
			...(request.left && { left: request.left })
		};
	}

	departure(id: string): Departure {
		const departure = departureById(id);
		if (!departure) throw new RangeError(`there is no departure ${id}`);
		return departure;
	}

	booking(reference: string): Booking {
		const booking = this.bookings[reference];
		if (!booking) throw new RangeError(`there is no booking ${reference}`);
		return booking;
	}

	hours(reference: string): number {
		return hoursBefore(this.request.received, this.departure(this.booking(reference).departure));
	}

	/** EUR that a cancellation pays back: by the policy, or what the material says. */
	refund(action: Extract<Action, { cancel: string }>): number {
		const booking = this.booking(action.cancel);
		if (action.refund !== undefined) return action.refund;
		if (action.because === 'double') {
			const others = Object.values(this.bookings).filter((each) => each !== booking);
			mustBe(
				others.some((each) => isDouble(each, booking, this.hours(action.cancel))),
				this.request,
				`${action.cancel} was not booked twice`
			);
			return booking.paid_eur;
		}
		const refund = refundOf(booking, this.hours(action.cancel));
		if (typeof refund === 'number') return refund;
		throw new RangeError(`the request of ${this.request.email}: ${action.cancel} is ${refund}`);
	}

	charge(action: Extract<Action, { change: string }>): number {
		if (action.charge !== undefined) return action.charge;
		const booking = this.booking(action.change);
		const [from, to] = [this.departure(booking.departure), this.departure(action.to)];
		mustBe(
			from.from === to.from && from.to === to.to,
			this.request,
			`${action.to} is another route`
		);
		const charge = chargeOf(booking, this.hours(action.change), to);
		if (typeof charge === 'number') return charge;
		throw new RangeError(`the request of ${this.request.email}: ${action.change} is ${charge}`);
	}

	/** An action as a call, with an amount that is off by some EUR. */
	call(action: Action, offEur = 0): Call {
		if ('cancel' in action) {
			const most = this.booking(action.cancel).paid_eur;
			const refund = this.refund(action);
			const off = refund + offEur > most ? refund - offEur : refund + offEur;
			return call('cancel_booking', {
				reference: action.cancel,
				refund_eur: Math.round(off * 100) / 100
			});
		}
		if ('change' in action) {
			const charge = Math.abs(this.charge(action) - offEur);
			return call('change_booking', {
				reference: action.change,
				departure: action.to,
				charge_eur: Math.round(charge * 100) / 100
			});
		}
		return call('create_booking', {
			email: this.request.email,
			departure: action.book,
			fare: action.fare,
			// A wrong number of seats is to a booking what a wrong amount is to the others.
			seats: action.seats + (offEur === 0 ? 0 : 1)
		});
	}

	/** What the customer must be told of an action. */
	facts(action: Action, made: number): Fact[] {
		if ('cancel' in action) return [action.cancel, this.refund(action)];
		if ('change' in action) {
			const charge = this.charge(action);
			const time = timeFact(this.departure(action.to).departs_local);
			return [action.change, ...(charge > 0 ? [charge] : []), time];
		}
		const departure = this.departure(action.book);
		return [
			newReferences[made] ?? '',
			departure[action.fare] * action.seats,
			timeFact(departure.departs_local)
		];
	}

	/** What an agent looks up first. */
	lookups(): Call[][] {
		const { request } = this;
		const own = Object.values(this.bookings).some(({ email }) => email === request.email);
		const wanted = [...(request.do ?? []), ...(request.else ?? [])].flatMap((action) =>
			'to' in action ? [action.to] : 'book' in action ? [action.book] : []
		);
		const searches = [...wanted, ...Object.keys(request.left ?? {})].map((id) => {
			const { from, to, departs_local: local } = this.departure(id);
			return JSON.stringify({ from, to, date: local.slice(0, 10) });
		});
		const first = [
			...(own ? [call('find_bookings', { email: request.email })] : []),
			...(request.decline === 'not_owner'
				? request.about.map((reference) => call('get_booking', { reference }))
				: [])
		];
		const second = [...new Set(searches)].map((args) =>
			call('search_departures', JSON.parse(args) as Call['arguments'])
		);
		return [first, second].filter((calls) => calls.length > 0);
	}

	changes(): FinalStateReference['changes'] {
		const closing = this.closing();
		const changed: Record<string, Record<string, string | number>> = {};
		const created: Record<string, string | number>[] = [];
		for (const action of this.request.do ?? []) {
			if ('cancel' in action) {
				changed[action.cancel] = { status: 'cancelled', refunded_eur: this.refund(action) };
			} else if ('change' in action) {
				const charge = this.charge(action);
				changed[action.change] = {
					departure: action.to,
					...(charge > 0 && { charged_eur: charge })
				};
			} else {
				const { book: departure, fare, seats } = action;
				created.push({ email: this.request.email, departure, fare, seats, status: 'confirmed' });
			}
		}
		return {
			...(this.request.do && { bookings: { created, changed, removed: [] } }),
			requests: { created: [closing], changed: {}, removed: [] }
		};
	}

	closing(): { outcome: string; reason: string } {
		const { decline, ask } = this.request;
		if (decline) return { outcome: 'declined', reason: decline };
		if (ask) return { outcome: 'needs_answer', reason: ask };
		return { outcome: 'done', reason: 'completed' };
	}

	reference(): FinalStateReference {
		const { request } = this;
		const { do: actions = [], decline, ask, about, fits, language } = request;
		mustBe(
			[request.do, decline, ask].filter((each) => each !== undefined).length === 1,
			request,
			'one of "do", "decline" and "ask"'
		);
		this.#checkRefusal();
		let made = 0;
		const told = actions.flatMap((action) => this.facts(action, 'book' in action ? made++ : 0));
		const named = fits.map((each): Fact =>
			each in this.bookings ? each : timeFact(this.departure(each).departs_local)
		);
		const facts = [...told, ...about, ...named];
		const kind = decline ? 'declined' : ask ? 'asked' : 'done';
		const script = (
			acts: Call[],
			closing: Record<string, string>[],
			message: string
		): ConversationScript => ({
			turns: [
				...this.lookups(),
				...(acts.length > 0 ? [acts] : []),
				...closing.map((args) => [call('close_request', args)])
			],
			message
		});
		const message = replyIn(language, kind, facts);
		const close = this.closing();
		const done = { outcome: 'done', reason: 'completed' };
		const right = actions.map((action) => this.call(action));
		const tempted = (request.else ?? []).map((action) => this.call(action));
		const wrong =
			actions.length > 0
				? [
						// The amount is off, or the seats.
						script(
							actions.map((action) => this.call(action, 7.5)),
							[close],
							message
						),
						// Said and not done.
						script([], [close], message),
						// Done in part, or declined where nothing stood against it.
						right.length > 1
							? script(right.slice(0, 1), [close], message)
							: script(
									[],
									[{ outcome: 'declined', reason: 'outside_policy' }],
									replyIn(language, 'declined', facts)
								),
						// Not closed.
						script(right, [], message)
					]
				: [
						script(tempted, [done], replyIn(language, 'done', facts)),
						script([], [done], message),
						script(tempted, [close], message),
						...(facts.length > 0 ? [script([], [close], replyIn(language, kind, []))] : [])
					];
		return {
			solution: script(right, [close], message),
			wrong,
			changes: this.changes(),
			forbidden: [],
			facts
		};
	}

	/** The material must not decline what the policy allows. */
	#checkRefusal(): void {
		const { decline, ask, about, email, left = {} } = this.request;
		mustBe(
			(decline ?? ask) === undefined || this.request.else !== undefined,
			this.request,
			'no "else"'
		);
		for (const reference of about) {
			const booking = this.booking(reference);
			const isOwn = booking.email === email;
			mustBe((decline === 'not_owner') === !isOwn, this.request, `whose ${reference} is`);
			const refund = refundOf(booking, this.hours(reference));
			const charge = chargeOf(booking, this.hours(reference), this.departure(booking.departure));
			if (decline === 'not_refundable')
				mustBe(refund === decline, this.request, 'it is refundable');
			if (decline === 'too_late') mustBe(charge === decline, this.request, 'it is not too late');
		}
		mustBe(ask !== 'sold_out' || Object.keys(left).length > 0, this.request, 'nothing is sold out');
	}
}

/** The items of `booking-agent`, always the same. */
export const generateBookingAgent = (): ScenarioItem[] => {
	const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
	const requests = files
		.sort()
		.flatMap((file) =>
			z.array(requestSchema).parse(parse(readFileSync(new URL(file, folder), 'utf8')))
		);
	return shuffle(createRandom(seed, 'order of requests'), requests).map((request, index) => {
		const written = new Case(request);
		const kind = request.do ? 'act' : request.decline ? 'decline' : 'ask';
		return {
			id: `request-${String(index + 1).padStart(3, '0')}`,
			input: {
				email: request.email,
				received: request.received,
				message: request.message.trim()
			},
			reference: written.reference() as never,
			world: written.world,
			language: request.language,
			tags: [kind, ...request.tags]
		};
	});
};
