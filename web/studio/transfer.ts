// Sends bytes and tells how far they have come, which `fetch` cannot.
import { carried, Refused, type Reason } from './api';

export interface Sent {
    status: number;
    header: (name: string) => string | null;
    body: unknown;
}

const byStatus: Record<number, Reason> = {
    400: 'invalid',
    401: 'unauthenticated',
    403: 'forbidden',
    404: 'not_found',
    409: 'conflict',
    413: 'too_large',
    415: 'unsupported',
    429: 'exhausted',
    503: 'unavailable',
};

/** A refusal is thrown with what the service said, and the header `Upload-Offset`, where there is one, as `offset`. */
export function transfer(
    method: 'PUT' | 'PATCH',
    address: string,
    bytes: Blob,
    headers: Record<string, string>,
    onprogress: (sent: number) => void,
    signal?: AbortSignal,
): Promise<Sent> {
    return new Promise((done, failed) => {
        const request = new XMLHttpRequest();
        const abort = () => request.abort();
        request.open(method, address);
        for (const [name, value] of Object.entries({ Accept: 'application/json', ...carried(), ...headers }))
            request.setRequestHeader(name, value);
        request.upload.onprogress = (event) => onprogress(event.loaded);
        request.onload = () => {
            let body: Record<string, unknown> = {};
            try {
                body = JSON.parse(request.responseText) as Record<string, unknown>;
            } catch {
                /* then the status says it */
            }
            if (request.status < 300)
                done({ status: request.status, header: (name) => request.getResponseHeader(name), body });
            else
                failed(
                    new Refused(
                        request.status,
                        (body.reason as Reason) ?? byStatus[request.status] ?? 'io',
                        (body.detail as string) ?? '',
                        { ...body, offset: request.getResponseHeader('Upload-Offset') },
                    ),
                );
        };
        request.onerror = () => failed(new Refused(0, 'network'));
        request.onabort = () => failed(new DOMException('stopped', 'AbortError'));
        request.onloadend = () => signal?.removeEventListener('abort', abort);
        if (signal?.aborted) {
            failed(new DOMException('stopped', 'AbortError'));
            return;
        }
        signal?.addEventListener('abort', abort);
        request.send(bytes);
    });
}
