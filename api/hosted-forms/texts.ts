/** The few words a form shows of its own; everything else is the designer's. */
export interface FormTexts {
  readonly required: string;
  readonly optional: string;
  readonly problems: (count: number) => string;
  readonly choose: string;
  readonly thanks: string;
  readonly goOn: string;
  readonly leaveEmpty: string;
  readonly gone: string;
  readonly goneText: string;
  readonly wrong: string;
  /** By code of a problem; a code without words here is told as the check said it. */
  readonly byCode: Readonly<Record<string, string>>;
}

const en: FormTexts = {
  required: 'required',
  optional: 'optional',
  problems: (count) => (count === 1 ? 'One thing needs your attention:' : `${count} things need your attention:`),
  choose: 'Please choose',
  thanks: 'Thank you',
  goOn: 'Continue',
  leaveEmpty: 'Leave this empty',
  gone: 'This form is not available',
  goneText: 'It was taken down, or the address is wrong.',
  wrong: 'The form could not be sent',
  byCode: {
    too_fast: 'That was very quick. Please look over your answers and send them again.',
    expired: 'The page was open for a long time. Please send your answers again.',
    page_unknown: 'Please send your answers again.',
    honeypot: 'A field that people do not see was filled in, perhaps by an extension of your browser. Please send your answers again.',
  },
};

const ar: FormTexts = {
  required: 'مطلوب',
  optional: 'اختياري',
  problems: (count) => (count === 1 ? 'هناك أمر يحتاج إلى انتباهك:' : `هناك ${count} أمور تحتاج إلى انتباهك:`),
  choose: 'يرجى الاختيار',
  thanks: 'شكرًا لك',
  goOn: 'متابعة',
  leaveEmpty: 'اترك هذا الحقل فارغًا',
  gone: 'هذا النموذج غير متاح',
  goneText: 'تمت إزالته أو أن العنوان غير صحيح.',
  wrong: 'تعذر إرسال النموذج',
  byCode: {
    required: 'هذا الحقل مطلوب.',
    consent_required: 'يرجى الموافقة أولًا.',
    email_invalid: 'هذا ليس عنوان بريد إلكتروني صحيحًا.',
    phone_invalid: 'رقم الهاتف غير صحيح. اكتبه مع رمز البلد.',
    url_invalid: 'هذا ليس عنوان موقع صحيحًا.',
    option_unknown: 'يرجى اختيار أحد الخيارات.',
    too_long: 'النص طويل جدًا.',
    too_fast: 'كان ذلك سريعًا جدًا. يرجى مراجعة إجاباتك وإرسالها مرة أخرى.',
    expired: 'بقيت الصفحة مفتوحة مدة طويلة. يرجى إرسال إجاباتك مرة أخرى.',
    page_unknown: 'يرجى إرسال إجاباتك مرة أخرى.',
    honeypot: 'تم ملء حقل غير مرئي، ربما بواسطة إضافة في متصفحك. يرجى إرسال إجاباتك مرة أخرى.',
  },
};

export function textsFor(language: string): FormTexts {
  return language.toLowerCase().startsWith('ar') ? ar : en;
}
