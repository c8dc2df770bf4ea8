// Who is working, and what they may do.
import { asRefused, ask, carry, whenSignedOut, type Operator, type Refused } from './api';

type Status = 'loading' | 'visitor' | 'operator' | 'failed';
export type Area = 'service' | 'catalogue' | 'licensing' | 'media' | 'members' | 'reports';
export type Access = 'read' | 'write';

const writes: Record<Operator['role'], Area | null> = { owner: null, catalogue: 'catalogue', licensing: 'licensing', media: 'media', support: 'members', analyst: null };

/** What the service allows too; asked here so that nobody is shown a door that will not open. */
export function roleMay(role: Operator['role'], area: Area, access: Access): boolean {
    if (role === 'owner') return true;
    if (area === 'service') return false;
    if (access === 'write') return writes[role] === area;
    if (area === 'members') return role === 'support';
    if (area === 'reports') return role === 'analyst' || role === 'licensing';
    return true;
}

class Session {
    status = $state<Status>('loading');
    problem = $state.raw<Refused | null>(null);
    operator = $state.raw<Operator | null>(null);
    /** The session ended while somebody worked: sign in again, and what is on the screen stays. */
    interrupted = $state(false);

    may(area: Area | null, access: Access = 'read'): boolean {
        return this.operator !== null && (area === null || roleMay(this.operator.role, area, access));
    }

    async load() {
        this.status = 'loading';
        try {
            const me = await ask('get', '/operator/me', {});
            carry(me.csrf_token);
            this.operator = me.operator;
            this.status = 'operator';
        } catch (error) {
            const refused = asRefused(error);
            if (refused.status === 401) this.status = 'visitor';
            else [this.problem, this.status] = [refused, 'failed'];
        }
    }

    async logIn(email: string, password: string) {
        const { operator, csrf_token } = await ask('post', '/operator/log-in', { body: { email, password } });
        carry(csrf_token);
        const same = this.operator?.id === operator.id;
        this.operator = operator;
        this.status = 'operator';
        this.interrupted = false;
        return same;
    }

    async logOut() {
        await ask('post', '/operator/log-out', {});
        this.forget();
    }

    forget() {
        carry(null);
        this.operator = null;
        this.interrupted = false;
        this.status = 'visitor';
    }
}

export const session = new Session();
whenSignedOut(() => { if (session.status === 'operator') session.interrupted = true; });
