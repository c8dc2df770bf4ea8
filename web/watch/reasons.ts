// From a refusal to what is said of it.
import { formatDate } from '$system/i18n.svelte';
import type { Refused } from './api';
import { problems } from './texts/problems';

export interface Explained {
    title: string;
    text: string;
    more: string;
    retry: boolean;
}

function errorOf({ status, reason }: Refused) {
    if (reason === 'network' || reason === 'not_found' || reason === 'stopped') return reason;
    // What was not answered by the service has gone wrong here, while playing.
    return reason === 'io' && status === 0 ? 'playback' : 'other';
}

export function explain(refused: Refused): Explained {
    const known = (problems().reasons as Record<string, readonly [string, string]>)[refused.reason];
    const [title, text] = known ?? problems().errors[errorOf(refused)];
    const more = refused.opens_at
        ? problems().coming_on(formatDate(refused.opens_at, { dateStyle: 'long' }))
        : '';
    return { title, text, more, retry: !known && refused.reason !== 'not_found' };
}

/** One line for a form: what the person can do about it. */
export function explainForm(refused: Refused): string {
    if (refused.reason === 'payment_declined' || refused.reason === 'payment_expired')
        return problems()[refused.reason];
    if (refused.status === 429) return problems().too_many;
    if (refused.reason === 'network') return problems().errors.network.join('. ');
    if (refused.reason === 'invalid' && refused.detail) return refused.detail;
    return problems().errors.other.join('. ');
}
