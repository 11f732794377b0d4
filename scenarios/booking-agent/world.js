/**
 * The booking system of Norrlinie, an invented ferry line, as its service desk sees it: departures, bookings, and requests that have
 * been closed. It does what it is told and knows no policy; that is for whoever answers.
 */

/** Minutes that local time is ahead of UTC, in winter. */
const ahead = { Kiel: 60, Gothenburg: 60, Hoek: 60, Harwich: 0, Tallinn: 120, Helsinki: 120 };

/** Departures of every day: local time, hours on the way, fares in EUR, seats that others have left over. */
const lines = [
	{ code: 'KG', from: 'Kiel', to: 'Gothenburg', at: ['18:45'], hours: 14.5, fares: [79, 105, 149] },
	{ code: 'GK', from: 'Gothenburg', to: 'Kiel', at: ['18:45'], hours: 14.5, fares: [79, 105, 149] },
	{
		code: 'HH',
		from: 'Hoek',
		to: 'Harwich',
		at: ['14:15', '22:00'],
		hours: 7,
		fares: [59, 84, 118]
	},
	{
		code: 'HK',
		from: 'Harwich',
		to: 'Hoek',
		at: ['09:00', '23:00'],
		hours: 7,
		fares: [59, 84, 118]
	},
	{
		code: 'TH',
		from: 'Tallinn',
		to: 'Helsinki',
		at: ['07:30', '13:30', '19:30'],
		hours: 2.5,
		fares: [24, 38, 55]
	},
	{
		code: 'HT',
		from: 'Helsinki',
		to: 'Tallinn',
		at: ['10:30', '16:30', '22:30'],
		hours: 2.5,
		fares: [24, 38, 55]
	}
];
const firstDay = Date.UTC(2026, 10, 24);
const days = 21;
const seatsLeft = 12;
const fareNames = ['saver', 'standard', 'flex'];

const iso = (ms) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
const minutes = 60_000;

/** Ids tell everything: `KG-1204-1845` is the line, the local day and the local time. */
const idOf = (code, date, time) =>
	`${code}-${date.slice(5).replace('-', '')}-${time.replace(':', '')}`;

/** A departure by its id, whoever sits on it; null where there is none. */
export const departureById = (id) => {
	const [, code, month, day, hour, minute] = /^(\w\w)-(\d\d)(\d\d)-(\d\d)(\d\d)$/.exec(id) ?? [];
	const line = lines.find((each) => each.code === code && each.at.includes(`${hour}:${minute}`));
	if (!line) return null;
	const localMs = Date.UTC(2026, Number(month) - 1, Number(day), Number(hour), Number(minute));
	if (localMs < firstDay || localMs >= firstDay + days * 24 * 60 * minutes) return null;
	const departsMs = localMs - ahead[line.from] * minutes;
	const arrivesMs = departsMs + (line.hours * 60 + ahead[line.to]) * minutes;
	return {
		from: line.from,
		to: line.to,
		departs_local: iso(localMs),
		departs_utc: `${iso(departsMs)}Z`,
		arrives_local: iso(arrivesMs),
		saver: line.fares[0],
		standard: line.fares[1],
		flex: line.fares[2]
	};
};

/** `now`: UTC; `bookings` by reference; `left`: seats that are left on a departure beside these bookings. */
export const start = ({ now, bookings = {}, left = {} }) => {
	const kept = {};
	for (const [reference, booking] of Object.entries(bookings)) {
		kept[reference] = { status: 'confirmed', charged_eur: 0, refunded_eur: 0, ...booking };
	}
	const state = { bookings: kept, requests: {}, _seats: {}, _clock: { now: { utc: now } } };
	// They sit on seats of their own, which are free once they are given up.
	for (const id of new Set([
		...Object.keys(left),
		...Object.values(kept).map((each) => each.departure)
	])) {
		state._seats[id] = { all: (left[id] ?? seatsLeft) + takenOn(state, id) };
	}
	return state;
};

const takenOn = (state, id) =>
	Object.values(state.bookings)
		.filter((booking) => booking.departure === id && booking.status === 'confirmed')
		.reduce((sum, { seats }) => sum + seats, 0);

const departureOf = (id) => {
	const departure = departureById(id);
	if (!departure) throw new Error(`there is no departure "${id}"`);
	return departure;
};

const bookingOf = (state, reference) => {
	const booking = state.bookings[reference];
	if (!booking) throw new Error(`there is no booking "${reference}"`);
	return booking;
};

const seatsOn = (state, id) => (state._seats[id]?.all ?? seatsLeft) - takenOn(state, id);

const shownBooking = (state, reference) => {
	const booking = bookingOf(state, reference);
	const { from, to, departs_local, departs_utc } = departureOf(booking.departure);
	return { reference, ...booking, from, to, departs_local, departs_utc };
};

/** References that are given out, in this order. */
const newReferences = ['QW4T7N', 'QX8D2K', 'QY3M6R', 'QZ9H5V', 'RA2J8P', 'RB7F4C'];

export const tools = {
	find_bookings: (state, { email }) =>
		Object.keys(state.bookings)
			.filter((reference) => state.bookings[reference].email === email.trim().toLowerCase())
			.map((reference) => shownBooking(state, reference)),

	get_booking: (state, { reference }) => shownBooking(state, reference),

	search_departures: (state, { from, to, date }) =>
		lines
			.filter((line) => line.from === from && line.to === to)
			.flatMap(({ code, at }) => at.map((time) => idOf(code, date, time)))
			.filter((id) => departureById(id)?.departs_local.startsWith(date))
			.map((id) => ({ departure: id, ...departureOf(id), seats_left: seatsOn(state, id) })),

	create_booking(state, { email, departure, fare, seats }) {
		if (!fareNames.includes(fare)) throw new Error(`there is no fare "${fare}"`);
		const price = departureOf(departure)[fare];
		if (seatsOn(state, departure) < seats)
			throw new Error(`${departure} has ${seatsOn(state, departure)} seats left`);
		const reference = newReferences.find((each) => !state.bookings[each]);
		if (!reference) throw new Error('no more bookings can be made');
		state.bookings[reference] = {
			status: 'confirmed',
			charged_eur: 0,
			refunded_eur: 0,
			email: email.trim().toLowerCase(),
			departure,
			fare,
			seats,
			paid_eur: price * seats,
			booked_utc: state._clock.now.utc
		};
		return shownBooking(state, reference);
	},

	change_booking(state, { reference, departure, charge_eur }) {
		const booking = bookingOf(state, reference);
		if (booking.status !== 'confirmed') throw new Error(`${reference} is ${booking.status}`);
		departureOf(departure);
		if (booking.departure === departure) throw new Error(`${reference} is on ${departure} already`);
		if (seatsOn(state, departure) < booking.seats) {
			throw new Error(`${departure} has ${seatsOn(state, departure)} seats left`);
		}
		booking.departure = departure;
		booking.charged_eur = Math.round((booking.charged_eur + charge_eur) * 100) / 100;
		return shownBooking(state, reference);
	},

	cancel_booking(state, { reference, refund_eur }) {
		const booking = bookingOf(state, reference);
		if (booking.status !== 'confirmed') throw new Error(`${reference} is ${booking.status}`);
		if (refund_eur > booking.paid_eur + booking.charged_eur) {
			throw new Error(
				`only ${booking.paid_eur + booking.charged_eur} EUR were paid for ${reference}`
			);
		}
		booking.status = 'cancelled';
		booking.refunded_eur = Math.round(refund_eur * 100) / 100;
		return shownBooking(state, reference);
	},

	close_request(state, { outcome, reason }) {
		const number = Object.keys(state.requests).length + 1;
		state.requests[`request-${number}`] = { outcome, reason };
		return { closed: true, outcome, reason };
	}
};
