/** Last messages of the solutions: a sentence in the customer's language, and what has to be said. */
import type { FinalStateReference } from '#core/grader-spec/final-state.ts';

export const replyLanguages = ['en', 'de', 'sv', 'fi', 'nl', 'et', 'fr', 'it', 'pl', 'es'] as const;
export type ReplyLanguage = (typeof replyLanguages)[number];

type Kind = 'done' | 'declined' | 'asked';

const sentences: Record<ReplyLanguage, Record<Kind, string>> = {
	en: {
		done: 'That is done',
		declined: 'I am sorry, our terms do not allow that',
		asked: 'Before I can go on I need to know what you would like'
	},
	de: {
		done: 'Das ist erledigt',
		declined: 'Das lassen unsere Bedingungen leider nicht zu',
		asked: 'Bevor ich weitermachen kann, brauche ich eine Angabe von Ihnen'
	},
	sv: {
		done: 'Det är ordnat',
		declined: 'Det tillåter våra villkor tyvärr inte',
		asked: 'Innan jag kan gå vidare behöver jag veta vad ni önskar'
	},
	fi: {
		done: 'Asia on hoidettu',
		declined: 'Ehtomme eivät valitettavasti salli tätä',
		asked: 'Ennen kuin voin jatkaa, tarvitsen teiltä tiedon'
	},
	nl: {
		done: 'Dat is geregeld',
		declined: 'Dat laten onze voorwaarden helaas niet toe',
		asked: 'Voordat ik verder kan, moet ik weten wat u wilt'
	},
	et: {
		done: 'See on tehtud',
		declined: 'Kahjuks ei luba meie tingimused seda',
		asked: 'Enne jätkamist palun täpsustage'
	},
	fr: {
		done: "C'est fait",
		declined: 'Nos conditions ne le permettent malheureusement pas',
		asked: "Avant de continuer, j'ai besoin d'une précision"
	},
	it: {
		done: 'È fatto',
		declined: 'Purtroppo le nostre condizioni non lo permettono',
		asked: 'Prima di procedere ho bisogno di una precisazione'
	},
	pl: {
		done: 'Gotowe',
		declined: 'Niestety nasze warunki na to nie pozwalają',
		asked: 'Zanim przejdę dalej, proszę o doprecyzowanie'
	},
	es: {
		done: 'Ya está hecho',
		declined: 'Lo siento, nuestras condiciones no lo permiten',
		asked: 'Antes de seguir necesito una aclaración'
	}
};

const written = (fact: FinalStateReference['facts'][number]): string => {
	if (typeof fact === 'number') return `${fact.toFixed(2)} EUR`;
	return typeof fact === 'string' ? fact : String(fact[0]);
};

/** A last message that states all of the facts. */
export const replyIn = (
	language: ReplyLanguage,
	kind: Kind,
	facts: FinalStateReference['facts']
): string => {
	const sentence = sentences[language][kind];
	return facts.length === 0 ? `${sentence}.` : `${sentence}: ${facts.map(written).join(', ')}.`;
};
