/** The companies that write the documents, invented, with what they sell and how their country writes numbers and dates. */

/** Thousands separator and decimal mark. */
export type NumberStyle = 'comma-point' | 'point-comma' | 'space-comma' | 'apostrophe-point';

export interface Good {
	name: string;
	/** Minor units of the currency; before tax, on tills with tax. */
	unitPriceMinor: number;
	/** Tax rate, hundredths of a percent: 1900 is 19 %. */
	rate: number;
}

export interface Vendor {
	name: string;
	address: readonly string[];
	language: string;
	/** ISO 3166-1. */
	country: string;
	/** ISO 4217. */
	currency: string;
	/** How amounts are marked: written behind or before them. */
	mark: { text: string; side: 'before' | 'after' };
	numbers: NumberStyle;
	/** `D`, `DD`, `M`, `MM`, `MMM` and `MMMM` (names), `YY`, `YYYY`. */
	dates: readonly string[];
	/** Pattern of document numbers: `{y}` year, `{yy}`, `#` digit. */
	numbering: string;
	taxId: string;
	/** Country whose IBAN is printed; null where the country has none or the vendor prints none. */
	iban: string | null;
	kind: 'business' | 'till' | 'utility' | 'freelancer';
	goods: readonly Good[];
}

type Draft = Omit<Vendor, 'goods' | 'mark' | 'numbers' | 'dates' | 'iban'> &
	Partial<Pick<Vendor, 'mark' | 'numbers' | 'dates' | 'iban'>> & {
		/** `name @ price in minor units @ rate`, one a line. */
		goods: string;
	};

const habits: Record<string, Pick<Vendor, 'numbers' | 'dates'>> = {
	GB: { numbers: 'comma-point', dates: ['DD/MM/YYYY', 'D MMMM YYYY', 'DD-MMM-YY'] },
	IE: { numbers: 'comma-point', dates: ['DD/MM/YYYY', 'D MMMM YYYY'] },
	US: { numbers: 'comma-point', dates: ['MM/DD/YYYY', 'MMMM D, YYYY'] },
	CA: { numbers: 'comma-point', dates: ['YYYY-MM-DD', 'MMMM D, YYYY'] },
	SE: { numbers: 'space-comma', dates: ['YYYY-MM-DD'] },
	DE: { numbers: 'point-comma', dates: ['DD.MM.YYYY', 'D. MMMM YYYY', 'DD.MM.YY'] },
	AT: { numbers: 'point-comma', dates: ['DD.MM.YYYY', 'D. MMMM YYYY'] },
	CH: { numbers: 'apostrophe-point', dates: ['DD.MM.YYYY', 'D. MMMM YYYY'] },
	FR: { numbers: 'space-comma', dates: ['DD/MM/YYYY', 'D MMMM YYYY'] },
	BE: { numbers: 'point-comma', dates: ['DD/MM/YYYY', 'D MMMM YYYY'] },
	ES: { numbers: 'point-comma', dates: ['DD/MM/YYYY', 'D de MMMM de YYYY'] },
	IT: { numbers: 'point-comma', dates: ['DD/MM/YYYY', 'D MMMM YYYY'] },
	NL: { numbers: 'point-comma', dates: ['DD-MM-YYYY', 'D MMMM YYYY'] },
	PL: { numbers: 'space-comma', dates: ['DD.MM.YYYY', 'YYYY-MM-DD', 'D MMMM YYYY'] },
	PT: { numbers: 'point-comma', dates: ['DD/MM/YYYY', 'D de MMMM de YYYY', 'DD-MM-YYYY'] },
	BR: { numbers: 'point-comma', dates: ['DD/MM/YYYY'] },
	JP: { numbers: 'comma-point', dates: ['YYYY年M月D日', 'YYYY/MM/DD'] }
};

const marks: Record<string, Vendor['mark']> = {
	EUR: { text: '€', side: 'after' },
	GBP: { text: '£', side: 'before' },
	USD: { text: '$', side: 'before' },
	CAD: { text: 'CA$', side: 'before' },
	CHF: { text: 'CHF', side: 'before' },
	SEK: { text: 'SEK', side: 'after' },
	PLN: { text: 'zł', side: 'after' },
	BRL: { text: 'R$', side: 'before' },
	JPY: { text: '¥', side: 'before' }
};

const readGoods = (text: string): Good[] =>
	text
		.trim()
		.split('\n')
		.map((line) => {
			const [name = '', price, rate] = line.split('@').map((part) => part.trim());
			return { name, unitPriceMinor: Number(price), rate: Number(rate) };
		});

const drafts: Draft[] = [
	{
		name: 'Hallberg Büromöbel GmbH',
		address: ['Ziegelhüttenweg 112', '60598 Frankfurt am Main'],
		language: 'de',
		country: 'DE',
		currency: 'EUR',
		numbering: 'RE-{y}-####',
		taxId: 'USt-IdNr. DE287441093',
		kind: 'business',
		goods: `
			Drehstuhl Linea, anthrazit @ 28900 @ 1900
			Schreibtisch höhenverstellbar 160 x 80 @ 61450 @ 1900
			Rollcontainer 3 Schübe @ 17990 @ 1900
			Akustikstellwand 180 cm @ 32500 @ 1900
			Montage je Arbeitsplatz @ 4500 @ 1900
			Lieferung frei Etage @ 8900 @ 1900`
	},
	{
		name: 'Feinkost Adler & Söhne KG',
		address: ['Großmarktstraße 8', '81371 München'],
		language: 'de',
		country: 'DE',
		currency: 'EUR',
		numbering: '######',
		taxId: 'Steuernr. 143/215/90417',
		kind: 'business',
		goods: `
			Bergkäse 12 Monate, kg @ 1840 @ 700
			Olivenöl nativ extra 5 l @ 4290 @ 700
			Weißwein Silvaner 0,75 l @ 690 @ 1900
			Oliven Kalamata 3 kg @ 2350 @ 700
			Pfand Eurokiste @ 390 @ 1900
			Mineralwasser still 12 x 0,75 l @ 580 @ 1900`
	},
	{
		name: 'Wieland Elektrotechnik e.K.',
		address: ['Am Sandtor 3', '38104 Braunschweig'],
		language: 'de',
		country: 'DE',
		currency: 'EUR',
		numbering: '{yy}/####-W',
		taxId: 'USt-IdNr. DE814402276',
		kind: 'business',
		goods: `
			Elektromonteur, Std. @ 6850 @ 1900
			Anfahrtspauschale Zone 2 @ 3900 @ 1900
			FI-Schutzschalter 40 A / 30 mA @ 5475 @ 1900
			Mantelleitung NYM-J 3x1,5, m @ 110 @ 1900
			Kleinmaterial @ 1250 @ 1900
			Prüfprotokoll nach VDE 0100 @ 4800 @ 1900`
	},
	{
		name: 'Stadtwerke Oderbruch AöR',
		address: ['Wriezener Str. 40', '16259 Bad Freienwalde'],
		language: 'de',
		country: 'DE',
		currency: 'EUR',
		numbering: 'VK ### ### ###',
		taxId: 'USt-IdNr. DE138022951',
		kind: 'utility',
		goods: `
			Arbeitspreis Strom, 100 kWh @ 2845 @ 1900
			Grundpreis Strom, Monat @ 1190 @ 1900
			Trinkwasser, m³ @ 189 @ 700
			Grundpreis Wasser, Monat @ 720 @ 700`
	},
	{
		name: 'Bäckerei Lüders',
		address: ['Hauptstr. 7', '29378 Wittingen'],
		language: 'de',
		country: 'DE',
		currency: 'EUR',
		numbering: '####',
		taxId: 'St.-Nr. 19/125/00388',
		iban: null,
		kind: 'till',
		goods: `
			Roggenmischbrot 1 kg @ 485 @ 700
			Brötchen @ 55 @ 700
			Butterkuchen Stück @ 260 @ 700
			Kaffee groß @ 340 @ 1900
			Belegtes Brötchen @ 390 @ 700
			Limonade 0,33 l @ 280 @ 1900`
	},
	{
		name: 'Karin Oldenbourg, Lektorat',
		address: ['Eichenallee 22', '04155 Leipzig'],
		language: 'de',
		country: 'DE',
		currency: 'EUR',
		numbering: '{y}-##',
		taxId: 'Steuernr. 231/254/08861',
		kind: 'freelancer',
		goods: `
			Korrektorat, Normseite @ 480 @ 0
			Lektorat Fachtext, Std. @ 6200 @ 0
			Register anlegen @ 18000 @ 0`
	},
	{
		name: 'Alpina Seilbahntechnik AG',
		address: ['Gewerbestrasse 14', '3860 Meiringen'],
		language: 'de',
		country: 'CH',
		currency: 'CHF',
		numbering: 'R{yy}#####',
		taxId: 'CHE-114.372.806 MWST',
		kind: 'business',
		goods: `
			Rollenbatterie, Revision @ 184000 @ 810
			Servicetechniker, Std. @ 13800 @ 810
			Tragseilfett 20 kg @ 26400 @ 810
			Ersatzrolle 420 mm @ 71250 @ 810
			Spesen Hotel und Fahrt @ 31500 @ 810`
	},
	{
		name: 'Papeterie Zum Federkiel',
		address: ['Getreidegasse 19', '5020 Salzburg'],
		language: 'de',
		country: 'AT',
		currency: 'EUR',
		numbering: 'A-######',
		taxId: 'UID ATU62930148',
		kind: 'business',
		goods: `
			Kopierpapier A4 80 g, Karton @ 2690 @ 2000
			Füllfeder Klassik, Gravur @ 5490 @ 2000
			Ordner 8 cm, blau @ 315 @ 2000
			Fachbuch Buchhaltung @ 3890 @ 1000
			Briefumschläge C5, 500 St. @ 2180 @ 2000`
	},
	{
		name: 'Pennine Catering Supplies Ltd',
		address: ['Unit 9, Calder Park', 'Wakefield WF4 3FL'],
		language: 'en',
		country: 'GB',
		currency: 'GBP',
		numbering: 'INV-#####',
		taxId: 'VAT Reg. GB 318 4420 71',
		kind: 'business',
		goods: `
			Gastronorm tray 1/1, stainless @ 1465 @ 2000
			Blue roll 2-ply, case of 6 @ 1290 @ 2000
			Flat white beans 1 kg @ 1520 @ 0
			Induction hob 3.5 kW @ 31900 @ 2000
			Sanitiser 5 l @ 875 @ 2000
			Delivery @ 950 @ 2000`
	},
	{
		name: 'Harrow & Finch Solicitors LLP',
		address: ['2 Quayside Row', 'Bristol BS1 6AA'],
		language: 'en',
		country: 'GB',
		currency: 'GBP',
		numbering: 'HF/{yy}/####',
		taxId: 'VAT no. 904 1187 25',
		kind: 'business',
		goods: `
			Partner, hours @ 28500 @ 2000
			Associate, hours @ 17500 @ 2000
			Land Registry searches @ 4200 @ 0
			Courier @ 1860 @ 2000
			Preparation of lease @ 95000 @ 2000`
	},
	{
		name: 'The Copper Kettle',
		address: ['14 Market Place', 'Skipton BD23 1JE'],
		language: 'en',
		country: 'GB',
		currency: 'GBP',
		numbering: '#####',
		taxId: 'VAT 772 0419 33',
		iban: null,
		kind: 'till',
		goods: `
			Pot of tea for two @ 640 @ 2000
			Cheese scone @ 375 @ 2000
			Soup of the day @ 725 @ 2000
			Jacket potato @ 895 @ 2000
			Victoria sponge @ 450 @ 2000
			Elderflower press\u00E9 @ 360 @ 2000`
	},
	{
		name: 'Lochview Energy plc',
		address: ['80 Dock Street', 'Dundee DD1 3DP'],
		language: 'en',
		country: 'GB',
		currency: 'GBP',
		numbering: '## #### ####',
		taxId: 'VAT reg. 556 7012 48',
		kind: 'utility',
		goods: `
			Electricity, 100 kWh @ 2470 @ 500
			Standing charge, 10 days @ 610 @ 500
			Gas, 100 kWh @ 624 @ 500`
	},
	{
		name: 'Ardmore Print & Sign Ltd',
		address: ['Unit 4, Ballymount Cross', 'Dublin 24'],
		language: 'en',
		country: 'IE',
		currency: 'EUR',
		mark: { text: '€', side: 'before' },
		numbering: 'AP#####',
		taxId: 'VAT No. IE9714382H',
		kind: 'business',
		goods: `
			Leaflets A5, 1000 @ 11200 @ 1350
			Roll-up banner 85 x 200 @ 9800 @ 2300
			Vehicle lettering, per side @ 24500 @ 2300
			Artwork, hours @ 5500 @ 2300
			Menu cards laminated, 50 @ 8750 @ 2300`
	},
	{
		name: 'Bluestem Analytics, Inc.',
		address: ['1180 Harmon Place, Suite 400', 'Minneapolis, MN 55403, USA'],
		language: 'en',
		country: 'US',
		currency: 'USD',
		numbering: '{y}####',
		taxId: 'EIN 41-2098831',
		iban: null,
		kind: 'business',
		goods: `
			Data platform, monthly @ 149900 @ 0
			Additional seat @ 4500 @ 0
			Onboarding workshop @ 240000 @ 0
			Premium support @ 60000 @ 0
			Storage, per TB @ 2350 @ 0`
	},
	{
		name: 'Cascade Fasteners & Supply Co.',
		address: ['4417 NW Yeon Ave', 'Portland, OR 97210, USA'],
		language: 'en',
		country: 'US',
		currency: 'USD',
		numbering: 'C-#######',
		taxId: 'Fed. ID 93-1184420',
		iban: null,
		kind: 'business',
		goods: `
			Hex bolt 3/8 x 4, zinc, box @ 3875 @ 825
			Structural screw, 500 ct @ 6240 @ 825
			Anchor epoxy cartridge @ 2995 @ 825
			Impact socket set @ 14900 @ 825
			Freight, LTL @ 18500 @ 0`
	},
	{
		name: 'Juniper Street Hardware',
		address: ['802 Juniper St', 'Austin, TX 78702'],
		language: 'en',
		country: 'US',
		currency: 'USD',
		numbering: '####-####',
		taxId: 'Store 0117',
		iban: null,
		kind: 'till',
		goods: `
			Paint roller kit @ 1499 @ 825
			Deck screws 1 lb @ 1129 @ 825
			Garden hose 50 ft @ 3299 @ 825
			LED bulb 4-pack @ 1198 @ 825
			Wood glue 16 oz @ 749 @ 825`
	},
	{
		name: 'Fundy Marine Services Ltd.',
		address: ['33 Water Street', 'Saint John, NB E2L 2A9, Canada'],
		language: 'en',
		country: 'CA',
		currency: 'CAD',
		numbering: 'FM-{yy}-###',
		taxId: 'HST 80144 2917 RT0001',
		iban: null,
		kind: 'business',
		goods: `
			Hull inspection, diver day rate @ 98000 @ 1500
			Zinc anode 6 kg @ 7450 @ 1500
			Crane hire, hours @ 21000 @ 1500
			Antifouling paint 10 l @ 31990 @ 1500`
	},
	{
		name: 'Norrbyggen Trä AB',
		address: ['Hamngatan 6', '972 32 Luleå, Sweden'],
		language: 'en',
		country: 'SE',
		currency: 'SEK',
		numbering: '1####',
		taxId: 'VAT SE556712044801',
		kind: 'business',
		goods: `
			Spruce board 22 x 120, m @ 1890 @ 2500
			Glulam beam 90 x 270, m @ 31500 @ 2500
			Cutting to length @ 45000 @ 2500
			Transport, pallet @ 89500 @ 2500`
	},
	{
		name: 'Lumière & Fils SARL',
		address: ['27 rue des Teinturiers', '69100 Villeurbanne'],
		language: 'fr',
		country: 'FR',
		currency: 'EUR',
		numbering: 'FA{y}-####',
		taxId: 'TVA FR 62 493 118 027',
		kind: 'business',
		goods: `
			Projecteur LED 30 W @ 8650 @ 2000
			Rail triphasé 2 m @ 6400 @ 2000
			Étude d'éclairage, heure @ 7200 @ 2000
			Pose et réglage, forfait @ 39000 @ 2000
			Câble souple, m @ 245 @ 2000`
	},
	{
		name: 'Domaine de la Garrigue SCEA',
		address: ['Chemin des Oliviers', '34150 Aniane'],
		language: 'fr',
		country: 'FR',
		currency: 'EUR',
		numbering: 'V-####/{yy}',
		taxId: 'TVA FR 18 384 920 115',
		kind: 'business',
		goods: `
			Rouge Vieilles Vignes, carton de 6 @ 5760 @ 2000
			Blanc Cuvée Thym, carton de 6 @ 6480 @ 2000
			Huile d'olive 75 cl @ 1350 @ 550
			Jus de raisin 1 l @ 390 @ 550
			Transport @ 3200 @ 2000`
	},
	{
		name: 'Brasserie du Canal',
		address: ['3 quai de Jemmapes', '75010 Paris'],
		language: 'fr',
		country: 'FR',
		currency: 'EUR',
		numbering: '######',
		taxId: 'SIRET 512 884 009 00014',
		iban: null,
		kind: 'till',
		goods: `
			Plat du jour @ 1750 @ 1000
			Café gourmand @ 890 @ 1000
			Demi pression @ 480 @ 2000
			Verre de blanc @ 620 @ 2000
			Salade chèvre @ 1490 @ 1000`
	},
	{
		name: 'Élodie Marchand, graphiste',
		address: ['8 impasse du Puits', '44000 Nantes'],
		language: 'fr',
		country: 'FR',
		currency: 'EUR',
		numbering: '{y}/###',
		taxId: 'SIRET 801 447 350 00021',
		kind: 'freelancer',
		goods: `
			Création de logo, forfait @ 85000 @ 0
			Mise en page, heure @ 4800 @ 0
			Déclinaison réseaux sociaux @ 22000 @ 0`
	},
	{
		name: 'Ardennes Levage SPRL',
		address: ['Zoning de Villers 15', '6600 Bastogne, Belgique'],
		language: 'fr',
		country: 'BE',
		currency: 'EUR',
		numbering: '{y}#####',
		taxId: 'TVA BE 0478.220.961',
		kind: 'business',
		goods: `
			Location grue 35 t, jour @ 72500 @ 2100
			Grutier, heure @ 5900 @ 2100
			Élingue 4 brins @ 14300 @ 2100
			Déplacement, km @ 185 @ 2100`
	},
	{
		name: 'Cerámicas Albaicín, S.L.',
		address: ['Camino de Purchil 31', '18004 Granada'],
		language: 'es',
		country: 'ES',
		currency: 'EUR',
		numbering: 'F{yy}-#####',
		taxId: 'NIF B18604327',
		kind: 'business',
		goods: `
			Azulejo 20 x 20 azul, m² @ 3450 @ 2100
			Plato llano hostelería @ 620 @ 2100
			Macetón 60 cm @ 5400 @ 2100
			Portes y embalaje @ 4800 @ 2100
			Muestra personalizada @ 9000 @ 2100`
	},
	{
		name: 'Hostal Mirador del Faro',
		address: ['Paseo Marítimo 2', '04118 San José, Almería'],
		language: 'es',
		country: 'ES',
		currency: 'EUR',
		numbering: 'H/####/{y}',
		taxId: 'NIF 27518840K',
		kind: 'business',
		goods: `
			Habitación doble, noche @ 7800 @ 1000
			Desayuno @ 900 @ 1000
			Media pensión, persona @ 1950 @ 1000
			Aparcamiento, noche @ 1200 @ 2100
			Lavandería @ 1450 @ 2100`
	},
	{
		name: 'Aguas del Segura, S.A.',
		address: ['Av. Río Segura 11', '30002 Murcia'],
		language: 'es',
		country: 'ES',
		currency: 'EUR',
		numbering: '####/######',
		taxId: 'NIF A30117740',
		kind: 'utility',
		goods: `
			Consumo agua, m³ @ 142 @ 1000
			Cuota de servicio, mes @ 865 @ 1000
			Alcantarillado, m³ @ 61 @ 1000`
	},
	{
		name: 'Officine Brambilla S.r.l.',
		address: ["Via dell'Artigianato 44", '24126 Bergamo'],
		language: 'it',
		country: 'IT',
		currency: 'EUR',
		numbering: '####/A',
		taxId: 'P.IVA 03418820167',
		kind: 'business',
		goods: `
			Flangia DN80 acciaio @ 4860 @ 2200
			Lavorazione CNC, ora @ 5200 @ 2200
			Guarnizione spirometallica @ 1175 @ 2200
			Collaudo con certificato @ 18000 @ 2200
			Imballo @ 2500 @ 2200`
	},
	{
		name: 'Caffè Ponte Vecchio',
		address: ['Lungarno Torrigiani 5', '50125 Firenze'],
		language: 'it',
		country: 'IT',
		currency: 'EUR',
		numbering: '####-####',
		taxId: 'P.IVA 06120040487',
		iban: null,
		kind: 'till',
		goods: `
			Espresso @ 130 @ 1000
			Cappuccino @ 180 @ 1000
			Cornetto crema @ 160 @ 1000
			Tramezzino @ 350 @ 1000
			Spremuta @ 400 @ 1000`
	},
	{
		name: 'Van der Meulen Tuinbouw B.V.',
		address: ['Naaldwijkseweg 230', '2691 PX ’s-Gravenzande'],
		language: 'nl',
		country: 'NL',
		currency: 'EUR',
		mark: { text: '€', side: 'before' },
		numbering: '{y}-####',
		taxId: 'Btw NL814402276B01',
		kind: 'business',
		goods: `
			Cherrytomaten, doos 3 kg @ 840 @ 900
			Basilicum in pot, tray 10 @ 1150 @ 900
			Substraatmat 100 cm @ 365 @ 2100
			Koeltransport @ 9500 @ 900
			Retouremballage @ 450 @ 2100`
	},
	{
		name: 'Fietsenmakerij De Spaak',
		address: ['Oudegracht 88', '3511 AV Utrecht'],
		language: 'nl',
		country: 'NL',
		currency: 'EUR',
		mark: { text: '€', side: 'before' },
		numbering: 'F####',
		taxId: 'Btw NL002417735B60',
		kind: 'business',
		goods: `
			Grote beurt bedrijfsfiets @ 7850 @ 2100
			Buitenband 28 inch @ 2990 @ 2100
			Ketting en tandwiel @ 4450 @ 2100
			Arbeid, kwartier @ 1400 @ 2100`
	},
	{
		name: 'Hurtownia Miodowa Sp. z o.o.',
		address: ['ul. Składowa 17', '15-399 Białystok'],
		language: 'pl',
		country: 'PL',
		currency: 'PLN',
		numbering: 'FV/####/{y}',
		taxId: 'NIP 966-213-47-80',
		kind: 'business',
		goods: `
			Miód wielokwiatowy 1 kg @ 3450 @ 500
			Słoik 0,9 l z zakrętką @ 210 @ 2300
			Karton zbiorczy @ 380 @ 2300
			Świeca woskowa @ 1890 @ 2300
			Transport @ 12000 @ 2300`
	},
	{
		name: 'Serwis Wind Karpacki, Jan Gąsior',
		address: ['ul. Lipowa 4', '38-400 Krosno'],
		language: 'pl',
		country: 'PL',
		currency: 'PLN',
		numbering: '##/##/{y}',
		taxId: 'NIP 684-110-22-95',
		kind: 'business',
		goods: `
			Przegląd okresowy dźwigu @ 38000 @ 2300
			Wymiana lin nośnych @ 245000 @ 2300
			Dojazd, km @ 230 @ 2300
			Roboczogodzina @ 16500 @ 2300`
	},
	{
		name: 'Conservas Maré Viva, Lda.',
		address: ['Rua do Cais 55', '4450-718 Leça da Palmeira'],
		language: 'pt',
		country: 'PT',
		currency: 'EUR',
		numbering: 'FT {y}/####',
		taxId: 'NIF 506 882 914',
		kind: 'business',
		goods: `
			Sardinha em azeite, caixa 24 @ 5520 @ 600
			Atum em lombos, caixa 12 @ 6360 @ 600
			Patê de cavala, caixa 30 @ 4350 @ 2300
			Expositor de cartão @ 2400 @ 2300
			Frete @ 3800 @ 2300`
	},
	{
		name: 'Papelaria Horizonte Ltda.',
		address: ['Rua Augusta 1508', 'São Paulo - SP, 01304-001, Brasil'],
		language: 'pt',
		country: 'BR',
		currency: 'BRL',
		numbering: '000.###.###',
		taxId: 'CNPJ 11.402.887/0001-36',
		iban: null,
		kind: 'freelancer',
		goods: `
			Papel sulfite A4, caixa @ 24990 @ 0
			Toner compatível @ 18950 @ 0
			Caderno universitário @ 2490 @ 0
			Quadro branco 120 x 90 @ 21900 @ 0`
	},
	{
		name: '株式会社みどり事務機',
		address: ['〒460-0008', '愛知県名古屋市中区栄3-14-7'],
		language: 'ja',
		country: 'JP',
		currency: 'JPY',
		numbering: 'M{yy}-#####',
		taxId: '登録番号 T4180001029384',
		iban: null,
		kind: 'business',
		goods: `
			複合機リース料 @ 28600 @ 1000
			トナーカートリッジ 黒 @ 9800 @ 1000
			コピー用紙 A4 1箱 @ 3450 @ 1000
			保守作業 @ 15000 @ 1000
			お茶 500ml 24本 @ 2160 @ 800`
	},
	{
		name: '旅館 松の井',
		address: ['群馬県利根郡みなかみ町湯原551', 'TEL 0278-555-0112'],
		language: 'ja',
		country: 'JP',
		currency: 'JPY',
		mark: { text: '円', side: 'after' },
		numbering: '######',
		taxId: '登録番号 T6070002018827',
		iban: null,
		kind: 'till',
		goods: `
			宿泊 1泊2食 @ 19800 @ 1000
			入湯料込 日帰り入浴 @ 1500 @ 1000
			日本酒 四合瓶 @ 3200 @ 1000
			売店 温泉まんじゅう @ 1080 @ 800`
	},
	{
		name: 'Sigrid Maurer Übersetzungen',
		address: ['Neugasse 31', '1070 Wien'],
		language: 'de',
		country: 'AT',
		currency: 'EUR',
		numbering: 'H-{yy}-##',
		taxId: 'Steuernr. 07 412/8831',
		kind: 'freelancer',
		goods: `
			Übersetzung IT-DE, Normzeile @ 185 @ 0
			Beglaubigung @ 4500 @ 0
			Eilzuschlag, pauschal @ 9000 @ 0`
	},
	{
		name: 'Tamsin Oyelaran Photography',
		address: ['Studio 3, The Old Mill', 'Totnes TQ9 5XN'],
		language: 'en',
		country: 'GB',
		currency: 'GBP',
		numbering: 'TOP-###',
		taxId: 'UTR on request',
		kind: 'freelancer',
		goods: `
			Half-day shoot @ 42000 @ 0
			Retouched image @ 1850 @ 0
			Travel, miles @ 45 @ 0
			Licence, two years web @ 25000 @ 0`
	}
];

export const vendors: readonly Vendor[] = drafts.map((draft) => {
	const habit = habits[draft.country];
	const mark = draft.mark ?? marks[draft.currency];
	if (habit === undefined || mark === undefined) {
		throw new RangeError(`no habits for ${draft.country} or no mark for ${draft.currency}`);
	}
	const iban = draft.iban === undefined ? draft.country : draft.iban;
	return { ...habit, ...draft, mark, iban, goods: readGoods(draft.goods) };
});

/** Who the documents are sent to, by country or else by language. */
export const customers: Record<string, readonly (readonly string[])[]> = {
	en: [
		['Millrace Hotels Ltd', '1 Weir Lane', 'Durham DH1 3RJ'],
		['Fenwick Care Group', 'Attn. Accounts Payable', '60 Grey Street', 'Newcastle NE1 6AF'],
		['The Lantern Rooms Ltd', '19 Castle Gate', 'Nottingham NG1 7AQ']
	],
	US: [
		['Lakeshore Brewing LLC', '210 Canal Ave', 'Duluth, MN 55802'],
		['Redwood County Schools', 'Accounts Payable', 'PO Box 1180', 'Eureka, CA 95502']
	],
	CA: [['Atlantic Ferry Co-operative', '5 Pier Road', 'Digby, NS B0V 1A0']],
	BR: [['Colégio Novo Rumo', 'Av. Paulista 900', 'São Paulo - SP']],
	de: [
		['Kornblume Pflege gGmbH', 'Am Wehr 4', '34117 Kassel'],
		['Nordlicht Märkte KG', 'Buchhaltung', 'Hafenstr. 90', '24103 Kiel'],
		['Gasthof Zur Schleuse', 'Inh. B. Römer', 'Schleusenweg 1', '97447 Gerolzhofen']
	],
	fr: [
		['Maison Jolivet SAS', '112 cours Gambetta', '33400 Talence'],
		['Mairie de Saint-Aubin', 'Service comptabilité', '1 place de la Poste', '35140 Saint-Aubin']
	],
	es: [
		['Hoteles Brisamar, S.A.', 'C/ del Mar 40', '29016 Málaga'],
		['Gimnasios Cota, S.L.U.', 'Av. del Puerto 203', '46021 Valencia']
	],
	it: [
		['Trattoria del Molo S.n.c.', 'Via Marina 9', '57123 Livorno'],
		['Farmacie Riunite Bassani', 'Corso Porta Nuova 70', '37122 Verona']
	],
	nl: [
		['Zorghuis Elzenhof', 'Postbus 441', '7300 AK Apeldoorn'],
		['Bakkerij Van Loon VOF', 'Markt 12', '5211 JX ’s-Hertogenbosch']
	],
	pl: [
		['Delikatesy Miodowa S.A.', 'ul. Krucza 24/26', '00-526 Warszawa'],
		['Apteki Pod Lwem Sp. j.', 'Rynek 8', '31-042 Kraków']
	],
	pt: [
		['Supermercados Vale, S.A.', 'Av. da Liberdade 180', '1250-146 Lisboa'],
		['Pastelaria Aurora', 'Largo da Sé 3', '3000-138 Coimbra']
	],
	ja: [
		['株式会社みなと食堂 御中', '東京都港区海岸1-4-9'],
		['北浜ドラッグ株式会社 御中', '大阪府大阪市中央区北浜2-1']
	]
};
