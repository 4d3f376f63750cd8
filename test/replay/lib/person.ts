/** Whoever the recordings are about: words that no history may hold, and that stand nowhere by chance. */
export const person = {
  name: 'Zebedee Quillfeather',
  colleague: 'zebedee@quillfeather.example',
  secret: 'Send the marzipan offer',
  lead: {
    firstName: 'Persephone',
    lastName: 'Ironbottom',
    email: 'persephone@ironbottom.example',
    phone: '+442079460958',
    companyName: 'Ironbottom Umbrellas',
  },
} as const;

/** The words themselves, in small letters. */
export const personalWords: readonly string[] = [
  'zebedee',
  'quillfeather',
  'marzipan',
  'persephone',
  'ironbottom',
  '2079460958',
  'umbrellas',
];
