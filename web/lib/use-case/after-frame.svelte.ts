/** A value one frame late: what stands further down the page is drawn after what the reader looks at. */
import { untrack } from 'svelte';

/** Call while a component is made. The newest value follows once the frame with the change has been shown. */
export const afterFrame = <T>(value: () => T): { readonly current: T } => {
	let shown = $state.raw(untrack(value));
	$effect(() => {
		const next = value();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const frame = requestAnimationFrame(() => {
			timer = setTimeout(() => {
				shown = next;
			});
		});
		return () => {
			cancelAnimationFrame(frame);
			clearTimeout(timer);
		};
	});
	return {
		get current() {
			return shown;
		}
	};
};
