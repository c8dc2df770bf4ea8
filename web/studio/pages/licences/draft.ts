// A licence as it is being written, in the form's terms, and in the service's.
import type { Schemas } from '../../api';
import type { Licence } from './listing.svelte';

export interface Draft {
    title: string;
    sign: Licence['sign'];
    territories: string;
    from: string | null;
    to: string | null;
    license_types: string[];
    audio: string[];
    subtitles: string[];
    max_height: number;
    hdr: boolean;
    exclusive: boolean;
    priority: string;
    partner: string;
    contract: string;
    note: string;
}

/** Tomorrow's midnight in UTC, which is when most windows open. */
function nextMidnight(): string {
    const day = new Date(Date.now() + 86_400_000);
    return `${day.toISOString().slice(0, 10)}T00:00:00Z`;
}

export const blank = (title = ''): Draft => ({ title, sign: 'allow', territories: '', from: nextMidnight(), to: null, license_types: ['SVOD'], audio: [], subtitles: [], max_height: 0, hdr: true, exclusive: false, priority: '0', partner: '', contract: '', note: '' });

export const draftOf = (licence: Licence): Draft => ({
    title: licence.title ?? '', sign: licence.sign, territories: licence.territories, from: licence.from, to: licence.to, license_types: [...licence.license_types], audio: licence.audio ?? [], subtitles: licence.subtitles ?? [],
    max_height: licence.max_height ?? 0, hdr: licence.hdr, exclusive: licence.exclusive, priority: String(licence.priority), partner: licence.partner, contract: licence.contract, note: licence.note,
});

/** As it is asked for; null while it lacks what it must have. */
export function asked(draft: Draft): Schemas['NewLicence'] | null {
    const priority = Number(draft.priority);
    if (!draft.title || !draft.territories || !draft.from || !draft.license_types.length || !Number.isInteger(priority)) return null;
    const allows = draft.sign === 'allow';
    return {
        title: draft.title, territories: draft.territories, from: draft.from, license_types: draft.license_types as Schemas['LicenseType'][], exclusive: draft.exclusive, priority,
        ...(draft.to ? { to: draft.to } : {}), ...(draft.sign === 'allow' ? {} : { deny: draft.sign }),
        ...(allows && draft.audio.length ? { audio: draft.audio } : {}), ...(allows && draft.subtitles.length ? { subtitles: draft.subtitles } : {}),
        ...(allows && draft.max_height ? { max_height: draft.max_height } : {}), ...(allows ? { hdr: draft.hdr } : {}),
        ...(draft.partner ? { partner: draft.partner } : {}), ...(draft.contract ? { contract: draft.contract } : {}), ...(draft.note ? { note: draft.note } : {}),
    };
}
