/** Answers that go on for long end once who asked for them is not let in any more: signed out, disabled, given another role, or out of time. */

/** How long such an answer may still go on, ms. */
const lookEveryMs = 10_000;

export interface LookOptions {
	/** Whether they are still let in, in the same role; where it rejects nobody knows, and it is asked again later. */
	isLetIn: () => Promise<boolean>;
	everyMs?: number;
}

/** The same bytes; ends, as if it were complete, when they are not let in. A browser asks again by itself, and is told why. */
export const whileLetIn = (
	source: ReadableStream<Uint8Array>,
	{ isLetIn, everyMs = lookEveryMs }: LookOptions
): ReadableStream<Uint8Array> => {
	const reader = source.getReader();
	let looking: NodeJS.Timeout | undefined;
	let isOver = false;
	const end = (): void => {
		isOver = true;
		clearTimeout(looking);
	};
	return new ReadableStream<Uint8Array>({
		start: (controller) => {
			const look = async (): Promise<void> => {
				const isStillIn = await isLetIn().catch(() => true);
				if (isOver) return;
				if (isStillIn) {
					lookLater();
					return;
				}
				end();
				controller.close();
				// Whether its source stops well does not matter to who is out.
				await reader.cancel().catch(() => undefined);
			};
			const lookLater = (): void => {
				looking = setTimeout(() => void look(), everyMs).unref();
			};
			lookLater();
		},
		pull: async (controller) => {
			let part: Awaited<ReturnType<typeof reader.read>>;
			try {
				part = await reader.read();
			} catch (error) {
				end();
				throw error;
			}
			// Ended while it waited for more.
			if (isOver) return;
			const { done, value } = part;
			if (!done) {
				controller.enqueue(value);
				return;
			}
			end();
			controller.close();
		},
		cancel: (reason) => {
			end();
			return reader.cancel(reason);
		}
	});
};

/** The answer of a stream of events ends so; any other is there at once, and stays as it is. */
export const endingWhenShutOut = (
	response: Response,
	isLetIn: LookOptions['isLetIn']
): Response => {
	const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
	if (!isStream || !response.body) return response;
	return new Response(whileLetIn(response.body, { isLetIn }), response);
};
