/**
 * Who reviews in this browser: the account that is signed in, else a name that is typed, kept in the browser, and sent with each review. One
 * name for all answers of a page.
 */
const key = 'bench-reviewer';

class ReviewerName {
	#name = $state('');
	/** Whether the name is that of an account, which nobody types. */
	#isAccount = false;

	/** Takes the name of the account, or reads what the browser keeps where there is none; only there. */
	restore(account: string | null): void {
		this.#isAccount = account !== null;
		this.#name = account ?? localStorage.getItem(key) ?? '';
	}

	get current(): string {
		return this.#name;
	}

	set current(name: string) {
		if (this.#isAccount) return;
		this.#name = name;
		if (name.trim() === '') localStorage.removeItem(key);
		else localStorage.setItem(key, name);
	}
}

/** Nothing is written to it while a page is rendered on the server. */
export const reviewer = new ReviewerName();
