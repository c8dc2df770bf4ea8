// Arrow keys move the focus to what lies in their direction, as a remote control's do. Whatever has arrows of its own
// (text fields, lists, sliders, whatever says data-arrows="own") keeps them.

type Way = 'left' | 'right' | 'up' | 'down';
const ways: Record<string, Way> = {
    ArrowLeft: 'left',
    ArrowRight: 'right',
    ArrowUp: 'up',
    ArrowDown: 'down',
};
const focusable =
    'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

function keepsArrows(target: Element, way: Way): boolean {
    if (target.closest('[data-arrows="own"]') || document.querySelector('main[data-arrows="own"]'))
        return true;
    if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
    if (!(target instanceof HTMLInputElement)) return false;
    if (target.type === 'checkbox') return false;
    if (target.type === 'range' || target.type === 'radio') return true;
    if (way === 'up' || way === 'down') return target.type === 'number' || target.type === 'date';
    return target.value !== '';
}

/** How far `to` is from `from` in one direction; none if it does not lie there. Off the axis counts more than along it. */
export function distance(from: DOMRect, to: DOMRect, way: Way): number | null {
    const upright = way === 'up' || way === 'down';
    const [start, end, other_start, other_end] = upright
        ? [from.left, from.right, to.left, to.right]
        : [from.top, from.bottom, to.top, to.bottom];
    const slack = 4;
    const along = {
        up: from.top - to.bottom,
        down: to.top - from.bottom,
        left: from.left - to.right,
        right: to.left - from.right,
    }[way];
    const centre = {
        up: from.top - to.top,
        down: to.bottom - from.bottom,
        left: from.left - to.left,
        right: to.right - from.right,
    }[way];
    if (along < -slack && !(along > -Math.min(upright ? to.height : to.width, 24) && centre > 0)) return null;
    if (centre <= 0) return null;
    const gap = Math.max(0, other_start - end, start - other_end);
    if (!upright && gap > 0) return null;
    const middle = Math.abs((start + end) / 2 - (other_start + other_end) / 2);
    return Math.max(0, along) + gap * 2 + Math.min(middle, 400) * 0.25;
}

function move(way: Way): boolean {
    const scope = document.querySelector<HTMLElement>('dialog[open]') ?? document.body;
    const active =
        document.activeElement instanceof HTMLElement && scope.contains(document.activeElement)
            ? document.activeElement
            : null;
    const candidates = [...scope.querySelectorAll<HTMLElement>(focusable)].filter(
        (node) =>
            node !== active &&
            !node.closest('[inert], [data-arrows="skip"]') &&
            node.checkVisibility({ visibilityProperty: true }),
    );
    let best: HTMLElement | null = null;
    if (!active || active === document.body || active.tabIndex < 0) {
        best =
            scope.querySelector<HTMLElement>('main [data-first]') ??
            candidates.find((node) => node.getBoundingClientRect().top >= 0 && node.closest('main')) ??
            candidates[0] ??
            null;
    } else {
        const from = active.getBoundingClientRect();
        let least = Infinity;
        for (const node of candidates) {
            const box = node.getBoundingClientRect();
            if (box.width === 0) continue;
            const far = distance(from, box, way);
            if (far !== null && far < least) [best, least] = [node, far];
        }
    }
    if (!best) return false;
    best.focus({ preventScroll: true });
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    best.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: calm ? 'instant' : 'smooth' });
    return true;
}

export function startSpatialNavigation() {
    addEventListener('keydown', (event) => {
        const way = ways[event.key];
        if (
            !way ||
            event.defaultPrevented ||
            event.ctrlKey ||
            event.metaKey ||
            event.altKey ||
            event.shiftKey
        )
            return;
        if (event.target instanceof Element && keepsArrows(event.target, way)) return;
        if (move(way)) event.preventDefault();
    });
}
