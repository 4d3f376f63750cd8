import type { LeadSource } from '../../domain/records/lead-rules.ts';

/** Invented people and companies. Addresses only at example domains, numbers only from ranges kept for fiction. */
export const demoTenant = { name: 'Harbor & Pine Trading', slug: 'harbor-pine-trading', timezone: 'America/New_York' } as const;

export const demoPeople = {
  admin: { name: 'Dana Reyes', email: 'admin@demo.test' },
  manager: { name: 'Marcus Feld', email: 'manager@demo.test' },
  rep: { name: 'Rosa Lindqvist', email: 'rep@demo.test' },
  ines: { name: 'Ines Okafor', email: 'ines.okafor@demo.test' },
  tom: { name: 'Tom Haddad', email: 'tom.haddad@demo.test' },
} as const;
export type DemoPerson = keyof typeof demoPeople;
export type DemoRep = 'rep' | 'ines' | 'tom';

export const demoCompanies = [
  { name: 'Bluepeak Logistics', domain: 'bluepeak.example.com', industry: 'Logistics', city: 'Boston', country: 'US', employeeCount: 240 },
  { name: 'Cedar & Sons', domain: 'cedarandsons.example.com', industry: 'Furniture', city: 'Portland', country: 'US', employeeCount: 35 },
  {
    name: 'Northwind Packaging',
    domain: 'northwind.example.org',
    industry: 'Packaging',
    city: 'Halifax',
    country: 'CA',
    employeeCount: 120,
  },
  {
    name: 'Lakeside Clinics',
    domain: 'lakeside.example.org',
    industry: 'Healthcare',
    city: 'Burlington',
    country: 'US',
    employeeCount: 410,
  },
  { name: 'Kestrel Energy', domain: 'kestrel.example.com', industry: 'Energy', city: 'Providence', country: 'US', employeeCount: 980 },
  { name: 'Juniper Travel', domain: 'juniper.example.com', industry: 'Travel', city: 'Quebec', country: 'CA', employeeCount: 22 },
] as const;

export interface DemoContact {
  readonly firstName: string;
  readonly lastName: string;
  readonly jobTitle: string;
  readonly company: number;
  readonly owner: DemoRep;
}
export const demoContacts: readonly DemoContact[] = [
  { firstName: 'Hugo', lastName: 'Fontaine', jobTitle: 'Head of Purchasing', company: 0, owner: 'rep' },
  { firstName: 'Grace', lastName: 'Abbott', jobTitle: 'Operations Manager', company: 0, owner: 'rep' },
  { firstName: 'Pedro', lastName: 'Costa', jobTitle: 'Owner', company: 1, owner: 'ines' },
  { firstName: 'Kavya', lastName: 'Usman', jobTitle: 'Buyer', company: 2, owner: 'tom' },
  { firstName: 'Olga', lastName: 'Ivanova', jobTitle: 'Chief Financial Officer', company: 3, owner: 'ines' },
  { firstName: 'Liam', lastName: 'Gallagher', jobTitle: 'Facilities Lead', company: 4, owner: 'rep' },
  { firstName: 'Wanda', lastName: 'Kowalski', jobTitle: 'Procurement', company: 4, owner: 'rep' },
  { firstName: 'Yusuf', lastName: 'Yilmaz', jobTitle: 'Managing Director', company: 5, owner: 'tom' },
];

export interface DemoDeal {
  readonly name: string;
  readonly company: number;
  readonly contact: number;
  readonly owner: DemoRep;
  readonly amountMinor: number;
  readonly stage: string;
  /** Days ago it was opened, and days from now it is expected to close. */
  readonly opened: number;
  readonly closes: number;
  readonly lostReason?: string;
}
export const demoDeals: readonly DemoDeal[] = [
  {
    name: 'Bluepeak: pallet line',
    company: 0,
    contact: 0,
    owner: 'rep',
    amountMinor: 4_820_000,
    stage: 'Proposal',
    opened: 17,
    closes: 12,
  },
  {
    name: 'Bluepeak: spare parts',
    company: 0,
    contact: 1,
    owner: 'rep',
    amountMinor: 640_000,
    stage: 'Negotiation',
    opened: 12,
    closes: 4,
  },
  {
    name: 'Cedar & Sons: oak supply',
    company: 1,
    contact: 2,
    owner: 'ines',
    amountMinor: 1_250_000,
    stage: 'Needs analysis',
    opened: 9,
    closes: 30,
  },
  {
    name: 'Northwind: board 2027',
    company: 2,
    contact: 3,
    owner: 'tom',
    amountMinor: 7_400_000,
    stage: 'Qualification',
    opened: 5,
    closes: 45,
  },
  { name: 'Lakeside: storage units', company: 3, contact: 4, owner: 'ines', amountMinor: 2_310_000, stage: 'Won', opened: 19, closes: -2 },
  {
    name: 'Kestrel: depot fit-out',
    company: 4,
    contact: 5,
    owner: 'rep',
    amountMinor: 9_900_000,
    stage: 'Proposal',
    opened: 15,
    closes: 20,
  },
  {
    name: 'Juniper: brochure racks',
    company: 5,
    contact: 7,
    owner: 'tom',
    amountMinor: 180_000,
    stage: 'Lost',
    opened: 18,
    closes: -5,
    lostReason: 'Bought locally',
  },
];

/** How far a lead got, told by what happened to it. */
export type LeadStory = 'untouched' | 'overdue' | 'tried' | 'connected' | 'qualified' | 'nurture' | 'disqualified';

export interface DemoLead {
  readonly name: readonly [first: string, last: string];
  readonly company: string;
  readonly jobTitle: string;
  readonly source: LeadSource;
  readonly score: number;
  readonly owner: DemoRep;
  /** Hours ago it arrived. */
  readonly arrived: number;
  readonly story: LeadStory;
}

const lead = (
  first: string,
  last: string,
  company: string,
  jobTitle: string,
  source: LeadSource,
  score: number,
  owner: DemoRep,
  arrived: number,
  story: LeadStory,
): DemoLead => ({ name: [first, last], company, jobTitle, source, score, owner, arrived, story });

export const demoLeads: readonly DemoLead[] = [
  lead('Ada', 'Bergström', 'Fjord Outfitters', 'Store Manager', 'web', 72, 'rep', 30, 'overdue'),
  lead('Ben', 'Dorsey', 'Dorsey Hardware', 'Owner', 'referral', 65, 'rep', 49, 'overdue'),
  lead('Carla', 'Moreau', 'Maison Moreau', 'Buyer', 'campaign', 41, 'rep', 20, 'untouched'),
  lead('Dmitri', 'Varga', 'Varga Imports', 'Director', 'web', 88, 'rep', 76, 'tried'),
  lead('Elif', 'Yilmaz', 'Bosphorus Foods', 'Head of Supply', 'web', 54, 'rep', 120, 'connected'),
  lead('Farid', 'Haddad', 'Atlas Ceramics', 'Purchasing', 'import', 30, 'rep', 170, 'tried'),
  lead('Gwen', 'Whitlock', 'Whitlock Interiors', 'Designer', 'referral', 91, 'rep', 230, 'qualified'),
  lead('Henrik', 'Eriksen', 'Nordlys Clinics', 'Facilities', 'web', 47, 'rep', 300, 'nurture'),
  lead('Ivy', 'Quist', 'Quist Media', 'Producer', 'campaign', 12, 'rep', 320, 'disqualified'),
  lead('Jonas', 'Jansen', 'Jansen Boats', 'Owner', 'manual', 58, 'rep', 400, 'connected'),
  lead('Katia', 'Romano', 'Romano Kitchens', 'Showroom Lead', 'web', 69, 'rep', 52, 'connected'),
  lead('Lars', 'Lindgren', 'Lindgren Timber', 'Sales Director', 'referral', 80, 'rep', 210, 'qualified'),
  lead('Maya', 'Tanaka', 'Tanaka Stationery', 'Buyer', 'web', 35, 'rep', 440, 'nurture'),
  lead('Noah', 'Pereira', 'Pereira Coffee', 'Founder', 'web', 62, 'ines', 26, 'overdue'),
  lead('Opal', 'Nguyen', 'Opal Gardens', 'Manager', 'web', 44, 'ines', 18, 'untouched'),
  lead('Paul', 'Zeller', 'Zeller Optics', 'Procurement', 'import', 27, 'ines', 90, 'tried'),
  lead('Quinn', 'Foster', 'Foster & Lowe', 'Partner', 'referral', 77, 'ines', 140, 'connected'),
  lead('Rita', 'Sørensen', 'Havn Shipping', 'Fleet Office', 'web', 83, 'ines', 190, 'qualified'),
  lead('Samir', 'Nasser', 'Nasser Textiles', 'Owner', 'campaign', 22, 'ines', 260, 'disqualified'),
  lead('Tess', 'Abbott', 'Abbott Bakery', 'Owner', 'web', 39, 'ines', 330, 'nurture'),
  lead('Uma', 'Raman', 'Raman Diagnostics', 'Lab Manager', 'web', 70, 'ines', 68, 'connected'),
  lead('Viktor', 'Horvat', 'Horvat Glass', 'Director', 'manual', 51, 'ines', 360, 'connected'),
  lead('Wes', 'Carter', 'Carter Mills', 'Plant Manager', 'web', 60, 'ines', 410, 'tried'),
  lead('Xenia', 'Petrova', 'Baltic Grain', 'Trader', 'referral', 74, 'tom', 28, 'overdue'),
  lead('Yara', 'Khalil', 'Cedar Hill Hotels', 'Buyer', 'web', 49, 'tom', 16, 'untouched'),
  lead('Zoe', 'Martin', 'Martin Cycles', 'Owner', 'campaign', 33, 'tom', 100, 'tried'),
  lead('Arne', 'Dahl', 'Dahl Fisheries', 'Operations', 'web', 66, 'tom', 150, 'connected'),
  lead('Bianca', 'Ricci', 'Ricci Fashion', 'Retail Lead', 'web', 57, 'tom', 200, 'connected'),
  lead('Caleb', 'Stone', 'Stonebridge Inns', 'Group Buyer', 'referral', 85, 'tom', 250, 'qualified'),
  lead('Delia', 'Marsh', 'Marsh Nurseries', 'Owner', 'import', 19, 'tom', 310, 'disqualified'),
  lead('Emil', 'Novak', 'Novak Print', 'Manager', 'web', 42, 'tom', 370, 'nurture'),
  lead('Freya', 'Olsen', 'Olsen Dairy', 'Purchasing', 'web', 53, 'tom', 430, 'connected'),
  lead('Gus', 'Hart', 'Hart Brewing', 'Founder', 'manual', 61, 'tom', 460, 'nurture'),
];

/** They arrive when the automations are live, so that runs wait when somebody looks for the first time. */
export const demoNewLeads = [
  { firstName: 'Hana', lastName: 'Sato', companyName: 'Sato Ceramics', jobTitle: 'Owner', source: 'web', score: 64 },
  { firstName: 'Idris', lastName: 'Bello', companyName: 'Bello Freight', jobTitle: 'Dispatcher', source: 'web', score: 58 },
  { firstName: 'Jade', lastName: 'Monroe', companyName: 'Monroe Studios', jobTitle: 'Producer', source: 'campaign', score: 37 },
  { firstName: 'Kofi', lastName: 'Mensah', companyName: 'Gold Coast Cocoa', jobTitle: 'Export Manager', source: 'referral', score: 81 },
  { firstName: 'Lena', lastName: 'Brandt', companyName: 'Brandt Instruments', jobTitle: 'Purchasing', source: 'web', score: 46 },
  { firstName: 'Mateo', lastName: 'Silva', companyName: 'Silva Surf Supply', jobTitle: 'Founder', source: 'web', score: 73 },
  { firstName: 'Nadia', lastName: 'Ferreira', companyName: 'Ferreira Wines', jobTitle: 'Sales Lead', source: 'campaign', score: 29 },
] as const;
