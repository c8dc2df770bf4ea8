// Which card is looked at more closely, and where it stands. There is one at a time, drawn by Peek.svelte above the page.
import type { Card } from './api';

/** How long the pointer, or the focus, rests on a card before it opens. */
const rest_ms = { pointer: 450, focus: 700 };

class Peek {
    card = $state.raw<Card | null>(null);
    anchor = $state.raw<HTMLElement | null>(null);
    private timer: ReturnType<typeof setTimeout> | undefined;
    private wanted: HTMLElement | null = null;

    soon(card: Card, anchor: HTMLElement, why: keyof typeof rest_ms) {
        clearTimeout(this.timer);
        this.wanted = anchor;
        if (this.anchor !== anchor)
            this.timer = setTimeout(() => {
                if (anchor.isConnected) [this.card, this.anchor] = [card, anchor];
            }, rest_ms[why]);
    }

    close() {
        clearTimeout(this.timer);
        this.card = this.anchor = this.wanted = null;
    }

    /** Nobody looks at this card any more; another may be looked at by then. A card that leaves the page loses the pointer and the
        focus while the page is being drawn, when nothing may change: hence a moment later. */
    left(anchor: HTMLElement) {
        queueMicrotask(() => {
            if (this.wanted === anchor) this.close();
        });
    }
}

export const peek = new Peek();

const wanted = () => matchMedia('(hover: hover) and (min-width: 48rem)').matches;

/** Lets a card open when somebody looks at it. */
export function peekable(node: HTMLElement, card: Card) {
    const over = () => {
        if (wanted()) peek.soon(card, node, 'pointer');
    };
    const out = (event: PointerEvent) => {
        if (!(event.relatedTarget as Element | null)?.closest?.('.peek')) peek.left(node);
    };
    const focus = (event: FocusEvent) => {
        if (wanted() && (event.target as Element).matches(':focus-visible')) peek.soon(card, node, 'focus');
    };
    const blur = () => peek.left(node);
    node.addEventListener('pointerenter', over);
    node.addEventListener('pointerleave', out);
    node.addEventListener('focusin', focus);
    node.addEventListener('focusout', blur);
    return {
        update(to: Card) {
            card = to;
        },
        destroy() {
            peek.left(node);
            node.removeEventListener('pointerenter', over);
            node.removeEventListener('pointerleave', out);
            node.removeEventListener('focusin', focus);
            node.removeEventListener('focusout', blur);
        },
    };
}
