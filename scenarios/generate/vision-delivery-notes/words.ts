/** What delivery notes say in eight languages, and the invented companies that write them. */

export interface Words {
	language: string;
	/** Heading of the page. */
	deliveryNote: string;
	number: string;
	date: string;
	/** The customer's own order number. */
	yourOrder: string;
	/** The supplier's own number of the customer, which nobody asks for. */
	customerNumber: string;
	article: string;
	description: string;
	quantity: string;
	unit: string;
	packages: string;
	grossWeight: string;
	deliverTo: string;
	/** On the stamp of the receiving desk. */
	received: string;
	signature: string;
	/** Unit of pieces. */
	pieces: string;
	/** Pattern of a printed day. */
	day: string;
	/** Pattern of a day written by hand. */
	writtenDay: string;
	decimal: ',' | '.';
	thousands: string;
	suppliers: readonly { name: string; street: string; town: string }[];
	goods: readonly string[];
}

export const allWords: readonly Words[] = [
	{
		language: 'de',
		deliveryNote: 'LIEFERSCHEIN',
		number: 'Lieferschein-Nr.',
		date: 'Datum',
		yourOrder: 'Ihre Bestell-Nr.',
		customerNumber: 'Kunden-Nr.',
		article: 'Artikel',
		description: 'Bezeichnung',
		quantity: 'Menge',
		unit: 'Einh.',
		packages: 'Packstücke',
		grossWeight: 'Bruttogewicht',
		deliverTo: 'Lieferanschrift',
		received: 'WARENEINGANG',
		signature: 'Unterschrift',
		pieces: 'Stk',
		day: 'DD.MM.YYYY',
		writtenDay: 'D.M.YY',
		decimal: ',',
		thousands: '.',
		suppliers: [
			{
				name: 'Brandhuber Befestigungstechnik GmbH',
				street: 'Am Kesselhaus 4',
				town: '84130 Dingolfing'
			},
			{ name: 'Ostholm Dichtungen KG', street: 'Werftstraße 22', town: '24939 Flensburg' },
			{ name: 'Wiesengrund Hydraulik AG', street: 'Mühlweg 9', town: '74821 Mosbach' }
		],
		goods: [
			'Sechskantschraube M8x40',
			'Federring 8 mm',
			'O-Ring 32x3 NBR',
			'Schlauchschelle 25-40',
			'Kugelhahn 1/2 Zoll',
			'Flachdichtung DN50',
			'Gewindestange M10',
			'Hydrauliköl HLP 46, 20 l',
			'Schutzbrille klar',
			'Kabelbinder 200 mm'
		]
	},
	{
		language: 'en',
		deliveryNote: 'DELIVERY NOTE',
		number: 'Delivery note no.',
		date: 'Date',
		yourOrder: 'Your order no.',
		customerNumber: 'Account no.',
		article: 'Item',
		description: 'Description',
		quantity: 'Qty',
		unit: 'Unit',
		packages: 'Packages',
		grossWeight: 'Gross weight',
		deliverTo: 'Deliver to',
		received: 'GOODS RECEIVED',
		signature: 'Signature',
		pieces: 'pcs',
		day: 'DD/MM/YYYY',
		writtenDay: 'D/M/YY',
		decimal: '.',
		thousands: ',',
		suppliers: [
			{ name: 'Harrowfield Fasteners Ltd', street: '18 Tannery Lane', town: 'Kettering NN16 8TD' },
			{
				name: 'Pennock & Blyth Seals plc',
				street: 'Unit 7, Dockside Park',
				town: 'Grimsby DN31 2LJ'
			},
			{ name: 'Ballyvane Packaging Ltd', street: 'Quarry Road', town: 'Carlow R93 X2P4' }
		],
		goods: [
			'Hex bolt M8 x 40',
			'Spring washer 8 mm',
			'O-ring 32 x 3 NBR',
			'Hose clip 25-40',
			'Ball valve 1/2 in',
			'Flat gasket DN50',
			'Stretch film 500 mm',
			'Carton 400x300x200',
			'Safety glasses clear',
			'Cable tie 200 mm'
		]
	},
	{
		language: 'fr',
		deliveryNote: 'BON DE LIVRAISON',
		number: 'N° de bon',
		date: 'Date',
		yourOrder: 'Votre commande',
		customerNumber: 'N° client',
		article: 'Réf.',
		description: 'Désignation',
		quantity: 'Qté',
		unit: 'Unité',
		packages: 'Colis',
		grossWeight: 'Poids brut',
		deliverTo: 'Livré à',
		received: 'MARCHANDISE REÇUE',
		signature: 'Signature',
		pieces: 'pce',
		day: 'DD/MM/YYYY',
		writtenDay: 'D/M/YY',
		decimal: ',',
		thousands: ' ',
		suppliers: [
			{ name: 'Visserie Delmarre SA', street: '12 rue du Four', town: '08300 Rethel' },
			{ name: 'Joints Coutançais SARL', street: 'ZA des Halles, lot 5', town: '50200 Coutances' },
			{ name: 'Emballages Vauclin SAS', street: '3 quai Nord', town: '84200 Carpentras' }
		],
		goods: [
			'Vis hexagonale M8x40',
			'Rondelle frein 8 mm',
			'Joint torique 32x3',
			'Collier de serrage 25-40',
			'Vanne à bille 1/2"',
			'Joint plat DN50',
			'Film étirable 500 mm',
			'Caisse carton 400x300',
			'Lunettes de protection',
			'Gants nitrile taille 9'
		]
	},
	{
		language: 'es',
		deliveryNote: 'ALBARÁN',
		number: 'N.º de albarán',
		date: 'Fecha',
		yourOrder: 'Su pedido',
		customerNumber: 'N.º de cliente',
		article: 'Código',
		description: 'Descripción',
		quantity: 'Cant.',
		unit: 'Ud.',
		packages: 'Bultos',
		grossWeight: 'Peso bruto',
		deliverTo: 'Entregar en',
		received: 'MERCANCÍA RECIBIDA',
		signature: 'Firma',
		pieces: 'uds',
		day: 'DD/MM/YYYY',
		writtenDay: 'D-M-YY',
		decimal: ',',
		thousands: '.',
		suppliers: [
			{ name: 'Tornillería Baztarrica SL', street: 'Polígono Arriaga 14', town: '20870 Elgoibar' },
			{ name: 'Juntas del Moncayo SA', street: 'Calle Azucarera 3', town: '50500 Tarazona' },
			{ name: 'Envases Almadraba SL', street: 'Av. del Puerto 61', town: '11160 Barbate' }
		],
		goods: [
			'Tornillo hexagonal M8x40',
			'Arandela grower 8 mm',
			'Junta tórica 32x3',
			'Abrazadera 25-40',
			'Válvula de bola 1/2"',
			'Junta plana DN50',
			'Film estirable 500 mm',
			'Caja cartón 400x300',
			'Gafas de seguridad',
			'Brida de nailon 200 mm'
		]
	},
	{
		language: 'it',
		deliveryNote: 'DOCUMENTO DI TRASPORTO',
		number: 'D.D.T. n.',
		date: 'Data',
		yourOrder: 'Vs. ordine',
		customerNumber: 'Cod. cliente',
		article: 'Codice',
		description: 'Descrizione',
		quantity: 'Q.tà',
		unit: 'U.M.',
		packages: 'Colli',
		grossWeight: 'Peso lordo',
		deliverTo: 'Destinazione',
		received: 'MERCE RICEVUTA',
		signature: 'Firma',
		pieces: 'pz',
		day: 'DD/MM/YYYY',
		writtenDay: 'D/M/YY',
		decimal: ',',
		thousands: '.',
		suppliers: [
			{ name: 'Bulloneria Fossati S.p.A.', street: 'Via del Maglio 8', town: '23900 Lecco' },
			{ name: 'Guarnizioni Tresinaro S.r.l.', street: 'Via Secchia 40', town: '42019 Scandiano' },
			{ name: 'Imballaggi Corvara S.r.l.', street: 'Zona Industriale 2', town: '39033 Corvara' }
		],
		goods: [
			'Vite esagonale M8x40',
			'Rosetta elastica 8 mm',
			'O-ring 32x3 NBR',
			'Fascetta stringitubo 25-40',
			'Valvola a sfera 1/2"',
			'Guarnizione piana DN50',
			'Film estensibile 500 mm',
			'Scatola cartone 400x300',
			'Occhiali protettivi',
			'Fascetta nylon 200 mm'
		]
	},
	{
		language: 'nl',
		deliveryNote: 'PAKBON',
		number: 'Pakbonnummer',
		date: 'Datum',
		yourOrder: 'Uw ordernummer',
		customerNumber: 'Klantnr.',
		article: 'Artikel',
		description: 'Omschrijving',
		quantity: 'Aantal',
		unit: 'Eenh.',
		packages: 'Colli',
		grossWeight: 'Brutogewicht',
		deliverTo: 'Afleveradres',
		received: 'GOEDEREN ONTVANGEN',
		signature: 'Handtekening',
		pieces: 'st',
		day: 'DD-MM-YYYY',
		writtenDay: 'D-M-YY',
		decimal: ',',
		thousands: '.',
		suppliers: [
			{ name: 'Van der Heul Bevestiging BV', street: 'Smidsweg 31', town: '7442 CX Nijverdal' },
			{ name: 'Zeewolder Afdichtingen BV', street: 'Kadeplein 6', town: '3899 AL Zeewolde' },
			{ name: 'Drontmeer Verpakking BV', street: 'Meerpaal 12', town: '8265 PG Kampen' }
		],
		goods: [
			'Zeskantbout M8x40',
			'Veerring 8 mm',
			'O-ring 32x3 NBR',
			'Slangklem 25-40',
			'Kogelkraan 1/2 duim',
			'Vlakke pakking DN50',
			'Rekfolie 500 mm',
			'Doos 400x300x200',
			'Veiligheidsbril helder',
			'Kabelbinder 200 mm'
		]
	},
	{
		language: 'sv',
		deliveryNote: 'FÖLJESEDEL',
		number: 'Följesedel nr',
		date: 'Datum',
		yourOrder: 'Ert ordernr',
		customerNumber: 'Kundnr',
		article: 'Artikel',
		description: 'Benämning',
		quantity: 'Antal',
		unit: 'Enh.',
		packages: 'Kolli',
		grossWeight: 'Bruttovikt',
		deliverTo: 'Leveransadress',
		received: 'GODS MOTTAGET',
		signature: 'Underskrift',
		pieces: 'st',
		day: 'YYYY-MM-DD',
		writtenDay: 'YYYY-MM-DD',
		decimal: ',',
		thousands: ' ',
		suppliers: [
			{ name: 'Skruvhuset Hedlanda AB', street: 'Bruksvägen 5', town: '574 38 Vetlanda' },
			{ name: 'Norrviken Tätningar AB', street: 'Hamngatan 17', town: '891 33 Örnsköldsvik' },
			{ name: 'Mälarpack Emballage AB', street: 'Industrigatan 2', town: '736 30 Kungsör' }
		],
		goods: [
			'Sexkantskruv M8x40',
			'Fjäderbricka 8 mm',
			'O-ring 32x3 NBR',
			'Slangklämma 25-40',
			'Kulventil 1/2 tum',
			'Flänspackning DN50',
			'Sträckfilm 500 mm',
			'Kartong 400x300',
			'Skyddsglasögon klara',
			'Buntband 200 mm'
		]
	},
	{
		language: 'pt',
		deliveryNote: 'GUIA DE REMESSA',
		number: 'Guia n.º',
		date: 'Data',
		yourOrder: 'V/ encomenda',
		customerNumber: 'N.º cliente',
		article: 'Código',
		description: 'Designação',
		quantity: 'Qtd.',
		unit: 'Un.',
		packages: 'Volumes',
		grossWeight: 'Peso bruto',
		deliverTo: 'Local de entrega',
		received: 'MERCADORIA RECEBIDA',
		signature: 'Assinatura',
		pieces: 'un',
		day: 'DD-MM-YYYY',
		writtenDay: 'D/M/YY',
		decimal: ',',
		thousands: '.',
		suppliers: [
			{ name: 'Parafusos Vale do Ave Lda', street: 'Rua da Fiação 27', town: '4760-120 Famalicão' },
			{ name: 'Vedantes Ria Norte SA', street: 'Cais da Lota 4', town: '3830-565 Ílhavo' },
			{ name: 'Embalagens Serpins Lda', street: 'Estrada Nova 90', town: '3200-355 Lousã' }
		],
		goods: [
			'Parafuso sextavado M8x40',
			'Anilha de mola 8 mm',
			'O-ring 32x3 NBR',
			'Abraçadeira 25-40',
			'Válvula de esfera 1/2"',
			'Junta plana DN50',
			'Filme estirável 500 mm',
			'Caixa cartão 400x300',
			'Óculos de proteção',
			'Luvas de nitrilo T9'
		]
	}
];

/** Where the goods go: the desk that reads the notes. */
export const sites: readonly { name: string; street: string; town: string }[] = [
	{ name: 'Kaldewind Maschinenbau SE', street: 'Tor 3, Hallenring 1', town: '97424 Schweinfurt' },
	{ name: 'Kaldewind France SAS', street: '40 avenue des Aciéries', town: '54400 Longwy' },
	{ name: 'Kaldewind UK Ltd', street: 'Gate B, Foundry Way', town: 'Corby NN17 5XZ' }
];
