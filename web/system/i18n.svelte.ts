// Languages of the pages. A catalogue is a plain typed object; the English one is the type of all others, so a text that
// is missing in Korean does not compile. What depends on a number or a name is a function of it.

import { minorDigits } from './currencies';

export const locales = ['en', 'ko'] as const;
export type Locale = (typeof locales)[number];

const kept_at = 'nuri-locale';

function kept(): string | null {
    try {
        return localStorage.getItem(kept_at);
    } catch {
        return null;
    }
}

/** The nearest locale that the pages speak, by language; English where there is none. */
export function nearest(...tags: (string | null | undefined)[]): Locale {
    for (const tag of tags) {
        const found = locales.find((locale) => tag?.toLowerCase().split('-')[0] === locale);
        if (found) return found;
    }
    return 'en';
}

let current = $state<Locale>(nearest(kept(), ...navigator.languages));

export const i18n = {
    get locale() {
        return current;
    },

    /** Speaks `locale` from now on; `keep` also after the next visit. */
    speak(locale: Locale, keep = false) {
        current = locale;
        document.documentElement.lang = locale;
        document.documentElement.dir = direction(locale);
        if (keep)
            try {
                localStorage.setItem(kept_at, locale);
            } catch {
                /* then only for now */
            }
    },

    /** Speaks to somebody who reads `language`; to nobody in particular, as was chosen in this browser, or as it speaks itself. */
    speakTo(language: string | null) {
        this.speak(nearest(language, kept(), ...navigator.languages));
    },
};

/** `t()` of a set of catalogues gives the one of the current language, and whoever reads it is drawn again with it. */
export function catalogues<Messages>(of: Record<Locale, Messages>): () => Messages {
    return () => of[current];
}

/** The form of a counted word: plural('en', 2, { one: 'title', other: 'titles' }). */
export function plural(
    locale: string,
    count: number,
    forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string },
): string {
    const form = forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
    return form.replace('#', new Intl.NumberFormat(locale).format(count));
}

export function direction(tag: string): 'ltr' | 'rtl' {
    return /^(ar|fa|he|ur|yi|ps|sd|ckb|dv)\b/i.test(tag) ? 'rtl' : 'ltr';
}

function named(type: Intl.DisplayNamesType, code: string): string {
    try {
        return new Intl.DisplayNames([current], { type }).of(code) ?? code;
    } catch {
        return code;
    }
}

export const languageName = (tag: string) => named('language', tag);
export const countryName = (code: string) => named('region', code);

/** A language's name in itself, as its speakers look for it. */
export function ownName(tag: string): string {
    try {
        const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
        return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
    } catch {
        return tag;
    }
}

/** The reader's own variant of the current language, for the shapes of dates and numbers: en-GB where the browser says so. */
function regional(): string {
    return navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === current) ?? current;
}

export function formatDate(
    moment: string | Date,
    options: Intl.DateTimeFormatOptions = { dateStyle: 'long' },
): string {
    return new Intl.DateTimeFormat(regional(), options).format(new Date(moment));
}

/** "3 days ago", by the largest unit that says something. */
export function formatAgo(moment: string | Date): string {
    const seconds = (new Date(moment).getTime() - Date.now()) / 1000;
    const units: [Intl.RelativeTimeFormatUnit, number][] = [
        ['day', 86_400],
        ['hour', 3600],
        ['minute', 60],
    ];
    const format = new Intl.RelativeTimeFormat(current, { numeric: 'auto' });
    for (const [unit, length] of units)
        if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
    return format.format(0, 'second');
}

/** Money in whole minor units, with as many digits as are customary, and more only where there is something in them. */
export function formatMoney(amount_minor: number, currency: string): string {
    const amount = amount_minor / 10 ** minorDigits(currency);
    const { maximumFractionDigits: customary = 2 } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency,
    }).resolvedOptions();
    const digits = Number.isInteger(amount) ? customary : Math.max(customary, minorDigits(currency));
    return new Intl.NumberFormat(regional(), {
        style: 'currency',
        currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
    }).format(amount);
}

/** "1 h 58 min" in the reader's way; units are spelt by the browser. */
export function formatRuntime(seconds: number): string {
    const unit = (value: number, name: string) =>
        new Intl.NumberFormat(current, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
    const minutes = Math.max(1, Math.round(seconds / 60));
    if (minutes < 60) return unit(minutes, 'minute');
    return minutes % 60
        ? `${unit(Math.floor(minutes / 60), 'hour')} ${unit(minutes % 60, 'minute')}`
        : unit(minutes / 60, 'hour');
}
