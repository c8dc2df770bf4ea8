// Sizes, rates and lengths in the reader's way.
import { i18n } from './i18n.svelte';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Decimal, as disks are sold: "1.4 GB". */
export function formatBytes(bytes: number): string {
    const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
    const value = bytes / 1000 ** power;
    return new Intl.NumberFormat(i18n.locale, {
        style: 'unit',
        unit: units[power],
        unitDisplay: power > 0 ? 'short' : 'long',
        maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
    }).format(value);
}

/** "4.2 Mb/s" */
export function formatRate(bits_per_second: number): string {
    const mega = bits_per_second >= 1e6;
    return `${new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: mega ? 1 : 0 }).format(bits_per_second / (mega ? 1e6 : 1e3))} ${mega ? 'Mb/s' : 'kb/s'}`;
}

/** "1:02:03", as on a clock. */
export function formatClock(ms: number): string {
    const seconds = Math.floor(ms / 1000),
        two = (value: number) => String(value).padStart(2, '0');
    const minutes = Math.floor(seconds / 60) % 60,
        hours = Math.floor(seconds / 3600);
    return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** "2 min", "40 s": the largest unit that says something. */
export function formatWait(seconds: number): string {
    const [value, unit] =
        seconds >= 5400
            ? [seconds / 3600, 'hour']
            : seconds >= 90
              ? [seconds / 60, 'minute']
              : [Math.max(1, seconds), 'second'];
    return new Intl.NumberFormat(i18n.locale, {
        style: 'unit',
        unit: unit as string,
        unitDisplay: 'short',
        maximumFractionDigits: 0,
    }).format(value as number);
}
