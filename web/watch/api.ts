// What the application asks of the service. Shapes come from the API's description; a refusal is thrown as `Refused`, so
// that a page decides by its reason and never by a status alone.
import type { components, paths } from '$api/schema';
import { i18n } from '$system/i18n.svelte';
import { viewAs } from './view_as';

type Schemas = components['schemas'];
type Answer<
    Path extends keyof paths,
    Method extends keyof paths[Path],
    Status extends number,
> = paths[Path][Method] extends { responses: Record<Status, { content: { 'application/json': infer Body } }> }
    ? Body
    : never;

export type Service = Schemas['Service'];
export type Demo = Schemas['Demo'];
export type DemoPersona = Schemas['DemoPersona'];
export type Account = Schemas['Account'];
export type Plan = Schemas['Plan'];
export type Profile = Schemas['Profile'];
export type ProfileSettings = Schemas['ProfileSettings'] & { pin?: string | null };
export type Card = Schemas['TitleCard'];
export type Title = Schemas['Title'];
export type Episode = Schemas['Episode'];
export type Stream = Schemas['Stream'];
export type LoginSession = Schemas['Session'];
export type Token = Schemas['Token'];
export type PlaybackSession = Schemas['PlaybackSession'];
export type Report = Schemas['Report'];
export type Me = Answer<'/me', 'get', 200>;
export type Begun = Schemas['RowItem'];
export type Progress = Schemas['Progress'];
export type Home = Schemas['Home'];
export type HomeRow = Schemas['HomeRow'];
export type Preview = Schemas['Preview'];
export type Offer = Schemas['Offer'];
export type Subscription = Schemas['Subscription'];
export type PlanChange = Schemas['PlanChange'];
export type Invoice = Schemas['Invoice'];
export type RefusalReason = Schemas['Refusal']['reason'];
/** Two are our own: the service was not reached; another screen ended what plays here. */
export type Reason =
    | RefusalReason
    | Schemas['Problem']['reason']
    | Schemas['PaymentRefusal']['reason']
    | 'network'
    | 'stopped';

export class Refused extends Error {
    constructor(
        readonly status: number,
        readonly reason: Reason,
        readonly detail = '',
        readonly opens_at: string | null = null,
        readonly streams: Stream[] = [],
    ) {
        super(detail || reason);
    }
}

export function asRefused(error: unknown): Refused {
    return error instanceof Refused ? error : new Refused(0, 'network', String(error));
}

let csrf = '';
export function carry(token: string | null) {
    csrf = token ?? '';
}

/** Hears that the chosen profile's PIN has to be said again. */
let locked: () => void = () => {};
export function onLocked(listener: () => void) {
    locked = listener;
}

const byStatus: Record<number, Reason> = {
    400: 'invalid',
    401: 'unauthenticated',
    403: 'forbidden',
    404: 'not_found',
    409: 'conflict',
    413: 'too_large',
    429: 'exhausted',
    503: 'unavailable',
};

async function call<Body>(
    method: string,
    path: string,
    body?: unknown,
    init: RequestInit = {},
): Promise<Body> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (csrf && method !== 'GET') headers['X-CSRF-Token'] = csrf;
    if (viewAs) headers['X-Nuri-View-As'] = viewAs.token;
    let response: Response;
    try {
        response = await fetch(`/api/v1${path}`, {
            method,
            headers,
            credentials: 'same-origin',
            body: body === undefined ? null : JSON.stringify(body),
            ...init,
        });
    } catch (error) {
        if ((error as Error).name === 'AbortError') throw error;
        throw new Refused(0, 'network', String(error));
    }
    const text = await response.text();
    let said: Record<string, unknown> = {};
    try {
        said = text ? JSON.parse(text) : {};
    } catch {
        /* what is not JSON says no more than its status */
    }
    if (response.ok) return said as Body;
    if (said.reason === 'profile_locked') locked();
    throw new Refused(
        response.status,
        (said.reason as Reason) ?? byStatus[response.status] ?? 'io',
        (said.detail as string) ?? '',
        (said.opens_at as string) ?? null,
        (said.streams as Stream[]) ?? [],
    );
}

const id = (value: number | string) => encodeURIComponent(value);
const ref = (value: string) => value.split('/').map(encodeURIComponent).join('/');

function viewed(profile: number | null, more: Record<string, string | number> = {}): string {
    const query = new URLSearchParams({ locale: i18n.locale });
    if (profile !== null) query.set('profile', String(profile));
    for (const [name, value] of Object.entries(more)) query.set(name, String(value));
    return `?${query}`;
}

const of = (profile: number | null) => (profile === null ? '' : `?profile=${profile}`);

export const api = {
    service: () => call<Service>('GET', '/service'),
    plans: async (country: string) =>
        (await call<{ plans: Offer[] }>('GET', `/plans?country=${id(country)}`)).plans,
    demoSignIn: (persona: string) => call<{ csrf_token: string }>('POST', '/demo/sign-in', { persona }),
    watchFrom: (territory: string | null) => call<void>('PUT', '/demo/watching-from', { territory }),
    me: () => call<Me>('GET', '/me'),

    signUp: (form: { email: string; password: string; country: string; locale: string; plan?: string }) =>
        call<void>('POST', '/sign-up', form),
    verify: (token: string) => call<void>('POST', '/verify-email', { token }),
    resend: (email: string) => call<void>('POST', '/resend-verification', { email }),
    logIn: (email: string, password: string) =>
        call<{ csrf_token: string }>('POST', '/log-in', { email, password }),
    logOut: () => call<void>('POST', '/log-out'),
    forgot: (email: string) => call<void>('POST', '/forgot-password', { email }),
    reset: (token: string, password: string) => call<void>('POST', '/reset-password', { token, password }),
    changePassword: (old_password: string, new_password: string) =>
        call<void>('POST', '/change-password', { old_password, new_password }),

    confirmPassword: (password: string) => call<void>('POST', '/confirm-password', { password }),
    changeMe: (change: { locale?: string; plan?: string }) => call<Account>('PATCH', '/me', change),
    keepMe: () => call<Account>('POST', '/me/keep'),
    subscription: () => call<Subscription>('GET', '/me/subscription'),
    subscribe: (plan: string, payment_token: string, request_id: string) =>
        call<Subscription>('POST', '/me/subscription', { plan, payment_token, request_id }),
    previewPlan: (plan: string) => call<PlanChange>('POST', '/me/subscription/preview', { plan }),
    changePlan: (plan: string, charge_minor: number) =>
        call<Subscription>('POST', '/me/subscription/plan', { plan, charge_minor }),
    pause: (until: string) => call<Subscription>('POST', '/me/subscription/pause', { until }),
    cancel: () => call<Subscription>('POST', '/me/subscription/cancel'),
    resume: () => call<Subscription>('POST', '/me/subscription/resume'),
    payWith: (payment_token: string) => call<Subscription>('PUT', '/me/payment-method', { payment_token }),
    /** Plays the bank of the test provider. */
    authenticate: (reference: string, approve: boolean) =>
        call<Subscription>('POST', `/payments/test/${id(reference)}`, { approve }),
    invoices: async () => (await call<{ invoices: Invoice[] }>('GET', '/me/invoices')).invoices,
    closeMe: (password: string) => call<void>('DELETE', '/me', { password }),
    sessions: () => call<{ sessions: LoginSession[] }>('GET', '/me/sessions'),
    endSession: (session: number) => call<void>('DELETE', `/me/sessions/${id(session)}`),
    endOtherSessions: () => call<{ ended: number }>('DELETE', '/me/sessions'),
    tokens: () => call<{ tokens: Token[] }>('GET', '/me/tokens'),
    addToken: (name: string) => call<Token & { secret: string }>('POST', '/me/tokens', { name }),
    withdrawToken: (token: number) => call<void>('DELETE', `/me/tokens/${id(token)}`),
    export_url: '/api/v1/me/export',

    addProfile: (settings: ProfileSettings) => call<Profile>('POST', '/me/profiles', settings),
    changeProfile: (profile: number, settings: ProfileSettings) =>
        call<Profile>('PATCH', `/me/profiles/${id(profile)}`, settings),
    removeProfile: (profile: number) => call<void>('DELETE', `/me/profiles/${id(profile)}`),
    chooseProfile: (profile: number, pin?: string) =>
        call<void>('POST', `/me/profiles/${id(profile)}/choose`, pin === undefined ? {} : { pin }),

    home: (profile: number | null, cursor?: string) =>
        call<Home>('GET', `/home${viewed(profile, cursor ? { cursor } : {})}`),
    homeRow: (row: string, cursor: string, profile: number | null) =>
        call<HomeRow>('GET', `/home/rows/${id(row)}${viewed(profile, { cursor })}`),
    preview: (address: string, profile: number | null, signal: AbortSignal) =>
        call<Preview>('GET', `${address.replace(/^\/api\/v1/, '')}${of(profile)}`, undefined, { signal }),
    similar: async (name: string, profile: number | null, limit = 12) =>
        (await call<{ titles: Card[] }>('GET', `/similar/${ref(name)}${viewed(profile, { limit })}`)).titles,
    myList: (profile: number | null) => call<Schemas['MyList']>('GET', `/my-list${viewed(profile)}`),
    putAside: (name: string, profile: number | null) =>
        call<void>('PUT', `/my-list/${ref(name)}${of(profile)}`),
    takeOff: (name: string, profile: number | null) =>
        call<void>('DELETE', `/my-list/${ref(name)}${of(profile)}`),
    markWatched: (name: string, watched: boolean, profile: number | null) =>
        call<void>(watched ? 'PUT' : 'DELETE', `/watched/${ref(name)}${of(profile)}`),
    forgetBegun: (name: string, profile: number | null) =>
        call<void>('DELETE', `/continue-watching/${ref(name)}${of(profile)}`),

    titles: async (profile: number | null, limit: number) =>
        (await call<Answer<'/titles', 'get', 200>>('GET', `/titles${viewed(profile, { limit })}`)).titles,
    title: (name: string, profile: number | null) =>
        call<Title>('GET', `/titles/${ref(name)}${viewed(profile)}`),
    search: (q: string, profile: number | null, signal: AbortSignal) =>
        call<{ total: number; titles: Card[] }>(
            'GET',
            `/search${viewed(profile, { q, limit: 60 })}`,
            undefined,
            { signal },
        ),
    begun: async (profile: number | null) =>
        (await call<{ items: Begun[] }>('GET', `/continue-watching${viewed(profile)}`)).items,

    streams: () => call<Answer<'/playback-sessions', 'get', 200>>('GET', `/playback-sessions${viewed(null)}`),
    play: (title: string, profile: number | null, device: { id: string; name: string }) =>
        call<PlaybackSession>('POST', `/playback-sessions${viewed(null)}`, {
            title,
            device,
            ...(profile === null ? {} : { profile }),
        }),
    beat: (session: string, report: Report) =>
        call<void>('POST', `/playback-sessions/${id(session)}/heartbeat`, report),
    stop: (session: string, report?: Report) =>
        call<void>('POST', `/playback-sessions/${id(session)}/stop`, report, { keepalive: true }),
};
