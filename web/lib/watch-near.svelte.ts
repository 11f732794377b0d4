/** Whether an element is in sight or nearly so, so that what costs time or bytes can wait until it is. */

/** How far out of sight counts as near: half a screen, so that one who scrolls finds everything there. */
const nearMargin = '50% 0px';

/** Watches from now on; the answer is state, false until the browser has told. Only in a browser. */
export const watchNear = (element: Element): { readonly isNear: boolean; end(): void } => {
	let isNear = $state(false);
	const observer = new IntersectionObserver(
		(entries) => {
			isNear = entries.at(-1)?.isIntersecting ?? isNear;
		},
		{ rootMargin: nearMargin }
	);
	observer.observe(element);
	return {
		get isNear() {
			return isNear;
		},
		end: () => {
			observer.disconnect();
		}
	};
};
