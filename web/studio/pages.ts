// The studio's pages. To add one: a line here, a component in pages/AREA/, its words in texts/AREA.ts. What follows the
// path reaches the component as `rest`. A page is loaded when it is first opened.
import type { IconName } from '$system/components/Icon.svelte';
import type { Component } from 'svelte';
import type { Area } from './session.svelte';
import { shell } from './texts/shell';

/** A page that needs no `rest` need not name it. */
export type PageComponent = Component<{ rest: string }> | Component<Record<string, never>>;
export type PageKey = keyof ReturnType<typeof shell>['pages'];

export const sections = ['catalogue', 'rights', 'service'] as const;
export type Section = (typeof sections)[number];

export interface Page {
    key: PageKey;
    /** Everything below it is the page's too, unless another page has a longer path. */
    path: string;
    /** Of which one must be allowed to read; null for everybody. */
    area: Area | null;
    icon: IconName;
    /** Under which heading of the sidebar. */
    section?: Section;
    /** Second key of "g …"; without it the page is not in the sidebar. */
    letter?: string;
    load: () => Promise<{ default: PageComponent }>;
}

export const pages: Page[] = [
    {
        key: 'overview',
        path: '/studio/overview',
        area: 'reports',
        icon: 'chart',
        letter: 'o',
        section: 'service',
        load: () => import('./pages/overview/Overview.svelte'),
    },
    {
        key: 'titles',
        path: '/studio/titles',
        area: 'catalogue',
        icon: 'film',
        letter: 't',
        section: 'catalogue',
        load: () => import('./pages/titles/Titles.svelte'),
    },
    {
        key: 'title',
        path: '/studio/title',
        area: 'catalogue',
        icon: 'film',
        load: () => import('./pages/title/Title.svelte'),
    },
    {
        key: 'media',
        path: '/studio/media',
        area: 'media',
        icon: 'upload',
        letter: 'm',
        section: 'catalogue',
        load: () => import('./pages/media/Media.svelte'),
    },
    {
        key: 'asset',
        path: '/studio/asset',
        area: 'media',
        icon: 'play',
        load: () => import('./pages/media/Asset.svelte'),
    },
    {
        key: 'view_as',
        path: '/studio/view-as',
        area: 'catalogue',
        icon: 'eye',
        letter: 'v',
        section: 'catalogue',
        load: () => import('./pages/view-as/ViewAs.svelte'),
    },
    {
        key: 'licences',
        path: '/studio/licences',
        area: 'licensing',
        icon: 'deed',
        letter: 'l',
        section: 'rights',
        load: () => import('./pages/licences/Licences.svelte'),
    },
    {
        key: 'calendar',
        path: '/studio/calendar',
        area: 'licensing',
        icon: 'calendar',
        letter: 'c',
        section: 'rights',
        load: () => import('./pages/calendar/Calendar.svelte'),
    },
    {
        key: 'white_space',
        path: '/studio/white-space',
        area: 'licensing',
        icon: 'gap',
        letter: 'w',
        section: 'rights',
        load: () => import('./pages/white-space/WhiteSpace.svelte'),
    },
    {
        key: 'conflicts',
        path: '/studio/conflicts',
        area: 'licensing',
        icon: 'warning',
        letter: 'x',
        section: 'rights',
        load: () => import('./pages/conflicts/Conflicts.svelte'),
    },
    {
        key: 'contracts',
        path: '/studio/contracts',
        area: 'contracts',
        icon: 'text',
        letter: 'k',
        section: 'rights',
        load: () => import('./pages/contracts/Contracts.svelte'),
    },
    {
        key: 'avails',
        path: '/studio/avails',
        area: 'licensing',
        icon: 'sheet',
        letter: 'a',
        section: 'rights',
        load: () => import('./pages/avails/Avails.svelte'),
    },
    {
        key: 'readiness',
        path: '/studio/readiness',
        area: 'catalogue',
        icon: 'check',
        letter: 'r',
        section: 'rights',
        load: () => import('./pages/readiness/Readiness.svelte'),
    },
    {
        key: 'notices',
        path: '/studio/notices',
        area: 'licensing',
        icon: 'bell',
        letter: 'n',
        section: 'rights',
        load: () => import('./pages/notices/Notices.svelte'),
    },
    {
        key: 'why',
        path: '/studio/why',
        area: 'licensing',
        icon: 'info',
        letter: 'y',
        section: 'rights',
        load: () => import('./pages/why/Why.svelte'),
    },
    {
        key: 'footprint',
        path: '/studio/footprint',
        area: 'licensing',
        icon: 'map',
        letter: 'f',
        section: 'service',
        load: () => import('./pages/footprint/Footprint.svelte'),
    },
    {
        key: 'members',
        path: '/studio/members',
        area: 'members',
        icon: 'people',
        letter: 'u',
        section: 'service',
        load: () => import('./pages/members/Members.svelte'),
    },
    {
        key: 'plans',
        path: '/studio/plans',
        area: 'members',
        icon: 'money',
        letter: 'p',
        section: 'service',
        load: () => import('./pages/plans/Plans.svelte'),
    },
    {
        key: 'audit',
        path: '/studio/audit',
        area: null,
        icon: 'log',
        letter: 'h',
        section: 'service',
        load: () => import('./pages/audit/Audit.svelte'),
    },
    {
        key: 'operators',
        path: '/studio/operators',
        area: 'service',
        icon: 'lock',
        letter: 's',
        section: 'service',
        load: () => import('./pages/operators/Operators.svelte'),
    },
    {
        key: 'settings',
        path: '/studio/settings',
        area: 'service',
        icon: 'settings',
        letter: 'e',
        section: 'service',
        load: () => import('./pages/settings/Settings.svelte'),
    },
    {
        key: 'account',
        path: '/studio/account',
        area: null,
        icon: 'people',
        load: () => import('./pages/account/Account.svelte'),
    },
];

/** The page of an address, by its longest path. */
export function pageOf(path: string): Page | undefined {
    return pages
        .filter((page) => path === page.path || path.startsWith(`${page.path}/`))
        .sort((a, b) => b.path.length - a.path.length)[0];
}
