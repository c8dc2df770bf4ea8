// Who is watching, and what the service is here. One of each for the whole application.
import { i18n } from '$system/i18n.svelte';
import {
    api,
    asRefused,
    carry,
    onLocked,
    Refused,
    type Account,
    type Plan,
    type Profile,
    type Service,
    type Subscription,
} from './api';
import { viewAs } from './view_as';

type Status = 'loading' | 'visitor' | 'member' | 'failed';

const profile_at = 'nuri-profile';
const remembered = () => {
    try {
        return Number(sessionStorage.getItem(profile_at));
    } catch {
        return 0;
    }
};

class Session {
    status = $state<Status>('loading');
    problem = $state.raw<Refused | null>(null);
    service = $state.raw<Service | null>(null);
    account = $state.raw<Account | null>(null);
    plan = $state.raw<Plan | null>(null);
    subscription = $state.raw<Subscription | null>(null);
    profiles = $state.raw<Profile[]>([]);
    profile = $state.raw<Profile | null>(null);

    get name() {
        return this.service?.name ?? 'nuri';
    }
    get here() {
        return this.service?.territory ?? null;
    }
    /** As somebody else there is nobody's profile to name: the token says it all. */
    get profile_id() {
        return viewAs ? null : (this.profile?.id ?? null);
    }
    get demo() {
        return this.service?.demo ?? null;
    }
    /** Whether the membership has to begin, or begin anew, before anything plays. */
    get unpaid() {
        return (
            this.subscription !== null &&
            !this.subscription.entitled &&
            /^(none|pending|ended)$/.test(this.subscription.state)
        );
    }

    async load() {
        try {
            const [service, me] = await Promise.all([
                api.service(),
                api.me().catch((error: unknown) => {
                    if (error instanceof Refused && error.status === 401) return null;
                    throw error;
                }),
            ]);
            this.service = service;
            if (me === null) return this.forget();
            carry(me.csrf_token);
            this.account = me.account;
            this.plan = me.plan;
            this.profiles = me.profiles;
            const known = remembered();
            const same = me.profiles.find(({ id }) => id === (this.profile?.id ?? known));
            // With one viewer and nothing to ask there is nothing to choose.
            const only = me.profiles.length === 1 && !me.profiles[0]?.has_pin ? me.profiles[0] : null;
            // A profile with a PIN is open in this session since it was chosen; where it is not, the service says so.
            const taken = same ?? only ?? (viewAs ? (me.profiles[0] ?? null) : null);
            await this.reckon();
            // Last, for with whoever watches the language of the pages changes.
            this.take(taken);
            this.status = 'member';
        } catch (error) {
            this.problem = asRefused(error);
            this.status = 'failed';
        }
    }

    /** What is paid for, where members pay. A child's profile is not told. */
    async reckon() {
        this.subscription =
            this.service?.payments && !viewAs ? await api.subscription().catch(() => null) : null;
    }

    /** Chooses who watches; a wrong PIN is refused by the service. */
    async choose(profile: Profile, pin?: string) {
        await api.chooseProfile(profile.id, pin);
        this.take(profile);
    }

    /** Before somebody has said who watches, pages speak the browser's language or the one that was chosen in it; then the profile's. */
    take(profile: Profile | null) {
        this.profile = profile;
        try {
            if (profile) sessionStorage.setItem(profile_at, String(profile.id));
            else sessionStorage.removeItem(profile_at);
        } catch {
            /* then it is asked again after a reload */
        }
        i18n.speakTo(profile?.language ?? null);
    }

    forget() {
        carry(null);
        this.account = this.plan = this.subscription = null;
        this.profiles = [];
        this.take(null);
        this.status = 'visitor';
    }
}

export const session = new Session();
onLocked(() => session.take(null));
