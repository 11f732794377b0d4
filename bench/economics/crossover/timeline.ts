/** Who is cheaper along all volumes: whole spans are answered by their lines, and single steps walked only inside the zones. */
import type { Difference, Segment } from './difference.ts';
import { signOf, type Sign } from './scaled-integers.ts';
import type { Direction } from './step-queue.ts';
import { isWanted, type WantedSign } from './wanted-sign.ts';
import { createZones, type Zone } from './zone.ts';
import { createZoneWalk, type Found, type SearchEffort, type ZoneWalk } from './zone-walk.ts';

export interface Timeline {
	/** First volume from `from` up to `to` (null: without end) with a wanted sign of make − buy. */
	next: (from: bigint, to: bigint | null, wanted: WantedSign, effort: SearchEffort) => Found;
	/** Last volume from `from` down to `to` with a wanted sign. */
	previous: (from: bigint, to: bigint, wanted: WantedSign, effort: SearchEffort) => Found;
}

/** A stretch of volumes with one sign throughout, or with one that steps decide. */
interface Part {
	segment: Segment;
	from: bigint;
	to: bigint | null;
	sign: Sign | 'by-steps';
}

const partsOf = (segment: Segment, zone: Zone): Part[] => {
	const parts: Part[] = [];
	const add = (from: bigint, to: bigint | null, sign: Part['sign']) => {
		const end = segment.to !== null && (to === null || to > segment.to) ? segment.to : to;
		if (end === null || from <= end) parts.push({ segment, from, to: end, sign });
	};
	add(segment.from, zone.from - 1n, zone.before);
	add(zone.from, zone.to, 'by-steps');
	if (zone.to !== null) {
		add(zone.to < segment.from ? segment.from : zone.to + 1n, null, zone.after);
	}
	return parts;
};

/** Prepares searches along a difference. */
export const createTimeline = (difference: Difference): Timeline => {
	const known = new Map<number, Part[]>();
	const { segments } = difference;
	const zoneOf = createZones(difference);
	const partsAt = (index: number): Part[] => {
		const segment = segments[index];
		if (segment === undefined) return [];
		let parts = known.get(index);
		if (!parts) known.set(index, (parts = partsOf(segment, zoneOf(segment))));
		return parts;
	};
	/** The walk of the last search, gone on with where the next one begins behind it. */
	let last: { part: Part; direction: Direction; at: bigint; walk: ZoneWalk } | null = null;
	const search = (
		part: Part,
		from: bigint,
		to: bigint | null,
		direction: Direction,
		wanted: WantedSign,
		effort: SearchEffort
	): Found => {
		if (part.sign !== 'by-steps') {
			return isWanted(BigInt(part.sign), wanted)
				? { kind: 'found', at: from, sign: signOf(BigInt(part.sign)) }
				: { kind: 'none' };
		}
		const goesOn =
			last?.part === part && last.direction === direction && (from - last.at) * direction >= 0n;
		const current =
			last !== null && goesOn
				? last
				: { part, direction, at: from, walk: createZoneWalk(part.segment, direction) };
		last = current;
		const found = current.walk.find(from, to, wanted, effort);
		if (found.kind === 'found') current.at = found.at;
		// Where nothing was found the walk stands somewhere behind `from`; the next search begins anew.
		else last = null;
		return found;
	};
	const segmentIndexAt = (volume: bigint): number => {
		let [low, high] = [0, segments.length - 1];
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			const segment = segments[middle];
			if (segment !== undefined && segment.from <= volume) low = middle;
			else high = middle - 1;
		}
		return low;
	};

	return {
		next: (from, to, wanted, effort) => {
			if (to !== null && from > to) return { kind: 'none' };
			for (let index = segmentIndexAt(from); index < segments.length; index++) {
				for (const part of partsAt(index)) {
					if (part.to !== null && part.to < from) continue;
					if (to !== null && part.from > to) return { kind: 'none' };
					const start = part.from > from ? part.from : from;
					const end = part.to === null || (to !== null && to < part.to) ? to : part.to;
					const found = search(part, start, end, 1n, wanted, effort);
					if (found.kind !== 'none') return found;
				}
			}
			return { kind: 'none' };
		},
		previous: (from, to, wanted, effort) => {
			if (from < to) return { kind: 'none' };
			for (let index = segmentIndexAt(from); index >= 0; index--) {
				for (const part of partsAt(index).toReversed()) {
					if (part.from > from) continue;
					if (part.to !== null && part.to < to) return { kind: 'none' };
					const start = part.to === null || part.to > from ? from : part.to;
					const end = part.from > to ? part.from : to;
					const found = search(part, start, end, -1n, wanted, effort);
					if (found.kind !== 'none') return found;
				}
			}
			return { kind: 'none' };
		}
	};
};
