/** Who reviews in this browser: kept there, and sent with each review. One name for all answers of a page. */
const key = 'bench-reviewer';

class ReviewerName {
	#name = $state('');

	/** Reads what the browser keeps; only there. */
	restore(): void {
		this.#name = localStorage.getItem(key) ?? '';
	}

	get current(): string {
		return this.#name;
	}

	set current(name: string) {
		this.#name = name;
		if (name.trim() === '') localStorage.removeItem(key);
		else localStorage.setItem(key, name);
	}
}

/** Nothing is written to it while a page is rendered on the server. */
export const reviewer = new ReviewerName();
