// From a refusal to what is said of it.
import { formatDate } from '$system/i18n.svelte';
import type { Refused } from './api';
import { problems } from './texts/problems';

export interface Explained { title: string; text: string; more: string; retry: boolean }

export function explain(refused: Refused): Explained {
    const known = (problems().reasons as Record<string, readonly [string, string]>)[refused.reason];
    const error = refused.reason === 'network' ? problems().errors.network : refused.reason === 'not_found' ? problems().errors.not_found : problems().errors.other;
    const [title, text] = known ?? error;
    const more = refused.opens_at ? problems().coming_on(formatDate(refused.opens_at, { dateStyle: 'long' })) : '';
    return { title, text, more, retry: !known && refused.reason !== 'not_found' };
}

/** One line for a form: what the person can do about it. */
export function explainForm(refused: Refused): string {
    if (refused.reason === 'payment_declined' || refused.reason === 'payment_expired') return problems()[refused.reason];
    if (refused.status === 429) return problems().too_many;
    if (refused.reason === 'network') return problems().errors.network.join('. ');
    if (refused.reason === 'invalid' && refused.detail) return refused.detail;
    return problems().errors.other.join('. ');
}
