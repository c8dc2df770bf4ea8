// Who is working, and what they may do.
import { asRefused, ask, carry, whenSignedOut, type Operator, type Refused } from './api';

type Status = 'loading' | 'visitor' | 'operator' | 'failed';
export type Area = 'service' | 'catalogue' | 'licensing' | 'contracts' | 'media' | 'members' | 'reports';
export type Access = 'read' | 'write';

class Session {
    status = $state<Status>('loading');
    problem = $state.raw<Refused | null>(null);
    operator = $state.raw<Operator | null>(null);
    private permissions = $state.raw<ReadonlySet<string>>(new Set());
    /** The session ended while somebody worked: sign in again, and what is on the screen stays. */
    interrupted = $state(false);

    /** As the service would answer; asked here so that nobody is shown a door that will not open. */
    may(area: Area | null, access: Access = 'read'): boolean {
        return this.operator !== null && (area === null || this.permissions.has(`${area}:${access}`));
    }

    private async recognise() {
        const me = await ask('get', '/operator/me', {});
        carry(me.csrf_token);
        this.operator = me.operator;
        this.permissions = new Set(me.permissions);
        this.interrupted = false;
        this.status = 'operator';
    }

    async load() {
        this.status = 'loading';
        try {
            await this.recognise();
        } catch (error) {
            const refused = asRefused(error);
            if (refused.status === 401) this.status = 'visitor';
            else [this.problem, this.status] = [refused, 'failed'];
        }
    }

    /** Whether it is the same operator as before. */
    async logIn(email: string, password: string): Promise<boolean> {
        const before = this.operator?.id;
        const { operator } = await ask('post', '/operator/log-in', { body: { email, password } });
        await this.recognise();
        return before === operator.id;
    }

    async accept(invitation: string, password: string) {
        await ask('post', '/operator/accept-invitation', { body: { invitation, password } });
        await this.recognise();
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
whenSignedOut(() => {
    if (session.status === 'operator') session.interrupted = true;
});
