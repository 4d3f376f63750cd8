/** Invented people and companies; addresses only at example domains, telephone numbers only from ranges kept for fiction. */
export const firstNames = [
  'Ada',
  'Ben',
  'Carla',
  'Dmitri',
  'Elif',
  'Farid',
  'Grace',
  'Hugo',
  'Ines',
  'Jonas',
  'Kavya',
  'Liam',
  'Maya',
  'Noah',
  'Olga',
  'Pedro',
  'Quinn',
  'Rosa',
  'Samir',
  'Tess',
  'Uma',
  'Viktor',
  'Wanda',
  'Yusuf',
  'Zoe',
] as const;

export const lastNames = [
  'Abbott',
  'Bergström',
  'Costa',
  'Dorsey',
  'Eriksen',
  'Fontaine',
  'Gallagher',
  'Haddad',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Lindqvist',
  'Moreau',
  'Nakamura',
  'Okafor',
  'Pereira',
  'Quist',
  'Romano',
  'Sørensen',
  'Tanaka',
  'Usman',
  'Varga',
  'Whitlock',
  'Yilmaz',
  'Zeller',
] as const;

export const companyNames = [
  'Bluepeak Logistics',
  'Cedar & Sons',
  'Delta Marine Supply',
  'Evergreen Foods',
  'Foxglove Interiors',
  'Granite Works',
  'Harvest Lane',
  'Ironbridge Tools',
  'Juniper Travel',
  'Kestrel Energy',
  'Lakeside Clinics',
  'Mosaic Print',
  'Northwind Packaging',
  'Orchard Media',
] as const;

let counter = 0;

/** A number no other factory call of this process got. */
export function nextNumber(): number {
  counter += 1;
  return counter;
}

/** The n-th of a list, from the start again after its end. */
export function pick<T>(list: readonly T[], n: number): T {
  const item = list[n % list.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** `ada.bergstrom.7@example.com` */
export function emailFor(first: string, last: string, n: number, domain = 'example.com'): string {
  const plain = `${first}.${last}`
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/ø/g, 'o')
    .toLowerCase()
    .replace(/[^a-z.]/g, '');
  return `${plain}.${n}@${domain}`;
}

/** 555-0100 to 555-0199 are kept for fiction; further numbers vary the area. */
export function phoneFor(n: number): string {
  return `+1${212 + (Math.floor(n / 100) % 700)}5550${String(100 + (n % 100))}`;
}
