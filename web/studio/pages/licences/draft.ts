// A licence as it is being written, in the form's terms, and in the service's.
import type { Schemas } from '../../api';
import type { Licence } from './listing.svelte';

export const device_classes = ['web', 'phone', 'tablet', 'tv', 'box', 'console', 'cast'] as const;
export const turns = ['unstated', 'premiere', 'first', 'second', 'library'] as const;
export const audio_formats = ['immersive', 'surround', 'stereo'] as const;

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
    /** In the contract's words; then `from` and `to` are not asked for. */
    timed: boolean;
    timing: { start: string; end: string; length: string };
    edit: string;
    turn: Licence['turn'];
    dubs: string[];
    forced: string[];
    held_audio: string[];
    held_subtitles: string[];
    held_dubs: string[];
    held_forced: string[];
    devices: string[];
    platforms: string[];
    audio_format: Licence['audio_format'];
    downloads: boolean;
    download: { keep_hours: string; watch_hours: string; per_account_max: string };
    plays: { runs_max: string; per_account_max: string };
}

/** What most licences leave as it is. */
const plain = {
    timed: false,
    timing: { start: '', end: '', length: '' },
    edit: '',
    turn: 'unstated' as const,
    dubs: [],
    forced: [],
    held_audio: [],
    held_subtitles: [],
    held_dubs: [],
    held_forced: [],
    devices: [],
    platforms: [],
    audio_format: 'immersive' as const,
    downloads: false,
    download: { keep_hours: '', watch_hours: '', per_account_max: '' },
    plays: { runs_max: '', per_account_max: '' },
};
const text = (value: number | null | undefined) => (value ? String(value) : '');
const number = (value: string | number | null) => (Number(value) > 0 ? Number(value) : undefined);

/** Tomorrow's midnight in UTC, which is when most windows open. */
function nextMidnight(): string {
    const day = new Date(Date.now() + 86_400_000);
    return `${day.toISOString().slice(0, 10)}T00:00:00Z`;
}

export const blank = (title = ''): Draft => ({
    title,
    sign: 'allow',
    territories: '',
    from: nextMidnight(),
    to: null,
    license_types: ['SVOD'],
    audio: [],
    subtitles: [],
    max_height: 0,
    hdr: true,
    exclusive: false,
    priority: '0',
    partner: '',
    contract: '',
    note: '',
    ...plain,
});

export const draftOf = (licence: Licence): Draft => ({
    title: licence.title ?? '',
    sign: licence.sign,
    territories: licence.territories,
    from: licence.from,
    to: licence.to,
    license_types: [...licence.license_types],
    audio: licence.audio ?? [],
    subtitles: licence.subtitles ?? [],
    max_height: licence.max_height ?? 0,
    hdr: licence.hdr,
    exclusive: licence.exclusive,
    priority: String(licence.priority),
    partner: licence.partner,
    contract: licence.contract,
    note: licence.note,
    timed: licence.timing !== null,
    timing: {
        start: licence.timing?.start ?? '',
        end: licence.timing?.end ?? '',
        length: licence.timing?.length ?? '',
    },
    edit: licence.edit,
    turn: licence.turn,
    dubs: licence.dubs ?? [],
    forced: licence.forced ?? [],
    held_audio: licence.held_back.audio ?? [],
    held_subtitles: licence.held_back.subtitles ?? [],
    held_dubs: licence.held_back.dubs ?? [],
    held_forced: licence.held_back.forced ?? [],
    devices: licence.devices.length === device_classes.length ? [] : [...licence.devices],
    platforms: [...licence.platforms],
    audio_format: licence.audio_format,
    downloads: licence.download !== null,
    download: {
        keep_hours: text(licence.download?.keep_hours),
        watch_hours: text(licence.download?.watch_hours),
        per_account_max: text(licence.download?.per_account_max),
    },
    plays: { runs_max: text(licence.plays.runs_max), per_account_max: text(licence.plays.per_account_max) },
});

/** What only a licence that allows can say. */
function more(draft: Draft): Partial<Schemas['NewLicence']> {
    const some = (list: string[]) => (list.length ? list : undefined);
    const held_back = {
        audio: some(draft.held_audio),
        subtitles: some(draft.held_subtitles),
        dubs: some(draft.held_dubs),
        forced: some(draft.held_forced),
    };
    const said = {
        dubs: some(draft.dubs),
        forced: some(draft.forced),
        held_back: Object.values(held_back).some(Boolean) ? held_back : undefined,
        audio_format: draft.audio_format === 'immersive' ? undefined : draft.audio_format,
        download: draft.downloads
            ? {
                  keep_hours: number(draft.download.keep_hours),
                  watch_hours: number(draft.download.watch_hours),
                  per_account_max: number(draft.download.per_account_max),
              }
            : undefined,
        plays:
            number(draft.plays.runs_max) || number(draft.plays.per_account_max)
                ? {
                      runs_max: number(draft.plays.runs_max),
                      per_account_max: number(draft.plays.per_account_max),
                  }
                : undefined,
    };
    // What is undefined is left out of the JSON.
    return said as Partial<Schemas['NewLicence']>;
}

/** As it is asked for; null while it lacks what it must have. */
export function asked(draft: Draft): Schemas['NewLicence'] | null {
    const priority = Number(draft.priority);
    if (
        !draft.title ||
        !draft.territories ||
        (draft.timed ? !draft.timing.start.trim() : !draft.from) ||
        !draft.license_types.length ||
        !Number.isInteger(priority)
    )
        return null;
    const allows = draft.sign === 'allow';
    return {
        title: draft.title,
        territories: draft.territories,
        license_types: draft.license_types as Schemas['LicenseType'][],
        exclusive: draft.exclusive,
        priority,
        ...(draft.timed
            ? {
                  timing: {
                      start: draft.timing.start.trim(),
                      ...(draft.timing.end.trim() ? { end: draft.timing.end.trim() } : {}),
                      ...(draft.timing.length.trim() ? { length: draft.timing.length.trim() } : {}),
                  },
              }
            : { from: draft.from!, ...(draft.to ? { to: draft.to } : {}) }),
        ...(draft.edit ? { edit: draft.edit } : {}),
        ...(draft.turn === 'unstated' ? {} : { turn: draft.turn }),
        ...(draft.devices.length ? { devices: draft.devices as Schemas['DeviceClass'][] } : {}),
        ...(draft.platforms.length ? { platforms: draft.platforms } : {}),
        ...(draft.sign === 'allow' ? {} : { deny: draft.sign }),
        ...(allows && draft.audio.length ? { audio: draft.audio } : {}),
        ...(allows && draft.subtitles.length ? { subtitles: draft.subtitles } : {}),
        ...(allows && draft.max_height ? { max_height: draft.max_height } : {}),
        ...(allows ? { hdr: draft.hdr } : {}),
        ...(allows ? more(draft) : {}),
        ...(draft.partner ? { partner: draft.partner } : {}),
        ...(draft.contract ? { contract: draft.contract } : {}),
        ...(draft.note ? { note: draft.note } : {}),
    };
}
