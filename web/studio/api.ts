// What the studio asks of the service. Paths, parameters, bodies and answers are those of the API's description, so an
// operation that is spelt wrongly or asked for without its parameters does not compile.
import type { components, paths } from '$api/schema';

export type Schemas = components['schemas'];
export type Operator = Schemas['Operator'];
export type CatalogueTitle = Schemas['CatalogueTitle'];
export type Kind = Schemas['Kind'];
export type Role = Schemas['Role'];
export type Job = Schemas['Job'];
export type JobSummary = Schemas['JobSummary'];
export type Reason = Schemas['Problem']['reason'] | 'network' | 'stale';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Of<M extends Method> = {
    [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never;
}[keyof paths];
type In<Operation, Where extends 'path' | 'query'> = Operation extends { parameters: infer All }
    ? Where extends keyof All
        ? Exclude<All[Where], undefined>
        : never
    : never;
type Sent<Operation> = Operation extends { requestBody?: infer Body }
    ? Exclude<Body, undefined> extends { content: { 'application/json': infer Json } }
        ? Json
        : never
    : never;
type Given<Operation> = Operation extends { responses: infer All }
    ? {
          [Status in keyof All & (200 | 201 | 202)]: All[Status] extends {
              content: { 'application/json': infer Json };
          }
              ? Json
              : void;
      }[keyof All & (200 | 201 | 202)]
    : never;

/** What an operation is asked with: the capture of its path, its query, its body. */
export type Asked<P extends keyof paths, M extends Method> = {
    signal?: AbortSignal;
    headers?: Record<string, string>;
} & ([In<paths[P][M], 'path'>] extends [never] ? unknown : { path: In<paths[P][M], 'path'> }) &
    ([In<paths[P][M], 'query'>] extends [never] ? unknown : { query?: In<paths[P][M], 'query'> }) &
    ([Sent<paths[P][M]>] extends [never] ? unknown : { body?: Sent<paths[P][M]> });
export type Answer<P extends keyof paths, M extends Method> = [Given<paths[P][M]>] extends [never]
    ? void
    : Given<paths[P][M]>;

/** A refusal or failure. Pages decide by `reason`; `detail` is English for people, and names what to mend. */
export class Refused extends Error {
    constructor(
        readonly status: number,
        readonly reason: Reason,
        readonly detail = '',
        readonly body: Record<string, unknown> = {},
    ) {
        super(detail || reason);
    }
}

export function asRefused(error: unknown): Refused {
    return error instanceof Refused ? error : new Refused(0, 'network', String(error));
}

const byStatus: Record<number, Reason> = {
    400: 'invalid',
    401: 'unauthenticated',
    403: 'forbidden',
    404: 'not_found',
    409: 'conflict',
    412: 'stale',
    413: 'too_large',
    415: 'unsupported',
    429: 'exhausted',
    503: 'unavailable',
};

let csrf = '';
export function carry(token: string | null) {
    csrf = token ?? '';
}
export const carried = (): Record<string, string> => (csrf ? { 'X-CSRF-Token': csrf } : {});

/** Told when the session has ended under us. */
let on_sign_out = () => {};
export function whenSignedOut(run: () => void) {
    on_sign_out = run;
}

/** A reference keeps its slashes; whatever else a path cannot hold is escaped. */
const escaped = (value: unknown) => String(value).split('/').map(encodeURIComponent).join('/');

export function addressOf(
    path: string,
    captures: Record<string, unknown> = {},
    query: Record<string, unknown> = {},
): string {
    const words = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
        if (Array.isArray(value)) for (const one of value) words.append(name, String(one));
        else if (value !== undefined && value !== null && value !== '') words.set(name, String(value));
    }
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => escaped(captures[name]));
    return `/api/v1${filled}${words.size ? `?${words}` : ''}`;
}

/** The refusal that an answer tells of. */
export async function refusalOf(response: Response): Promise<Refused> {
    let said: Record<string, unknown> = {};
    try {
        said = (await response.json()) as Record<string, unknown>;
    } catch {
        /* what is not JSON says no more than its status */
    }
    const reason =
        response.status === 412 ? 'stale' : ((said.reason as Reason) ?? byStatus[response.status] ?? 'io');
    return new Refused(response.status, reason, (said.detail as string) ?? '', said);
}

/** `fetch` with who we are; a failure of the network is a `Refused` too. */
export async function send(address: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
        response = await fetch(address, {
            credentials: 'same-origin',
            ...init,
            headers: {
                Accept: 'application/json',
                ...(init.method === 'GET' ? {} : carried()),
                ...init.headers,
            },
        });
    } catch (error) {
        if ((error as Error).name === 'AbortError') throw error;
        throw new Refused(0, 'network', String(error));
    }
    if (response.ok) return response;
    const refused = await refusalOf(response);
    if (refused.status === 401 && !address.endsWith('/log-in')) on_sign_out();
    throw refused;
}

async function whole(
    method: Method,
    path: string,
    asked: {
        path?: object;
        query?: object;
        body?: unknown;
        headers?: Record<string, string>;
        signal?: AbortSignal;
    },
) {
    const has_body = asked.body !== undefined;
    const response = await send(addressOf(path, { ...asked.path }, { ...asked.query }), {
        method: method.toUpperCase(),
        signal: asked.signal ?? null,
        body: has_body ? JSON.stringify(asked.body) : null,
        headers: { ...(has_body ? { 'Content-Type': 'application/json' } : {}), ...asked.headers },
    });
    const text = await response.text();
    return { body: (text ? JSON.parse(text) : undefined) as unknown, etag: response.headers.get('ETag') };
}

/** ask('get', '/operator/titles/{ref}', { path: { ref } }) */
export async function ask<M extends Method, P extends Of<M>>(
    method: M,
    path: P,
    asked: Asked<P, M>,
): Promise<Answer<P, M>> {
    return (await whole(method, path, asked)).body as Answer<P, M>;
}

/** The same with the version of what came, for `If-Match`. */
export async function askVersion<M extends Method, P extends Of<M>>(
    method: M,
    path: P,
    asked: Asked<P, M>,
): Promise<{ body: Answer<P, M>; etag: string | null }> {
    return (await whole(method, path, asked)) as { body: Answer<P, M>; etag: string | null };
}
