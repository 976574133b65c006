/** A client of the agency: an e-commerce shop with its own warehouse, categories and column names. */
export interface Client {
  readonly id: string
  readonly label: string
  readonly timezone: string
  readonly currency: string
  /** What the shop sells, the most popular first. */
  readonly categories: readonly string[]
  /** The category of the coming campaign: whose buyers are to be predicted. */
  readonly category: string
  readonly customers: number
  /** The share of customers who shop at all; the others come once in a blue moon. */
  readonly activeShare: number
  /** Typical price of an article in the client's currency. */
  readonly price: number
  /** The pipeline's column names of `events` → the client's, where they differ. */
  readonly mapping: Readonly<Record<string, string>>
  readonly timestamps: 'TIMESTAMP' | 'TIMESTAMPTZ'
}

/** The five clients, from a boutique to a marketplace. */
export const clients = [
  {
    id: 'alpine',
    label: 'Alpine Gear',
    timezone: 'Europe/Zurich',
    currency: 'CHF',
    categories: ['Jacken', 'Schuhe', 'Rucksäcke', 'Zelte', 'Kocher'],
    category: 'Schuhe',
    customers: 2_000,
    activeShare: 0.8,
    price: 120,
    mapping: {},
    timestamps: 'TIMESTAMP',
  },
  {
    id: 'maison-verte',
    label: 'Maison Verte',
    timezone: 'Europe/Paris',
    currency: 'EUR',
    categories: ['plantes', 'décoration', 'mobilier', 'vaisselle', 'luminaires', 'linge'],
    category: 'décoration',
    customers: 5_000,
    activeShare: 0.7,
    price: 45,
    mapping: {},
    timestamps: 'TIMESTAMP',
  },
  {
    id: 'northwind',
    label: 'Northwind Outfitters',
    timezone: 'America/New_York',
    currency: 'USD',
    categories: ['mens', 'womens', 'kids', 'shoes', 'accessories'],
    category: 'shoes',
    customers: 12_000,
    activeShare: 0.6,
    price: 60,
    mapping: {},
    timestamps: 'TIMESTAMPTZ',
  },
  {
    id: 'kirei',
    label: 'キレイ Beauty',
    timezone: 'Asia/Tokyo',
    currency: 'JPY',
    categories: ['スキンケア', 'メイク', 'ヘアケア', '香水', '健康食品', 'ボディ'],
    category: 'メイク',
    customers: 40_000,
    activeShare: 0.3,
    price: 3_200,
    mapping: { customer_id: 'member_no', kind: 'action', occurred_at: 'action_at' },
    timestamps: 'TIMESTAMP',
  },
  {
    id: 'bazaar',
    label: 'Bazaar Marketplace',
    timezone: 'Europe/London',
    currency: 'GBP',
    categories: ['electronics', 'home', 'fashion', 'toys', 'garden', 'books', 'pets', 'grocery'],
    category: 'home',
    customers: 200_000,
    activeShare: 0.1,
    price: 30,
    mapping: { amount: 'value_gbp' },
    timestamps: 'TIMESTAMP',
  },
] as const satisfies readonly Client[]

/** The id of one of the five. */
export type ClientId = (typeof clients)[number]['id']
