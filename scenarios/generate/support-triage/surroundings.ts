/** What stands around the text of a mail: names, roles and companies for signatures, footers, and older messages that get quoted. */

/** One language's material. `quotes` are older messages of Tidewerk about other matters, which must not decide the label. */
export interface Surroundings {
	names: readonly string[];
	roles: readonly string[];
	organisations: readonly string[];
	closings: readonly string[];
	phones: readonly string[];
	device: string;
	disclaimer: string;
	/** With `{date}` for the day of the older message. */
	quoteHeader: string;
	quotes: readonly string[];
	forwardHeader: string;
	/** With `{d}`, `{month}` and `{y}`. */
	date: string;
}

export const surroundings: Record<string, Surroundings> = {
	en: {
		names: [
			'Siobhan Kearney',
			'Duncan Ferrier',
			'Priya Raman',
			'Tom Akintola',
			'Hannah Lisle',
			'Gareth Pugh',
			'Mei-Lin Foster',
			'Rashid Karim',
			'Bridget Nolan',
			'Oskar Whitlock',
			'Jo Pemberton',
			'Chidi Anozie'
		],
		roles: [
			'Operations Manager',
			'Owner',
			'Duty Manager',
			'HR Business Partner',
			'Office & Payroll',
			'Head of Retail'
		],
		organisations: [
			'Saltmarsh Kitchen',
			'Fenwick Care',
			'Millrace Hotels',
			'Dockside Garden Centres',
			'Maple & Rye Bakery',
			'Northbank Catering',
			'Pennine Pharmacies',
			'Harbour Street Café',
			'Linden Lodge Nursing Home'
		],
		closings: ['Kind regards,', 'Best,', 'Thanks,', 'Many thanks', 'Regards,', 'Cheers'],
		phones: ['+44 113 496 0182', '+44 20 7946 0417', '+353 1 555 0139', '(415) 555-0126'],
		device: 'Sent from my iPhone',
		disclaimer:
			'This message and any attachment are confidential and intended for the addressee only. If you have received it in error, please delete it and notify the sender. Please consider the environment before printing.',
		quoteHeader: 'On {date}, Tidewerk Support wrote:',
		quotes: [
			'Hi, thanks for your message. To add a new location please open Settings > Locations and click the plus sign. Let me know whether this works. Kind regards, Ebba',
			'Your ticket has been closed. How would you rate our support? Reply with a number between 1 (poor) and 5 (great).',
			'Hello, we have looked into the duplicate e-mail notifications that you reported and released a fix this morning. Please reload the app. Best, Tobias',
			'Dear customer, please note that our support hours over the holidays are 9 am to 1 pm CET. Your plan will not be affected.',
			'Hi there, as discussed on the phone your invoice address has now been updated. Is there anything else we can do for you? Ebba'
		],
		forwardHeader: '---------- Forwarded message ----------\nFrom: {name}\nDate: {date}',
		date: '{d} {month} {y}'
	},
	de: {
		names: ['Jörg Haverkamp', 'Sabine Oelmann', 'Ayşe Yıldız', 'Markus Thiel', 'Renate Voß'],
		roles: ['Pflegedienstleitung', 'Filialleitung', 'Inhaber', 'Personalabteilung'],
		organisations: [
			'Kornblume Pflege gGmbH',
			'Backhaus Lüders',
			'Gasthof Zur Schleuse',
			'Nordlicht Märkte KG'
		],
		closings: ['Mit freundlichen Grüßen', 'Viele Grüße', 'Beste Grüße', 'MfG'],
		phones: ['+49 561 5550 118', '+49 40 5550 7321'],
		device: 'Von meinem iPhone gesendet',
		disclaimer:
			'Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte sofort den Absender und vernichten Sie diese Mail.',
		quoteHeader: 'Am {date} schrieb Tidewerk Support:',
		quotes: [
			'Guten Tag, einen neuen Standort legen Sie unter Einstellungen > Standorte an. Melden Sie sich gern, wenn etwas unklar ist. Ebba, Tidewerk',
			'Ihr Anliegen wurde abgeschlossen. Wie zufrieden waren Sie mit unserer Hilfe?'
		],
		forwardHeader: '-------- Weitergeleitete Nachricht --------\nVon: {name}\nDatum: {date}',
		date: '{d}. {month} {y}'
	},
	fr: {
		names: ['Camille Rousset', 'Yann Le Goff', 'Nadia Belkacem', 'Bruno Marchetti'],
		roles: ['Gérante', 'Responsable RH', "Directeur d'exploitation"],
		organisations: [
			'Traiteur Lamarque',
			'Les Halles du Vieux Port',
			'Camping de la Rive',
			'Maison Jolivet'
		],
		closings: ['Cordialement,', 'Bien à vous,', 'Merci d’avance,'],
		phones: ['+33 1 99 00 41 12', '04 65 71 20 08'],
		device: 'Envoyé de mon iPhone',
		disclaimer:
			"Ce message est confidentiel. Si vous n'en êtes pas le destinataire, merci de le détruire et d'en avertir l'expéditeur.",
		quoteHeader: 'Le {date}, le support Tidewerk a écrit :',
		quotes: [
			"Bonjour, la nouvelle boutique se crée dans Paramètres > Sites. N'hésitez pas si besoin. Ebba",
			'Votre demande est close. Comment évaluez-vous notre réponse ?'
		],
		forwardHeader: '---------- Message transféré ----------\nDe : {name}\nDate : {date}',
		date: '{d} {month} {y}'
	},
	es: {
		names: ['Lucía Ferrándiz', 'Íñigo Arrieta', 'Marta Solé', 'Rubén Cáceres'],
		roles: ['Gerente', 'Recursos Humanos', 'Jefa de sala'],
		organisations: ['Terrazas del Puerto', 'Hoteles Brisamar', 'Gimnasios Cota'],
		closings: ['Un saludo,', 'Gracias y saludos,', 'Atentamente,'],
		phones: ['+34 960 55 01 42', '+34 91 555 02 77'],
		device: 'Enviado desde mi iPhone',
		disclaimer:
			'Este mensaje se dirige exclusivamente a su destinatario y puede contener información confidencial. Si lo ha recibido por error, bórrelo y avise al remitente.',
		quoteHeader: 'El {date}, Soporte de Tidewerk escribió:',
		quotes: [
			'Hola, los centros nuevos se dan de alta en Ajustes > Centros. Si tienes dudas, dinos. Ebba',
			'Hemos cerrado tu consulta. ¿Qué te ha parecido nuestra ayuda?'
		],
		forwardHeader: '---------- Mensaje reenviado ----------\nDe: {name}\nFecha: {date}',
		date: '{d} de {month} de {y}'
	},
	it: {
		names: ['Giulia Moretti', 'Paolo Zanin', 'Elena Ruggeri'],
		roles: ['Titolare', 'Ufficio personale'],
		organisations: ['Bar Stazione', 'Trattoria del Molo', 'Farmacie Riunite Bassani'],
		closings: ['Cordiali saluti', 'Grazie mille,', 'Distinti saluti'],
		phones: ['+39 055 555 0163'],
		device: 'Inviato da iPhone',
		disclaimer:
			'Questo messaggio è riservato al destinatario. Se lo ha ricevuto per errore, La preghiamo di eliminarlo e di avvisare il mittente.',
		quoteHeader: 'Il {date} Assistenza Tidewerk ha scritto:',
		quotes: ['Salve, la nuova sede si crea da Impostazioni > Sedi. Resto a disposizione. Ebba'],
		forwardHeader: '---------- Messaggio inoltrato ----------\nDa: {name}\nData: {date}',
		date: '{d} {month} {y}'
	},
	nl: {
		names: ['Femke Dijkstra', 'Ruben van Loon', 'Marijke Hoekstra'],
		roles: ['Bedrijfsleider', 'Planning & HR'],
		organisations: ['Lunchroom De Sluis', 'Zorghuis Elzenhof', 'Bakkerij Van Loon'],
		closings: ['Met vriendelijke groet,', 'Groeten,', 'Mvg'],
		phones: ['+31 20 555 0148'],
		device: 'Verstuurd vanaf mijn iPhone',
		disclaimer:
			'Dit bericht is uitsluitend bestemd voor de geadresseerde. Hebt u het per abuis ontvangen, verwijder het dan en laat het ons weten.',
		quoteHeader: 'Op {date} schreef Tidewerk Support:',
		quotes: ['Hallo, een nieuwe vestiging maak je aan via Instellingen > Vestigingen. Groet, Ebba'],
		forwardHeader: '---------- Doorgestuurd bericht ----------\nVan: {name}\nDatum: {date}',
		date: '{d} {month} {y}'
	},
	pt: {
		names: ['Inês Carvalhal', 'Rui Patrício Nogueira', 'Beatriz Antunes'],
		roles: ['Gerente', 'Recursos Humanos'],
		organisations: ['Pastelaria Aurora', 'Grupo Maré Alta', 'Supermercados Vale'],
		closings: ['Cumprimentos,', 'Obrigada,', 'Atenciosamente,'],
		phones: ['+351 21 555 0197'],
		device: 'Enviado do meu iPhone',
		disclaimer:
			'Esta mensagem é confidencial e destina-se apenas ao destinatário. Se a recebeu por engano, por favor elimine-a.',
		quoteHeader: 'Em {date}, Suporte Tidewerk escreveu:',
		quotes: ['Olá, uma nova loja cria-se em Definições > Locais. Qualquer dúvida, diga. Ebba'],
		forwardHeader: '---------- Mensagem encaminhada ----------\nDe: {name}\nData: {date}',
		date: '{d} de {month} de {y}'
	},
	pl: {
		names: ['Agnieszka Wrona', 'Piotr Zieliński'],
		roles: ['Kierownik sklepu', 'Dział kadr'],
		organisations: ['Delikatesy Miodowa', 'Apteki Pod Lwem'],
		closings: ['Z poważaniem', 'Pozdrawiam'],
		phones: ['+48 77 555 01 33'],
		device: 'Wysłano z iPhone’a',
		disclaimer:
			'Wiadomość jest przeznaczona wyłącznie dla adresata. Jeżeli otrzymali ją Państwo omyłkowo, prosimy o jej usunięcie.',
		quoteHeader: 'Dnia {date} Tidewerk Support napisał(a):',
		quotes: ['Dzień dobry, nową lokalizację dodaje się w menu Ustawienia > Lokalizacje. Ebba'],
		forwardHeader: '---------- Wiadomość przekazana ----------\nOd: {name}\nData: {date}',
		date: '{d} {month} {y}'
	},
	ja: {
		names: ['佐々木 健', '中村 由美', '高橋 誠'],
		roles: ['店長', '総務部'],
		organisations: ['株式会社みなと食堂', 'ひばりカフェ', '北浜ドラッグ'],
		closings: ['よろしくお願いいたします。', '何卒よろしくお願い申し上げます。'],
		phones: ['03-5550-0142'],
		device: 'iPhoneから送信',
		disclaimer:
			'本メールは宛先の方のみを対象としています。誤って受信された場合は削除をお願いいたします。',
		quoteHeader: '{date} Tidewerk サポート:',
		quotes: [
			'新しい店舗は「設定」→「店舗」から追加できます。ご不明な点があればご連絡ください。エバ'
		],
		forwardHeader: '---------- 転送メッセージ ----------\n差出人: {name}\n日付: {date}',
		date: '{y}年{month}月{d}日'
	}
};
