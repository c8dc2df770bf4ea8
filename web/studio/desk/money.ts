// Money is whole minor units; people write "12.50" or "12,50", and a currency knows how many digits that has.
import { minorDigits } from '$system/currencies';

export function digitsOf(currency: string): number | null {
    return /^[A-Za-z]{3}$/.test(currency) ? minorDigits(currency) : null;
}

/** What is written, in minor units; null where it is no amount of that currency. */
export function minorOf(written: string, currency: string): number | null {
    const digits = digitsOf(currency);
    const found = /^\s*(\d{1,12})(?:[.,](\d+))?\s*$/.exec(written.replace(/[\s']/g, ''));
    if (digits === null || !found || (found[2]?.length ?? 0) > digits) return null;
    return Number(found[1]) * 10 ** digits + Number((found[2] ?? '').padEnd(digits, '0') || 0);
}

export function written(minor: number, currency: string): string {
    const digits = digitsOf(currency) ?? 2;
    return (minor / 10 ** digits).toFixed(digits);
}
